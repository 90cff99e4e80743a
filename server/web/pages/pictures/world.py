"""The outlines of the world's countries, projected: TopoJSON of Natural Earth in an edition with United Nations views.

The projection is Equal Earth (Šavrič, Patterson and Jenny 2018), in which areas compare as on the globe. Its unit is a
ten-thousandth of the width of the world.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any, Final

FILE: Final = Path(__file__).parents[2] / "static" / "vendor" / "world.json"
WIDTH: Final = 10000

_A: Final = (1.340264, -0.081106, 0.000893, 0.003796)
_MIDDLE: Final = 11.0
"""The meridian in the middle: the one opposite to it runs through Bering Strait, and so cuts no country."""
_LEFT_OUT: Final = frozenset({"010"})
"""Antarctica, which is no country and takes much of the height."""

Point = tuple[float, float]
Ring = tuple[Point, ...]


@dataclass(frozen=True)
class Box:
    """A rectangle that holds something."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    def meets(self, other: Box) -> bool:
        """Whether the two have any point in common."""
        across = self.left <= other.right and other.left <= self.right
        return across and self.top <= other.bottom and other.top <= self.bottom

    @property
    def centre(self) -> Point:
        """The point in its middle."""
        return round((self.left + self.right) / 2, 1), round((self.top + self.bottom) / 2, 1)


@dataclass(frozen=True)
class Outline:
    """A country as it is drawn: its M49 code or a mark of the atlas, its ISO 3166-1 alpha-3 code, and its name there.

    `path` is for SVG; `main` holds its greatest part, `box` all of it.
    """

    code: str
    letters: str
    name: str
    path: str
    main: Box
    box: Box

    @property
    def coded(self) -> bool:
        """Whether the United Nations give it a code."""
        return self.code.isdecimal()


def is_there() -> bool:
    """Whether the outlines are installed."""
    return FILE.is_file()


@cache
def outlines(detail: int) -> tuple[Outline, ...]:
    """Return every country, its borders drawn with points at least `detail` apart. Raises OSError without the file."""
    arcs, shapes = _world()
    thinned = [_thinned(arc, detail) for arc in arcs]
    countries: dict[str, list[Mapping[str, Any]]] = {}
    for shape in shapes:  # the atlas draws some far islands apart, under the code of their country
        countries.setdefault(shape["id"], []).append(shape)
    return tuple(
        _outline(
            max(parts, key=lambda part: len(_rings(part))),
            [_ring(ring, thinned) for part in parts for ring in _rings(part)],
        )
        for code, parts in countries.items()
        if code not in _LEFT_OUT
    )


def around(boxes: Iterable[Box], least: float) -> Box:
    """Return a rectangle around others with room on all sides, at least so wide, in the world's proportions at most."""
    listed = list(boxes)
    everything = Box(0, 0, WIDTH, HEIGHT)
    if not listed:
        return everything
    left, right = min(box.left for box in listed), max(box.right for box in listed)
    top, bottom = min(box.top for box in listed), max(box.bottom for box in listed)
    width = min(max((right - left) * 1.15, (bottom - top) * 1.5, least), WIDTH)
    height = max(min((bottom - top) * 1.15, HEIGHT), width / 2.4)
    x = min(max((left + right - width) / 2, 0), WIDTH - width)
    y = min(max((top + bottom - height) / 2, 0), max(HEIGHT - height, 0))
    return Box(round(x), round(y), round(x + width), round(y + height))


def projected(longitude: float, latitude: float) -> Point:
    """Return where a place is on the map."""
    turned = (longitude - _MIDDLE + 180) % 360 - 180
    return _scaled(turned, latitude)


def _scaled(turned: float, latitude: float) -> Point:
    x, y = _equal_earth(radians(turned), radians(latitude))
    return (x / _HALF_WIDTH + 1) * WIDTH / 2, (_TOP - y) / _HALF_WIDTH * WIDTH / 2


