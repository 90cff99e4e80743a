"""Which variables a pattern binds: perhaps (in scope; SPARQL 1.1 Query, section 18.2.1), and in every solution."""

from __future__ import annotations

from collections.abc import Iterable

from server.sparql.tree import (
    Assignment,
    Bind,
    Element,
    GraphPattern,
    Group,
    OptionalPattern,
    Query,
    ServicePattern,
    Triples,
    Undef,
    UnionPattern,
    Values,
    Variable,
    variables,
)


def in_scope(pattern: Element) -> frozenset[str]:
    """The variables that a solution of a pattern may bind."""
    match pattern:
        case Triples():
            return variables(pattern)
        case Bind():
            return frozenset((pattern.variable.name,))
        case Values():
            return frozenset(one.name for one in pattern.variables)
        case Group(elements=elements):
            return frozenset().union(*map(in_scope, elements))
        case UnionPattern(groups=groups):
            return frozenset().union(*map(in_scope, groups))
        case OptionalPattern(group=group):
            return in_scope(group)
        case GraphPattern(name=name, group=group) | ServicePattern(name=name, group=group):
            return variables(name) | in_scope(group)
        case Query():
            return projected(pattern)
        case _:  # FILTER and MINUS bind nothing
            return frozenset()


def projected(query: Query) -> frozenset[str]:
    """The variables of the solutions of a query or subquery: those of its columns, or all in scope for an asterisk."""
    if not query.is_star:
        return frozenset(_column(one).name for one in query.columns if isinstance(one, Variable | Assignment))
    found = in_scope(query.where) if query.where else frozenset[str]()
    return found | in_scope(query.values) if query.values else found


def certain(elements: Iterable[Element]) -> frozenset[str]:
    """The variables that every solution of the join of some elements of a group binds, as far as is plain."""
    return frozenset().union(*map(_certain, elements))


def _certain(element: Element) -> frozenset[str]:
    match element:
        case Triples():
            return variables(element)
        case Values(variables=names, rows=rows):
            undefined = {
                place for row in rows for place, term in enumerate(row.terms) if isinstance(term, Undef)
            }
            return frozenset(one.name for place, one in enumerate(names) if place not in undefined)
        case Group(elements=elements):
            return certain(elements)
        case UnionPattern(groups=groups):
            return frozenset.intersection(*(certain(group.elements) for group in groups))
        case GraphPattern(name=name, group=group):
            return variables(name) | certain(group.elements)
        case Query():
            return _certain_of(element)
        case _:
            # An OPTIONAL or a SERVICE that is SILENT may bind nothing, nor does BIND where its expression fails.
            return frozenset()


def _certain_of(query: Query) -> frozenset[str]:
    if query.where is None:
        return frozenset()
    found = certain(query.where.elements)
    found |= certain((query.values,)) if query.values else frozenset()
    if query.is_star:
        return found
    keys = found if query.group_by is None else found & variables(*query.group_by.keys)
    return keys & frozenset(one.name for one in query.columns if isinstance(one, Variable))


def _column(column: Variable | Assignment) -> Variable:
    return column if isinstance(column, Variable) else column.variable
