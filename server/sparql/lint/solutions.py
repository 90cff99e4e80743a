"""Parts of a query that change nothing, or more than they seem to: MINUS, EXISTS, OPTIONAL, HAVING and COUNT(*)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from server.sparql.lint.finding import Context, Finding
from server.sparql.tree import (
    Aggregate,
    Assignment,
    Brackets,
    Call,
    Element,
    Exists,
    Expression,
    Filter,
    Group,
    Membership,
    MinusPattern,
    Node,
    Operation,
    OptionalPattern,
    Query,
    ServicePattern,
    Variable,
    children,
    variables,
    walk,
)

_UNBOUND_ALLOWED = frozenset(("BOUND", "COALESCE", "IF"))
"""Functions that have a result, or may have one, where a variable has no value."""


def solutions(context: Context) -> Iterator[Finding]:
    """Point out the parts of groups and queries that do not do what they seem to."""
    for node in context.nodes:
        match node:
            case Group(elements=elements):
                if any(isinstance(one, ServicePattern) for one in elements):
                    continue
                yield from _minus(context, elements)
                yield from _exists(context, elements)
                yield from _optional(context, elements)
            case Query():
                yield from _having(context, node)
                yield from _counts(context, node)


def _minus(context: Context, elements: Sequence[Element]) -> Iterator[Finding]:
    before: frozenset[str] = frozenset()
    for element in elements:
        if isinstance(element, MinusPattern) and not before & context.in_scope(element.group):
            message = (
                "takes nothing away, as it shares no variable with what stands before it; use FILTER NOT EXISTS, "
                "or name a variable of both"
            )
            yield Finding(element, message)
        before |= context.in_scope(element)


def _exists(context: Context, elements: Sequence[Element]) -> Iterator[Finding]:
    given = context.bound_by(elements)
    for element in elements:
        if not isinstance(element, Filter):
            continue
        for node in _own(element.constraint):
            if (
                isinstance(node, Exists)
                and variables(node.group)
                and not given & variables(node.group)
                and given
            ):
                message = "is the same for every row, as it shares no variable with the group that it filters"
                yield Finding(node, message)


def _optional(context: Context, elements: Sequence[Element]) -> Iterator[Finding]:
    """A filter on a variable that only an OPTIONAL of its group binds: it drops the rows that the OPTIONAL keeps."""
    for element in elements:
        if not isinstance(element, OptionalPattern):
            continue
        own = context.in_scope(element) - context.bound_by(one for one in elements if one is not element)
        own -= _asked_for(elements)
        for constraint in (one.constraint for one in elements if isinstance(one, Filter)):
            names = sorted(own & _needed(constraint))
            if names:
                message = (
                    f"drops the rows without ?{names[0]}, so the OPTIONAL has no effect; put the FILTER into it, or "
                    f"add || !BOUND(?{names[0]})"
                )
                yield Finding(constraint, message)


def _asked_for(elements: Sequence[Element]) -> frozenset[str]:
    """The variables of which the filters of a group ask whether they have a value."""
    calls = (
        node
        for element in elements
        if isinstance(element, Filter)
        for node in _own(element.constraint)
        if isinstance(node, Call) and node.function == "BOUND"
    )
    return variables(*calls)


def _own(expression: Node) -> Iterator[Node]:
    """An expression and what is in it, without the groups of EXISTS."""
    yield expression
    if not isinstance(expression, Exists):
        for child in children(expression):
            yield from _own(child)


def _needed(expression: Expression) -> frozenset[str]:
    """The variables without which an expression is false or an error."""
    match expression:
        case Variable(name=name):
            return frozenset((name,))
        case Brackets(expression=inner):
            return _needed(inner)
        case Operation(operators=operators, operands=operands):
            if operators[0] == "||":
                return frozenset.intersection(*map(_needed, operands))
            return frozenset().union(*map(_needed, operands))
        case Membership(operand=operand):
            return _needed(operand)
        case Call(function=function, arguments=arguments) if function not in _UNBOUND_ALLOWED:
            return frozenset().union(*map(_needed, arguments))
        case _:
            return frozenset()


def _having(context: Context, query: Query) -> Iterator[Finding]:
    """A name that SELECT gives, in HAVING, which is evaluated before (section 18.2.4)."""
    if query.having is None:
        return
    named = {one.variable.name: one for one in query.columns if isinstance(one, Assignment)}
    keys = variables(query.group_by) if query.group_by else frozenset[str]()
    for name, node in _outside_aggregates(query.having):
        if name in named and name not in keys:
            meant = context.tree.slice(named[name].expression)
            message = (
                f"has no value in HAVING, which is evaluated before SELECT names it (SPARQL 1.1, section 18.2.4); "
                f"write {meant} in its place"
            )
            yield Finding(node, message, meant)


def _outside_aggregates(node: Node) -> Iterator[tuple[str, Variable]]:
    if isinstance(node, Variable):
        yield node.name, node
    elif not isinstance(node, Aggregate | Exists):
        for child in children(node):
            yield from _outside_aggregates(child)


def _counts(context: Context, query: Query) -> Iterator[Finding]:
    """COUNT(*) by keys, over an OPTIONAL that serves for nothing but to be counted."""
    if query.where is None or query.group_by is None:
        return
    elements = query.where.elements
    parts = [one for one in (*query.columns, query.having, query.order_by) if one is not None]
    stars = [one for part in parts for one in walk(part) if isinstance(one, Aggregate) and _counts_rows(one)]
    for element in elements if stars else ():
        if not isinstance(element, OptionalPattern):
            continue
        own = context.in_scope(element) - context.bound_by(one for one in elements if one is not element)
        used = variables(query.group_by, *parts, *(one for one in elements if one is not element))
        if own and not own & used:
            name = next(one.name for one in walk(element) if isinstance(one, Variable) and one.name in own)
            message = (
                f"is 1 where the OPTIONAL finds nothing, as that is a row too; COUNT(?{name}) is 0 there"
            )
            yield Finding(stars[0], message, f"COUNT(?{name})")
            return


def _counts_rows(aggregate: Aggregate) -> bool:
    return aggregate.function == "COUNT" and aggregate.argument is None
