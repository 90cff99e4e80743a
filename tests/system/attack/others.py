"""An honest client in a process of its own: small questions over fresh connections at a steady pace, each judged."""

from __future__ import annotations

import argparse
import hashlib
import http.client
import json
import math
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import randrange
from typing import Final

from tests.system.attack.attack import HOST, NAME

PACE: Final = 0.02
"""Seconds between two requests, however long the answers take."""

PATIENCE: Final = 10.0
"""Seconds after which a request without a whole answer has failed."""

AT_ONCE: Final = 12
"""Requests under way at a time, fewer than the share of a client."""

_ROOT: Final = Path(__file__).resolve().parents[3]
_FIRST_DAY: Final = date(2016, 1, 1)
_ASK, _PAGE, _SAVED = "question", "page", "saved query"
_CYCLE: Final = (_ASK, _PAGE, _ASK, _SAVED, _ASK)


def _target(kind: str, number: int) -> str:
    """What is asked as so many-th; no question and no saved query was asked before, but their answers are the same."""
    if kind == _ASK:
        return f"/sparql?query=ASK%7BFILTER({number}%3C{10**12})%7D"
    if kind == _SAVED:
        day = _FIRST_DAY + timedelta(days=number % 2500)
        return f"/queries/status-as-of.csv?date={day}&body=body:sco"
    return "/ontology/Claim"


def right(port: int) -> dict[str, str]:
    """The digests of the right answers, by kind. Raises OSError, and RuntimeError for what is no answer."""
    return {kind: _answer(port, HOST, _target(kind, 0), PATIENCE) for kind in (_ASK, _PAGE, _SAVED)}


def _answer(port: int, source: str, target: str, seconds: float) -> str:
    connection = http.client.HTTPConnection(HOST, port, timeout=seconds, source_address=(source, 0))
    try:
        connection.request("GET", target, headers={"Host": NAME, "Connection": "close"})
        response = connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise RuntimeError(f"status {response.status}")
        return hashlib.sha256(body).hexdigest()
    finally:
        connection.close()


@dataclass(frozen=True)
class Experience:
    """What others met: the milliseconds of each right answer, and how many requests failed, by reason."""

    milliseconds: list[float]
    failures: dict[str, int]

    @property
    def failed(self) -> int:
        """How many requests failed."""
        return sum(self.failures.values())

    def percentile(self, share: float) -> float:
        """The milliseconds within which so many percent of all requests were answered; infinite if they were not."""
        times = sorted(self.milliseconds) + [math.inf] * self.failed
        return times[max(0, math.ceil(len(times) * share / 100) - 1)] if times else math.inf


class Others:
    """The honest client, from its beginning on, for so many seconds."""

    def __init__(self, port: int, source: str, seconds: float, expected: Mapping[str, str]) -> None:
        given = [str(port), source, str(seconds), json.dumps(expected)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.system.attack.others", *given], cwd=_ROOT, stdout=subprocess.PIPE
        )

    def experience(self) -> Experience:
        """Wait for its end. Raises RuntimeError if it failed itself."""
        said, _ = self._process.communicate()
        if self._process.returncode:
            raise RuntimeError(f"the honest client ended with {self._process.returncode}")
        return Experience(**json.loads(said))


def ask(answer: Callable[[str, float], str], seconds: float, expected: Mapping[str, str]) -> Experience:
    """Ask at a steady pace for so many seconds. `answer` gets a target and its seconds, and gives the digest.

    The time of a request counts from when it was due, so that a server that stands still is not asked less often.
    """
    times: list[float] = []
    failures: Counter[str] = Counter()
    first = randrange(10**9)

    def one(kind: str, number: int, due: float) -> None:
        left = due + PATIENCE - time.monotonic()
        if left <= 0:
            failures[f"no answer within {PATIENCE:g} s"] += 1
            return
        try:
            digest = answer(_target(kind, number), left)
        except TimeoutError:
            failures[f"no answer within {PATIENCE:g} s"] += 1
        except (OSError, http.client.HTTPException, RuntimeError) as error:
            failures[f"{kind}: {error or type(error).__name__}"] += 1
        else:
            if digest == expected[kind]:
                times.append(round(1000 * (time.monotonic() - due), 2))
            else:
                failures[f"{kind}: wrong answer"] += 1

    began = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as threads:
        for count in range(int(seconds / PACE)):
            due = began + count * PACE
            time.sleep(max(0.0, due - time.monotonic()))
            threads.submit(one, _CYCLE[count % len(_CYCLE)], first + count, due)
    return Experience(times, dict(failures))


def main() -> None:
    """Ask, as the command line says, and print what was met."""
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("source")
    parser.add_argument("seconds", type=float)
    parser.add_argument("expected", type=json.loads)
    given = parser.parse_args()

    def answer(target: str, seconds: float) -> str:
        return _answer(given.port, given.source, target, seconds)

    found = ask(answer, given.seconds, given.expected)
    print(json.dumps({"milliseconds": found.milliseconds, "failures": found.failures}))  # noqa: T201


if __name__ == "__main__":
    main()
