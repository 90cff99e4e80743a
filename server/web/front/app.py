"""The ASGI application: from each request to the limit, kept result or release that answers it."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from typing import Final

from server.endpoint.problems import Problem, Slug, of_error
from server.engine import Asker, EngineError, EvaluatorDied
from server.settings import Settings
from server.web.address import checked_host
from server.web.front.asgi import Message, Receive, Send
from server.web.front.cache import Cache, Key, Recording
from server.web.front.clients import Clients, group, networks, within
from server.web.front.concurrency import ConcurrencyLimiter, TooManyWaiting
from server.web.front.context import KEY, Context
from server.web.front.exchange import Exchange
from server.web.front.forwarded import apply_forwarded
from server.web.front.log import RequestLog
from server.web.front.metrics import CONTENT_TYPE, Metrics
from server.web.front.rates import Rates
from server.web.front.releases import OpenRelease, ReleaseManager
from server.web.front.wsgi import Bridge, ClientLeft, Started, environment_of, read_body

_UNDER_RELEASE: Final = re.compile(
    r"/release/([^/]+)(?=/sparql\Z|/queries/[^/]+\.[^/.]+\Z|/fragments(?:/quads)?\Z)"
)
"""What a release answers under its own name: queries and fragments. Pages are for the current one."""

_LAST_WORDS: Final = 1.0
"""Seconds until a stream of HTTP/2 is reset, which loses what is still queued: the reason why it is, above all."""

_log: Final = logging.getLogger(__name__)


class App:
    """Raises SettingsError for settings that hold no lists of networks, and OSError for a log that cannot be opened."""

    def __init__(self, releases: ReleaseManager, settings: Settings) -> None:
        self._releases, self._settings = releases, settings
        self._clients = Clients(settings)
        self._proxies = networks(settings, "trusted_proxies")
        self._exempt = networks(settings, "rate_exempt")
        self._readers = networks(settings, "metrics_readers")
        self._rates = Rates(settings.rate_limit, settings.rate_window)
        self._gate = ConcurrencyLimiter(settings.threads, settings.client_requests, settings.client_waiting)
        self._cache = Cache(settings.cache_size, settings.cache_result)
        self._bridge = Bridge(settings.threads, settings.send_wait)
        self._metrics = Metrics(releases, self._cache, self._gate)
        self._log = RequestLog(settings.request_log)
        self._https = settings.public_url.startswith("https://")
        self.stopping = False

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one ASGI event stream; only HTTP is answered."""
        if scope["type"] != "http":
            return
        exchange = Exchange(scope, send, self._https)
        try:
            await self._handle(exchange, receive)
        except ClientLeft:
            exchange.outcome = "left"
        finally:
            if not exchange.whole and exchange.outcome != "left":
                exchange.outcome = "broken"
            seconds = exchange.seconds()
            self._metrics.count(
                exchange.path, exchange.method, int(exchange.status), exchange.outcome, seconds
            )
            if self._log.open:
                self._log.add(exchange.entry(bool(self._settings.log_queries)))

    def close(self) -> None:
        """Write the rest of the log."""
        self._log.close()

    async def _handle(self, exchange: Exchange, receive: Receive) -> None:
        exchange.client = self._clients.name(exchange.peer, exchange.headers.get(b"x-forwarded-for"))
        if await self._own(exchange):
            return
        if not within(exchange.client, self._exempt):
            verdict = self._rates.spend(group(exchange.client))
            exchange.extra = verdict.headers
            if not verdict.passes:
                await exchange.refuse(_too_many(verdict.retry_after))
                return
        try:
            served, prefix = await self._route(exchange.path)
            exchange.release = served.name
            with self._releases.in_use(served):
                await self._answer(exchange, receive, served, prefix)
        except Problem as problem:
            await exchange.refuse(problem, close=problem.status in (408, 413))

    async def _answer(self, exchange: Exchange, receive: Receive, served: OpenRelease, prefix: str) -> None:
        if exchange.method not in ("GET", "HEAD", "OPTIONS"):
            exchange.body = await read_body(receive, self._settings.query_length, self._settings.receive_wait)
        if key := self._key(exchange, served):
            if kept := self._cache.find(key):
                await exchange.answer_kept(kept)
                return
            if exchange.method != "HEAD":
                exchange.recording = Recording(self._cache, key)
        client = group(exchange.client)
        async with self._bridge.watched(receive) as left:
            asker = Asker(client, left.is_set)
            context = Context(
                asker, served.name, served.digest, bool(prefix), self._cache.tagged, served.created
            )
            try:
                async with self._gate.slot(client):
                    started = await self._started(exchange, served, prefix, context)
            except TooManyWaiting:
                raise _crowded() from None
            except EngineError as error:
                # Of a body that fails before its first bytes, when Flask has done its part.
                raise of_error(error) from error
            except Problem:
                raise
            except Exception:
                _log.exception("a request failed before its answer began")
                raise _fault() from None
            await self._bridge.send(started, exchange.send, left)
            if not exchange.whole and exchange.scope["http_version"] == "2":
                await asyncio.sleep(_LAST_WORDS)

    async def _started(
        self, exchange: Exchange, served: OpenRelease, prefix: str, context: Context
    ) -> Started:
        """The answer's head and first bytes, from Flask if it cannot be had without."""
        if served.direct and (started := await served.direct(exchange, prefix, context)):
            return started
        environment = environment_of(exchange.scope, exchange.body, exchange.client, prefix)
        apply_forwarded(environment, exchange.peer, self._proxies)
        checked_host(environment.get("HTTP_HOST") or "localhost")
        environment[KEY] = context
        return await self._bridge.start(served.application, environment)

    def _key(self, exchange: Exchange, served: OpenRelease) -> Key | None:
        """What the cache knows a request by; None for one whose answer is not kept."""
        if not served.digest or not self._cache.limit or b"authorization" in exchange.headers:
            return None
        reading = exchange.method in ("GET", "HEAD")
        if not reading and exchange.method not in ("POST", "QUERY"):
            return None
        given = exchange.headers.get
        return Key(
            served.name,
            "GET" if reading else exchange.method,
            exchange.path,
            exchange.scope["query_string"],
            given(b"accept", b""),
            given(b"accept-encoding", b""),
            b"" if reading else given(b"content-type", b""),
            exchange.body,
        )

    async def _route(self, path: str) -> tuple[OpenRelease, str]:
        """The release that answers a path, and the prefix that names it there. Raises Problem."""
        found = _UNDER_RELEASE.match(path)
        if found is None:
            return self._releases.current, ""
        name = found[1]
        try:
            served = await self._releases.named(name)
        except EvaluatorDied:
            detail = "The release could not be opened. Try again."
            raise Problem(Slug.UNAVAILABLE, 503, detail, headers={"Retry-After": "5"}) from None
        if served is None:
            raise Problem(
                Slug.RELEASE,
                404,
                f"The release {name[:64]} is not kept here; /releases lists those that are.",
            )
        return served, f"/release/{name}"

    async def _own(self, exchange: Exchange) -> bool:
        """Answer what the server itself is asked for, ahead of every limit."""
        path = exchange.path
        if path in ("/health", "/health/live", "/health/ready"):
            await self._health(exchange)
        elif path == "/metrics":
            await self._show_metrics(exchange)
        else:
            return False
        return True

    async def _health(self, exchange: Exchange) -> None:
        current = self._releases.current
        running, waiting = current.pool.busy()
        ready = not self.stopping and current.pool.alive()
        status = "live" if exchange.path != "/health/ready" else "ready" if ready else "not ready"
        document = {
            "status": status,
            "release": current.name,
            "evaluators": current.pool.size,
            "running": running,
            "waiting": waiting,
        }
        exchange.outcome = "own"
        await exchange.answer(
            503 if status == "not ready" else 200,
            [(b"content-type", b"application/json"), (b"cache-control", b"no-store")],
            json.dumps(document).encode() + b"\n",
        )

    async def _show_metrics(self, exchange: Exchange) -> None:
        if not within(exchange.client, self._readers):
            await exchange.refuse(Problem(Slug.OTHER, 403, "The figures are for the operators only."))
            return
        exchange.outcome = "own"
        text = await asyncio.to_thread(self._metrics.text)
        headers = [(b"content-type", CONTENT_TYPE.encode()), (b"cache-control", b"no-store")]
        await exchange.answer(200, headers, text)


def _fault() -> Problem:
    return Problem(Slug.OTHER, 500, "The server failed at this request. Its log says why.")


def _too_many(seconds: int) -> Problem:
    detail = f"You have sent as many requests as you may for now. Try again in {seconds} seconds."
    return Problem(Slug.BUSY, 429, detail, headers={"Retry-After": str(seconds)})


def _crowded() -> Problem:
    detail = "As many of your requests wait as may. Send fewer at the same time."
    return Problem(Slug.BUSY, 429, detail, headers={"Retry-After": "1"})
