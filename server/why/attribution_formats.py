"""The forms in which the verdict on an attribution is given: plain data for JSON, and RDF (EARL 1.0, PROV-O)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlencode

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from server.namespaces import BASE
from server.rdf.terms import DCTERMS, PROV, TYPE, Namespace, to_json
from server.why.attribution import Attribution, Other, Verdict
from server.why.formats import claim_triples, query_string, statement_iri, statement_triples, triple_data
from server.why.proof_tree import Claim

EARL: Final = Namespace("http://www.w3.org/ns/earl#")
_OUTCOMES: Final = {
    Verdict.NOT_SAID: "failed",
    Verdict.SAID_BY_OTHERS: "failed",
    Verdict.CONTRADICTED: "failed",
    Verdict.DENIED: "failed",
    Verdict.INFERRED: "cantTell",
    Verdict.ASCRIBED: "cantTell",
}
"""Whether the source says it, in the words of EARL; what is not named here it says, in one way or another."""


def to_data(found: Attribution) -> dict[str, Any]:
    """Return the verdict as dicts and lists; terms as in SPARQL 1.1 Query Results JSON, section 3.2.2."""
    proof = found.proof
    return {
        "verdict": found.verdict.value,
        "triple": triple_data(found.triple),
        "speaker": found.source.speaker or None,
        "document": found.source.document or None,
        "there": [claim_data(claim) for claim in found.there],
        "ascribed": [claim_data(claim) for claim in found.ascribed],
        "elsewhere": [claim_data(claim) for claim in found.elsewhere],
        "followsFrom": {
            "there": [claim_data(claim) for claim in found.grounds.there],
            "elsewhere": [claim_data(claim) for claim in found.grounds.elsewhere],
        },
        "contradictedBy": [_other_data(other) for other in found.contradicted_by],
        "otherValues": [_other_data(other) for other in found.others if not other.opposed],
        "holds": proof is not None,
        "rule": proof.rule if proof else None,
        "files": list(proof.files) if proof else [],
        "why": f"/why?{query_string(found.triple)}" if proof else None,
        "unheard": list(found.unheard),
    }


def claim_data(claim: Claim) -> dict[str, Any]:
    """Return a claim with its metadata by the local names of the ontology's terms."""
    return {"claim": claim.iri, **{name: list(values) for name, values in claim.details}}


def _other_data(other: Other) -> dict[str, Any]:
    return {"value": to_json(other.value), **claim_data(other.claim)}


def address(found: Attribution) -> str:
    """Return the IRI of the verdict: the address under which the server gives it."""
    given = {"speaker": found.source.speaker, "document": found.source.document}
    return f"{BASE}verify?{query_string(found.triple)}&{urlencode({k: v for k, v in given.items() if v})}"


def attribution_triples(found: Attribution) -> Iterator[Triple]:
    """Yield the verdict as an assertion of EARL about the statement, with the claims that it stands on."""
    node, statement = NamedNode(address(found)), statement_iri(found.triple)
    result = BlankNode("result")
    yield from statement_triples(found.triple)
    yield Triple(node, TYPE, EARL["Assertion"])
    yield Triple(node, EARL["subject"], statement)
    for iri in found.source.given:
        yield Triple(node, EARL["test"], NamedNode(iri))
    yield Triple(node, EARL["result"], result)
    yield Triple(result, TYPE, EARL["TestResult"])
    yield Triple(result, EARL["outcome"], EARL[_OUTCOMES.get(found.verdict, "passed")])
    yield Triple(result, DCTERMS["title"], Literal(found.verdict.value))
    for claim in (*found.there, *found.ascribed, *found.grounds.there):
        yield Triple(result, PROV["wasDerivedFrom"], NamedNode(claim.iri))
    for claim in (*found.elsewhere, *found.grounds.elsewhere):
        yield Triple(statement, PROV["wasDerivedFrom"], NamedNode(claim.iri))
    for other in found.contradicted_by:
        yield Triple(result, EARL["info"], Literal(f"contradicted by {other.claim.iri}"))
        yield Triple(result, DCTERMS["references"], NamedNode(other.claim.iri))
    for claim in found.claims:
        yield from claim_triples(claim)
