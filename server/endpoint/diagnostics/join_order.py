"""The order in which the engine joins the parts of a pattern.

The part of which it expects the fewest solutions comes first; then, of those that share a variable with what is there
already, the one by which the fewest are expected (joins.py). What shares no variable follows as a product.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Final

from server.endpoint.diagnostics.expected import expected_of, product
from server.endpoint.diagnostics.joins import (
    Bound,
    Empty,
    Filtered,
    Join,
    Method,
    Minus,
    Names,
    Optional,
    Part,
    Subquery,
    Table,
    Triple,
    Union,
    by_keys,
    joined_size,
    loops,
    size,
)
from server.endpoint.diagnostics.patterns import Patterns, TriplePattern
from server.sparql.scanner import Unreadable
from server.sparql.scopes import certain, in_scope, projected
from server.sparql.tokens import tokens
from server.sparql.tree import (
    Aggregate,
    Bind,
    Call,
    Exists,
    Filter,
    GraphPattern,
    Group,
    Iri,
    Literal,
    MinusPattern,
    Node,
    OptionalPattern,
    Query,
    Triples,
    Undef,
    UnionPattern,
    Values,
    Variable,
    children,
    variables,
    walk,
)

_NONE: Final[Names] = frozenset()

_ADVANTAGE: Final = 100
"""How many times dearer than by hash an OPTIONAL may be whose matches are looked up for one solution at a time."""

_MOST: Final = 100
"""Triple patterns that are put in order."""

_DEEPEST: Final = 8
"""OPTIONALs nested deeper are not put in order: each is tried in two ways, in each of those of the one around it."""


def ordered(found: Patterns) -> Part:
    """The pattern of a query in the engine's order. Raises Unreadable if there is too much in it."""
    if sum(len(found.triples(one)) for one in walk(found.query) if isinstance(one, Triples)) > _MOST:
        raise Unreadable(f"it has more than {_MOST} triple patterns")
    if _optionals(found.group) > _DEEPEST:
        raise Unreadable(f"OPTIONALs are nested deeper than {_DEEPEST} levels")
    return _query(found, found.query, "")


def _query(found: Patterns, query: Query, graph: str) -> Part:
    """The pattern of a query or subquery with the VALUES behind it, unless that is joined with groups of solutions."""
    parts = _operands(found, query.where, graph, _NONE) if query.where else []
    if (
        query.values
        and not query.group_by
        and not any(isinstance(one, Aggregate) for one in walk(*query.columns))
    ):
        parts += _table(query.values)
    return _joined(parts, _NONE, query, graph)


def _optionals(node: Node) -> int:
    """How deep OPTIONALs are nested."""
    return isinstance(node, OptionalPattern) + max(map(_optionals, children(node)), default=0)


def _group(found: Patterns, group: Group, graph: str, known: Names) -> Part:
    return _joined(_operands(found, group, graph, known), known, group, graph)


def _operands(found: Patterns, group: Group, graph: str, known: Names) -> list[Part]:
    """What a group joins, in the order of the text: several parts, or one if filters hold for all of them."""
    parts = _elements(found, group, graph, known)
    filters = tuple(one for one in group.elements if isinstance(one, Filter))
    if not filters:
        return parts
    inner = _joined(parts, known, group, graph)
    return [Filtered(inner.sure, inner.possible, inner, group, graph, filters)]


def _elements(found: Patterns, group: Group, graph: str, known: Names) -> list[Part]:
    """The elements of a group but its filters, translated (SPARQL 1.1 Query, section 18.2.2.6), joins flattened."""
    parts: list[Part] = []
    for element in group.elements:
        match element:
            case Triples():
                parts += (_triple(triple, graph) for triple in found.triples(element))
            case Values():
                parts += _table(element)
            case Group():
                parts += _operands(found, element, graph, known)
            case GraphPattern(name=name, group=inner):
                if isinstance(name, Variable) and graph:
                    raise Unreadable("it has a GRAPH with a variable within another GRAPH", element.start)
                parts += _in_graph(found, inner, found.tree.slice(name), known)
            case UnionPattern(groups=groups):
                branches = tuple(_group(found, one, graph, known) for one in groups)
                sure = frozenset.intersection(*(one.sure for one in branches))
                possible = _NONE.union(*(one.possible for one in branches))
                parts.append(Union(sure, possible, element, graph, branches))
            case Query():
                parts.append(_subquery(found, element, graph))
            case OptionalPattern():
                left = _joined(parts, known, element, graph)
                parts = [_optional(found, left, element, graph, known)]
            case MinusPattern(group=inner):
                left = _joined(parts, known, element, graph)
                right = _group(found, inner, graph, known)
                # One that has no variable in common removes nothing; that of the graph is outside both.
                if not graph or (left.possible & right.possible) - {graph[1:]}:
                    parts = [Minus(left.sure, left.possible, left, element, graph, right)]
            case Bind():
                if sees_graph(element, graph):
                    raise Unreadable("it has a BIND that depends on the GRAPH around it", element.start)
                parts = [_bound(_joined(parts, known, element, graph), element)]
            case _:  # filters hold for the whole group
                pass
    return parts


