"""A drawing from left to right: each thing in a column to the right of all that came before it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from server.web.pages.pictures.origins import Step

_BOX: Final = 230
_COLUMN: Final = _BOX + 175
_LETTERS: Final = 30
_LINES: Final = 3
_LINE: Final = 15
_PADDING: Final = 6
_ARRIVAL: Final = 16
_GAP: Final = 14
_BETWEEN: Final = 26


@dataclass(frozen=True)
class Box:
    """A thing with its name in lines."""

    iri: str
    x: float
    y: float
    lines: tuple[str, ...]
    arrivals: int
    width: float = _BOX

    @property
    def height(self) -> float:
        """As high as its lines are, and the arrows that arrive at it."""
        return max(len(self.lines) * _LINE + 2 * _PADDING, self.arrivals * _ARRIVAL + _PADDING)

    @property
    def middle(self) -> float:
        """The height at which lines reach it."""
        return self.y + self.height / 2


@dataclass(frozen=True)
class Arrow:
    """A line from an earlier thing to a later one, and where the word for it stands."""

    tie: str
    path: str
    x: float
    y: float


@dataclass(frozen=True)
class Layers:
    """The whole drawing."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    width: float
    height: float


def draw(steps: Iterable[Step], days: Mapping[str, str], name: Callable[[str], str]) -> Layers:
    """Lay out steps; `days` order what stands in one column, `name` gives the name of a thing."""
    listed = list(steps)
    columns = _columns(listed)
    boxes: dict[str, Box] = {}
    bottom = 8.0
    for part in sorted(_parts(listed), key=lambda part: min(days.get(iri, "9999") for iri in part)):
        arrivals = {iri: len(into) for iri, into in _into(listed).items()}
        bottom = _place(part, columns, bottom, boxes, arrivals, days, name) + _BETWEEN
    arrows = []
    for later, into in _into(listed).items():
        into.sort(key=lambda step: (boxes[step.earlier].y, boxes[step.earlier].x, step.tie))
        arrows += [_arrow(boxes[one.earlier], boxes[later], one.tie, index) for index, one in enumerate(into)]
    width = max((box.x + box.width for box in boxes.values()), default=_BOX) + 4
    return Layers(tuple(boxes.values()), tuple(arrows), width, max(bottom - _BETWEEN, 0) + 8)


def _columns(steps: list[Step]) -> dict[str, int]:
    """The column of each thing: one further than the furthest that came before it; a circle ends where it closes."""
    into = _into(steps)
    found: dict[str, int] = {}

    def column(iri: str, above: frozenset[str]) -> int:
        if iri not in found:
            earlier = [step.earlier for step in into.get(iri, ()) if step.earlier not in above]
            found[iri] = max((column(one, above | {iri}) + 1 for one in earlier), default=0)
        return found[iri]

    for step in steps:
        column(step.later, frozenset())
    return found


def _into(steps: Iterable[Step]) -> dict[str, list[Step]]:
    """The steps to each thing."""
    found: dict[str, list[Step]] = {}
    for step in steps:
        found.setdefault(step.later, []).append(step)
    return found


def _parts(steps: Iterable[Step]) -> list[set[str]]:
    """The things that hang together."""
    parts: list[set[str]] = []
    for step in steps:
        ends = {step.earlier, step.later}
        joined = [part for part in parts if part & ends]
        parts = [part for part in parts if not part & ends]
        parts.append(ends.union(*joined))
    return parts


def _place(
    part: set[str],
    columns: Mapping[str, int],
    top: float,
    boxes: dict[str, Box],
    arrivals: Mapping[str, int],
    days: Mapping[str, str],
    name: Callable[[str], str],
) -> float:
    """Place the things of a part in their columns from `top` on; return where the part ends."""
    bottoms: dict[int, float] = defaultdict(lambda: top)
    for iri in sorted(part, key=lambda iri: (columns[iri], days.get(iri, ""), name(iri).casefold())):
        column = columns[iri]
        told = (
            f"{name(iri)} · {days[iri][:4]}" if iri in days and days[iri][:4] not in name(iri) else name(iri)
        )
        box = Box(iri, column * _COLUMN + 4, bottoms[column], _wrapped(told), arrivals.get(iri, 0))
        boxes[iri] = box
        bottoms[column] = box.y + box.height + _GAP
    return max(bottoms.values()) - _GAP


def _wrapped(text: str) -> tuple[str, ...]:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) >= _LETTERS:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return tuple(lines if len(lines) <= _LINES else [*lines[: _LINES - 1], f"{lines[_LINES - 1]} …"])


def _arrow(start: Box, end: Box, tie: str, index: int) -> Arrow:
    x, y, right = start.x + start.width, start.middle, end.x
    down = end.middle + _ARRIVAL * (index - (end.arrivals - 1) / 2) + 2
    half = max((right - x) / 2, 30)
    path = f"M{x:.0f} {y:.0f}C{x + half:.0f} {y:.0f} {right - half:.0f} {down:.0f} {right - 2:.0f} {down:.0f}"
    return Arrow(tie, path, right - 10, down - 3)
