"""A claim as the graph has it: what it states, what is said of it, and where in the source it was read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from server.engine.reading import Reader
from server.engine.rows import Row
from server.namespaces import EIK
from server.rdf.terms import TERMS, TYPE, Term
from server.release import INFERRED_GRAPH

IN_DOCUMENT, STATED_BY, STANCE = TERMS["inDocument"], TERMS["statedBy"], TERMS["stance"]


@dataclass(frozen=True)
class Passage:
    """A numbered passage of a source. Offsets count code points of its text; `sha256` is that of the normalised one."""

    iri: NamedNode
    document: NamedNode
    start: int
    end: int
    sha256: str


@dataclass(frozen=True)
class ClaimRecord:
    """A claim: the triples that it states, those that are stated of it, and its passages in the order of the source.

    What was checked elsewhere has no passage. All of it is as it was curated: nothing inferred.
    """

    iri: NamedNode
    stated: tuple[Triple, ...]
    described: tuple[Triple, ...]
    passages: tuple[Passage, ...]

    def of(self, predicate: NamedNode) -> tuple[Term, ...]:
        """Return what the claim has as values of a property, such as its speaker."""
        return tuple(triple.object for triple in self.described if triple.predicate == predicate)


def record_of(iri: str) -> Reader[ClaimRecord | None]:
    """Return the claim of that IRI, None if there is none."""
    claim = NamedNode(iri)
    stated, described, passages = yield [
        f"SELECT DISTINCT ?s ?p ?o WHERE {{ GRAPH {claim} {{ ?s ?p ?o }} }} ORDER BY ?s ?p ?o",
        f"""SELECT DISTINCT ?p ?o WHERE {{ {claim} a <{EIK}Claim> GRAPH ?g {{ {claim} ?p ?o }}
        FILTER(?g != <{INFERRED_GRAPH}>) }} ORDER BY ?p ?o""",
        f"""SELECT ?passage ?document ?start ?end ?sha256 WHERE {{ {claim} <{EIK}passage> ?passage .
        ?passage <{EIK}inDocument> ?document ; <{EIK}startOffset> ?start ; <{EIK}endOffset> ?end ;
        <{EIK}sha256> ?sha256 }} ORDER BY ?start""",
    ]
    if not stated or not described:
        return None
    return ClaimRecord(
        claim,
        tuple(_triple(row["s"], row["p"], row["o"]) for row in stated),
        tuple(_triple(claim, row["p"], row["o"]) for row in described),
        tuple(map(_passage, passages)),
    )


def passage_triples(record: ClaimRecord) -> Iterator[Triple]:
    """Yield what a passage is told from others by: its offsets and its digest, never its text."""
    for passage in record.passages:
        yield Triple(passage.iri, TYPE, TERMS["Segment"])
        yield Triple(passage.iri, IN_DOCUMENT, passage.document)
        yield Triple(passage.iri, TERMS["startOffset"], Literal(passage.start))
        yield Triple(passage.iri, TERMS["endOffset"], Literal(passage.end))
        yield Triple(passage.iri, TERMS["sha256"], Literal(passage.sha256))


def _triple(subject: Term, predicate: Term, value: Term) -> Triple:
    if isinstance(subject, Literal) or not isinstance(predicate, NamedNode):
        raise TypeError(f"{subject} {predicate} {value} is no triple")
    return Triple(subject, predicate, value)


def _passage(row: Row) -> Passage:
    iri, document = row["passage"], row["document"]
    start, end, digest = row["start"], row["end"], row["sha256"]
    match iri, document, start, end, digest:
        case NamedNode(), NamedNode(), Literal(), Literal(), Literal():
            return Passage(iri, document, int(start.value), int(end.value), digest.value)
    raise TypeError(f"{iri} is no passage of a document")
