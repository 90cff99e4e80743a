"""The server under test: one real process as `make serve` starts it, and what the system says of it."""

from __future__ import annotations

import http.client
import json
import os
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from tests.launcher import eikg_serve, start
from tests.processes import EVALUATOR, TEMPLATE, Process, below, process

HOST: Final = "127.0.0.1"
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")

SETTINGS: Final = {
    "EIKG_QUERY_DEADLINE": "5",
    "EIKG_QUERY_MEMORY": str(256 * 2**20),
    "EIKG_EVALUATOR_MEMORY": str(128 * 2**20),
    "EIKG_RESULT_BUFFER": str(64 * 2**10),
    "EIKG_QUEUE_WAIT": "5",
    "EIKG_SEND_WAIT": "8",
    "EIKG_RECEIVE_WAIT": "4",
    "EIKG_FEDERATION_SECONDS": "2",
    "EIKG_FEDERATION_SIZE": str(2**20),
    "EIKG_FEDERATION_KEPT": "0.5",
    "EIKG_CACHE_SIZE": str(8 * 2**20),
    "EIKG_RATE_EXEMPT": "127.0.0.0/24",
    "EIKG_REQUEST_LOG": "",
}
"""What differs from the defaults: limits that are met within seconds, a cache that is soon full, and attackers, who
come from elsewhere in loopback, are not exempt."""


PIDFD: Final = "[pidfd]"
GONE: Final = "pidfd of a process that is gone"
"""Kinds of descriptors."""


class Target:
    """A server over a folder of releases; what it says goes to a file."""

    def __init__(self, folder: Path, port: int, errors: Path, settings: dict[str, str] | None = None) -> None:
        """Start it and wait until it takes connections. Raises NotStarted."""
        self.folder, self.port = folder, port
        unset = {name: None for name in os.environ if name.startswith("EIKG_")}
        environment = {**unset, **SETTINGS, **(settings or {})}
        command = eikg_serve("--host", HOST, "--releases", str(folder))
        self._launched = start(command, errors, port=port, environment=environment)
        self.process = self._launched.process

    def get(self, target: str, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
        """Status and body of a GET on a connection of its own."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=60)
        try:
            connection.request("GET", target, headers=headers or {})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def page(self, target: str, media_type: str) -> bytes:
        """The body of an answer 200. Raises RuntimeError for another."""
        status, body = self.get(target, {"Accept": media_type})
        if status != 200:
            raise RuntimeError(f"{target} is answered by {status}: {body[:500]!r}")
        return body

    def health(self) -> dict[str, Any]:
        """What /health says."""
        found: dict[str, Any] = json.loads(self.get("/health")[1])
        return found

    def figure(self, name: str) -> float:
        """The sum of a figure of /metrics."""
        lines = self.get("/metrics")[1].decode().splitlines()
        return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(name))

    def processes(self, *names: str) -> list[Process]:
        """The templates and evaluators below the server, or those of one name, that are not gone; with ended ones."""
        return [one for one in below(self.process.pid) if one.name in (names or (TEMPLATE, EVALUATOR))]

    def memory(self) -> int:
        """Resident bytes of the serving process."""
        return resident(self.process.pid)

    def descriptors(self) -> dict[str, int]:
        """How many descriptors the serving process has open, by kind.

        Kinds are socket, pipe, file, those that the system gives a name ([eventfd], [eventpoll]), a process that runs
        ([pidfd]), and one that is gone (GONE).
        """
        counted: Counter[str] = Counter()
        for entry in Path(f"/proc/{self.process.pid}/fd").iterdir():
            with suppress(OSError):
                kind, _, name = str(entry.readlink()).partition(":")
                if kind == "anon_inode":
                    kind = GONE if name == PIDFD and _means_none(entry) else name
                counted[kind if kind.startswith("[") or kind in ("socket", "pipe", GONE) else "file"] += 1
        return dict(counted)

    def threads(self) -> int:
        """How many threads the serving process has."""
        return sum(1 for _ in Path(f"/proc/{self.process.pid}/task").iterdir())

    def stop(self, seconds: float) -> int | None:
        """End the server gracefully; its exit status, or None if it did not end in time and was killed."""
        return self._launched.stop(seconds)

    def close(self) -> None:
        """End whatever the server left behind."""
        self._launched.close()

    def left_behind(self) -> list[Process]:
        """Processes that still work on a release of the folder."""
        mark = str(self.folder.resolve())
        pids = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
        found = [one for pid in pids if (one := process(pid))]
        return [one for one in found if mark in one.command and one.name in (TEMPLATE, EVALUATOR)]


def _means_none(descriptor: Path) -> bool:
    """Whether the process of a pidfd is gone, and its parent knows."""
    return "\nPid:\t-1\n" in (descriptor.parents[1] / "fdinfo" / descriptor.name).read_text()


def resident(pid: int) -> int:
    """Resident bytes of a process; 0 if it is gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0
