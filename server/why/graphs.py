"""The named graphs in which triples stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import suppress
from typing import Final

from pyoxigraph import BlankNode, NamedNode, Triple

from server.engine.reading import Reader
from server.rdf.terms import for_query

_AT_ONCE: Final = 400
"""Triples in one query; many queries go in one round trip."""


def graphs_of(triples: Collection[Triple]) -> Reader[dict[Triple, list[str]]]:
    """Return the named graphs that hold each triple, in order; an entry for every triple."""
    found: dict[Triple, list[str]] = {triple: [] for triple in triples}
    rows = (row for rows in (yield [*_queries(found)]) for row in rows)
    for row in rows:
        subject, predicate, graph = row["s"], row["p"], row["g"]
        if not isinstance(subject, NamedNode | BlankNode) or not isinstance(predicate, NamedNode):
            continue
        triple = Triple(subject, predicate, row["o"])
        if triple in found and isinstance(graph, NamedNode):
            found[triple].append(graph.value)
    return {triple: sorted(set(graphs)) for triple, graphs in found.items()}


def _queries(triples: Collection[Triple]) -> Iterator[str]:
    """Queries for the triples, in blocks of those that have blank nodes in the same places.

    A query cannot name a blank node: where one stands, it finds all triples that are the same but for that.
    """
    blocks: dict[tuple[str, ...], dict[str, None]] = defaultdict(dict)
    for triple in triples:
        terms = {"s": triple.subject, "p": triple.predicate, "o": triple.object}
        known = {name: term for name, term in terms.items() if not isinstance(term, BlankNode)}
        with suppress(ValueError):  # a term that no query can name
            blocks[tuple(known)][f"({' '.join(map(for_query, known.values()))})"] = None
    for names, lines in blocks.items():
        variables, rows = " ".join(f"?{name}" for name in names), [*lines]
        for start in range(0, len(rows), _AT_ONCE):
            block = " ".join(rows[start : start + _AT_ONCE])
            yield f"SELECT DISTINCT ?s ?p ?o ?g WHERE {{ VALUES ({variables}) {{ {block} }} GRAPH ?g {{ ?s ?p ?o }} }}"