def _in_graph(found: Patterns, group: Group, graph: str, known: Names) -> list[Part]:
    """What a GRAPH joins; where nothing in it names the graph for sure, the graphs themselves as well."""
    parts = _operands(found, group, graph, known)
    named = graph[0] not in "?$" or any(graph[1:] in part.sure for part in parts)
    return parts if parts and named else [_joined((), known, group, graph), *parts]


def sees_graph(element: Filter | Bind, graph: str) -> bool:
    """Whether an expression means something else outside the GRAPH around it."""
    has_pattern = any(isinstance(one, Exists) for one in walk(element))
    return bool(graph) and (has_pattern or graph[1:] in variables(element))


def _table(values: Values) -> list[Table]:
    """A VALUES block; one of a single row that is all UNDEF restricts nothing, and is left out."""
    return [] if restricts_nothing(values) else [Table(certain((values,)), in_scope(values), values)]


def restricts_nothing(values: Values) -> bool:
    """Whether a VALUES block has one row, all of it UNDEF."""
    return len(values.rows) == 1 and all(isinstance(term, Undef) for term in values.rows[0].terms)


def _joined(parts: Sequence[Part], known: Names, at: Node, graph: str) -> Part:
    """Parts in the order in which the engine joins them, where some variables are known from outside."""
    if not parts:
        names = frozenset((graph[1:],)) if graph[:1] in ("?", "$") else _NONE
        return Empty(names, names, graph, at.start)
    waiting = list(parts)
    components: list[Part] = []
    while waiting:
        expected, place = min((size(part, known), place) for place, part in enumerate(waiting))
        output = waiting.pop(place)
        while sizes := list(_sizes(output, expected, waiting, known)):
            expected, place = min(sizes)
            output = _join(output, waiting.pop(place), known)
        components.append(output)
    return reduce(lambda left, right: _product(left, right, known), components)


def _sizes(left: Part, expected: int, parts: Sequence[Part], known: Names) -> Iterator[tuple[int, int]]:
    """The solutions expected of the joins with those parts that share a variable, each with the part's place."""
    for place, part in enumerate(parts):
        if _keys(left, part, known):
            yield joined_size(_join(left, part, known), expected, known), place


def _join(left: Part, right: Part, known: Names) -> Join:
    method = Method.LOOP if loops(right, left.possible | known) else Method.HASH
    keys = len(_keys(left, right, known))
    return Join(left.sure | right.sure, left.possible | right.possible, left, right, method, keys)


def _product(left: Part, right: Part, known: Names) -> Join:
    if size(left, known) > size(right, known):
        left, right = right, left
    return Join(left.sure | right.sure, left.possible | right.possible, left, right, Method.PRODUCT, 0)


def _optional(found: Patterns, left: Part, element: OptionalPattern, graph: str, known: Names) -> Optional:
    right = _condition(found, element, graph, known)
    method, keys = Method.HASH, len(_keys(left, right, known))
    if keys:
        after = known | left.sure
        expected = size(left, known)
        looked_up = product(expected, size(right, after, in_order=False))
        hashed = by_keys(product(expected, size(right, known, in_order=False)), keys)
        if looked_up <= product(hashed, _ADVANTAGE):
            candidate = _condition(found, element, graph, after)
            if loops(candidate, left.possible | known):
                right, method, keys = candidate, Method.LOOP, 0
    return Optional(left.sure, left.possible | right.possible, left, element, graph, right, method, keys)


def _condition(found: Patterns, element: OptionalPattern, graph: str, known: Names) -> Part:
    """What an OPTIONAL adds; its filters are conditions of the join."""
    for one in element.group.elements:
        if isinstance(one, Filter) and sees_graph(one, graph):
            raise Unreadable(
                "it has an OPTIONAL with a FILTER that depends on the GRAPH around it", one.start
            )
    return _joined(_elements(found, element.group, graph, known), known, element, graph)


def _bound(left: Part, element: Bind) -> Bound:
    name = frozenset((element.variable.name,))
    sure = left.sure | name if _never_fails(element, left.sure) else left.sure
    return Bound(sure, left.possible | name, left, element)


def _never_fails(element: Bind, sure: Names) -> bool:
    """Whether the variable of a BIND has a value in every solution, as far as the engine knows."""
    match element.expression:
        case Iri() | Literal() | Exists():
            return True
        case Variable(name=name):
            return name in sure
        case Call(function=function, arguments=arguments):
            return function == "BOUND" or (not arguments and isinstance(function, str))
        case _:
            return False


def _subquery(found: Patterns, query: Query, graph: str) -> Subquery:
    inner = _query(found, query, graph)
    return Subquery(certain((query,)), projected(query), query, graph, inner)


def _triple(triple: TriplePattern, graph: str) -> Triple:
    names = frozenset(one.text[1:] for one in tokens(f"{graph} {triple}") if one.kind == "variable")
    return Triple(names, names, triple, graph, expected_of(triple.verb))


def _keys(left: Part, right: Part, known: Names) -> Names:
    """The variables by which two parts are joined; those known from outside are no concern of the join."""
    return (left.sure & right.sure) - known
