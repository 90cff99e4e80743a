"""What rules need to know of queries that group, and their aggregates as columns of a subquery."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from server.sparql.parser import parse
from server.sparql.rewriting.edits import Edit, edited
from server.sparql.rewriting.rule import Names
from server.sparql.tree import Aggregate, Assignment, Group, Node, Query, Tree, Variable, children, walk


def own(*nodes: Node) -> Iterator[Node]:
    """Nodes and what is in them, without what is in the groups of EXISTS: all of it is of one query."""
    for node in nodes:
        yield node
        if not isinstance(node, Group):
            yield from own(*children(node))


def aggregates(query: Query) -> list[Aggregate]:
    """The aggregates of a query itself, in the order of the text (SPARQL 1.1 Query, section 11)."""
    waiting: list[Node] = [*query.columns, *(part for part in (query.having, query.order_by) if part)]
    found: list[Aggregate] = []
    while waiting:
        node = waiting.pop()
        if isinstance(node, Aggregate):
            found.append(node)
        elif not isinstance(node, Group):
            waiting += children(node)
    return sorted(found, key=lambda one: one.start)


def is_grouping(query: Query) -> bool:
    """Whether a query makes groups of its solutions."""
    return query.group_by is not None or bool(aggregates(query))


def rewritten(tree: Tree, edits_of: Callable[[Tree, Query, Names], list[Edit]]) -> str:
    """The text with the edits of each query in it, until none has any.

    What an edit puts elsewhere may hold further queries, in EXISTS: their turn comes when it is there.
    """
    while edits := _edits(tree, edits_of):
        tree = parse(edited(tree.text, edits))
    return tree.text


def _edits(tree: Tree, edits_of: Callable[[Tree, Query, Names], list[Edit]]) -> list[Edit]:
    names = Names(tree.text)
    found: list[Edit] = []
    for node in walk(tree.query):
        if isinstance(node, Query) and not any(start < node.start < end for start, end, _ in found):
            found += edits_of(tree, node, names)
    return sorted(found)


def with_subquery(tree: Tree, query: Query, names: Names) -> list[Edit]:
    """Edits that put the groups and aggregates of a query into a subquery, with all other expressions around it.

    So each aggregate is evaluated once, whatever uses its value. Those of HAVING stay with it.
    """
    assert query.where is not None  # noqa: S101 - a query without a group does not group
    edits: list[Edit] = []
    columns = [*_keys(query)]
    last = query.having or query.group_by or query.where
    for aggregate in aggregates(query):
        if not query.where.start < aggregate.start < last.end:
            name = names.fresh()
            edits.append((aggregate.start, aggregate.end, f"?{name}"))
            columns.append(f"({tree.slice(aggregate)} AS ?{name})")
    chosen = " ".join(columns or [f"(1 AS ?{names.fresh()})"])
    edits.append((query.where.start, query.where.start, f"{{ {{ SELECT {chosen} WHERE "))
    edits.append((last.end, last.end, " } }"))
    return edits


def _keys(query: Query) -> Iterator[str]:
    for key in query.group_by.keys if query.group_by else ():
        name = key.variable if isinstance(key, Assignment) else key
        if isinstance(name, Variable):
            yield f"?{name.name}"
