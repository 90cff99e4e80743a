"""When requests are due, and the rates that are tried."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from random import Random
from typing import Final

FIRST_RATE: Final = 10.0
MOST: Final = 5000.0
"""Requests a second that are sent at most: what one process of Python can, and no flood."""

REFINEMENTS: Final = 2
"""Rates that are tried between the highest that held and the lowest that did not."""


def arrivals(rate: float, seconds: float, seed: int = 0) -> list[float]:
    """The seconds at which requests are due within a time, as many clients send them that know nothing of each other.

    That is a Poisson process: the gaps are exponential. The same seed gives the same times.
    """
    gaps, found, now = Random(seed), list[float](), 0.0  # noqa: S311 - no secret
    while (now := now + gaps.expovariate(rate)) < seconds:
        found.append(now)
    return found or [0.0]


class Rising:
    """Rates that double until one breaks; then some between it and the last that held."""

    def __init__(self, first: float = FIRST_RATE, most: float = MOST, refinements: int = REFINEMENTS) -> None:
        self._next, self._most, self._left = first, most, refinements
        self._held, self._broke = 0.0, math.inf

    def __iter__(self) -> Iterator[float]:
        while self._next <= self._most:
            yield self._next
            if self._broke == math.inf:
                if self._held >= self._most:
                    return
                self._next = min(2 * self._next, self._most)
            elif self._held and self._left:
                self._left -= 1
                self._next = float(round(math.sqrt(self._held * self._broke)))
            else:
                return

    def told(self, rate: float, held: bool) -> None:
        """Say of a rate whether it held, before the next one is asked for."""
        if held:
            self._held = max(self._held, rate)
        else:
            self._broke = min(self._broke, rate)


class Given:
    """Rates that somebody chose, lowest first, until one breaks."""

    def __init__(self, rates: Iterable[float]) -> None:
        self._rates, self._broken = sorted(rates), False

    def __iter__(self) -> Iterator[float]:
        for rate in self._rates:
            if self._broken:
                return
            yield rate

    def told(self, rate: float, held: bool) -> None:  # noqa: ARG002 - as of Rising
        """Say of a rate whether it held."""
        self._broken = not held
