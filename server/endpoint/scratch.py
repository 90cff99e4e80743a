"""Who may write to a scratch dataset: whoever holds its token (RFC 6750), one after the other."""

from __future__ import annotations

import asyncio
import hmac
import logging
import math
import time
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from server.endpoint.idempotency import IdempotencyKeys
from server.endpoint.problems import HttpProblem, Slug
from server.engine import PoolBusy

FREE_GUESSES: Final = 5
"""Wrong tokens in a row that a client may send before it has to wait; each further one doubles the wait."""

LONGEST_WAIT: Final = 32
"""Seconds that a client has to wait at most before its next token is looked at."""

MOST_CLIENTS: Final = 1024
"""Clients whose wrong tokens are counted; with more, those that were wrong the longest ago are forgotten."""

_log: Final = logging.getLogger(__name__)


@dataclass
class _Guesses:
    number: int = 0
    until: float = 0.0


class Guesses:
    """Counts the wrong tokens of each client. Thread-safe; nobody waits here, who is too fast is refused."""

    def __init__(self) -> None:
        self._clients: OrderedDict[str, _Guesses] = OrderedDict()
        self._lock = Lock()

    def wait(self, client: str) -> int:
        """Seconds until a token of a client is looked at."""
        with self._lock:
            found = self._clients.get(client)
            return 0 if found is None else max(0, math.ceil(found.until - time.monotonic()))

    def wrong(self, client: str) -> int:
        """Count a wrong token of a client: how many it has sent in a row."""
        with self._lock:
            found = self._clients.setdefault(client, _Guesses())
            self._clients.move_to_end(client)
            found.number += 1
            if found.number >= FREE_GUESSES:
                seconds = min(2 ** min(found.number - FREE_GUESSES, 16), LONGEST_WAIT)
                found.until = time.monotonic() + seconds
            if len(self._clients) > MOST_CLIENTS:
                self._clients.popitem(last=False)
            return found.number

    def right(self, client: str) -> None:
        """Forget the wrong tokens of a client."""
        if client in self._clients:
            with self._lock:
                self._clients.pop(client, None)


@dataclass(frozen=True)
class Scratch:
    """A scratch dataset's token, which neither `repr` nor any message shows.

    `follows`: whether its default graph is the union of its named graphs. `keys` are those of updates that may be sent
    again.
    """

    token: str = field(repr=False)
    follows: bool = True
    keys: IdempotencyKeys = field(default_factory=IdempotencyKeys, repr=False)
    _guesses: Guesses = field(default_factory=Guesses, repr=False)
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    def authorise(self, header: str | None, client: str) -> None:
        """Let the Authorization header of a client pass or raise HttpProblem.

        The time it takes tells nothing of the token. A client that sends wrong ones is refused for longer and longer.
        """
        scheme, _, given = (header or "").partition(" ")
        bearer = scheme.lower() == "bearer"
        if bearer and (seconds := self._guesses.wait(client)):
            detail = f"Too many wrong tokens came from your address. Try again in {seconds} seconds."
            raise HttpProblem(Slug.BUSY, 429, detail, headers={"Retry-After": str(seconds)})
        if bearer and hmac.compare_digest(given.strip().encode(), self.token.encode()):
            self._guesses.right(client)
            return
        if bearer:
            number = self._guesses.wrong(client)
            _log.warning("a wrong token came from %s, the %s. in a row", client or "this process", number)
        challenge = "Bearer" if not header else 'Bearer error="invalid_token"'
        detail = (
            "Writing needs the header `Authorization: Bearer …` with the token in EIKG_SCRATCH_TOKEN, or that the "
            "server printed when it started."
        )
        raise HttpProblem(Slug.TOKEN, 401, detail, headers={"WWW-Authenticate": challenge})

    @asynccontextmanager
    async def change(self, seconds: float) -> AsyncIterator[None]:
        """Keep other changes off as long as the context lasts, so that what a precondition found is still there.

        For the event loop. Raises PoolBusy where others take longer than `seconds`.
        """
        try:
            async with asyncio.timeout(seconds):
                await self._lock.acquire()
        except TimeoutError:
            raise PoolBusy(math.ceil(seconds)) from None
        try:
            yield
        finally:
            self._lock.release()
