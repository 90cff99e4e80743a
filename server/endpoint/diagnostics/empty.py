"""Why a query has no rows: the first condition that, added to those before it, leaves no solution."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from server.endpoint.diagnostics.patterns import Evaluation, Patterns, not_splittable
from server.engine import QuerySyntaxError
from server.sparql.scanner import Unreadable
from server.sparql.tree import (
    Bind,
    Element,
    Exists,
    Filter,
    GraphPattern,
    Group,
    MinusPattern,
    OptionalPattern,
    Query,
    Triples,
    UnionPattern,
    Values,
    walk,
)


@dataclass(frozen=True)
class Condition:
    """A part of the pattern that may empty it: its kind, its text, its place in the query."""

    kind: str
    text: str
    start: int


_KINDS: Final[dict[type[Element], str]] = {
    Filter: "filter",
    Bind: "BIND",
    Values: "VALUES",
    MinusPattern: "MINUS",
    OptionalPattern: "OPTIONAL",
    GraphPattern: "GRAPH",
    UnionPattern: "UNION",
    Group: "group",
    Query: "subquery",
}
"""What each element but triples is called in an explanation."""


def explain_empty(query: str, evaluation: Evaluation) -> dict[str, Any]:
    """Say which triple pattern, group or filter empties a SELECT or ASK.

    Members: `empty`, `detail`; `conditions`, each with `kind`, `pattern`, `line`, `column` and `solutions` (whether
    the conditions up to this one have any together); and `culprit`, the first without, with `alone` (whether it has
    solutions by itself; null for a filter) and `without` (whether all the others have). Raises EngineError and Problem.
    """
    try:
        found = Patterns(query)
    except Unreadable as error:
        raise not_splittable(error) from None
    try:
        return _explained(query, found, evaluation)
    except QuerySyntaxError:
        raise not_splittable("its pattern is of a shape that is not understood") from None


def _explained(query: str, found: Patterns, evaluation: Evaluation) -> dict[str, Any]:
    if (
        evaluation.ask(_asked(found, f"{{ {found.without_dataset} }}"))
        if found.query.form == "SELECT"
        else evaluation.ask(query)
    ):
        return {"empty": False, "detail": "The query has an answer; nothing empties it.", "conditions": []}
    conditions = sorted(_conditions(found, found.group), key=lambda one: one.kind == "filter")
    least, most = 0, len(conditions) + 1  # conditions up to `least` have solutions, up to `most` have none
    while most - least > 1:
        middle = (least + most) // 2
        if evaluation.ask(_asked(found, _joined(conditions[:middle]))):
            least = middle
        else:
            most = middle
    entries = [_entry(query, one, number < least) for number, one in enumerate(conditions)]
    if most > len(conditions):
        detail = "The pattern has solutions; what follows it (GROUP BY, HAVING, OFFSET, LIMIT or VALUES) leaves none."
        return {"empty": True, "detail": detail, "culprit": None, "conditions": entries}
    culprit = conditions[most - 1]
    others = conditions[: most - 1] + conditions[most:]
    filtering = culprit.kind in ("filter", "MINUS")
    alone = None if filtering else evaluation.ask(_asked(found, culprit.text))
    without = evaluation.ask(_asked(found, _joined(others)))
    return {
        "empty": True,
        "detail": _detail(culprit, alone, most - 1),
        "culprit": {**entries[most - 1], "alone": alone, "without": without},
        "conditions": entries,
    }


def _conditions(found: Patterns, group: Group, graph: str = "") -> Iterator[Condition]:
    """The conditions of a group in order; those of a GRAPH are told apart, each in a GRAPH of its own."""
    for element in group.elements:
        if isinstance(element, GraphPattern) and _is_plain(element.group):
            yield from _conditions(found, element.group, f"GRAPH {found.tree.slice(element.name)}")
        elif isinstance(element, Triples):
            for triple in found.triples(element):
                text = f"{graph} {{ {triple} }}" if graph else str(triple)
                yield Condition("triple pattern", text, triple.start)
        else:
            # A filter needs the variables of its group, and finds them in the group around a GRAPH as well.
            yield Condition(_KINDS[type(element)], found.text(element), element.start)


def _is_plain(group: Group) -> bool:
    return all(
        isinstance(element, Triples)
        or (isinstance(element, Filter) and not any(isinstance(node, Exists) for node in walk(element)))
        for element in group.elements
    )


def _asked(found: Patterns, pattern: str) -> str:
    return f"{found.prologue} ASK {found.dataset} {{ {pattern} }}"


def _joined(conditions: list[Condition]) -> str:
    return " ".join(condition.text for condition in conditions)


def _entry(query: str, condition: Condition, solutions: bool) -> dict[str, Any]:
    return {
        "kind": condition.kind,
        "pattern": condition.text,
        "line": query.count("\n", 0, condition.start) + 1,
        "column": condition.start - query.rfind("\n", 0, condition.start),
        "solutions": solutions,
    }


def _detail(culprit: Condition, alone: bool | None, before: int) -> str:
    if culprit.kind == "filter":
        return f"The pattern has solutions until this filter rejects them all: {culprit.text}"
    if culprit.kind == "MINUS":
        return f"The pattern has solutions until this MINUS takes them all away: {culprit.text}"
    if not alone:
        return f"Nothing in the data fits this {culprit.kind}: {culprit.text}"
    return f"This {culprit.kind} has solutions, but none together with the {before} before it: {culprit.text}"
