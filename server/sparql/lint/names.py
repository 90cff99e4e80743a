"""Variables that have no value where they are used, and names that look like a misspelling of another's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein

from server.sparql.fixes import Fix
from server.sparql.lint.finding import Context, Finding
from server.sparql.tree import (
    Assignment,
    Bind,
    Call,
    Exists,
    Filter,
    GraphPattern,
    Group,
    MinusPattern,
    Node,
    OptionalPattern,
    Query,
    ServicePattern,
    UnionPattern,
    Variable,
    children,
    walk,
)

_ALIKE: Final = 75.0
_MOST: Final = 10
_MOST_NAMES: Final = 60
"""Names of a query in which misspellings are looked for, as each is compared with all the others."""

_SHORTEST: Final = 5
"""Characters of a name; shorter ones are alike by chance."""

_MAY_BE_UNBOUND: Final = frozenset(("BOUND", "COALESCE"))
_NONE: Final = frozenset[str]()


def names(context: Context) -> Iterator[Finding]:
    """Point out variables without a value where they are used, and misspellings."""
    found = [*islice(_query(context, context.tree.query, _NONE), _MOST)]
    yield from found
    yield from _misspelt(context, {one.node.start for one in found})


def _query(context: Context, query: Query, outer: frozenset[str]) -> Iterator[Finding]:
    if query.where is None:
        return
    yield from _group(context, query.where, outer, _NONE)
    visible = (
        outer | context.in_scope(query.where) | (context.in_scope(query.values) if query.values else _NONE)
    )
    if query.group_by:
        yield from _used(context, query.group_by.keys, visible)
        visible |= {one.variable.name for one in query.group_by.keys if isinstance(one, Assignment)}
    for column in query.columns:
        yield from _used(context, (column,), visible)
        if isinstance(column, Assignment):
            visible |= {column.variable.name}
    if query.template:
        yield from _used(context, query.template.triples, visible)
    yield from _used(context, query.resources, visible)
    if query.order_by:
        yield from _used(context, (query.order_by,), visible)


def _group(
    context: Context, group: Group, outer: frozenset[str], joined: frozenset[str]
) -> Iterator[Finding]:
    """The findings of a group: `outer` has a value everywhere in it, `joined` in its own filters only."""
    everything = context.in_scope(group) | outer
    before = outer
    for element in group.elements:
        match element:
            case Filter(constraint=constraint):
                yield from _used(context, (constraint,), everything | joined)
            case Bind(expression=expression):
                yield from _used(context, (expression,), before)
            case OptionalPattern(group=inner):
                yield from _group(context, inner, outer, before)
            case MinusPattern(group=inner) | GraphPattern(group=inner):
                yield from _group(context, inner, outer, _NONE)
            case UnionPattern(groups=groups):
                for inner in groups:
                    yield from _group(context, inner, outer, _NONE)
            case Group():
                yield from _group(context, element, outer, _NONE)
            case Query():
                yield from _query(context, element, outer)
        before |= context.in_scope(element)


def _used(context: Context, nodes: Iterable[Node], visible: frozenset[str]) -> Iterator[Finding]:
    for node in nodes:
        match node:
            case Variable(name=name):
                if name not in visible:
                    near = process.extractOne(name, sorted(visible), scorer=fuzz.ratio, score_cutoff=_ALIKE)
                    meant = f"?{near[0]}" if near else ""
                    message = "has no value here" + (f"; did you mean {meant}?" if meant else "")
                    yield Finding(node, message, meant, _renamed(node, meant))
            case Exists(group=group):
                yield from _group(context, group, visible, _NONE)
            case Call(function=function) if function in _MAY_BE_UNBOUND:
                pass
            case Assignment(expression=expression):
                yield from _used(context, (expression,), visible)
            case _:
                yield from _used(context, children(node), visible)


def _misspelt(context: Context, told: set[int]) -> Iterator[Finding]:
    """Names that stand once, in a query that names its columns, beside another one with nearly the same letters."""
    if context.tree.query.is_star or any(isinstance(one, ServicePattern) for one in context.nodes):
        return
    places = [one for one in walk(context.tree.query) if isinstance(one, Variable)]
    number = Counter(one.name for one in places)
    if len(number) > _MOST_NAMES:
        return
    for node in places:
        if number[node.name] > 1 or node.start in told:
            continue
        near = next((one for one in sorted(number) if number[one] > 1 and _nearly(node.name, one)), None)
        if near:
            message = f"stands nowhere else in the query; did you mean ?{near}?"
            yield Finding(node, message, f"?{near}", _renamed(node, f"?{near}"))


def _renamed(node: Node, meant: str) -> tuple[Fix, ...]:
    return (Fix.replacing(node.start, node.end, meant),) if meant else ()


def _nearly(name: str, other: str) -> bool:
    """Whether one is a misspelling of the other: not its plural, nor one of a numbered series."""
    if min(len(name), len(other)) < _SHORTEST or name.rstrip("s") == other.rstrip("s"):
        return False
    if name.lower() == other.lower():
        return True
    different = {*enumerate(name)} ^ {*enumerate(other)}
    last = max(len(name), len(other)) - 1
    if name[:1] != other[:1] or {place for place, _ in different} == {last}:
        return False
    return not any(letter.isdigit() or letter == "_" for _, letter in different) and (
        DamerauLevenshtein.distance(name, other, score_cutoff=1) == 1
    )
