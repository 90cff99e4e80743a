"""A proof as plain data for JSON, and as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pyoxigraph import Triple

from server.rdf.iris import short
from server.rdf.terms import text, to_json
from server.why.proof_tree import Claim, Explanation
from server.why.proofs import rule_iri


def to_data(one: Explanation) -> dict[str, Any]:
    """Return an explanation as dicts and lists; terms as in SPARQL 1.1 Query Results JSON, section 3.2.2."""
    return {
        "triple": triple_data(one.triple),
        "claims": [{"claim": claim.iri, **dict(claim.details)} for claim in one.claims],
        "graphs": list(one.graphs),
        "files": list(one.files),
        "rule": {"name": one.rule, "iri": rule_iri(one.rule).value} if one.rule else None,
        "premises": [to_data(premise) for premise in one.premises],
    }


def triple_data(triple: Triple) -> dict[str, Any]:
    """Return a triple with its terms as subject, predicate and object."""
    names = ("subject", "predicate", "object")
    return {
        name: to_json(term)
        for name, term in zip(names, (triple.subject, triple.predicate, triple.object), strict=True)
    }


def to_lines(one: Explanation, indent: str = "") -> Iterator[str]:
    """Yield an explanation as indented lines, premises below their conclusion."""
    yield f"{indent}{' '.join(text(t) for t in (one.triple.subject, one.triple.predicate, one.triple.object))}"
    below = indent + "    "
    for claim in one.claims:
        yield f"{below}{_claim_text(claim)}"
    if not one.claims:
        for place in one.files or one.graphs:
            yield f"{below}stated in {place}"
    if one.rule:
        yield f"{below}by the rule {one.rule} from"
        for premise in one.premises:
            yield from to_lines(premise, below + "    ")


def _claim_text(claim: Claim) -> str:
    places = ", ".join(claim["segment"] or claim["recordKey"])
    speakers = ", ".join(short(iri) for iri in claim["statedBy"])
    stances = ", ".join(iri.rpartition("/")[2] for iri in claim["stance"])
    documents = ", ".join(short(iri) for iri in claim["inDocument"])
    said = f"{speakers} {stances}" if speakers and stances else speakers or stances
    return (
        f"{short(claim.iri)}: {documents}" + (f" {places}" if places else "") + (f", {said}" if said else "")
    )
