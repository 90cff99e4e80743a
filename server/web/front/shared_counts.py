"""What clients use, counted in a Redis by several servers together.

Each request of a client asks it once, within a bound of time, and tells what evaluators took meanwhile; what no request
tells is told soon after. While Redis cannot be reached every server counts for itself, and no request waits for it.
What is used meanwhile is not made up for.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from typing import Final, Literal

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

Budget = Literal["requests", "seconds", "errors"]

PATIENCE: Final = 0.1
"""Seconds that Redis has for an answer; without it each server counts for itself."""

_PAUSE: Final = 0.1
"""Seconds between two times that Redis is told what no request has told it."""

_AWAY: Final = 1.0
"""Seconds between two looks whether it is there again."""

_KEY: Final = "eikg:client:"
_MICRO: Final = 1_000_000

_COUNT: Final = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local window, most, granted = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local asks, requests, microseconds, errors = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local kept = redis.call('HMGET', KEYS[1], 'ends', 'requests', 'microseconds', 'errors')
local ends = tonumber(kept[1] or 0)
if ends > now then
    requests, microseconds, errors = requests + kept[2], microseconds + kept[3], errors + kept[4]
else
    if ends > 0 and granted > 0 then
        local windows = 1 + math.floor((now - ends) / window)
        microseconds = microseconds + math.max(0, kept[3] - windows * granted)
    end
    ends = now + window
end
local admitted = (most == 0 or requests < most) and 1 or 0
requests = requests + asks * admitted
redis.call('HSET', KEYS[1], 'ends', ends, 'requests', requests, 'microseconds', microseconds, 'errors', errors)
local owed = granted > 0 and math.floor(microseconds / granted) * window or 0
redis.call('PEXPIREAT', KEYS[1], ends + owed)
return {admitted, requests, microseconds, errors, ends - now}
"""
"""Counts what a client used, and a request if it `asks` and may send one more; what exceeds a window is taken off the
next ones. It is one step of Redis, so that no two servers count beside each other."""

_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class Counted:
    """What a client has used in its window, the seconds that are left of that, and whether its request is let in."""

    used: Mapping[Budget, float]
    left: float
    admitted: bool


class SharedCounts:
    """The counts in the Redis at an address; for one event loop, but for `note`.

    `away` as long as it cannot be reached, which `failures` counts. Raises ValueError for an address that is none.
    """

    def __init__(self, address: str) -> None:
        self._redis = Redis.from_url(
            address,
            socket_timeout=PATIENCE,
            socket_connect_timeout=PATIENCE,
            retry=Retry(NoBackoff(), 0),
            decode_responses=True,
        )
        self._count = self._redis.register_script(_COUNT)
        self._window, self._limits = 0.0, dict[Budget, int]()
        self._noted: dict[str, dict[Budget, float]] = {}
        self._lock = Lock()
        self.away = False
        self.failures = 0

    def apply(self, window: float, limits: Mapping[Budget, int]) -> None:
        """Count in windows of so many seconds, with so much of each budget in them."""
        self._window, self._limits = window, dict(limits)

    def note(self, client: str, budget: Budget, amount: float) -> None:
        """Have Redis told soon what a client used. Thread-safe."""
        if not self.away:
            with self._lock:
                noted = self._noted.setdefault(client, {})
                noted[budget] = noted.get(budget, 0) + amount

    async def request(self, client: str) -> Counted | None:
        """Count a request of a client; None while Redis is away."""
        return None if self.away else await self._told(client, asks=True)

    async def watch(self) -> None:
        """Tell what no request has told, and look after a Redis that is away, again and again."""
        while True:
            await asyncio.sleep(_AWAY if self.away else _PAUSE)
            if self.away:
                await self._look()
            for client in [*self._noted]:
                if not self.away:
                    await self._told(client, asks=False)

    async def close(self) -> None:
        """Leave Redis."""
        with suppress(RedisError, OSError):
            await self._redis.aclose()

    async def _told(self, client: str, *, asks: bool) -> Counted | None:
        with self._lock:
            noted = self._noted.pop(client, {})
        numbers = [
            1000 * self._window,
            self._limits.get("requests", 0),
            _MICRO * self._limits.get("seconds", 0),
            int(asks),
            noted.get("requests", 0),
            _MICRO * noted.get("seconds", 0),
            noted.get("errors", 0),
        ]
        try:
            told = await self._count(keys=[_KEY + client], args=[math.ceil(number) for number in numbers])
        except (RedisError, OSError) as error:
            await self._lost(error)
            return None
        admitted, requests, spent, errors, left = map(int, told)
        with self._lock:
            since = self._noted.get(client, {})
            used: dict[Budget, float] = {"requests": requests, "seconds": spent / _MICRO, "errors": errors}
            return Counted(
                {budget: amount + since.get(budget, 0) for budget, amount in used.items()},
                left / 1000,
                bool(admitted),
            )

    async def _lost(self, error: Exception) -> None:
        if self.away:
            return
        self.away = True
        self.failures += 1
        _log.warning(
            "clients are counted by this server alone, as Redis cannot be reached: %s",
            str(error) or type(error).__name__,
        )
        with self._lock:
            self._noted.clear()
        with suppress(RedisError, OSError):  # connections to what does not answer may not end in time
            await self._redis.connection_pool.disconnect()

    async def _look(self) -> None:
        try:
            await self._redis.ping()
        except (RedisError, OSError):
            return
        self.away = False
        _log.warning("clients are counted in Redis again, with all servers together")
