"""The ASGI application: the layers in the order in which a request passes them."""

from __future__ import annotations

import os

from server.settings import Settings
from server.web.front.asgi import Application
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


class App:
    """All layers over the releases that are served; `first` is the application that a server calls.

    `connections` bounds the connections of that server while it watches them. `scratch`: the data can be changed, so
    pages of other sites get no answer.

    Raises SettingsError for settings that hold no lists of networks, and OSError for a log that cannot be opened.
    """

    def __init__(self, releases: ReleaseManager, settings: Settings, scratch: bool = False) -> None:
        cache = Cache(settings.cache_size, settings.cache_result)
        limiter = ConcurrencyLimiter(settings.threads, settings.client_requests, settings.client_waiting)
        self.connections = ConnectionLimiter(settings)
        metrics = Metrics(releases, cache, limiter, self.connections)
        self._log = RequestLog(settings.request_log)
        self._spans = spans(os.environ)
        self._dispatch = Dispatch(limiter, settings)
        cached = CacheLayer(self._dispatch, cache)
        body = BodyLayer(cached, settings)
        release = ReleaseLayer(body, releases, cache, settings)
        sending = SendLayer(release, settings)
        self._operations = Operations(releases, metrics, settings)
        rate = RateLayer(sending, self._operations, settings)
        client = ClientLayer(rate, settings)
        outer = OwnOriginLayer(client, settings) if scratch else client
        logged = LogLayer(outer, metrics, self._log, self.connections, settings, self._spans)
        self.first: Application = closed_to_others(logged) if scratch else logged

    def stop(self) -> None:
        """Say at /health/ready that the server is about to stop."""
        self._operations.stopping = True

    def reopen_log(self) -> None:
        """Go on in a new file of the log's name."""
        self._log.reopen()

    async def close_mcp(self) -> None:
        """End what answers /mcp; in the event loop, before it ends."""
        await self._dispatch.close()

    def close(self) -> None:
        """Write the rest of the log, and send the last spans."""
        self._log.close()
        if self._spans:
            self._spans.close()
