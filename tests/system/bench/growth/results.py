"""What was measured of growth, as it is kept between measuring and reporting."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from math import log
from pathlib import Path
from typing import Any, Self


@dataclass
class Point:
    """One query at one size: the median time in milliseconds (None: no answer in time), and the bytes of its answer."""

    copies: int
    milliseconds: float | None
    size: int


@dataclass
class Curve:
    """One query at all sizes."""

    name: str
    kind: str
    points: list[Point] = field(default_factory=list)

    @property
    def slope(self) -> float | None:
        """The exponent of the time's growth between the two largest sizes that were answered: 1 is linear."""
        return _slope([(p.copies, p.milliseconds) for p in self.points if p.milliseconds])

    @property
    def size_slope(self) -> float | None:
        """The same for the bytes of the answer."""
        return _slope([(p.copies, p.size) for p in self.points if p.milliseconds and p.size])

    @property
    def unanswered(self) -> list[int]:
        """The sizes at which there was no answer in time."""
        return [point.copies for point in self.points if point.milliseconds is None]


@dataclass
class Growth:
    """A whole run. `triples` by the number of copies."""

    date: str
    cores: int
    deadline: float
    triples: dict[int, int] = field(default_factory=dict)
    curves: list[Curve] = field(default_factory=list)

    def write(self, path: Path) -> None:
        """Write everything as JSON."""
        path.write_text(json.dumps(asdict(self), indent=1) + "\n", "utf-8")

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read what `write` wrote."""
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
        found["triples"] = {int(copies): triples for copies, triples in found["triples"].items()}
        found["curves"] = [
            Curve(curve["name"], curve["kind"], [Point(**point) for point in curve["points"]])
            for curve in found["curves"]
        ]
        return cls(**found)


def _slope(points: list[tuple[int, float]]) -> float | None:
    if len(points) < 2:
        return None
    (x1, y1), (x2, y2) = points[-2:]
    return log(y2 / y1) / log(x2 / x1)
