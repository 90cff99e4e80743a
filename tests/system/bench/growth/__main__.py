"""`python -m tests.system.bench.growth`: the mix on more and more copies of the curated graph; writes GROWTH.md.

With --report the files are written anew from the figures of the last run.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path
from statistics import median
from typing import Final

from server.commands.load.requests import with_literal
from server.release import Release, current
from server.settings import Settings
from tests.conftest import ROOT
from tests.system.bench.growth.copies import write_copies
from tests.system.bench.growth.report import write_chart, write_report
from tests.system.bench.growth.results import Curve, Growth, Point
from tests.system.bench.load import prepared
from tests.system.bench.mix import Case, mix
from tests.system.bench.systems import Data, Server
from tests.system.bench.systems.ours import Eikg

_FOLDER: Final = Path(__file__).parent.parent
_FIGURES: Final = _FOLDER / "figures"
_MOST_TIMES: Final = 21
_ENOUGH: Final = 8.0
"""Seconds after which a query was asked often enough."""


class _Patient(Eikg):
    """This server with a longer deadline, so that slow queries show how slow they are."""

    deadline = 60.0

    def environment(self) -> dict[str, str]:
        return {**super().environment(), "EIKG_QUERY_DEADLINE": str(self.deadline)}


def main(arguments: Sequence[str]) -> None:
    parser = ArgumentParser(prog="python -m tests.system.bench.growth", description=__doc__)
    parser.add_argument(
        "--copies", type=int, nargs="+", default=[1, 4, 16, 64], help="sizes (default 1 4 16 64)"
    )
    parser.add_argument("--only", nargs="*", default=[], help="names of queries; default: the mix")
    parser.add_argument(
        "--keep", type=Path, help="folder in which the copies are kept, and found the next time"
    )
    parser.add_argument("--report", action="store_true", help="measure nothing, write the report anew")
    given = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # and with it the server
    if not given.report:
        _measure(given.copies, given.only, given.keep).write(_FIGURES / "growth.json")
    growth = Growth.read(_FIGURES / "growth.json")
    write_chart(growth, _FIGURES / "growth.svg")
    print(write_report(growth, _FOLDER / "GROWTH.md"))  # noqa: T201 - whoever measures wants to see it


def _measure(sizes: Sequence[int], only: Sequence[str], keep: Path | None) -> Growth:
    release = current(ROOT / Settings.from_environment().releases)
    cases = [case for case in mix(release) if not only or case.name in only]
    growth = Growth(datetime.now(UTC).strftime("%Y-%m-%d"), len(os.sched_getaffinity(0)), _Patient.deadline)
    growth.curves = [Curve(case.name, case.kind) for case in cases]
    with ExitStack() as stack:
        servers = {}
        for copies in sizes:
            written = current(stack.enter_context(_folder(release, copies, keep)))
            growth.triples[copies] = written.manifest.counts["triples"]
            servers[copies] = stack.enter_context(_running(written))
        for case, curve in zip(cases, growth.curves, strict=True):
            curve.points = _ask(servers, case)
            _say(f"  {case.name}: {' '.join(_shown(point) for point in curve.points)}")
    return growth


@contextmanager
def _folder(release: Release, copies: int, keep: Path | None) -> Iterator[Path]:
    """A folder with a release of so many copies, written unless it is kept there already."""
    with tempfile.TemporaryDirectory(prefix="eikg-growth-") as temporary:
        folder = (keep or Path(temporary)) / f"{release.path.name}-{copies}"
        if not folder.exists():
            begin = time.monotonic()
            unfinished = folder.with_suffix(".unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            write_copies(release, copies, unfinished)
            unfinished.rename(folder)
            _say(f"{copies} copies are written in {time.monotonic() - begin:.0f} s")
        yield folder


@contextmanager
def _running(release: Release) -> Iterator[Server]:
    server = Server(_Patient(release.path.parent.parent), Data(release, release.data, release.data))
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _ask(servers: Mapping[int, Server], case: Case) -> list[Point]:
    """Ask for the first constant, each time with another literal; the first time is not counted.

    The sizes take turns, so that a time at which the machine is slow falls on all of them.
    """
    taken: dict[int, list[float]] = {copies: [] for copies in servers}
    sizes = dict.fromkeys(servers, 0)
    unanswered: set[int] = set()
    for number in range(_MOST_TIMES):
        for copies, server in servers.items():
            if copies in unanswered or (len(taken[copies]) > 2 and sum(taken[copies]) > _ENOUGH):
                continue
            request = prepared(
                server.system.path, with_literal(case.texts[0], f"growth{number:06d}"), case.accept
            )
            start = time.monotonic()
            try:
                status, body = server.get(request.path, request.accept, _Patient.deadline + 10)
            except (OSError, HTTPException):
                status, body = 0, b""
            taken[copies].append(time.monotonic() - start)
            sizes[copies] = len(body)
            if status != 200:
                unanswered.add(copies)
    return [
        Point(copies, None, 0)
        if copies in unanswered
        else Point(copies, 1e3 * median(taken[copies][1:]), sizes[copies])
        for copies in servers
    ]


def _shown(point: Point) -> str:
    return "none" if point.milliseconds is None else f"{point.milliseconds:.1f} ms"


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - a run takes minutes


if __name__ == "__main__":
    main(sys.argv[1:])
