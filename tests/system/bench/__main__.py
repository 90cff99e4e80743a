"""`python -m tests.system.bench`: measure this server and its peers side by side, and write RESULTS.md and the charts.

With --report the files are written anew from the figures of the last run.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from server.release import current
from server.settings import Settings
from tests.conftest import ROOT, require_tool
from tests.system.bench import hostile, rounds
from tests.system.bench.answers import Answer, ask, asked, compare
from tests.system.bench.mix import Case, mix
from tests.system.bench.processes import memory, settle
from tests.system.bench.report.tables import write_report
from tests.system.bench.results import Results, SystemFigures
from tests.system.bench.systems import SYSTEMS, Data, Server, data_of

_FOLDER: Final = Path(__file__).parent
_FIGURES: Final = _FOLDER / "figures"
_OWN_PATIENCE: Final = 30.0


def main(arguments: Sequence[str]) -> None:
    parser = ArgumentParser(prog="python -m tests.system.bench", description=__doc__)
    parser.add_argument("--seconds", type=float, default=5, help="seconds of each load (default 5)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds over all systems (default 3)")
    parser.add_argument("--cap", type=float, default=5, help="seconds that one answer may take (default 5)")
    parser.add_argument(
        "--only",
        nargs="*",
        default=[],
        type=peer,
        help="names of peers; default: all that are installed",
    )
    parser.add_argument("--report", action="store_true", help="measure nothing, write the report anew")
    given = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # and with it whatever was started
    if not given.report:
        require_tool("wrk")
        _measure(given.seconds, given.rounds, given.cap, given.only).write(_FIGURES / "results.json")
    from tests.system.bench.report.charts import (
        write_charts,  # matplotlib is there where something is measured
    )

    results = Results.read(_FIGURES / "results.json")
    write_charts(results, _FIGURES)
    print(write_report(results, _FOLDER / "RESULTS.md"))  # noqa: T201 - whoever measures wants to see it


def peer(name: str) -> str:
    """The name of a system as the results have it, whatever its case. Raises ArgumentTypeError for one that is none."""
    names = {kind.name.lower(): kind.name for kind in SYSTEMS}
    if name.lower() not in names:
        raise ArgumentTypeError(f"no system is called {name!r}; there are: {', '.join(names.values())}")
    return names[name.lower()]


def _measure(seconds: float, count: int, cap: float, only: Sequence[str]) -> Results:
    release = current(ROOT / Settings.from_environment().releases)
    counts = release.manifest.counts
    results = Results(
        date=datetime.now(UTC).strftime("%Y-%m-%d"),
        cores=len(os.sched_getaffinity(0)),
        memory_gib=round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        quads=counts["quads"],
        triples=counts["triples"],
        digest=release.manifest.digest,
        seconds=seconds,
        rounds=count,
        cap=cap,
    )
    cases = mix(release)
    results.cases = [(case.name, case.kind) for case in cases]
    results.generator = rounds.generator_rate(cases)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="eikg-bench-")))
        servers = _started(results, data_of(release, folder), folder, only, stack)
        _compare(results, servers, cases, cap)
        rounds.measure(results, servers, cases)
        rounds.measure_each(results, servers, cases)
        hostile.measure(results, servers)
    return results


def _started(
    results: Results, data: Data, folder: Path, only: Sequence[str], stack: ExitStack
) -> list[Server]:
    servers = []
    for kind in SYSTEMS:
        if only and kind is not SYSTEMS[0] and kind.name not in only:
            continue
        own = folder / kind.__name__
        own.mkdir()
        system = kind(own)
        figures = SystemFigures(kind.name, "", missing=system.missing())
        results.systems.append(figures)
        if figures.missing:
            _say(f"{kind.name} is left out: {figures.missing}")
            continue
        figures.version = system.version()
        system.prepare(data)
        server = Server(system, data)
        stack.callback(server.stop)
        server.start()
        settle(server.pid, 10)
        figures.ready, figures.memory_idle = server.ready, memory(server.pid)
        _say(f"{kind.name} {figures.version} answered after {server.ready:.2f} s")
        servers.append(server)
    return servers


def _compare(results: Results, servers: Sequence[Server], cases: Sequence[Case], cap: float) -> None:
    for case in cases:
        expected: dict[str, Answer] = {
            text: ask(servers[0], text, case, _OWN_PATIENCE) for text in asked(case)
        }
        for server in servers:
            figures = results.system(server.system.name)
            compared = compare(server, case, expected, cap)
            if compared.difference:
                figures.differences[case.name] = compared.difference
                _say(f"{figures.name} differs on {case.name}: {compared.difference}")
            else:
                figures.pass_seconds += compared.seconds
                figures.per_query[case.name] = 1 / compared.seconds


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - a run takes minutes


if __name__ == "__main__":
    main(sys.argv[1:])
