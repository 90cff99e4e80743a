"""What a server tells of itself while it is under load (/health, /metrics), and how busy the processors are."""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final

from prometheus_client.parser import text_string_to_metric_families

from server.commands.load.connections import Connection, Server, Unanswered
from server.commands.load.requests import Request

_PAUSE: Final = 0.5
"""Seconds between two looks at the figures of a server under load."""

_TIMES: Final = Path("/proc/stat")
_IDLE: Final = (3, 4)
"""Which of the times of /proc/stat are spent without work: idle, and waiting for a disk."""

_OK: Final = 200

Sums = dict[str, float]
"""What /metrics says, by metric and the values of its labels, as `eikg_requests_total/GET/hit/…`."""


@dataclass
class Watched:
    """What was seen while requests were sent. None where the server does not tell, or the machine is another.

    `running` and `waiting` are the most evaluators at work and queries waiting for one, `held` the most requests
    waiting for their client's turn. `counted` is how much each counter grew. `busy` is the share of the processors'
    time that was spent, `own` that of this process.
    """

    running: int = 0
    waiting: int = 0
    held: int = 0
    counted: Sums | None = None
    kept: tuple[int, int] = (0, 0)
    busy: float | None = None
    own: float | None = None

    @property
    def from_cache(self) -> float | None:
        """The share of the answers that came from the response cache."""
        if self.counted is None:
            return None
        answers = {
            outcome: sum(number for name, number in self.counted.items() if f"/{outcome}/" in name)
            for outcome in ("hit", "revalidated", "miss")
        }
        everything = sum(answers.values())
        return (everything - answers["miss"]) / everything if everything else None

    def ended(self) -> dict[str, int]:
        """How many evaluators were replaced, by reason."""
        prefix = "eikg_evaluators_ended_total/"
        found = {
            name.removeprefix(prefix): int(number)
            for name, number in (self.counted or {}).items()
            if name.startswith(prefix) and number
        }
        return dict(sorted(found.items()))


@dataclass
class Watch:
    """Looks at a server over a connection of its own."""

    server: Server
    _connection: Connection = field(init=False)

    def __post_init__(self) -> None:
        self._connection = Connection(self.server)

    async def health(self) -> dict[str, Any]:
        """What /health says; empty if it says nothing of the kind. Raises Unanswered."""
        answer = await self._connection.ask(Request("GET", "/health", ()), whole=True)
        with suppress(ValueError):
            found = json.loads(answer.body)
            if answer.status == _OK and isinstance(found, dict):
                return found
        return {}

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[Watched]:
        """Look as long as the context lasts; what was seen is whole when it ends."""
        watched = Watched()
        before, spent, own = await self._sums(), _spent() if self.here else None, time.process_time()
        task = asyncio.create_task(self._look(watched)) if before else None
        try:
            yield watched
        finally:
            if task:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
            self._connection.close()  # the look that was cut short may have left half an answer
        if spent and (now := _spent()) and now[1] > spent[1]:
            passed = now[1] - spent[1]
            watched.busy = (now[0] - spent[0]) / passed
            watched.own = (time.process_time() - own) * os.sysconf("SC_CLK_TCK") / passed
        if before and (after := await self._sums()):
            watched.counted = {name: number - before.get(name, 0.0) for name, number in after.items()}
            watched.kept = int(after.get("eikg_cache_entries", 0)), int(after.get("eikg_cache_bytes", 0))

    @property
    def here(self) -> bool:
        """Whether the server runs on this machine."""
        return is_loopback(self.server.host)

    async def _look(self, watched: Watched) -> None:
        while True:
            await asyncio.sleep(_PAUSE)
            if sums := await self._sums():
                watched.running = max(watched.running, int(sums.get("eikg_evaluators_running", 0)))
                watched.waiting = max(watched.waiting, int(sums.get("eikg_queries_waiting", 0)))
                watched.held = max(watched.held, int(sums.get("eikg_requests_waiting", 0)))

    async def _sums(self) -> Sums:
        try:
            answer = await self._connection.ask(Request("GET", "/metrics", ()), whole=True)
        except Unanswered:
            return {}
        return sums_of(answer.body.decode(errors="replace")) if answer.status == _OK else {}


def sums_of(text: str) -> Sums:
    """The figures in the text format of Prometheus; none of a text that is not in it."""
    try:
        return {
            "/".join((sample.name, *(value for _, value in sorted(sample.labels.items())))): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }
    except ValueError:
        return {}


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _spent() -> tuple[int, int] | None:
    """The ticks of all processors since the start that were spent on work, and all of them; None if nobody tells."""
    try:
        times = [int(part) for part in _TIMES.read_text().partition("\n")[0].split()[1:9]]
    except (OSError, ValueError):
        return None
    return sum(times) - sum(times[place] for place in _IDLE), sum(times)
