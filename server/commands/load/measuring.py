"""Requests sent at one rate, and what came of each."""

from __future__ import annotations

import asyncio
import math
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from server.commands.load.connections import Answer, Connection, Unanswered
from server.commands.load.requests import Request

NO_ANSWER: Final = 0
"""Stands for the status of a request that had no whole answer."""

_OVERLOADED: Final = (429,)
_SERVER_FAILED: Final = 500


@dataclass(frozen=True)
class Refusal:
    """Why a request failed, of the first that failed so: its status, what the answer says, and its fields."""

    status: int
    detail: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass
class Outcome:
    """What came of the requests of one rate. Times are in seconds.

    `latencies` are those from when a request was due until its answer was whole, for one that failed until it did.
    `lateness` is how much later than due this process took up each. `statuses` counts answers, and `refusals` has the
    first of each status that is a failure. `planned` requests were due; `took` is the time until the last
    answer.
    """

    planned: int
    latencies: list[float] = field(default_factory=list)
    lateness: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    refusals: dict[int, Refusal] = field(default_factory=dict)
    took: float = 0.0

    @property
    def failed(self) -> int:
        """Requests that had no answer, or one that says that the server cannot or will not."""
        return sum(number for status, number in self.statuses.items() if is_failure(status))

    @property
    def answered(self) -> int:
        """Requests that were answered, be it that they were mistaken."""
        return sum(self.statuses.values()) - self.failed

    def percentile(self, share: float) -> float:
        """The seconds within which so many percent of the requests were answered."""
        return percentile(self.latencies, share)


def is_failure(status: int) -> bool:
    """Whether a status means that the server did not do what was asked for want of anything; a mistake is none."""
    return status == NO_ANSWER or status in _OVERLOADED or status >= _SERVER_FAILED


def percentile(values: Sequence[float], share: float) -> float:
    """The least of some values that so many percent of them do not exceed (nearest rank); 0 of none."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share / 100 * len(ordered)) - 1)] if ordered else 0.0


async def sent(
    connections: Sequence[Connection],
    next_request: Callable[[], Request],
    arrivals: Sequence[float],
    patience: float,
) -> Outcome:
    """Send a request at each of the times, over whichever connection is free, else as soon as one is.

    A request without an answer `patience` seconds after the last was due has none.
    """
    outcome = Outcome(len(arrivals))
    free, waiting = deque(connections), deque[float]()
    under_way: dict[asyncio.Task[None], float] = {}
    began = time.perf_counter()

    def begin(due: float) -> None:
        connection = free.popleft()
        task = asyncio.create_task(_one(connection, next_request(), began + due, outcome))
        under_way[task] = due
        task.add_done_callback(lambda task: over(task, connection))

    def over(task: asyncio.Task[None], connection: Connection) -> None:
        del under_way[task]
        free.append(connection)
        if waiting and not stopped.is_set():
            begin(waiting.popleft())
        elif not under_way:
            idle.set()

    stopped, idle = asyncio.Event(), asyncio.Event()
    for due in arrivals:
        if (left := began + due - time.perf_counter()) > 0:
            await asyncio.sleep(left)
        outcome.lateness.append(max(0.0, time.perf_counter() - began - due))
        idle.clear()
        if free:
            begin(due)
        else:
            waiting.append(due)
    try:
        async with asyncio.timeout(patience):
            while under_way:
                idle.clear()
                await idle.wait()
    except TimeoutError:
        stopped.set()
    outcome.took = time.perf_counter() - began
    for due in (*under_way.values(), *waiting):
        _unanswered(outcome, outcome.took - due, f"no answer within {patience:g} s after the last was sent")
    for task in [*under_way]:
        task.cancel()
    for connection in connections:
        if stopped.is_set():
            connection.close()
    return outcome


async def one_by_one(connection: Connection, requests: Sequence[Request]) -> Outcome:
    """Send requests one after the other, each when the one before is answered: how long each takes alone."""
    outcome = Outcome(len(requests))
    began = time.perf_counter()
    for request in requests:
        await _one(connection, request, time.perf_counter(), outcome)
    outcome.took = time.perf_counter() - began
    return outcome


async def _one(connection: Connection, request: Request, due: float, outcome: Outcome) -> None:
    try:
        answer = await connection.ask(request)
    except Unanswered as error:
        _unanswered(outcome, time.perf_counter() - due, str(error))
        return
    outcome.latencies.append(time.perf_counter() - due)
    outcome.statuses[answer.status] += 1
    if answer.status not in outcome.refusals and answer.status >= 400:
        outcome.refusals[answer.status] = _refusal(answer)


def _unanswered(outcome: Outcome, latency: float, reason: str) -> None:
    outcome.latencies.append(latency)
    outcome.statuses[NO_ANSWER] += 1
    outcome.refusals.setdefault(NO_ANSWER, Refusal(NO_ANSWER, reason))


def _refusal(answer: Answer) -> Refusal:
    return Refusal(answer.status, answer.body.decode(errors="replace"), dict(answer.fields))