def _equal_earth(longitude: float, latitude: float) -> Point:
    a1, a2, a3, a4 = _A
    angle = asin(sqrt(3) / 2 * sin(latitude))
    square = angle * angle
    power = square**3
    slope = 9 * a4 * power * square + 7 * a3 * power + 3 * a2 * square + a1
    across = 2 * sqrt(3) * longitude * cos(angle) / (3 * slope)
    return across, angle * (a4 * power * square + a3 * power + a2 * square + a1)


_HALF_WIDTH: Final = _equal_earth(radians(180), 0)[0]
_TOP: Final = _equal_earth(0, radians(84))[1]
HEIGHT: Final = round((_TOP - _equal_earth(0, radians(-57))[1]) / _HALF_WIDTH * WIDTH / 2)
"""From the northernmost land to Cape Horn."""


@cache
def _world() -> tuple[list[Ring], list[Mapping[str, Any]]]:
    """Return the arcs of the atlas, in degrees, and its countries."""
    atlas = json.loads(FILE.read_text("utf-8"))
    (width, height), (left, bottom) = atlas["transform"]["scale"], atlas["transform"]["translate"]
    arcs = []
    for arc in atlas["arcs"]:
        x = y = 0
        degrees = []
        for across, up in arc:
            x, y = x + across, y + up
            degrees.append((x * width + left, y * height + bottom))
        arcs.append(tuple(degrees))
    return arcs, atlas["objects"]["countries"]["geometries"]


def _rings(country: Mapping[str, Any]) -> list[list[int]]:
    """Return the rings of a country as lists of numbers of arcs, islands and holes alike."""
    parts = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
    return [ring for part in parts for ring in part]


def _ring(numbers: Iterable[int], arcs: Sequence[Ring]) -> Ring:
    """Join arcs to a ring, and project it; a negative number means an arc the other way round (TopoJSON, 2.1.4).

    A ring that crosses the 180th meridian, as that of Chukotka does, goes on beyond it, and one on the far side of the
    cut goes to the other edge of the map as a whole.
    """
    points: list[Point] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        for longitude, latitude in arc[1:] if points else arc:
            turns = round((points[-1][0] - longitude) / 360) if points else 0
            points.append((longitude + 360 * turns, latitude))
    middle = (min(points)[0] + max(points)[0]) / 2
    turn = 360 * round((_MIDDLE - middle) / 360) - _MIDDLE
    return tuple(_scaled(longitude + turn, latitude) for longitude, latitude in points)


def _thinned(arc: Ring, detail: float) -> Ring:
    """Leave out what is nearer than `detail` to the point before it; an arc keeps its ends, where it meets others."""
    least = detail * 360 / WIDTH
    kept = [arc[0]]
    for x, y in arc[1:-1]:
        if abs(x - kept[-1][0]) * cos(radians(y)) + abs(y - kept[-1][1]) >= least:
            kept.append((x, y))
    return (*kept, arc[-1])


def _outline(country: Mapping[str, Any], rings: list[Ring]) -> Outline:
    boxes = [_box(ring) for ring in rings]
    names = country["properties"]
    return Outline(
        country["id"],
        names.get("a3", ""),
        names["name"],
        "".join(map(_path, rings)),
        max(boxes, key=lambda box: box.width * box.height),
        Box(
            min(box.left for box in boxes),
            min(box.top for box in boxes),
            max(box.right for box in boxes),
            max(box.bottom for box in boxes),
        ),
    )


def _box(ring: Ring) -> Box:
    across, down = zip(*ring, strict=True)
    return Box(min(across), min(down), max(across), max(down))


def _path(ring: Ring) -> str:
    points = [(round(x), round(y)) for x, y in ring]
    steps = [(x - before, y - above) for (before, above), (x, y) in pairwise(points)]
    told = "".join(f"{x}{y}" if y < 0 else f"{x} {y}" for x, y in _spaced(steps[:-1]))
    return f"M{points[0][0]} {points[0][1]}l{told}z" if told else ""


def _spaced(steps: Iterable[tuple[int, int]]) -> Iterable[tuple[str, int]]:
    """Put a space before a number where it needs one."""
    first = True
    for x, y in steps:
        if x or y:
            yield (str(x) if first or x < 0 else f" {x}"), y
            first = False
