"""Why a query is slow: the parts of its pattern in the order in which the engine takes them, each one measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from server.endpoint.diagnostics.advice import NOTHING, advice_on
from server.endpoint.diagnostics.join_order import restricts_nothing
from server.endpoint.diagnostics.measuring import Measured, Stopwatch
from server.endpoint.diagnostics.patterns import Evaluation, Patterns, not_splittable
from server.endpoint.diagnostics.steps import Step, steps_of
from server.engine import QueryRefused, QuerySyntaxError
from server.sparql.rewriting import Refused, apply_rules
from server.sparql.scanner import Unreadable
from server.sparql.tree import Values, walk

ORDER: Final = (
    "The order is worked out from the text by the rules of the engine (pyoxigraph 0.5), which does not tell its own; "
    "the numbers are measured. A LIMIT may end the query before a part has given all its solutions."
)

REWRITTEN: Final = (
    "Parts of this query are put into other words for the engine, which may take them in another order than that of "
    "the query as it is asked."
)


@dataclass(frozen=True)
class Timed:
    """A step with its solutions alone and up to it, its own time, and those of the groups in it."""

    step: Step
    alone: Measured | None
    so_far: Measured | None
    before: Measured | None
    inside: tuple[tuple[Timed, ...], ...]


def explain_plan(query: str, evaluation: Evaluation) -> dict[str, Any]:
    """Measure the parts of a SELECT or ASK in the engine's order, all within the time that the query itself has.

    Members: `order`, how the order is known; `steps`, each with `kind`, `text`, `line`, `column`; `method`, how it is
    joined with what comes before it, null for what only works on that; `alone`, the part by itself, and `so_far`, all
    up to it, both with `solutions`, `milliseconds` and `stopped` (`time` or `memory` where that ended it, so that the
    number is not known and the time only the least; all three are null for what was not reached); `milliseconds`, by
    how much the step makes the pattern take longer, if that is known; `advice`, and `inside`, the steps of each group
    in it that is evaluated by itself. `left_out` are the parts that the engine leaves out, `result` is the query as a
    whole, and `complete` says whether everything was measured. Raises EngineError and Problem.
    """
    stopwatch = Stopwatch(evaluation)
    stopwatch.check_syntax(query)
    try:
        found = Patterns(query)
        steps = steps_of(found)
    except Unreadable as error:
        raise not_splittable(error) from None
    try:
        timed = _timed(found, steps, stopwatch)
        result = stopwatch.result(found)
    except (QueryRefused, QuerySyntaxError):
        raise not_splittable("its pattern is of a shape that is not understood") from None
    return {
        "order": f"{ORDER} {REWRITTEN}" if _is_rewritten(query) else ORDER,
        "complete": result.solutions is not None and all(map(_is_complete, timed)),
        "steps": [_entry(found, one) for one in timed],
        "left_out": [
            {"kind": "VALUES", "text": found.text(one), **_place(found, one.start), "advice": [NOTHING]}
            for one in walk(found.query)
            if isinstance(one, Values) and restricts_nothing(one)
        ],
        "result": _numbers(result),
    }


def _timed(found: Patterns, steps: Sequence[Step], stopwatch: Stopwatch) -> tuple[Timed, ...]:
    """Measure steps, and then what is inside them; what follows a part that did not end is measured alone only."""
    measured = []
    before: Measured | None = Measured(1, 0.0)
    for step in steps:
        alone = stopwatch.count(found, step.alone) if step.alone else None
        if before is None or before.stopped:
            so_far = None
        else:
            so_far = alone if step.alone == step.so_far else stopwatch.count(found, step.so_far)
        measured.append((step, alone, so_far, before))
        before = so_far
    return tuple(
        Timed(*one, inside=tuple(_timed(found, group, stopwatch) for group in one[0].inside))
        for one in measured
    )


def _is_rewritten(query: str) -> bool:
    try:
        return apply_rules(query, None) != query
    except (Refused, Unreadable):  # which of the rules can be kept to, only those who know the data can say
        return True


def _is_complete(timed: Timed) -> bool:
    measured = [timed.so_far, *((timed.alone,) if timed.step.alone else ())]
    whole = all(one is not None and one.solutions is not None for one in measured)
    return whole and all(_is_complete(one) for group in timed.inside for one in group)


def _entry(found: Patterns, timed: Timed) -> dict[str, Any]:
    step, so_far, before = timed.step, timed.so_far or Measured(), timed.before
    return {
        "kind": step.kind,
        "text": step.text,
        **_place(found, step.start),
        "method": step.method,
        "alone": _numbers(timed.alone) if timed.alone else None,
        "so_far": _numbers(so_far),
        "milliseconds": _added(so_far, before),
        "advice": [*advice_on(step, timed.alone, before)],
        "inside": [[_entry(found, one) for one in group] for group in timed.inside],
    }


def _added(so_far: Measured, before: Measured | None) -> float | None:
    """By how much a pattern takes longer than the one before it, where both ended."""
    if so_far.solutions is None or so_far.milliseconds is None or not before or before.milliseconds is None:
        return None
    return round(max(0.0, so_far.milliseconds - before.milliseconds), 3)


def _numbers(measured: Measured) -> dict[str, Any]:
    return {
        "solutions": measured.solutions,
        "milliseconds": measured.milliseconds,
        "stopped": measured.stopped,
    }


def _place(found: Patterns, start: int) -> dict[str, int]:
    text = found.tree.text
    return {"line": text.count("\n", 0, start) + 1, "column": start - text.rfind("\n", 0, start)}
