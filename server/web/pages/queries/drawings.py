"""The picture that a saved query declares for its rows, laid out: bars, a timeline, a network, a map or a matrix."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Final

from pyoxigraph import Literal

from server.engine.rows import Row
from server.rdf.terms import Term
from server.saved.picture import PARTS, Picture
from server.web.pages.model.periods import Days, period_of
from server.web.pages.model.shortening import shortened_within
from server.web.pages.pictures.atlas import detail_of
from server.web.pages.pictures.layers import Layers
from server.web.pages.pictures.layers import draw as draw_layers
from server.web.pages.pictures.memberships import STATUSES, Entry, Said
from server.web.pages.pictures.origins import Step
from server.web.pages.pictures.timeline import Timeline, timeline
from server.web.pages.pictures.world import Box, around, is_there, outlines, projected

Named = Callable[[Term], str]
"""What people read for a term."""

_MOST: Final[Mapping[str, int]] = {"bars": 40, "timeline": 60, "network": 60, "map": 1000, "matrix": 600}
"""How many rows are drawn, by kind: more would be no picture."""
_BAR_ROW: Final = 36
_LEAST_VIEW: Final = 900
_MOST_LINES, _MOST_COLUMNS = 80, 24
_LETTER: Final = 7.0
_HEAD_LETTERS: Final = 26
_SIDE_LETTERS: Final = 36
_LINE: Final = 24


@dataclass(frozen=True)
class Bar:
    """One bar: its length in percent of the longest, and the number as it is written."""

    label: str
    told: str
    y: int
    width: float


@dataclass(frozen=True)
class Bars:
    """Bars below one another, in the order of the rows."""

    bars: tuple[Bar, ...]

    @property
    def height(self) -> int:
        """Of the whole drawing."""
        return _BAR_ROW * len(self.bars)


@dataclass(frozen=True)
class Point:
    """A place on the map."""

    label: str
    x: float
    y: float


@dataclass(frozen=True)
class Places:
    """Places, and the land around them."""

    view: Box
    land: str
    uncoded: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Cell:
    """A cell that holds something: what, and which row and column it is in, for who cannot see that."""

    x: float
    y: float
    text: str
    told: str


@dataclass(frozen=True)
class Matrix:
    """Rows and columns with their heads and places, and the cells that hold something."""

    rows: tuple[tuple[str, float], ...]
    columns: tuple[tuple[str, float], ...]
    cells: tuple[Cell, ...]
    cell_width: float
    side: float
    top: float

    @property
    def width(self) -> float:
        """Of the whole drawing: the head of the last column leans over it."""
        return self.side + self.cell_width * len(self.columns) + self.top * 0.8

    @property
    def height(self) -> float:
        """Of the whole drawing."""
        return self.top + _LINE * len(self.rows) + 4


@dataclass(frozen=True)
class Drawing:
    """A picture of a kind: its layout, names by what the layout calls things, and the rows drawn of those there are.

    `figures` are the numbers by which its text alternative is told.
    """

    kind: str
    layout: Bars | Timeline | Layers | Places | Matrix
    names: Mapping[str, str]
    drawn: int
    count: int
    figures: Mapping[str, object]


def drawing_of(picture: Picture, rows: Sequence[Row], name: Named) -> Drawing | None:
    """Return the picture of some rows; None where none of them has what it needs, or the map is not installed."""
    needed = [picture.columns[part] for part in PARTS[picture.kind]]
    fitting = [row for row in rows if all(column in row for column in needed)]
    part = fitting[: _MOST[picture.kind]]
    found = _DRAWN[picture.kind](picture.columns, part, name) if part else None
    if found is None:
        return None
    layout, names, figures = found
    return Drawing(picture.kind, layout, names, len(part), len(fitting), figures)


_Found = tuple[Bars | Timeline | Layers | Places | Matrix, Mapping[str, str], Mapping[str, object]]


def _bars(columns: Mapping[str, str], rows: Sequence[Row], name: Named) -> _Found | None:
    numbers = [
        (row, number)
        for row in rows
        if (number := _number(row[columns["value"]])) is not None and number >= 0
    ]
    longest = max((number for _, number in numbers), default=0)
    if not longest:
        return None
    bars = [
        Bar(
            name(row[columns["label"]]),
            name(row[columns["value"]]),
            _BAR_ROW * index,
            round(100 * number / longest, 2),
        )
        for index, (row, number) in enumerate(numbers)
    ]
    first = max(bars, key=lambda bar: bar.width)
    return Bars(tuple(bars)), {}, {"count": len(bars), "label": first.label, "value": first.told}


def _number(term: Term) -> float | None:
    try:
        number = float(term.value) if isinstance(term, Literal) else float("nan")
    except ValueError:
        return None
    return number if isfinite(number) else None


def _timeline(columns: Mapping[str, str], rows: Sequence[Row], name: Named) -> _Found | None:
    entries, names = [], {}
    for row in rows:
        lane, when = row[columns["label"]], row[columns["when"]]
        names[_key(lane)] = name(lane)
        told = when.value if isinstance(when, Literal) else ""
        entries.append(Entry(STATUSES, _key(lane), _key(lane), "", told, period_of(told), ()))
    dated = [one for one in dict.fromkeys(entries) if one.period]
    if not dated:
        return None
    known = [days for one in dated for days in (one.period.begin, one.period.end) if days]
    layout = timeline(Said("", tuple(dated), {}), Days(known[0].first, known[0].last), {}, names.__getitem__)
    figures = {"count": len(dated), "first": layout.first.year, "last": layout.last.year}
    return layout, names, figures


def _network(columns: Mapping[str, str], rows: Sequence[Row], name: Named) -> _Found:
    names: dict[str, str] = {}
    steps = []
    for row in rows:
        ends = [row[columns[part]] for part in ("from", "to")]
        tie = row.get(columns.get("tie", ""))
        names.update((_key(term), name(term)) for term in (*ends, *([tie] if tie is not None else ())))
        steps.append(Step(_key(ends[0]), _key(ends[1]), _key(tie) if tie is not None else "", ()))
    listed = [*dict.fromkeys(steps)]
    things = {iri for step in listed for iri in (step.earlier, step.later)}
    layout = draw_layers(listed, {}, names.__getitem__)
    return layout, {**names, "": ""}, {"things": len(things), "ties": len(listed)}


def _map(columns: Mapping[str, str], rows: Sequence[Row], name: Named) -> _Found | None:
    placed = [*_placed(columns, rows, name)]
    if not placed or not is_there():
        return None
    points = [
        *dict.fromkeys(Point(label, *(round(one, 1) for one in projected(*at))) for label, at in placed)
    ]
    view = around((Box(one.x, one.y, one.x, one.y) for one in points), _LEAST_VIEW)
    shown = [one for one in outlines(detail_of(view)) if one.box.meets(view)]
    land, uncoded = ("".join(one.path for one in shown if one.coded is coded) for coded in (True, False))
    return Places(view, land, uncoded, tuple(points)), {}, {"count": len(points)}


def _placed(
    columns: Mapping[str, str], rows: Iterable[Row], name: Named
) -> Iterator[tuple[str, tuple[float, float]]]:
    for row in rows:
        longitude, latitude = (_number(row[columns[part]]) for part in ("longitude", "latitude"))
        if longitude is not None and latitude is not None and abs(longitude) <= 180 and abs(latitude) <= 90:
            yield name(row[columns["label"]]), (longitude, latitude)


def _matrix(columns: Mapping[str, str], rows: Sequence[Row], name: Named) -> _Found | None:
    lines, heads = (
        [*dict.fromkeys(row[columns[part]] for row in rows)][:most]
        for part, most in (("row", _MOST_LINES), ("column", _MOST_COLUMNS))
    )
    held: dict[tuple[Term, Term], list[str]] = {}
    for row in rows:
        value = row.get(columns.get("value", ""))
        listed = held.setdefault((row[columns["row"]], row[columns["column"]]), [])
        if value is not None and name(value) not in listed:
            listed.append(name(value))
    texts = {key: ", ".join(listed) for key, listed in held.items()}
    width = max(_LINE + 6.0, *(len(text) * _LETTER + 12 for text in texts.values()))
    side = min(max(len(name(line)) for line in lines), _SIDE_LETTERS) * _LETTER + 10
    top = min(max(len(name(head)) for head in heads), _HEAD_LETTERS) * _LETTER * 0.75 + 24
    across = {head: side + width * index for index, head in enumerate(heads)}
    down = {line: top + _LINE * index for index, line in enumerate(lines)}
    cells = [
        Cell(across[head], down[line], text, ": ".join(filter(None, (name(line), name(head), text))))
        for (line, head), text in texts.items()
        if line in down and head in across
    ]
    layout = Matrix(
        tuple((shortened_within(name(line), _SIDE_LETTERS), y) for line, y in down.items()),
        tuple((shortened_within(name(head), _HEAD_LETTERS), x) for head, x in across.items()),
        tuple(cells),
        width,
        side,
        top,
    )
    return layout, {}, {"rows": len(lines), "columns": len(heads), "cells": len(cells)}


def _key(term: Term) -> str:
    return term.value if hasattr(term, "value") else str(term)


_DRAWN: Final[Mapping[str, Callable[[Mapping[str, str], Sequence[Row], Named], _Found | None]]] = {
    "bars": _bars,
    "timeline": _timeline,
    "network": _network,
    "map": _map,
    "matrix": _matrix,
}
