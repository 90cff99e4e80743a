"""Who may write to a scratch dataset: whoever holds its token (RFC 6750), one after the other."""

from __future__ import annotations

import asyncio
import hmac
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from server.endpoint.problems import HttpProblem, Slug
from server.engine import PoolBusy


@dataclass(frozen=True)
class Scratch:
    """A scratch dataset's token, which neither `repr` nor any message shows.

    `follows`: whether its default graph is the union of its named graphs.
    """

    token: str = field(repr=False)
    follows: bool = True
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    def authorise(self, header: str | None) -> None:
        """Let an Authorization header pass or raise HttpProblem; the time it takes tells nothing of the token."""
        scheme, _, given = (header or "").partition(" ")
        if scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), self.token.encode()):
            return
        challenge = "Bearer" if not header else 'Bearer error="invalid_token"'
        detail = "Writing needs the header `Authorization: Bearer …` with the token in EIKG_SCRATCH_TOKEN."
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
