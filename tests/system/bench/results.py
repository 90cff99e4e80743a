"""What a run measured, as it is kept between measuring and reporting."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Self

from tests.system.bench.load import Load

WARM = "repeated"
UNIQUE = "unique"
MODES = (WARM, UNIQUE)


@dataclass
class Measured:
    """Loads of one system with one mode and number of connections, one a round, by the mix without some queries."""

    system: str
    mode: str
    connections: int
    without: list[str]
    loads: list[Load] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """The median of the rounds, in requests per second."""
        return float(median(load.rate for load in self.loads))

    def figure(self, name: str) -> float:
        """The median over the rounds of a figure of Load."""
        return float(median(getattr(load, name) for load in self.loads))

    def spread(self) -> tuple[float, float]:
        """The lowest and the highest rate of the rounds."""
        rates = [load.rate for load in self.loads]
        return min(rates), max(rates)


@dataclass
class SystemFigures:
    """One system: seconds to its first answer, bytes of memory, what it answered otherwise, and its ASK.

    `hostile_answered`: it refused or ended the hostile query itself, so the ASK was alone for a part of the time.
    """

    name: str
    version: str
    missing: str | None = None
    ready: float = 0.0
    memory_idle: int = 0
    memory_loaded: int = 0
    pass_seconds: float = 0.0
    differences: dict[str, str] = field(default_factory=dict)
    per_query: dict[str, float] = field(default_factory=dict)
    ask_alone: list[Load] = field(default_factory=list)
    ask_beside: list[Load] = field(default_factory=list)
    hostile_answered: bool = False


@dataclass
class Results:
    """A whole run. `generator` is the rate that wrk reaches against a server that does nothing."""

    date: str
    cores: int
    memory_gib: int
    quads: int
    triples: int
    digest: str
    seconds: float
    rounds: int
    cap: float
    generator: float = 0.0
    cases: list[tuple[str, str]] = field(default_factory=list)
    systems: list[SystemFigures] = field(default_factory=list)
    measured: list[Measured] = field(default_factory=list)

    def system(self, name: str) -> SystemFigures:
        """The figures of a system by its name."""
        return next(system for system in self.systems if system.name == name)

    def find(self, system: str, mode: str, connections: int, without: Collection[str]) -> Measured | None:
        """The loads of a system by the mix without those queries; None if there are none."""
        wanted = (system, mode, connections, sorted(without))
        found = (
            m for m in self.measured if (m.system, m.mode, m.connections, m.without) == wanted and m.loads
        )
        return next(found, None)

    def measuring(self, system: str, mode: str, connections: int, without: Collection[str]) -> Measured:
        """The place for such loads, made if it is not there."""
        found = self.find(system, mode, connections, without)
        if found is None:
            found = Measured(system, mode, connections, sorted(without))
            self.measured.append(found)
        return found

    def write(self, path: Path) -> None:
        """Write everything as JSON."""
        path.write_text(json.dumps(asdict(self), indent=1) + "\n", "utf-8")

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read what `write` wrote."""
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
        found["systems"] = [_system(entry) for entry in found["systems"]]
        found["measured"] = [
            Measured(**{**entry, "loads": _loads(entry["loads"])}) for entry in found["measured"]
        ]
        found["cases"] = [(name, kind) for name, kind in found["cases"]]
        return cls(**found)


def p99(loads: Sequence[Load]) -> float:
    """The median of the rounds' 99th percentiles in milliseconds; 0 where nothing was answered."""
    return median([load.p99 for load in loads if load.requests] or [0.0])


def _system(entry: dict[str, Any]) -> SystemFigures:
    loads = {name: _loads(entry[name]) for name in ("ask_alone", "ask_beside")}
    return SystemFigures(**{**entry, **loads})


def _loads(entries: list[dict[str, Any]]) -> list[Load]:
    return [Load(**entry) for entry in entries]
