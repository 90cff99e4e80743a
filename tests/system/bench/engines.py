"""`python -m tests.system.bench.engines`: the rate of the mix at a server over each engine, beside the embedded one.

Prints a table. Each engine is loaded, stands behind a server of its own, and is asked in turns with the others; the
response cache is off, as it would answer instead.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from threading import Thread
from time import monotonic
from typing import Final
from urllib.parse import urlencode

from server.release import current
from server.settings import Settings
from tests.conftest import ROOT
from tests.launcher import EIKG, eikg_serve, launched
from tests.system.bench.mix import Case, mix
from tests.system.engines.engines import ENGINES

_ROUNDS: Final = 3
_SECONDS: Final = 10.0
_CONNECTIONS: Final = 4


@dataclass
class Measured:
    """A server over an engine, its port, and its requests a second in each round."""

    name: str
    port: int
    rates: list[float] = field(default_factory=list)
    failures: int = 0


def main(names: list[str]) -> None:
    release = current(ROOT / Settings.from_environment().releases)
    cases = mix(release)
    with ExitStack() as stack:
        measured = [stack.enter_context(_served("embedded", {}))]
        for kind in ENGINES:
            if names and kind.name not in names:
                continue
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="eikg-engine-")))
            engine = kind(folder)
            variables = stack.enter_context(engine.running())
            subprocess.run(
                [EIKG, "engine", "load"],
                env={**os.environ, **variables},
                cwd=ROOT,
                check=True,
                stdout=sys.stderr,
            )
            label = f"{kind.name} {engine.version()}"
            accepted = {} if engine.right else {"EIKG_ENGINE_ACCEPT": "*"}
            patient = {"EIKG_QUERY_DEADLINE": str(engine.deadline)}
            measured.append(stack.enter_context(_served(label, {**variables, **accepted, **patient})))
        for _ in range(_ROUNDS):
            for one in measured:
                _measure(one, cases)
    _say("| engine | requests a second | of the embedded one | failed |\n|---|---:|---:|---:|")
    first = median(measured[0].rates)
    for one in measured:
        rate = median(one.rates)
        _say(f"| {one.name} | {rate:.0f} | {rate / first:.2f} | {one.failures} |")


@contextmanager
def _served(name: str, variables: dict[str, str]) -> Iterator[Measured]:
    settings = {"EIKG_REQUEST_LOG": "", "EIKG_CACHE_SIZE": "0", **variables}
    with launched(eikg_serve(), environment=settings) as server:
        yield Measured(name, server.port)


def _measure(one: Measured, cases: tuple[Case, ...]) -> None:
    """Ask the mix over and over, on several connections, each beginning at another case."""
    end, counts = monotonic() + _SECONDS, [0] * _CONNECTIONS

    def ask(number: int) -> None:
        connection = HTTPConnection("127.0.0.1", one.port, timeout=60)
        asked = number * len(cases) // _CONNECTIONS
        while monotonic() < end:
            case = cases[asked % len(cases)]
            text = case.texts[asked // len(cases) % len(case.texts)]
            connection.request(
                "GET", f"/sparql?{urlencode({'query': text})}", headers={"Accept": case.accept}
            )
            response = connection.getresponse()
            response.read()
            one.failures += response.status != 200
            counts[number] += 1
            asked += 1
        connection.close()

    threads = [Thread(target=ask, args=(number,)) for number in range(_CONNECTIONS)]
    begun = monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    one.rates.append(sum(counts) / (monotonic() - begun))


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - whoever measures wants to see it


if __name__ == "__main__":
    main(sys.argv[1:])
