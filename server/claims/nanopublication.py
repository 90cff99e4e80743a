"""A claim as a nanopublication (https://nanopub.net/guidelines): assertion, provenance, publication information.

Its IRI is a Trusty URI, and nothing in it is of a release: as long as the claim is as it was, each gives the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, Quad, Triple

from server.claims.record import IN_DOCUMENT, STANCE, STATED_BY, ClaimRecord, passage_triples
from server.claims.trusty import artifact_code
from server.namespaces import BASE, LICENCE, PREFIXES
from server.rdf.terms import DCTERMS, PROV, TYPE, Namespace

NANOPUBLICATIONS: Final = BASE + "nanopub/"
"""Below it each has an IRI, made of the name of the claim and the digest."""

SCHEMA: Final = Namespace("http://www.nanopub.org/nschema#")
_EXTENSIONS: Final = Namespace("http://purl.org/nanopub/x/")


@dataclass(frozen=True)
class Nanopublication:
    """A nanopublication with its four graphs."""

    iri: str
    quads: tuple[Quad, ...]

    @property
    def prefixes(self) -> dict[str, str]:
        """The prefixes by which its own names are written."""
        return {"np": SCHEMA.iri, "npx": _EXTENSIONS.iri, "sub": f"{self.iri}#"}


def nanopublication(claim: ClaimRecord) -> Nanopublication:
    """Return the nanopublication of a claim; the assertion holds the triples of the claim, and no other."""
    name = claim.iri.value.removeprefix(PREFIXES["claim"])

    def content(code: str) -> tuple[Quad, ...]:
        return tuple(_quads(claim, f"{NANOPUBLICATIONS}{name}/{code}"))

    code = artifact_code(content)
    return Nanopublication(f"{NANOPUBLICATIONS}{name}/{code}", content(code))


def _quads(claim: ClaimRecord, iri: str) -> Iterator[Quad]:
    this, (head, assertion, provenance, publication) = NamedNode(iri), _graphs(iri)
    yield Quad(this, TYPE, SCHEMA["Nanopublication"], head)
    yield Quad(this, SCHEMA["hasAssertion"], assertion, head)
    yield Quad(this, SCHEMA["hasProvenance"], provenance, head)
    yield Quad(this, SCHEMA["hasPublicationInfo"], publication, head)
    yield from _in(assertion, claim.stated)
    yield from _in(provenance, _provenance(claim, assertion))
    yield Quad(this, DCTERMS["license"], NamedNode(LICENCE), publication)
    yield Quad(this, DCTERMS["creator"], NamedNode(BASE), publication)
    yield Quad(this, PROV["wasDerivedFrom"], claim.iri, publication)
    for stance in claim.of(STANCE):
        yield Quad(this, _EXTENSIONS["hasNanopubType"], stance, publication)


def _graphs(iri: str) -> list[NamedNode]:
    return [NamedNode(f"{iri}#{name}") for name in ("Head", "assertion", "provenance", "pubinfo")]


def _in(graph: NamedNode, triples: Iterator[Triple] | tuple[Triple, ...]) -> Iterator[Quad]:
    return (Quad(triple.subject, triple.predicate, triple.object, graph) for triple in triples)


def _provenance(claim: ClaimRecord, assertion: NamedNode) -> Iterator[Triple]:
    """Yield who says it, in which stance, where; and all that is said of the claim, under its own name."""
    yield Triple(assertion, PROV["alternateOf"], claim.iri)
    for speaker in claim.of(STATED_BY):
        yield Triple(assertion, PROV["wasAttributedTo"], speaker)
    for document in claim.of(IN_DOCUMENT):
        yield Triple(assertion, PROV["hadPrimarySource"], document)
    for passage in claim.passages:
        yield Triple(assertion, PROV["wasDerivedFrom"], passage.iri)
    for stance in claim.of(STANCE):
        yield Triple(assertion, STANCE, stance)
    yield from claim.described
    yield from passage_triples(claim)
