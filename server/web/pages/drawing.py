"""The neighbourhood of a thing as a drawing: the thing in the middle, its neighbours in a column on either side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

from server.web.pages.model.mentions import Neighbour

_WIDTH: Final = 860
_ROW: Final = 34
_MIDDLE: Final = _WIDTH / 2
_COLUMN: Final = 290
_THICKEST: Final = 8.0


@dataclass(frozen=True)
class Spoke:
    """The line to a neighbour, from the middle to (x, y): its thickness, and on which side of its end the name goes."""

    neighbour: Neighbour
    x: float
    y: float
    thickness: float
    anchor: str


@dataclass(frozen=True)
class Drawing:
    """Everything in it, in units of its width and height; `y` is that of the thing itself, at half the width."""

    height: int
    y: float
    spokes: tuple[Spoke, ...]
    width: int = _WIDTH

    @property
    def x(self) -> float:
        """Where the thing itself stands."""
        return _MIDDLE


def drawing_of(neighbours: Sequence[Neighbour]) -> Drawing | None:
    """Return the drawing of some neighbours, those with most claims at the top; None for none."""
    if not neighbours:
        return None
    rows = (len(neighbours) + 1) // 2
    most = max(one.claims for one in neighbours)
    spokes = tuple(
        Spoke(
            neighbour=one,
            x=_COLUMN if number % 2 == 0 else _WIDTH - _COLUMN,
            y=_ROW * (number // 2 + 0.5),
            thickness=round(max(_THICKEST * sqrt(one.claims / most), 1), 1),
            anchor="end" if number % 2 == 0 else "start",
        )
        for number, one in enumerate(neighbours)
    )
    return Drawing(_ROW * rows, _ROW * rows / 2, spokes)
