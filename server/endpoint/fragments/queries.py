"""The queries that answer a fragment: terms are serialised into them, names of a client's variables never get there.

A pattern is answered by a scan of one index of the store, several by one after the other. A store that is read only
does not change, so the same query gives its rows in the same order each time and in each evaluator: that is why OFFSET
cuts the same pages whoever asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pyoxigraph as ox

from server.endpoint.fragments.request import Pattern
from server.engine import ASSERTED, Job
from server.engine.rows import Row
from server.release import ASSERTED_GRAPH

COUNT: Final = "count"
_PLACES: Final = ("s", "p", "o", "g")
_ASSERTED: Final = ox.NamedNode(ASSERTED_GRAPH)


def page_query(patterns: Sequence[Pattern], size: int, offset: int) -> Job:
    """The job for what matches one of the patterns, from `offset` on; its rows are for `quad`."""
    query = _Query(patterns)
    distinct = "DISTINCT " if len(patterns) > 1 else ""
    return query.job(f"SELECT {distinct}{query.columns} {{ {query.where} }} LIMIT {size} OFFSET {offset}")


def count_query(patterns: Sequence[Pattern]) -> Job:
    """The job for how many triples or quads match; its row holds the number under COUNT, and without a row it is 0."""
    query = _Query(patterns)
    where = query.where
    if len(patterns) > 1:
        where = f"{{ SELECT DISTINCT {query.columns} {{ {where} }} }}"
    nodes = " ".join(query.nodes.values())
    grouped = f" GROUP BY {nodes}" if nodes else ""
    return query.job(f"SELECT {nodes} (COUNT(*) AS ?{COUNT}) {{ {where} }}{grouped}")


def quad(row: Row, named: bool) -> ox.Quad:
    """The quad of a row; a triple stands in the default graph."""
    return ox.Quad(*(row[place] for place in _PLACES[: 4 if named else 3]))  # type: ignore[arg-type]


class _Query:
    """The pieces of a query over patterns that are all over the default graph, or all over named graphs."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self.named = patterns[0].named
        # The union without what was inferred is no graph of the store, but the engine gives it as a default graph.
        self.asserted = all(pattern.graph == _ASSERTED for pattern in patterns)
        self.nodes: dict[ox.BlankNode, str] = {}
        branches = [self._branch(pattern) for pattern in patterns]
        self.where = branches[0] if len(branches) == 1 else " UNION ".join(f"{{ {one} }}" for one in branches)
        places = _PLACES[: 4 if self.named else 3]
        self.columns = " ".join([*(f"?{place}" for place in places), *self.nodes.values()])

    def job(self, text: str) -> Job:
        nodes = tuple((variable[1:], node.value) for node, variable in self.nodes.items())
        return Job(text, dataset=ASSERTED if self.asserted else None, nodes=nodes)

    def _branch(self, pattern: Pattern) -> str:
        """The pattern, and its terms and repeated variables bound to the columns where they stand."""
        first: dict[str, str] = {}
        terms, binds = [], []
        for place, slot in zip(_PLACES, pattern.slots, strict=True):
            column = f"?{place}"
            term = column
            match slot:
                case ox.Variable():
                    term = first.setdefault(slot.value, column)
                case ox.BlankNode():
                    term = self.nodes.setdefault(slot, f"?node{len(self.nodes)}")
                case ox.NamedNode() | ox.Literal():
                    term = str(slot)
            terms.append(term)
            if term != column and (place != "g" or self.named):
                binds.append(f" BIND({term} AS {column})")
        subject, predicate, thing, graph = terms
        triple = f"{subject} {predicate} {thing}"
        if self.named and not self.asserted:
            triple = f"GRAPH {graph} {{ {triple} }}"
        return triple + "".join(binds)
