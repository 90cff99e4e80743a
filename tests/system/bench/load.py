"""Requests sent with wrk: its one thread sends tens of thousands a second and leaves the cores to what is measured."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from itertools import count
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlencode, urlsplit

NUMBER: Final = "REQUESTNUMBE"
"""Stands in a prepared request for a number of twelve digits that is used once."""

_SCRIPT: Final = Path(__file__).with_name("requests.lua")
_STARTS: Final = count(int.from_bytes(os.urandom(4)) * 10, 50_000_000)


@dataclass(frozen=True)
class Prepared:
    """A request as it is sent: path with query string, and the Accept header."""

    path: str
    accept: str


@dataclass(frozen=True)
class Load:
    """What came of one load: responses in so many seconds, their latencies in milliseconds, and what went wrong.

    `refused` of the responses have a status from 400 on; `broken` counts connections that failed or timed out.
    """

    requests: int
    seconds: float
    p50: float
    p99: float
    longest: float
    refused: int
    broken: int

    @property
    def rate(self) -> float:
        """Requests per second that were answered as asked."""
        return (self.requests - self.refused) / self.seconds


def prepared(path: str, query: str, accept: str, **more: str) -> Prepared:
    """A query by GET at an endpoint whose path may have parameters already."""
    joint = "&" if "?" in path else "?"
    return Prepared(path + joint + urlencode({"query": query, **more}, quote_via=quote), accept)


@contextmanager
def request_file(requests: Iterable[Prepared]) -> Iterator[Path]:
    """The requests in a file that the script reads."""
    with tempfile.NamedTemporaryFile("w", suffix=".requests") as file:
        file.writelines(f"{request.path}\t{request.accept}\n" for request in requests)
        file.flush()
        yield Path(file.name)


def run(base: str, requests: Path, connections: int, seconds: float) -> Load:
    """Send the requests in turn over so many connections for so long."""
    options = {
        "threads": 1,
        "connections": connections,
        "duration": f"{max(1, round(seconds))}s",
        "timeout": "60s",
    }
    given = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    command = ["wrk", *given, "--script", str(_SCRIPT), base, "--", str(requests), str(next(_STARTS))]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout.strip().splitlines()[-1])
    return Load(
        requests=found["requests"],
        seconds=found["microseconds"] / 1e6,
        p50=found["p50"] / 1e3,
        p99=found["p99"] / 1e3,
        longest=found["longest"] / 1e3,
        refused=found["refused"],
        broken=found["broken"],
    )


def once(base: str, requests: Sequence[Prepared], connections: int, timeout: float) -> Load:
    """Send each request once, over so many connections, and wait for all answers: for a system too slow for more."""
    start = next(_STARTS)
    address = urlsplit(base)

    def send(number: int) -> tuple[float, int]:
        connection = HTTPConnection(str(address.hostname), address.port, timeout=timeout)
        path = requests[number].path.replace(NUMBER, f"{start + number:012d}")
        begin = time.monotonic()
        try:
            connection.request("GET", path, headers={"Accept": requests[number].accept})
            response = connection.getresponse()
            response.read()
        except (OSError, HTTPException):
            return time.monotonic() - begin, 0
        finally:
            connection.close()
        return time.monotonic() - begin, response.status

    begin = time.monotonic()
    with ThreadPoolExecutor(connections) as threads:
        done = [*threads.map(send, range(len(requests)))]
    taken = sorted(seconds * 1e3 for seconds, _ in done)
    return Load(
        requests=sum(status > 0 for _, status in done),
        seconds=time.monotonic() - begin,
        p50=taken[len(taken) // 2],
        p99=taken[min(len(taken) - 1, len(taken) * 99 // 100)],
        longest=taken[-1],
        refused=sum(status >= 400 for _, status in done),
        broken=sum(status == 0 for _, status in done),
    )
