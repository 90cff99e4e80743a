"""What a page costs beside a query: processor time of the server with all its processes, nothing kept, one connection.

`python -m tests.system.pages.processor` measures an example of each kind of page, the dearest first: asked for again,
and for the first time since the server started, when nothing of it was read but what a server reads ahead.
"""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from statistics import median
from typing import Final
from urllib.parse import quote

from server.web.pages.ahead import SECONDS
from tests.launcher import eikg_serve, launched
from tests.system.bench.processes import processor_seconds, settle
from tests.web.page_kinds import EXAMPLES

MOST: Final = 40
"""Times the processor time of an ASK that a page may take."""

_ASK: Final = "/sparql?query=" + quote("ASK { state:belarus eik:memberOf body:un }")
_SETTINGS: Final = {
    "EIKG_CACHE_SIZE": "0",
    "EIKG_EVALUATORS": "1",
    "EIKG_REQUEST_LOG": "",
    "EIKG_CLIENT_SECONDS": "0",
    "EIKG_CLIENT_ERRORS": "0",
}
_HEADERS: Final = {
    "Accept": "text/html, application/sparql-results+json;q=0.9",
    "Accept-Encoding": "gzip, deflate, br, zstd",
}
"""As a browser sends them; compressing is part of what a page costs."""

_WARM: Final = 2
_SECONDS_TO_PREPARE: Final = 20.0
_ROUNDS: Final = 3
_OF_AN_ASK: Final = 200
_OF_A_PAGE: Final = 3


@dataclass(frozen=True)
class Cost:
    """The processor time of one request, in milliseconds: the median of several rounds."""

    target: str
    milliseconds: float
    size: int


def main(arguments: Sequence[str]) -> None:
    parser = ArgumentParser(prog="python -m tests.system.pages.processor", description=__doc__)
    parser.add_argument("targets", nargs="*", help="paths to measure; default: an example of each kind")
    targets = tuple(parser.parse_args(arguments).targets) or EXAMPLES
    with launched(eikg_serve(), environment=_SETTINGS) as server:
        pid, connection = server.process.pid, HTTPConnection("127.0.0.1", server.port)
        time.sleep(SECONDS)  # after which a server reads ahead
        settle(pid, _SECONDS_TO_PREPARE)
        for _ in range(_WARM):
            _cost(connection, pid, _ASK, _OF_AN_ASK)
        ask = _cost(connection, pid, _ASK, _OF_AN_ASK).milliseconds
        first = {target: _cost(connection, pid, target, 1, 1).milliseconds for target in targets}
        for target in targets * (_WARM - 1):
            _get(connection, target)
        costs = [_cost(connection, pid, target, _OF_A_PAGE) for target in targets]
    _print(f"an ASK takes {ask:.3f} ms; a page at most {MOST} times that, {MOST * ask:.1f} ms")
    _print(" times       ms  first time    bytes")
    for cost in sorted(costs, key=lambda cost: -cost.milliseconds):
        times = cost.milliseconds / ask
        told = (
            f"{times:6.1f} {cost.milliseconds:8.2f} {first[cost.target]:11.2f} {cost.size:8}  {cost.target}"
        )
        _print(f"{told}{' !' if times > MOST else ''}")


def _cost(connection: HTTPConnection, pid: int, target: str, number: int, rounds: int = _ROUNDS) -> Cost:
    found = []
    size = 0
    for _ in range(rounds):
        before = processor_seconds(pid)
        for _ in range(number):
            size = _get(connection, target)
        found.append((processor_seconds(pid) - before) / number * 1000)
    return Cost(target, median(found), size)


def _get(connection: HTTPConnection, target: str) -> int:
    """The length of what stands at a target."""
    connection.request("GET", target, headers=_HEADERS)
    with connection.getresponse() as response:
        return len(response.read())


def _print(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - whoever measures wants to see it


if __name__ == "__main__":
    main(sys.argv[1:])
