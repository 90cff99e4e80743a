"""A claim as a reifier of triple terms (RDF 1.2 Concepts, section 1.5): what it states is told, not asserted."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Triple

from server.claims.record import ClaimRecord, passage_triples
from server.rdf.terms import RDF


def reified(claim: ClaimRecord) -> Iterator[Triple]:
    """Yield each triple of a claim as a triple term that the claim reifies, and what is said of the claim."""
    for triple in claim.stated:
        yield Triple(claim.iri, RDF["reifies"], triple)
    yield from claim.described
    yield from passage_triples(claim)
