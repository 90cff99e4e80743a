"""The rounds of measuring: one system after the other under the same load, and then all of them again."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterable, Sequence
from typing import Final

from server.commands.load.requests import with_literal
from tests.launcher import launched
from tests.system.bench import load
from tests.system.bench.load import Load, Prepared, prepared, request_file
from tests.system.bench.mix import MOST_CONSTANTS, Case
from tests.system.bench.processes import memory, settle
from tests.system.bench.results import MODES, UNIQUE, WARM, Results
from tests.system.bench.systems import Server

CONNECTIONS: Final = (1, 8, 32)
PER_QUERY_CONNECTIONS: Final = 8
_PATIENCE: Final = 60.0
"""Seconds that a system may take to finish what the last load left it with; after that it is started anew."""


def requests(path: str, cases: Sequence[Case], mode: str) -> list[Prepared]:
    """The requests of the mix: each query once, or, unique, as often as there are constants, in a shuffled order.

    The order and the constants are the same for every system, and no two unique requests have the same text.
    """
    if mode == WARM:
        return [prepared(path, case.texts[0], case.accept) for case in _shuffled(cases, 0)]
    return [
        prepared(path, with_literal(case.texts[turn % len(case.texts)], load.NUMBER), case.accept)
        for turn in range(MOST_CONSTANTS)
        for case in _shuffled(cases, turn)
    ]


def without(results: Results, system: str) -> list[str]:
    """The queries that a system answers otherwise than this server does, or not in time."""
    return sorted(results.system(system).differences)


def measure(results: Results, servers: Sequence[Server], cases: Sequence[Case]) -> None:
    """All rounds of the mix. A system that is too slow for rounds is asked for each query once."""
    plan = _plan(results, servers)
    for turn in range(results.rounds):
        for connections in CONNECTIONS:
            for mode in MODES:
                for server, left_out in plan[turn % len(plan) :] + plan[: turn % len(plan)]:
                    chosen = [case for case in cases if case.name not in left_out]
                    if found := _load(results, server, chosen, mode, connections, turn):
                        place = results.measuring(server.system.name, mode, connections, left_out)
                        place.loads.append(found)
        _say(f"round {turn + 1} of {results.rounds} is done")
    for server in servers:
        results.system(server.system.name).memory_loaded = memory(server.pid)


def measure_each(results: Results, servers: Sequence[Server], cases: Sequence[Case]) -> None:
    """Every query by itself, unique, for a second, at every system that is fast enough."""
    for case in cases:
        for server in servers:
            figures = results.system(server.system.name)
            if case.name in figures.differences:
                continue
            if _slow(results, server):  # what it took for one request, when answers were compared
                continue
            with request_file(requests(server.system.path, [case], UNIQUE)) as file:
                found = load.run(server.base, file, PER_QUERY_CONNECTIONS, 1)
            figures.per_query[case.name] = found.rate
            _settled(server)


def generator_rate(cases: Sequence[Case]) -> float:
    """Requests per second that wrk sends, of the unique mix, to a server that does nothing."""
    with (
        launched(lambda port: [sys.executable, "-m", "tests.system.bench.nothing", str(port)]) as server,
        request_file(requests("/", cases, UNIQUE)) as file,
    ):
        return load.run(server.address, file, PER_QUERY_CONNECTIONS, 2).rate


def _plan(results: Results, servers: Sequence[Server]) -> list[tuple[Server, list[str]]]:
    """Which system is asked which part of the mix: each what it answers as we do, and we what each of them is asked."""
    ours = servers[0]
    parts = {tuple(without(results, server.system.name)) for server in servers}
    return [
        *((ours, [*part]) for part in sorted(parts, key=len)),
        *((server, without(results, server.system.name)) for server in servers[1:]),
    ]


def _load(
    results: Results, server: Server, cases: Sequence[Case], mode: str, connections: int, turn: int
) -> Load | None:
    prepared_ = requests(server.system.path, cases, mode)
    if _slow(results, server):
        if turn:
            return None
        found = load.once(server.base, prepared_[: len(cases)], connections, _PATIENCE)
    else:
        with request_file(prepared_) as file:
            if mode == WARM:
                load.run(server.base, file, connections, 1)
                _settled(server)
            found = load.run(server.base, file, connections, results.seconds)
    _settled(server)
    return found


def _slow(results: Results, server: Server) -> bool:
    """Whether the mix takes longer, one query after the other, than it is measured: then a part of it would count."""
    return results.system(server.system.name).pass_seconds > results.seconds


def _settled(server: Server) -> None:
    if not settle(server.pid, _PATIENCE):
        server.restart()


def _shuffled(cases: Iterable[Case], turn: int) -> list[Case]:
    order = sorted(cases, key=lambda case: case.name)
    random.Random(turn).shuffle(order)
    return order


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - a run takes minutes
