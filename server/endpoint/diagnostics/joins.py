"""Parts of a pattern as the engine joins them, with what it expects of each: how many solutions, and how to find them.

pyoxigraph tells nobody how it evaluates a query. It does so by rule, without a look at the data: how many solutions a
triple pattern has is guessed from which of its terms are known. The rules here are those of version 0.5.13; a test
compares what follows from them with the plans that the engine's own command line prints.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from server.endpoint.diagnostics.expected import EXPECTED, MOST, Expected, product
from server.endpoint.diagnostics.patterns import TriplePattern
from server.sparql.tree import (
    Bind,
    Exists,
    Filter,
    Group,
    MinusPattern,
    OptionalPattern,
    Query,
    UnionPattern,
    Values,
    Variable,
    variables,
    walk,
)

Names = frozenset[str]
"""Names of variables."""


class Method(StrEnum):
    """How a part is joined with what comes before it."""

    FIRST = "first"
    LOOP = "nested loop"
    HASH = "hash"
    PRODUCT = "cartesian product"


@dataclass(frozen=True)
class _Part:
    """The variables that the solutions of a part bind for `sure`, and those that they may bind."""

    sure: Names
    possible: Names


@dataclass(frozen=True)
class Triple(_Part):
    """A triple pattern, in a graph or in the default graph, for which `graph` is empty.

    `expected` says how many solutions there are by whether the subject and the object are known, if the predicate is.
    """

    triple: TriplePattern
    graph: str
    expected: Expected


@dataclass(frozen=True)
class Table(_Part):
    """A VALUES block."""

    element: Values


@dataclass(frozen=True)
class Empty(_Part):
    """A group without elements, in a graph or in none: it has one solution, or one for each graph."""

    graph: str
    start: int


@dataclass(frozen=True)
class Union(_Part):
    """A UNION; each branch has an order of its own."""

    element: UnionPattern
    graph: str
    branches: tuple[Part, ...]


@dataclass(frozen=True)
class Subquery(_Part):
    """A subquery, which is evaluated by itself."""

    element: Query
    graph: str
    inner: Part


@dataclass(frozen=True)
class Filtered(_Part):
    """What a group joins, with the filters of the group."""

    inner: Part
    group: Group
    graph: str
    filters: tuple[Filter, ...]


@dataclass(frozen=True)
class Bound(_Part):
    """A part with a BIND behind it."""

    inner: Part
    element: Bind


@dataclass(frozen=True)
class Minus(_Part):
    """A part with a MINUS behind it."""

    inner: Part
    element: MinusPattern
    graph: str
    right: Part


@dataclass(frozen=True)
class Optional(_Part):
    """A part with an OPTIONAL behind it, which shares `keys` variables with it for sure."""

    inner: Part
    element: OptionalPattern
    graph: str
    right: Part
    method: Method
    keys: int


@dataclass(frozen=True)
class Join(_Part):
    """Two parts, the left one taken first, which share `keys` variables for sure."""

    left: Part
    right: Part
    method: Method
    keys: int


Leaf = Triple | Table | Empty | Union | Subquery
Block = Filtered | Bound | Minus | Optional
"""What works on the part before it."""

Part = Leaf | Block | Join

_BY_KEY: Final = 1_000
"""By how much each variable that two sides share is expected to divide their product."""


def size(part: Part, known: Names, in_order: bool = True) -> int:
    """How many solutions of a part the engine expects where some variables are known already.

    Not yet `in_order`, all that is joined counts as a product still.
    """
    match part:
        case Triple(triple=triple, expected=table):
            start, end = _is_known(triple.subject, known), _is_known(triple.object, known)
            if isinstance(triple.verb, Variable) and triple.verb.name not in known:
                return EXPECTED[start, False, end]
            return table[start, end]
        case Table(element=values):
            return len(values.rows)
        case Empty():
            return 1
        case Union(branches=branches):
            return min(MOST, sum(size(branch, known, in_order) for branch in branches))
        case Subquery(inner=inner, element=query):
            expected = size(inner, known, in_order)
            return min(expected, query.limit.number) if query.limit else expected
        case Filtered(inner=inner) | Bound(inner=inner) | Minus(inner=inner):
            return size(inner, known, in_order)
        case Optional(inner=inner, right=right, method=method, keys=keys):
            left = size(inner, known, in_order)
            if in_order and method is Method.LOOP:
                return product(left, max(1, size(right, known | inner.sure | right.sure)))
            matches = product(left, size(right, known | right.sure, in_order))
            return max(left, by_keys(matches, keys) if in_order else matches)
        case Join(left=before, right=after):
            if in_order:
                return joined_size(part, size(before, known), known)
            return product(size(before, known, in_order), size(after, known, in_order))


def joined_size(join: Join, left: int, known: Names) -> int:
    """How many solutions of a join the engine expects where it expects so many of the left side."""
    if join.method is Method.LOOP:
        return product(left, size(join.right, known | join.left.sure))
    return by_keys(product(left, size(join.right, known)), join.keys)


def by_keys(pairs: int, keys: int) -> int:
    """How many of the pairs of two sides are expected to agree in the variables that both have."""
    divisor: int = _BY_KEY**keys
    return pairs // divisor


def loops(part: Part, entry: Names) -> bool:
    """Whether the engine looks a part up for each solution of what comes before, which may bind the names of `entry`.

    What it cannot look up so is evaluated for the whole graph, and joined by the values of the variables then.
    """
    match part:
        case Triple() | Table() | Empty():
            return True
        case Union(branches=branches):
            return all(loops(branch, entry) for branch in branches)
        case Filtered(inner=inner, filters=filters):
            return loops(inner, entry) and _same_inside(filters, inner.sure, entry)
        case Bound(inner=inner, element=bind):
            new = frozenset((bind.variable.name,))
            return loops(inner, entry) and not new & entry and _same_inside((bind,), inner.sure | new, entry)
        case Optional(inner=inner, right=right, element=element):
            anew = (right.possible - inner.sure) & entry
            conditions = tuple(one for one in element.group.elements if isinstance(one, Filter))
            same = _same_inside(conditions, inner.sure | right.sure, entry)
            return loops(inner, entry) and not anew and same
        case Join(left=left, right=right, method=method):
            return method is Method.LOOP and loops(left, entry) and loops(right, entry)
        case Subquery() | Minus():
            return False


def _same_inside(elements: Sequence[Filter | Bind], sure: Names, entry: Names) -> bool:
    """Whether expressions have the same values where the variables of `entry` have theirs already."""
    has_pattern = any(isinstance(one, Exists) for one in walk(*elements))
    return not has_pattern and not (variables(*elements) - sure) & entry


def _is_known(term: str, known: Names) -> bool:
    return term[0] not in "?$" or term[1:] in known
