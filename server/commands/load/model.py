"""A queueing model of a server, fitted to what was measured, and a simulation of several such servers.

One server is M/G/c: requests come as a Poisson process, wait in one queue in the order in which they come, and are
served by `workers`, each taking as long as one of the measured requests took alone, times a `stretch` for what they
lose by sharing processors and memory. The mean latency follows from Erlang's C formula with the correction of Allen and
Cunneen for service times that are not exponential (A. O. Allen, Probability, Statistics, and Queueing Theory, 2nd
edition, 1990, section 5.2); the percentiles have no such formula, so they are simulated.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import heapify, heappop, heappush, heapreplace
from random import Random
from typing import Final

from server.commands.load.measuring import percentile

MOST_WORKERS: Final = 32
_STRETCHES: Final = tuple(0.5 * 1.02**step for step in range(141))
"""Half to eight times the time alone, in steps of two percent."""

_SIMULATED: Final = 20_000
_HALVINGS: Final = 10
_FULL: Final = 0.995


@dataclass(frozen=True)
class Measured:
    """The mean and the 99th percentile of the latencies at a rate that held, in seconds."""

    rate: float
    mean: float
    p99: float


@dataclass(frozen=True)
class Model:
    """A server as M/G/c. `services` are the seconds that requests took alone."""

    services: tuple[float, ...]
    workers: int
    stretch: float

    @cached_property
    def service(self) -> float:
        """The mean seconds that a worker is busy with a request."""
        return self.stretch * math.fsum(self.services) / len(self.services)

    @cached_property
    def variation(self) -> float:
        """The squared coefficient of variation of these seconds."""
        mean = math.fsum(self.services) / len(self.services)
        return math.fsum((one - mean) ** 2 for one in self.services) / len(self.services) / mean**2

    @property
    def most(self) -> float:
        """The rate at which all workers would be busy all the time."""
        return self.workers / self.service

    def mean_latency(self, rate: float) -> float:
        """The mean seconds from a request to its answer at a rate; infinite where it is more than can be served."""
        offered = rate * self.service
        if offered >= self.workers:
            return math.inf
        waits = erlang_c(self.workers, offered) * self.service / (self.workers - offered)
        return self.service + waits * (1 + self.variation) / 2


def erlang_c(workers: int, offered: float) -> float:
    """The share of the requests that have to wait in M/M/c, of so many workers offered so much work (in Erlangs)."""
    blocked = 1.0
    for number in range(1, workers + 1):  # Erlang's B by its recurrence, as factorials are too large
        blocked = offered * blocked / (number + offered * blocked)
    return workers * blocked / (workers - offered * (1 - blocked))


def fitted(services: Sequence[float], measured: Sequence[Measured]) -> Model:
    """The model whose mean latencies are nearest to those measured, by the squares of the logarithms of their ratios.

    Raises ValueError where nothing was measured.
    """
    if not services or not measured:
        raise ValueError("there is no rate that held, to fit a model to")
    models = (
        Model(tuple(services), workers, stretch)
        for workers in range(1, MOST_WORKERS + 1)
        for stretch in _STRETCHES
    )
    return min(models, key=lambda model: _distance(model, measured))


def _distance(model: Model, measured: Sequence[Measured]) -> float:
    ratios = (model.mean_latency(one.rate) / one.mean for one in measured)
    return math.fsum(math.log(ratio) ** 2 for ratio in ratios)


Choice = Callable[[int, Sequence[int]], int]
"""Which server gets a request: by its number, and how many requests each server has at the moment."""


def in_turn(number: int, at_work: Sequence[int]) -> int:
    """Each server in its turn, as nginx does by default."""
    return number % len(at_work)


def least_busy(number: int, at_work: Sequence[int]) -> int:  # noqa: ARG001 - as of `in_turn`
    """The server with the fewest requests, as nginx does with `least_conn`."""
    return at_work.index(min(at_work))


def simulated(
    model: Model, rate: float, servers: int = 1, choice: Choice = in_turn, seed: int = 0
) -> list[float]:
    """The latencies of some thousand requests at so many servers of a kind, all of which start without work.

    The same seed gives the same arrivals and services at every rate, only closer together.
    """
    chance = Random(seed)  # noqa: S311 - no secret
    free = [[0.0] * model.workers for _ in range(servers)]
    leaving: list[list[float]] = [[] for _ in range(servers)]
    for times in free:
        heapify(times)
    now, latencies = 0.0, []
    for number in range(_SIMULATED):
        now += chance.expovariate(1.0) / rate
        service = model.stretch * chance.choice(model.services)
        for times in leaving:
            while times and times[0] <= now:
                heappop(times)
        place = choice(number, [len(times) for times in leaving])
        end = max(now, free[place][0]) + service
        heapreplace(free[place], end)
        heappush(leaving[place], end)
        latencies.append(end - now)
    return latencies


def bearable(model: Model, latency: float, servers: int = 1, choice: Choice = in_turn) -> float:
    """The highest rate at which 99 percent of the requests are answered within so many seconds; 0 if there is none."""
    low, high = 0.0, _FULL * servers * model.most
    for _ in range(_HALVINGS):
        rate = (low + high) / 2
        held = percentile(simulated(model, rate, servers, choice), 99) <= latency
        low, high = (rate, high) if held else (low, rate)
    return low
