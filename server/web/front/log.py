"""The first layer: every request is read, counted and logged, and every failure becomes an answer."""

from __future__ import annotations

import json
import logging
import re
import sys
import time
from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from contextlib import suppress
from itertools import accumulate
from pathlib import Path
from threading import Event, Thread
from typing import IO, TYPE_CHECKING, Any, Final

from prometheus_client import CollectorRegistry, disable_created_metrics, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from prometheus_client.utils import floatToGoString

from server.endpoint.http import NO_HEADERS, Fields, Headers
from server.endpoint.problems import HttpProblem, Slug, of_error
from server.engine import EngineError
from server.engine.remote.figures import FIGURES
from server.federation.calls import CALLS
from server.settings import Settings
from server.web.front.asgi import Application, Message, Receive, Scope, Send
from server.web.front.cache import Cache
from server.web.front.concurrency import ConcurrencyLimiter
from server.web.front.connections import ConnectionLimiter
from server.web.front.dispatch import discard_body
from server.web.front.exchange import EXCHANGE, TRACE_PARENT, ClientLeft, Exchange, NothingTaken, refuse
from server.web.front.framing import check_framing
from server.web.front.releases import ReleaseManager
from server.web.front.telemetry import Spans

if TYPE_CHECKING:
    from server.web.front.shared_counts import SharedCounts  # needs an optional package

_ALWAYS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; sandbox"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=()"),
)
_HTTPS: Final = (*_ALWAYS, (b"strict-transport-security", b"max-age=31536000"))
_NAMES: Final = dict(_HTTPS).keys()


def protected(fields: Fields, https: bool) -> Fields:
    """The fields with those that are lacking; a page brings a content security policy of its own.

    `https`: whether visitors come by it, so that their browsers may be told to stay with it.
    """
    given, wanted = dict(fields), _HTTPS if https else _ALWAYS
    if given.keys().isdisjoint(_NAMES):
        return [*fields, *wanted]
    return [*fields, *(pair for pair in wanted if pair[0] not in given)]


MOST_WAITING: Final = 10_000
"""Lines that may wait to be written; the oldest are dropped before memory runs out."""

_PAUSE: Final = 0.1


class RequestLog:
    """Writes to a file, to standard error (`-`) or nowhere (an empty name). Raises OSError for a bad file.

    Close it at the end.
    """

    def __init__(self, where: str) -> None:
        self._where, self._moved = where, Event()
        self._lines: deque[dict[str, Any]] = deque(maxlen=MOST_WAITING)
        self._closed = Event()
        self._file = _opened(where)
        self._thread = Thread(target=self._run, name="request-log", daemon=True)
        self._thread.start()

    @property
    def open(self) -> bool:
        """Whether lines are written at all."""
        return self._file is not None

    def add(self, entry: dict[str, Any]) -> None:
        """Have an entry written soon."""
        if self._file is not None:
            self._lines.append(entry)

    def reopen(self, where: str | None = None) -> None:
        """Go on in another place, or in a new file of the same name, as whoever keeps old logs has moved it away."""
        self._where = self._where if where is None else where
        self._moved.set()

    def close(self) -> None:
        """Write what waits, in so far as it can be written within a second."""
        self._closed.set()
        self._thread.join(1)

    def _run(self) -> None:
        while not self._closed.wait(_PAUSE):
            self._write()
            if self._moved.is_set():
                self._moved.clear()
                self._open_anew()
        self._write()

    def _open_anew(self) -> None:
        try:
            opened = _opened(self._where)
        except OSError as error:
            _log.warning("the log goes on in the old file, as a new one cannot be opened: %s", error.strerror)
            return
        before, self._file = self._file, opened
        if before is not None and before is not sys.stderr:
            with suppress(OSError):
                before.close()

    def _write(self) -> None:
        if self._file is None or not self._lines:
            return
        lines = [_line(self._lines.popleft()) for _ in range(len(self._lines))]
        try:
            self._file.write("".join(f"{line}\n" for line in lines))
            self._file.flush()
        except OSError:
            return  # a log that cannot be written must not stop the server


_UNSEEN: Final = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
"""What terminals obey, other programs take for the end of a line, or nobody sees: controls, separators, directions."""


_ENCODER: Final = json.JSONEncoder(ensure_ascii=False)


def _line(entry: dict[str, Any]) -> str:
    text = _ENCODER.encode(entry)
    if text.isascii() and "\x7f" not in text:
        return text
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _opened(where: str) -> IO[str] | None:
    if where in ("", "-"):
        return sys.stderr if where else None
    return Path(where).open("a", encoding="utf-8")


CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_METHODS: Final = frozenset(("GET", "HEAD", "POST", "QUERY", "OPTIONS", "PUT", "DELETE", "PATCH"))
_ROUTES: Final = frozenset(
    {
        "",
        "about",
        "conformance",
        "data",
        "docs",
        "editor",
        "fragments",
        "graph",
        "health",
        "id",
        "mcp",
        "metrics",
        "ontology",
        "problem",
    }
    | {"quality", "queries", "release", "releases", "scheme", "sparql", "static", "why", ".well-known"}
)
"""First parts of paths that are told apart; anybody can invent others, so those are one."""


disable_created_metrics()  # type: ignore[no-untyped-call]


class Metrics:
    """Counts requests; reads off the rest when asked."""

    def __init__(
        self,
        releases: ReleaseManager,
        cache: Cache,
        limiter: ConcurrencyLimiter,
        connections: ConnectionLimiter,
        shared: SharedCounts | None,
    ) -> None:
        self._requests = _Requests()
        self._registry = CollectorRegistry()
        self._registry.register(self._requests)
        self._registry.register(_State(releases, cache, limiter, connections, shared))
        for figures in (CALLS, *FIGURES):
            self._registry.register(figures)

    def count(self, path: str, method: str, status: int, outcome: str, seconds: float) -> None:
        """Count an answered request. `outcome`: hit, revalidated, miss, refused, left, broken or own."""
        self._requests.count(
            route_of(path), method if method in _METHODS else "other", status, outcome, seconds
        )

    def text(self) -> bytes:
        """Everything, as /metrics shows it."""
        return generate_latest(self._registry)


def route_of(path: str) -> str:
    """The name under which a path is counted."""
    first = path[1:].partition("/")[0].partition(".")[0] or path[1:].partition("/")[0]
    return f"/{first}" if first in _ROUTES else "other"


class _Requests(Collector):
    """Counts requests and their seconds. Numbers alone until somebody asks, as each request pays.

    To be counted in one thread; any may ask.
    """

    def __init__(self) -> None:
        self._numbers: Counter[tuple[str, str, int, str]] = Counter()
        self._buckets: defaultdict[str, list[int]] = defaultdict(lambda: [0] * (len(_SECONDS) + 1))
        """Of each route, how many requests took as long as each bound of `_SECONDS`, and how many took longer."""
        self._seconds: defaultdict[str, float] = defaultdict(float)

    def count(self, route: str, method: str, status: int, outcome: str, seconds: float) -> None:
        self._numbers[route, method, status, outcome] += 1
        self._buckets[route][bisect_left(_SECONDS, seconds)] += 1
        self._seconds[route] += seconds

    def collect(self) -> Iterator[Metric]:
        requests = CounterMetricFamily(
            "eikg_requests", "Requests answered", labels=("route", "method", "status", "outcome")
        )
        for (route, method, status, outcome), number in [*self._numbers.items()]:
            requests.add_metric((route, method, str(status), outcome), number)
        yield requests
        seconds = HistogramMetricFamily(
            "eikg_request_seconds",
            "Seconds from a request's head to the end of its answer",
            labels=("route",),
        )
        bounds = [*map(floatToGoString, _SECONDS), "+Inf"]
        for route, sum_of_seconds in [*self._seconds.items()]:
            numbers = accumulate(self._buckets[route])
            seconds.add_metric((route,), [*zip(bounds, numbers, strict=True)], sum_of_seconds)
        yield seconds


