"""The ASGI application: the layers in the order in which a request passes them."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable
from typing import TYPE_CHECKING

from server.settings import Settings
from server.web.front.asgi import Application, Receive, Scope, Send
from server.web.front.budgets import Budgets
from server.web.front.cache import Cache, CacheLayer
from server.web.front.clients import ClientLayer, RateLayer
from server.web.front.concurrency import ConcurrencyLimiter
from server.web.front.connections import ConnectionLimiter
from server.web.front.dispatch import BodyLayer, Dispatch
from server.web.front.log import LogLayer, Metrics, RequestLog
from server.web.front.operations import Operations
from server.web.front.own_origin import OwnOriginLayer, closed_to_others
from server.web.front.releases import ReleaseLayer, ReleaseManager
from server.web.front.sending import SendLayer
from server.web.front.telemetry import spans

if TYPE_CHECKING:
    from server.web.front.shared_counts import SharedCounts  # needs an optional package


class App:
    """All layers over the releases that are served: the application that a server calls.

    `connections` bounds the connections of that server while it watches them; `shared` counts what clients use with
    other servers, as long as it is watched, or is None. `scratch`: the data can be changed, so pages of other sites get
    no answer.

    Raises SettingsError for settings that hold no lists of networks, and OSError for a log that cannot be opened.
    """

    def __init__(self, releases: ReleaseManager, settings: Settings, scratch: bool = False) -> None:
        self._releases, self._scratch = releases, scratch
        self._cache = Cache(settings.cache_size, settings.cache_result)
        self._limiter = ConcurrencyLimiter(
            settings.threads, settings.client_requests, settings.client_waiting
        )
        self.connections = ConnectionLimiter(settings)
        self.shared = _shared_counts(settings)
        self._budgets = Budgets(settings, self.shared)
        self._metrics = Metrics(releases, self._cache, self._limiter, self.connections, self.shared)
        self._dispatch = Dispatch(self._limiter, settings)
        self._operations = Operations(releases, self._metrics, settings)
        self._log = RequestLog(settings.request_log)
        self._spans = spans(os.environ)
        self._layers = self._over_all(settings)

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Answer a request by the layers that there are as it comes."""
        return self._layers(scope, receive, send)

    def _over_all(self, settings: Settings) -> Application:
        cached = CacheLayer(self._dispatch, self._cache)
        body = BodyLayer(cached, settings)
        release = ReleaseLayer(body, self._releases, self._cache, settings)
        sending = SendLayer(release, settings)
        rate = RateLayer(sending, self._operations, self._budgets, settings)
        client = ClientLayer(rate, settings)
        outer = OwnOriginLayer(client, settings) if self._scratch else client
        logged = LogLayer(outer, self._metrics, self._log, self.connections, settings, self._spans)
        return closed_to_others(logged) if self._scratch else logged

    def apply(self, settings: Settings) -> None:
        """Answer by other settings from now on, requests under way by those before. What clients have used stays used.

        Nothing that was kept is sent any more, as it may tell of limits. Raises SettingsError, and nothing changes.
        """
        self._layers = self._over_all(settings)
        self._operations.apply(settings)
        self.connections.apply(settings)
        self._budgets.apply(settings)
        self._limiter.share_out(settings.client_requests, settings.client_waiting)
        self._cache.begin_anew(settings.cache_size, settings.cache_result)
        self._log.reopen(settings.request_log)

    @property
    def stopping(self) -> bool:
        """Whether the server was told to stop."""
        return self._operations.stopping

    def stop(self) -> None:
        """Say at /health/ready that the server is about to stop."""
        self._operations.stopping = True

    def reopen_log(self) -> None:
        """Go on in a new file of the log's name."""
        self._log.reopen()

    async def close(self) -> None:
        """End what answers /mcp, leave the other servers, write the rest of the log and send the last spans.

        Called before the event loop ends.
        """
        await self._dispatch.close()
        if self.shared:
            await self.shared.close()
        self._log.close()
        if self._spans:
            await asyncio.to_thread(self._spans.close)


def _shared_counts(settings: Settings) -> SharedCounts | None:
    if not settings.redis:
        return None
    from server.web.front.shared_counts import SharedCounts  # needs an optional package

    return SharedCounts(settings.redis)
