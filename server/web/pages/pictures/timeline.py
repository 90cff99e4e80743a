"""Entries laid out in lanes along a line of time.

Places across are in percent of the width, so that one drawing fits a phone and a desk; heights are in pixels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from server.web.pages.model.periods import Days, Period
from server.web.pages.pictures.memberships import CHANGES, RESTRICTIONS, STATUSES, Entry, Said

_LEFT, _RIGHT = 4.0, 97.0
"""What lies before and after is left to ends that are not known, or go on."""
_AXIS: Final = 26
_LABEL: Final = 17
_ROW: Final = 16
_BAR: Final = 11
_GAP: Final = 9
_HEADING: Final = 34
_MOST_TICKS: Final = 9
_STEPS: Final = (1, 2, 5, 10, 20, 50, 100)
SHAPES: Final = (
    "M0-6L6 5H-6z",
    "M0 6L6-5H-6z",
    "M0-6L6 0L0 6L-6 0z",
    "M-5-5H5V5H-5z",
    "M-6 0A6 6 0 1 1 6 0A6 6 0 1 1-6 0z",
    "M-2-6H2V-2H6V2H2V6H-2V2H-6V-2H-2z",
    "M-6-3H6V3H-6z",
)
"""What marks a change, by its kind."""


@dataclass(frozen=True)
class Part:
    """A stretch of a bar: `sort` is sure, vague (at one end) or open (an end that is not known or goes on)."""

    sort: str
    x: float
    width: float


@dataclass(frozen=True)
class Bar:
    """An entry at its place. `number` is that of its kind; a change has a `shape`, what has no date no parts."""

    entry: Entry
    y: float
    x: float
    number: int
    parts: tuple[Part, ...] = ()
    shape: str = ""


@dataclass(frozen=True)
class Lane:
    """One body, state or restriction with its bars."""

    iri: str
    y: float
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Block:
    """The lanes of one sort, under a heading at `y`."""

    sort: str
    y: float
    lanes: tuple[Lane, ...]


@dataclass(frozen=True)
class Timeline:
    """The whole drawing, from the first day to the last."""

    first: date
    last: date
    blocks: tuple[Block, ...]
    ticks: tuple[tuple[int, float], ...]
    height: float

    def place(self, day: date) -> float:
        """Where a day is, in percent of the width."""
        share = (day - self.first).days / max((self.last - self.first).days, 1)
        return round(_LEFT + (_RIGHT - _LEFT) * min(max(share, 0), 1), 3)


def timeline(said: Said, today: Days, numbers: Mapping[str, int], name: Callable[[str], str]) -> Timeline:
    """Lay out what is said, from its first year to its last; `today` stands in where nothing is dated.

    `numbers` gives the number of each kind, `name` the name of each lane.
    """
    days = [day for one in said.entries for day in _days(one.period)]
    days += [one.period.known for one in said.entries if one.period.known] or ([] if days else [today.first])
    first, last = date(min(days).year, 1, 1), date(max(days).year, 12, 31)
    bare = Timeline(first, last, (), _ticks(first.year, last.year), 0)
    ticks = tuple((year, bare.place(date(year, 1, 1))) for year, _ in bare.ticks)
    y: float = _AXIS
    blocks = []
    for sort, of in ((STATUSES, (STATUSES,)), (RESTRICTIONS, (RESTRICTIONS, CHANGES))):
        entries = [one for one in said.entries if one.sort in of]
        if not entries:
            continue
        block, y = _block(sort, entries, y, bare, numbers, name)
        blocks.append(block)
    return Timeline(first, last, tuple(blocks), ticks, y + 4)


def _block(
    sort: str,
    entries: list[Entry],
    y: float,
    line: Timeline,
    numbers: Mapping[str, int],
    name: Callable[[str], str],
) -> tuple[Block, float]:
    by_lane: dict[str, list[Entry]] = {}
    for one in entries:
        by_lane.setdefault(one.lane, []).append(one)
    ordered = sorted(by_lane, key=lambda iri: (_earliest(by_lane[iri]), name(iri).casefold()))
    top, y = y, y + _HEADING
    lanes = []
    for iri in ordered:
        lane, y = _lane(iri, by_lane[iri], y, line, numbers)
        lanes.append(lane)
    return Block(sort, top, tuple(lanes)), y


def _lane(
    iri: str, entries: list[Entry], y: float, line: Timeline, numbers: Mapping[str, int]
) -> tuple[Lane, float]:
    """Place the bars of a lane: one below the other where they would cover each other."""
    shown = [one for one in entries if one.period or not any(other.period for other in entries)]
    taken: list[float] = []
    bars = []
    for one in sorted(shown, key=lambda one: (_earliest([one]), one.kind, one.told)):
        left, right, parts = _parts(one, line)
        row = next((n for n, end in enumerate(taken) if end <= left), len(taken))
        taken[row : row + 1] = [right]
        number = numbers.get(one.kind, 0)
        shape = SHAPES[number % len(SHAPES)] if one.sort == CHANGES else ""
        bars.append(Bar(one, y + _LABEL + row * _ROW, left, number, () if shape else parts, shape))
    return Lane(iri, y, tuple(bars)), y + _LABEL + max(len(taken), 1) * _ROW + _GAP - (_ROW - _BAR)


def _parts(one: Entry, line: Timeline) -> tuple[float, float, tuple[Part, ...]]:
    """Where an entry begins and ends, and the stretches of its bar."""
    begin, end = one.period.begin, one.period.end
    if begin is None and end is None:
        return 0.4, _LEFT - 0.4, ()
    if one.sort == CHANGES and begin is not None:
        place = line.place(begin.first)
        return place, place + 2.2, ()
    start = line.place(begin.last) if begin else _LEFT
    stop = line.place(end.first) if end else max(start, line.place(one.period.known or line.first))
    first = line.place(begin.first) if begin else 0.0
    last = line.place(end.last) if end else 100.0 if one.period.ongoing else max(_RIGHT, start)
    if stop < start:  # both ends are so vague that no day is sure
        return first, last, (Part("vague", first, _width(first, last)),)
    parts = (
        Part("vague" if begin else "open", first, _width(first, start)),
        Part("sure", start, _width(start, stop, 0.5)),
        Part("vague" if end else "open", stop, _width(stop, last)),
    )
    return first, last, tuple(part for part in parts if part.width)


def _width(start: float, stop: float, least: float = 0) -> float:
    return round(max(stop - start, least), 3)


def _ticks(first: int, last: int) -> tuple[tuple[int, float], ...]:
    step = next((step for step in _STEPS if (last - first) / step <= _MOST_TICKS), _STEPS[-1])
    return tuple((year, 0) for year in range(-(-first // step) * step, last + 1, step))


def _days(period: Period) -> Iterable[date]:
    for days in (period.begin, period.end):
        if days:
            yield from (days.first, days.last)


def _earliest(entries: Iterable[Entry]) -> date:
    return min((day for one in entries for day in _days(one.period)), default=date.max)
