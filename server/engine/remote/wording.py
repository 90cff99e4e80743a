"""The text in which a query is sent to an engine: complete, without dataset clauses, blind to what is hidden."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from operator import itemgetter

from server.engine.errors import QueryRefused
from server.engine.remote.graphs import NOTHING
from server.namespaces import BASE
from server.sparql.parser import parse
from server.sparql.rewriting import Edit, edited
from server.sparql.scanner import Unreadable
from server.sparql.tree import GraphPattern, Iri, Tree, Variable, walk


@lru_cache(maxsize=512)  # programs send the same queries again and again
def worded(query: str, hidden: frozenset[str], clauses: bool, asks_graphs: bool) -> str:
    """A query such that it finds no graph that is `hidden`; the dataset goes beside it, not in it.

    `clauses`: it has FROM; `asks_graphs`: it may have GRAPH. Raises QueryRefused for what cannot be read then.
    """
    if not clauses and not (asks_graphs and hidden):
        return query
    try:
        tree = parse(query)
    except Unreadable as unreadable:
        reason = f"it cannot be put into words for the engine behind this server: {unreadable}"
        raise QueryRefused(reason, 1, 1) from None
    return edited(query, sorted(_edits(tree, hidden), key=itemgetter(0)))


def complete(query: str, prefixes: Mapping[str, str]) -> str:
    """A query with the base IRI and the prefixes that it may use without declaring them."""
    used = (f"PREFIX {name}: <{iri}>\n" for name, iri in prefixes.items() if f"{name}:" in query)
    return f"BASE <{BASE}>\n{''.join(used)}{query}"


def _edits(tree: Tree, hidden: frozenset[str]) -> Iterator[Edit]:
    for clause in tree.query.dataset:
        yield clause.start, clause.end, ""
    listed = ", ".join(f"<{name}>" for name in sorted(hidden))
    for node in walk(tree.query):
        match node:
            case GraphPattern(name=Iri(value=str(name)) as iri) if name in hidden:
                yield iri.start, iri.end, f"<{NOTHING}>"
            case GraphPattern(name=Variable() as variable) if hidden:
                # In brackets of their own, so that the filter says nothing of the group around.
                yield node.start, node.start, "{ "
                yield node.end, node.end, f" FILTER ({tree.slice(variable)} NOT IN ({listed})) }}"
