"""The forms in which a proof is given: plain data for JSON, text for a terminal, RDF (rdf:Statement, PROV-O)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Triple

from server.namespaces import BASE, PREFIXES
from server.rdf.iris import percent_encoded, short
from server.rdf.terms import PROV, RDF, RDFS, TERMS, TYPE, text, to_json
from server.why.proof_tree import Claim, Explanation
from server.why.proofs import Proof, rule_iri

_NODES: Final = ("inDocument", "statedBy", "stance", "passage")
"""What of a claim is a node; the rest is text."""
_USED: Final = ("rdf", "rdfs", "xsd", "prov", "eik")


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


def statement_iri(triple: Triple) -> NamedNode:
    """Return the IRI of a triple as a statement: the address under which the server says why it holds."""
    return NamedNode(f"{BASE}why?{query_string(triple)}")


def query_string(triple: Triple) -> str:
    """Return the parameters s, p and o that name a triple."""
    subject, predicate, value = (
        term.value if isinstance(term, NamedNode) else str(term)
        for term in (triple.subject, triple.predicate, triple.object)
    )
    return f"s={percent_encoded(subject)}&p={percent_encoded(predicate)}&o={percent_encoded(value)}"


def explanation_triples(explanation: Explanation) -> list[Triple]:
    """Return the whole proof in RDF, each triple once, those of a subject together."""
    return grouped(triple for one in explanation for triple in _explanation(one))


def grouped(triples: Iterable[Triple]) -> list[Triple]:
    """Return triples, each once, those of a subject together."""
    by_subject: dict[object, dict[Triple, None]] = {}
    for triple in triples:
        by_subject.setdefault(triple.subject, {})[triple] = None
    return [triple for found in by_subject.values() for triple in found]


def proof_triples(proofs: Iterable[Proof]) -> Iterator[Triple]:
    """Yield the steps of many proofs in RDF, without who states the premises."""
    for proof in proofs:
        yield from statement_triples(proof.conclusion)
        yield from _step(proof.conclusion, proof.rule, proof.premises)
        for premise in proof.premises:
            yield from statement_triples(premise)


def serialise(triples: Iterable[Triple], media_type: str) -> bytes:
    """Write triples in a format for graphs."""
    prefixes = {name: PREFIXES[name] for name in _USED}
    data = ox.serialize(triples, format=ox.RdfFormat.from_media_type(media_type), prefixes=prefixes)
    return data or b""


def _explanation(one: Explanation) -> Iterator[Triple]:
    node = statement_iri(one.triple)
    yield from statement_triples(one.triple)
    if one.rule:
        yield from _step(one.triple, one.rule, [premise.triple for premise in one.premises])
    for claim in one.claims:
        yield Triple(node, PROV["wasDerivedFrom"], NamedNode(claim.iri))
        yield from claim_triples(claim)
    for graph in one.graphs:
        yield Triple(node, PROV["hadPrimarySource"], NamedNode(graph))
    for file in one.files:
        place = NamedNode(f"{BASE}release/file/{file}")
        yield Triple(node, PROV["atLocation"], place)
        yield Triple(place, TYPE, PROV["Location"])
        yield Triple(place, RDFS["label"], Literal(file))


def statement_triples(triple: Triple) -> Iterator[Triple]:
    """Yield a triple as a statement (RDF 1.1 Schema, section 5.3)."""
    node = statement_iri(triple)
    yield Triple(node, TYPE, RDF["Statement"])
    yield Triple(node, RDF["subject"], triple.subject if not isinstance(triple.subject, Triple) else node)
    yield Triple(node, RDF["predicate"], triple.predicate)
    yield Triple(node, RDF["object"], triple.object)


def _step(conclusion: Triple, rule: str, premises: Iterable[Triple]) -> Iterator[Triple]:
    node = statement_iri(conclusion)
    inference, plan = NamedNode(f"{node.value}#inference"), NamedNode(f"{node.value}#association")
    yield Triple(node, PROV["wasGeneratedBy"], inference)
    yield Triple(inference, TYPE, PROV["Activity"])
    yield Triple(inference, PROV["qualifiedAssociation"], plan)
    yield Triple(plan, TYPE, PROV["Association"])
    yield Triple(plan, PROV["hadPlan"], rule_iri(rule))
    for premise in premises:
        yield Triple(node, PROV["wasDerivedFrom"], statement_iri(premise))
        yield Triple(inference, PROV["used"], statement_iri(premise))


def claim_triples(claim: Claim) -> Iterator[Triple]:
    """Yield a claim with its metadata."""
    node = NamedNode(claim.iri)
    yield Triple(node, TYPE, TERMS["Claim"])
    for name, values in claim.details:
        for value in values:
            end = NamedNode(value) if name in _NODES else Literal(value)
            yield Triple(node, TERMS[name], end)
