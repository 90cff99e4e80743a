"""The course of a measurement: each request alone first, then rates that rise until one breaks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count, cycle
from typing import Any, Final

from server.commands.load.connections import Connection, Server, Unanswered
from server.commands.load.figures import Watch, is_loopback
from server.commands.load.measuring import NO_ANSWER, Outcome, Refusal, one_by_one, sent
from server.commands.load.requests import Load, Request
from server.commands.load.schedule import Given, Rising, arrivals
from server.commands.load.verdict import Setting, Step, told

ALONE: Final = 200
"""Requests that are sent one by one at first: once to see whether they are answered, once to time them."""

PATIENCE: Final = 10.0
"""Seconds that the last answers of a rate are waited for."""

_SOURCE: Final = "127.{}.0.1"
"""An address of this machine for each client: away from 127.0.0.…, where proxies are."""

_MISTAKEN: Final = 400
_NUMBERS: Final = 10**12


class NothingAnswered(Exception):
    """A server answers none of the requests as asked; the message says what it answers."""


@dataclass(frozen=True)
class Plan:
    """What is to be sent, and how. Without `rates` they rise until one breaks; times are in seconds."""

    load: Load
    rates: Sequence[float]
    seconds: float
    latency: float
    clients: int
    connections: int


@dataclass(frozen=True)
class Course:
    """What was measured: `health` is what the server says of itself, `mistaken` how many requests it refused alone."""

    health: dict[str, Any]
    setting: Setting
    alone: Outcome
    mistaken: int
    policy: str
    steps: tuple[Step, ...]


async def run(server: Server, plan: Plan, progress: Callable[[str], object]) -> Course:
    """Measure, and tell `progress` what is being done. Raises Unanswered and NothingAnswered."""
    watch = Watch(server)
    health = await watch.health()
    sources = _sources(server, plan.clients)
    setting = Setting(plan.latency, len(sources), plan.connections, int(health.get("evaluators", 0)))
    next_request = _in_turn(plan.load.requests)
    first = min(ALONE, len(plan.load.requests))
    with _opened(server, sources, plan.connections) as connections:
        progress(f"{first} requests one by one")
        warm_up = await one_by_one(connections[0], [next_request() for _ in range(first)])
        _refuse_unanswered(warm_up)
        policy = await _policy(connections[0], next_request())
        alone = await one_by_one(connections[0], [next_request() for _ in range(first)])
        mistaken = sum(number for status, number in warm_up.statuses.items() if status >= _MISTAKEN)
        steps: list[Step] = []
        rates = Given(plan.rates) if plan.rates else Rising()
        for rate in rates:
            progress(f"{rate:,.0f} a second")
            async with watch.watching() as watched:
                due = arrivals(rate, plan.seconds, seed=len(steps))
                outcome = await sent(connections, next_request, due, PATIENCE)
            steps.append(Step(rate, plan.seconds, outcome, watched))
            rates.told(rate, steps[-1].held(plan.latency))
    return Course(health, setting, alone, mistaken, policy, tuple(steps))


def _sources(server: Server, clients: int) -> list[str | None]:
    """The addresses that requests come from: of a server on this machine so many, else whichever the kernel gives."""
    if server.host == "localhost" or (is_loopback(server.host) and ":" not in server.host):
        return [_SOURCE.format(number) for number in range(1, clients + 1)]
    return [None]


@contextmanager
def _opened(server: Server, sources: Sequence[str | None], number: int) -> Iterator[list[Connection]]:
    connections = [Connection(server, sources[place % len(sources)]) for place in range(number)]
    try:
        yield connections
    finally:
        for connection in connections:
            connection.close()


def _in_turn(requests: Sequence[Request]) -> Callable[[], Request]:
    """A function that gives one request after the other, from the first again after the last.

    Their numbers were in no request of an earlier measurement, whose answers a server may have kept.
    """
    numbers = count(time.time_ns() // 1_000_000 % _NUMBERS)
    again = cycle(requests)

    def next_request() -> Request:
        return next(again).numbered(next(numbers) % _NUMBERS)

    return next_request


def _refuse_unanswered(warm_up: Outcome) -> None:
    """Raise NothingAnswered where a server does as asked for no request."""
    if any(status and status < _MISTAKEN for status in warm_up.statuses):
        return
    status, refusal = next(iter(warm_up.refusals.items()), (NO_ANSWER, Refusal(NO_ANSWER, "")))
    raise NothingAnswered(
        f"not one request is answered as asked; the first: {status or 'none'}, {told(refusal)}"
    )


async def _policy(connection: Connection, request: Request) -> str:
    """What the server says that one client may; empty where it counts nothing of this one."""
    try:
        return (await connection.ask(request)).fields.get("ratelimit-policy", "")
    except Unanswered:
        return ""
