"""A process that attacks: bounded in memory, descriptors and time, and last in its turn for the processor."""

from __future__ import annotations

import argparse
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Final

from tests.system.attack.attack import Target
from tests.system.attack.kinds import BY_NAME

_ROOT: Final = Path(__file__).resolve().parents[3]
_NICE: Final = 10
_MEMORY: Final = 4 * 2**30
_DESCRIPTORS: Final = 4096
_LONGEST_STAY: Final = 180
"""Seconds after its time at which it ends whatever it does."""


class Attacker:
    """An attack in a process of its own, from its beginning on."""

    def __init__(
        self, name: str, port: int, sources: Sequence[str], seconds: float, stays: bool = False, seed: int = 0
    ) -> None:
        given = [
            name,
            str(port),
            ",".join(sources),
            str(seconds),
            "--seed",
            str(seed),
            *(["--stays"] * stays),
        ]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.system.attack.attacker", *given],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def end(self) -> str:
        """Tell it to leave, at once where it is not over yet; what it complained of."""
        assert self._process.stdin
        assert self._process.stderr
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(0.5)
        self._process.kill()
        self._process.wait()
        with self._process.stderr:
            return self._process.stderr.read().decode(errors="replace")


def main() -> None:
    """Attack, as the command line says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=[*BY_NAME])
    parser.add_argument("port", type=int)
    parser.add_argument("sources", type=lambda text: text.split(","))
    parser.add_argument("seconds", type=float)
    parser.add_argument("--stays", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    os.nice(_NICE)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    most = _DESCRIPTORS if most == resource.RLIM_INFINITY else min(most, _DESCRIPTORS)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    signal.alarm(int(given.seconds) + _LONGEST_STAY)
    target = Target(given.port, given.sources, given.seconds, given.stays, Random(given.seed))
    BY_NAME[given.name].run(target)
    sys.stderr.flush()
    os._exit(0)  # its threads may wait for answers


if __name__ == "__main__":
    main()
