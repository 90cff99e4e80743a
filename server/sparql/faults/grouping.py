"""The rules for aggregates and groups (SPARQL 1.1 Query, section 11, and note 12 to the grammar of section 19.8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from server.sparql.faults.violation import Violation, at
from server.sparql.tree import (
    Aggregate,
    Assignment,
    Bind,
    Brackets,
    Expression,
    Filter,
    Group,
    GroupBy,
    Node,
    Query,
    Star,
    Variable,
    children,
)

_SHOWN: Final = 40


def is_grouped(query: Query) -> bool:
    """Whether a query aggregates: by GROUP BY, or by an aggregate in its columns, HAVING or ORDER BY."""
    parts = (*query.columns, *filter(None, (query.having, query.order_by)))
    return query.group_by is not None or any(
        isinstance(one, Aggregate) for part in parts for one in _own(part)
    )


def keys_of(query: Query) -> list[str]:
    """The names of the variables by which a query groups."""
    keys = map(_bare, query.group_by.keys) if query.group_by else ()
    return [_variable(key).name for key in keys if isinstance(key, Assignment | Variable)]


def nested_aggregates(aggregate: Aggregate) -> Iterator[Violation]:
    """Aggregates in the argument of another one."""
    for inner in _own(aggregate.argument) if aggregate.argument else ():
        if isinstance(inner, Aggregate):
            message = f"the aggregate {inner.function} stands in another one, {aggregate.function}"
            yield at(inner, message, "aggregate in a subquery first, and its result outside of it")


def misplaced_aggregates(clause: Filter | Bind | GroupBy) -> Iterator[Violation]:
    """Aggregates in FILTER, BIND or GROUP BY; they stand in SELECT, HAVING and ORDER BY."""
    name = "FILTER" if isinstance(clause, Filter) else "BIND" if isinstance(clause, Bind) else "GROUP BY"
    advice = "write HAVING behind GROUP BY" if name == "FILTER" else "write it in SELECT"
    for inner in _own(clause):
        if isinstance(inner, Aggregate):
            message = f"the aggregate {inner.function} cannot stand in {name}"
            yield at(inner, message, f"{advice}, or aggregate in a subquery")


def forms_of_aggregates(aggregate: Aggregate) -> Iterator[Violation]:
    """`*` where the aggregate is not COUNT, SEPARATOR where it is not GROUP_CONCAT."""
    if aggregate.argument is None and aggregate.function != "COUNT":
        yield at(aggregate, f"{aggregate.function}(*) does not exist: only COUNT takes *", "name a variable")
    if aggregate.separator and aggregate.function != "GROUP_CONCAT":
        yield at(aggregate.separator, f"{aggregate.function} takes no SEPARATOR", "only GROUP_CONCAT does")


def ungrouped(text: str, query: Query) -> Iterator[Violation]:
    """`*`, and variables that are neither keys nor aggregated, in the columns of a SELECT that aggregates."""
    if query.form != "SELECT" or not is_grouped(query):
        return
    known = {*keys_of(query)}
    keys = [*map(_bare, query.group_by.keys)] if query.group_by else []
    first = query.columns[0]
    if isinstance(first, Star):
        clause = "GROUP BY" if keys else "an aggregate"
        names = " ".join(f"?{name}" for name in sorted(known))
        yield at(
            first, f"SELECT * cannot stand with {clause}", f"select {names or 'the keys'} and aggregates"
        )
        return
    nameless = {_squeezed(text, key): key for key in keys if not isinstance(key, Assignment | Variable)}
    missing = [one.name for one in query.columns if isinstance(one, Variable) and one.name not in known]
    for column in query.columns:
        if isinstance(column, Variable) and column.name not in known:
            yield _neither(query, column, missing)
        elif isinstance(column, Assignment):
            yield from _in_expression(text, query, column, known, nameless)
            known.add(column.variable.name)  # later columns may use it (section 16.1.2)


def _in_expression(
    text: str, query: Query, column: Assignment, known: set[str], nameless: Mapping[str, Expression]
) -> Iterator[Violation]:
    waiting: list[Node] = [column.expression]
    while waiting:
        part = waiting.pop()
        if nameless and (key := nameless.get(_squeezed(text, part))):
            written = text[key.start : key.end]
            name = f"?{column.variable.name}" if part is column.expression else "?key"
            message = f"{written[:_SHOWN]} is a key of GROUP BY that has no name"
            yield at(part, message, f"write GROUP BY ({written} AS {name}) and select {name}")
        elif isinstance(part, Variable) and part.name not in known:
            yield _neither(query, part, [part.name])
        elif not isinstance(part, Aggregate | Group):
            waiting += reversed([*children(part)])


def _neither(query: Query, variable: Variable, missing: list[str]) -> Violation:
    names = " ".join(f"?{name}" for name in dict.fromkeys(missing))
    advice = f"add GROUP BY {names}" if query.group_by is None else f"add {names} to GROUP BY"
    message = f"?{variable.name} is neither grouped nor aggregated"
    return at(variable, message, f"{advice}, or take one value of a group, (SAMPLE(?{variable.name}) AS …)")


def _own(node: Node) -> Iterator[Node]:
    """An expression and all that is in it, without the groups of EXISTS."""
    yield node
    for child in children(node):
        if not isinstance(child, Group):
            yield from _own(child)


def _bare(key: Expression | Assignment) -> Expression | Assignment:
    while isinstance(key, Brackets):
        key = key.expression
    return key


def _variable(key: Assignment | Variable) -> Variable:
    return key.variable if isinstance(key, Assignment) else key


def _squeezed(text: str, node: Node) -> str:
    return "".join(text[node.start : node.end].split()).upper()
