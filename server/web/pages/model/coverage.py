"""How far each document has been read: its passages in order, and what curation made of each."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from server.engine.reading import Reader, together
from server.web.pages.model.graph import text


@dataclass(frozen=True)
class Passage:
    """One segment: `state` is covered (carries claims), marked (states nothing, for the reason `mark`) or open."""

    iri: str
    number: str
    state: str
    mark: str


@dataclass(frozen=True)
class Coverage:
    """A document with its passages in the order of the text and the number of its claims."""

    document: str
    passages: tuple[Passage, ...]
    claims: int

    def count(self, state: str) -> int:
        """Return how many passages are covered, marked or open."""
        return sum(passage.state == state for passage in self.passages)

    @property
    def counts(self) -> dict[str, int]:
        """The figures that the page's sentence about the document names."""
        states = {state: self.count(state) for state in ("covered", "marked", "open")}
        return {**states, "segments": len(self.passages), "claims": self.claims}


def documents() -> Reader[list[str]]:
    """Return the IRIs of the documents that have passages, in order."""
    query = "SELECT DISTINCT ?d WHERE { ?s eik:position ?n ; eik:startOffset ?o ; eik:inDocument ?d }"
    (rows,) = yield [query]
    return sorted(text(row, "d") for row in rows)


def coverage_of(document: str) -> Reader[Coverage]:
    """Return the coverage of a document; raises ValueError for an IRI that is not well formed."""
    node = NamedNode(document)
    listed, claims = yield [
        f"""SELECT ?s (COUNT(?claim) AS ?claims) (SAMPLE(?mark) AS ?why) WHERE {{
        ?s eik:inDocument {node} ; eik:position ?position .
        OPTIONAL {{ ?claim eik:passage ?s }} OPTIONAL {{ ?s eik:markedAs ?mark }}
        }} GROUP BY ?s ?position ORDER BY ?position""",
        f"SELECT (COUNT(?c) AS ?n) WHERE {{ ?c a eik:Claim ; eik:inDocument {node} }}",
    ]
    passages = []
    for row in listed:
        state = "covered" if text(row, "claims") != "0" else "marked" if "why" in row else "open"
        iri = text(row, "s")
        passages.append(Passage(iri, iri.rpartition("-")[2], state, text(row, "why")))
    return Coverage(document, tuple(passages), int(text(claims[0], "n")) if claims else 0)


def coverages() -> Reader[tuple[Coverage, ...]]:
    """Return the coverage of every document that has passages."""
    return (yield from together(*map(coverage_of, (yield from documents()))))
