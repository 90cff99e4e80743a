"""The named graphs in which triples stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Final

from pyoxigraph import BlankNode, NamedNode, Triple

from server.engine.reading import Reader
from server.rdf.terms import Term, for_query

_AT_ONCE: Final = 400
"""Triples in one query; many queries go in one round trip."""


def graphs_of(triples: Collection[Triple]) -> Reader[dict[Triple, list[str]]]:
    """Return the named graphs that hold each triple, in order; an entry for every triple."""
    found: dict[Triple, list[str]] = {triple: [] for triple in triples}
    patterns = _patterns(found)
    rows = (row for rows in (yield [*_queries(patterns)]) for row in rows)
    for row in rows:
        graph, number = row["g"], int(str(getattr(row["n"], "value", 0)))
        ends = {**row, **patterns[number]}
        subject, predicate = ends["s"], ends["p"]
        if not isinstance(subject, NamedNode | BlankNode) or not isinstance(predicate, NamedNode):
            continue
        triple = Triple(subject, predicate, ends["o"])
        if triple in found and isinstance(graph, NamedNode):
            found[triple].append(graph.value)
    return {triple: sorted(set(graphs)) for triple, graphs in found.items()}


def _patterns(triples: Collection[Triple]) -> list[dict[str, Term]]:
    """What a query can name of each triple, by the variable in its place; each once.

    It cannot name a blank node: a pattern with one missing finds all triples that are the same but for that.
    """
    known = (
        tuple(
            (name, term)
            for name, term in (("s", one.subject), ("p", one.predicate), ("o", one.object))
            if not isinstance(term, BlankNode)
        )
        for one in triples
    )
    return [dict(one) for one in dict.fromkeys(known)]


def _queries(patterns: Sequence[Mapping[str, Term]]) -> Iterator[str]:
    """Queries for the graphs of patterns, in blocks of those that name the same; rows tell a pattern by its number."""
    blocks: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for number, pattern in enumerate(patterns):
        with suppress(ValueError):  # a term that no query can name
            blocks[tuple(pattern)].append(f"({number} {' '.join(map(for_query, pattern.values()))})")
    for names, rows in blocks.items():
        variables, missing = (
            " ".join(f"?{name}" for name in "spo" if (name in names) is named) for named in (True, False)
        )
        for start in range(0, len(rows), _AT_ONCE):
            block = " ".join(rows[start : start + _AT_ONCE])
            yield (
                f"SELECT DISTINCT ?n ?g {missing} "
                f"WHERE {{ VALUES (?n {variables}) {{ {block} }} GRAPH ?g {{ ?s ?p ?o }} }}"
            )
