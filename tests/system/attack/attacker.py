"""A process that attacks: bounded in memory, descriptors and time, and last in its turn for the processor."""

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from threading import Thread
from typing import Final

from tests.system.attack.attack import Target
from tests.system.attack.kinds import BY_NAME

_ROOT: Final = Path(__file__).resolve().parents[3]
_NICE: Final = 10
_MEMORY: Final = 4 * 2**30
_DESCRIPTORS: Final = 4096
_TO_LEAVE: Final = 5.0
_LONGEST_STAY: Final = 180
"""Seconds after its time at which it ends whatever it does."""


@dataclass(frozen=True)
class Report:
    """What an attacker says at its end: connections, outcomes of requests (statuses), and what it complains of."""

    tries: int = 0
    answers: dict[str, int] = field(default_factory=dict)
    complaint: str = ""


class Attacker:
    """An attack in a process of its own, which has begun."""

    def __init__(self, name: str, port: int, sources: Sequence[str], seconds: float, seed: int = 0) -> None:
        given = [name, str(port), ",".join(sources), str(seconds), str(seed)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.system.attack.attacker", *given],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert self._process.stdout
        self._process.stdout.readline()  # it begins

    def hold(self) -> None:
        """Tell it to do no more, and to hold what it holds."""
        assert self._process.stdin
        with suppress(BrokenPipeError):
            self._process.stdin.write(b"\n")
            self._process.stdin.flush()

    def end(self) -> Report:
        """Tell it to leave, at once where it is not over yet."""
        try:
            said, complaint = self._process.communicate(timeout=_TO_LEAVE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            said, complaint = self._process.communicate()
        return Report(**json.loads(said or "{}"), complaint=complaint.decode(errors="replace"))


def main() -> None:
    """Attack, as the command line says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=[*BY_NAME])
    parser.add_argument("port", type=int)
    parser.add_argument("sources", type=lambda text: text.split(","))
    parser.add_argument("seconds", type=float)
    parser.add_argument("seed", type=int)
    given = parser.parse_args()
    os.nice(_NICE)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    most = _DESCRIPTORS if most == resource.RLIM_INFINITY else min(most, _DESCRIPTORS)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    signal.alarm(int(given.seconds) + _LONGEST_STAY)
    target = Target(given.port, given.sources, given.seconds, random=Random(given.seed))
    told = Thread(target=_until_told, args=(target,), daemon=True)
    told.start()
    print(flush=True)  # noqa: T201
    BY_NAME[given.name].run(target)
    print(json.dumps({"tries": target.tries, "answers": dict(target.answers)}), flush=True)  # noqa: T201
    told.join()
    os._exit(0)  # its threads may wait for answers


def _until_told(target: Target) -> None:
    """End the attack at the first line, and return when there will be no more."""
    sys.stdin.readline()
    target.seconds = 0.0
    sys.stdin.read()


if __name__ == "__main__":
    main()
