"""Aggregates as the recommendation has them (SPARQL 1.1 Query, sections 11 and 18.5.1).

COUNT counts the solutions in which its expression is no error; in the engine one error makes all of it an error,
unless the expression is a variable. So the expression is bound to one. GROUP_CONCAT gives a simple literal; in the
engine it has the language that all values share. A column may use another one that is an aggregate; the engine
refuses that, so that aggregates become columns of a subquery.
"""

from __future__ import annotations

import re
from typing import Final

from server.sparql.rewriting.edits import Edit
from server.sparql.rewriting.grouping import aggregates, is_grouping, own, rewritten, with_subquery
from server.sparql.rewriting.rule import SPACE, Ask, Names, Rule, Writer
from server.sparql.tree import Aggregate, Assignment, Call, Node, Query, Tree, Variable

_COUNT: Final = re.compile(
    rf"[Cc][Oo][Uu][Nn][Tt]{SPACE}\({SPACE}(?i:DISTINCT\b{SPACE})?+(?!\*|[?$]\w++{SPACE}\))"
)
"""The count of what is neither an asterisk nor a variable."""

_GROUP_CONCAT: Final = re.compile(r"_[Cc][Oo][Nn][Cc][Aa][Tt]\b")
_SELECT: Final = re.compile(r"[Ss][Ee][Ll][Ee][Cc][Tt]\b([^{]*+)")
_MORE: Final = re.compile(r"#(?![^<>\s]*+>)|\bEXISTS\s*$", re.IGNORECASE)
"""A comment, or a pattern behind which there are further columns."""

_AS: Final = re.compile(rf"\b[Aa][Ss]{SPACE}[?$]")
_COLUMN: Final = re.compile(r"(\bAS\s++)?[?$](\w++)", re.IGNORECASE)


def _count(tree: Tree, ask: Ask | None) -> str:
    del ask
    return rewritten(tree, _bound)


def _bound(tree: Tree, query: Query, names: Names) -> list[Edit]:
    edits: list[Edit] = []
    binds = ""
    for aggregate in aggregates(query):
        if _counts_expression(aggregate) and aggregate.argument and query.where:
            name = names.fresh()
            edits.append((aggregate.argument.start, aggregate.argument.end, f"?{name}"))
            binds += f" BIND({tree.slice(aggregate.argument)} AS ?{name})"
    if binds and query.where:
        edits.append((query.where.start, query.where.start, "{ "))
        edits.append((query.where.end, query.where.end, f"{binds} }}"))
    return edits


def _counts_expression(aggregate: Aggregate) -> bool:
    counted = aggregate.argument
    return aggregate.function == "COUNT" and counted is not None and not isinstance(counted, Variable)


COUNT: Final = Rule("count", ("COUNT",), (_COUNT,), _count)


class _GroupConcatWriter(Writer):
    def written(self, node: Node) -> str:
        if isinstance(node, Aggregate) and node.function == "GROUP_CONCAT" and not _has_no_language(node):
            return f"STR({self.around(node)})"
        return self.around(node)


def _has_no_language(aggregate: Aggregate) -> bool:
    return isinstance(aggregate.argument, Call) and aggregate.argument.function in ("STR", "LANG")


def _group_concat(tree: Tree, ask: Ask | None) -> str:
    del ask
    return _GroupConcatWriter(tree).rewritten()


GROUP_CONCAT: Final = Rule("group-concat", ("GROUP_CONCAT",), (_GROUP_CONCAT,), _group_concat)


def _concerns_reuse(query: str) -> bool:
    """Whether a column may use the name of another one: it stands again between SELECT and the group."""
    for found in _SELECT.finditer(query):
        named: set[str] = set()
        if _MORE.search(found[1]):
            return True
        for mark, name in _COLUMN.findall(found[1]):
            if name in named:
                return True
            if mark:
                named.add(name)
    return False


def _reuse(tree: Tree, ask: Ask | None) -> str:
    del ask
    return rewritten(tree, lambda *found: with_subquery(*found) if _reuses(found[1]) else [])


def _reuses(query: Query) -> bool:
    """Whether a column uses another one, of a query that groups."""
    named: set[str] = set()
    for column in query.columns if is_grouping(query) else ():
        if isinstance(column, Assignment):
            if named & {one.name for one in own(column.expression) if isinstance(one, Variable)}:
                return True
            named.add(column.variable.name)
    return False


AGGREGATE_REUSE: Final = Rule("aggregate-reuse", ("AS",), (_AS,), _reuse, _concerns_reuse)