class _State(Collector):
    def __init__(
        self,
        releases: ReleaseManager,
        cache: Cache,
        limiter: ConcurrencyLimiter,
        connections: ConnectionLimiter,
        shared: SharedCounts | None,
    ) -> None:
        self._releases, self._cache, self._limiter = releases, cache, limiter
        self._connections, self._shared = connections, shared

    def collect(self) -> Iterator[Metric]:
        pool = self._releases.current.pool
        running, waiting = pool.busy()
        yield GaugeMetricFamily("eikg_evaluators", "Evaluators of the current release", pool.pool.size)
        yield GaugeMetricFamily("eikg_evaluators_running", "Evaluators that run a query", running)
        yield GaugeMetricFamily("eikg_queries_waiting", "Queries that wait for an evaluator", waiting)
        yield GaugeMetricFamily(
            "eikg_requests_waiting", "Requests that wait for a thread", self._limiter.waiting
        )
        yield GaugeMetricFamily("eikg_connections", "Connections of clients", self._connections.open)
        closed = CounterMetricFamily("eikg_connections_closed", "Connections closed", labels=["reason"])
        for reason, number in sorted(self._connections.closed.items()):
            closed.add_metric([reason], number)
        yield closed
        yield CounterMetricFamily(
            "eikg_connection_floods", "Times a client opened connections too fast", self._connections.floods
        )
        yield GaugeMetricFamily("eikg_cache_bytes", "Bytes of results kept", self._cache.size)
        yield GaugeMetricFamily("eikg_cache_entries", "Results kept", len(self._cache))
        shared = self._shared
        yield GaugeMetricFamily(
            "eikg_shared_counts",
            "Whether clients are counted with other servers",
            bool(shared and not shared.away),
        )
        yield CounterMetricFamily(
            "eikg_shared_counts_failures",
            "Times the counts of other servers were lost",
            shared.failures if shared else 0,
        )
        yield CounterMetricFamily("eikg_release_switches", "Releases taken up", self._releases.switches)
        ended = CounterMetricFamily("eikg_evaluators_ended", "Evaluators replaced", labels=["reason"])
        for reason, number in sorted(pool.pool.endings.items()):
            ended.add_metric([reason], number)
        yield ended
        release = GaugeMetricFamily("eikg_release", "The release that is served", labels=["digest"])
        release.add_metric([self._releases.current.digest], 1)
        yield release
        damaged = len(self._releases.current.damaged)
        yield GaugeMetricFamily(
            "eikg_release_damaged_files", "Files that are not what the build wrote", damaged
        )


_log: Final = logging.getLogger(__name__)


class LogLayer:
    """Begins each exchange, with bounded headers that name a host, and tells log, figures and spans how it went."""

    def __init__(
        self,
        inner: Application,
        metrics: Metrics,
        log: RequestLog,
        connections: ConnectionLimiter,
        settings: Settings,
        spans: Spans | None = None,
    ) -> None:
        self._inner, self._metrics, self._log, self._connections = inner, metrics, log, connections
        self._spans = spans
        self._log_queries = bool(settings.log_queries)
        self._https = settings.public_url.startswith("https://")
        self._headers_number, self._headers_size = settings.headers_number, settings.headers_size
        self._discarded_within = settings.receive_wait

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one ASGI event stream; only HTTP is answered."""
        if scope["type"] != "http":
            return
        exchange = Exchange(scope, NO_HEADERS, scope["method"], scope["path"])
        scope[EXCHANGE] = exchange
        connection = exchange.connection
        if self._spans:
            self._spans.begin(exchange)

        async def recorded(message: Message) -> None:
            if message["type"] == "http.response.start":
                if not exchange.received:
                    await discard_body(exchange, receive, self._discarded_within)
                exchange.status = message["status"]
                told = (*exchange.answered(exchange.status), *exchange.trace.fields())
                message["headers"] = protected([*message["headers"], *told], self._https)
                await send(message)
                return
            await send(message)
            exchange.sent += len(message.get("body", b""))
            exchange.whole = not message.get("more_body")

        try:
            await self._answered(exchange, receive, recorded)
        except ClientLeft:
            exchange.outcome = "left"
        except NothingTaken as error:
            _log.warning("a response was broken off: %s", error)
        finally:
            self._connections.end(connection)
            if not exchange.whole and exchange.outcome != "left":
                exchange.outcome = "broken"
            seconds = time.perf_counter() - exchange.began
            self._metrics.count(exchange.path, exchange.method, exchange.status, exchange.outcome, seconds)
            if self._log.open:
                self._log.add(exchange.entry(self._log_queries))
            if self._spans:
                self._spans.end(exchange, route_of(exchange.path))

    async def _answered(self, exchange: Exchange, receive: Receive, send: Send) -> None:
        try:
            self._connections.begin(exchange.connection)
            fields = exchange.scope["headers"]
            exchange.headers = Headers.bounded(fields, self._headers_number, self._headers_size)
            exchange.trace.continue_from(exchange.headers.raw(TRACE_PARENT))
            check_framing(exchange)
            await self._inner(exchange.scope, receive, send)
        except HttpProblem as problem:
            await self._refused(exchange, send, problem)
        except EngineError as error:
            await self._refused(exchange, send, of_error(error))
        except (ClientLeft, NothingTaken):
            raise
        except Exception:
            _log.exception("request %s failed before its answer began", exchange.trace.request)
            detail = "The server failed at this request. Its log says why."
            await self._refused(exchange, send, HttpProblem(Slug.OTHER, 500, detail))

    @staticmethod
    async def _refused(exchange: Exchange, send: Send, problem: HttpProblem) -> None:
        if not exchange.status:  # else it has begun, and its missing end tells
            await refuse(exchange, send, problem)
