"""The ASGI application: the layers in the order in which a request passes them."""

from __future__ import annotations

from server.settings import Settings
from server.web.front.asgi import Receive, Scope, Send
from server.web.front.cache import Cache, CacheLayer
from server.web.front.clients import ClientLayer
from server.web.front.concurrency import ConcurrencyLimiter
from server.web.front.dispatch import BodyLayer, Dispatch
from server.web.front.log import LogLayer
from server.web.front.metrics import Metrics
from server.web.front.operations import OperationsLayer
from server.web.front.rates import RateLayer
from server.web.front.releases import ReleaseLayer, ReleaseManager
from server.web.front.request_log import RequestLog


class App:
    """All layers over the releases that are served.

    Raises SettingsError for settings that hold no lists of networks, and OSError for a log that cannot be opened.
    """

    def __init__(self, releases: ReleaseManager, settings: Settings) -> None:
        cache = Cache(settings.cache_size, settings.cache_result)
        limiter = ConcurrencyLimiter(settings.threads, settings.client_requests, settings.client_waiting)
        metrics = Metrics(releases, cache, limiter)
        self._log = RequestLog(settings.request_log)
        dispatch = Dispatch(limiter, settings)
        cached = CacheLayer(dispatch, cache)
        body = BodyLayer(cached, settings)
        release = ReleaseLayer(body, releases, cache, settings)
        rate = RateLayer(release, settings)
        self._operations = OperationsLayer(rate, releases, metrics, settings)
        client = ClientLayer(self._operations, settings)
        self._first = LogLayer(client, metrics, self._log, settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one ASGI event stream."""
        await self._first(scope, receive, send)

    def stop(self) -> None:
        """Say at /health/ready that the server is about to stop."""
        self._operations.stopping = True

    def close(self) -> None:
        """Write the rest of the log."""
        self._log.close()
