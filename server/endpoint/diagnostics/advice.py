"""What makes a part of a query slow, and what to do about it: said where what was measured bears it out."""

from __future__ import annotations

from typing import Final

from server.endpoint.diagnostics.joins import Method
from server.endpoint.diagnostics.measuring import Measured
from server.endpoint.diagnostics.steps import Step
from server.sparql.tree import Undef, Values

NOTHING: Final = (
    "It restricts nothing, so the engine leaves it out, and begins with the pattern of which it expects the fewest "
    "solutions, of equals with the first in the text: put the one with the fewest matches first, or give a value."
)
"""Advice on a VALUES of one row that is all UNDEF."""

_UNDEF: Final = (
    "A variable that is UNDEF in one row restricts nothing in any other: the rest is evaluated for the whole graph, "
    "and compared with the rows afterwards. Put the rows without UNDEF and those with it into two branches of a UNION."
)
_PRODUCT: Final = (
    "It has no variable in common with what comes before it that every solution binds, so that each of its solutions "
    "is combined with each of those. Tie it to the others by a variable."
)
_BRANCHES: Final = (
    "Each branch is put in order as though nothing stood beside the UNION, so that more is looked at than is needed. "
    "Repeat in each branch what restricts it."
)
_WHOLE: Final = (
    "It is evaluated for the whole graph, and then compared with the solutions so far. "
    "Repeat in it what restricts it."
)


def advice_on(step: Step, alone: Measured | None, before: Measured | None) -> tuple[str, ...]:
    """What to do about a part that has so many solutions alone, where those before it have so many together.

    Nothing is said of a part that has no more solutions alone than there are before it: it cannot cost much.
    """
    if isinstance(step.element, Values) and _leaves_open(step.element):
        return (_UNDEF,)
    others = before.solutions if before else None
    own = alone.solutions if alone else None
    if step.method is Method.PRODUCT:
        return (_PRODUCT,) if own not in (0, 1) and others not in (0, 1) else ()
    if step.method in (None, Method.FIRST) or (own is not None and own <= (others or 1)):
        return ()
    if step.kind == "UNION" and step.inside:
        return (_BRANCHES,)
    return (_WHOLE,) if step.method is Method.HASH else ()


def _leaves_open(values: Values) -> bool:
    return any(isinstance(term, Undef) for row in values.rows for term in row.terms)
