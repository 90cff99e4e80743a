"""What the server counts, in the text format of Prometheus."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from server.federation.calls import CALLS
from server.web.front.cache import Cache
from server.web.front.concurrency import ConcurrencyLimiter
from server.web.front.releases import ReleaseManager

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_METHODS: Final = frozenset(("GET", "HEAD", "POST", "QUERY", "OPTIONS", "PUT", "DELETE", "PATCH"))
_ROUTES: Final = frozenset(
    {
        "",
        "conformance",
        "data",
        "docs",
        "editor",
        "fragments",
        "graph",
        "health",
        "id",
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

    def __init__(self, releases: ReleaseManager, cache: Cache, limiter: ConcurrencyLimiter) -> None:
        self._registry = CollectorRegistry()
        requests = Counter(
            "eikg_requests",
            "Requests answered",
            ("route", "method", "status", "outcome"),
            registry=self._registry,
        )
        seconds = Histogram(
            "eikg_request_seconds",
            "Seconds from a request's head to the end of its answer",
            ("route",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._requests = lru_cache(maxsize=4096)(requests.labels)
        self._seconds = lru_cache(maxsize=64)(seconds.labels)
        self._registry.register(_State(releases, cache, limiter))
        self._registry.register(CALLS)

    def count(self, path: str, method: str, status: int, outcome: str, seconds: float) -> None:
        """Count an answered request. `outcome`: hit, revalidated, miss, refused, left, broken or own."""
        route = route_of(path)
        self._requests(route, method if method in _METHODS else "other", str(status), outcome).inc()
        self._seconds(route).observe(seconds)

    def text(self) -> bytes:
        """Everything, as /metrics shows it."""
        return generate_latest(self._registry)


def route_of(path: str) -> str:
    """The name under which a path is counted."""
    first = path[1:].partition("/")[0].partition(".")[0] or path[1:].partition("/")[0]
    return f"/{first}" if first in _ROUTES else "other"


class _State(Collector):
    def __init__(self, releases: ReleaseManager, cache: Cache, limiter: ConcurrencyLimiter) -> None:
        self._releases, self._cache, self._limiter = releases, cache, limiter

    def collect(self) -> Iterator[Metric]:
        pool = self._releases.current.pool
        running, waiting = pool.busy()
        yield GaugeMetricFamily("eikg_evaluators", "Evaluators of the current release", pool.pool.size)
        yield GaugeMetricFamily("eikg_evaluators_running", "Evaluators that run a query", running)
        yield GaugeMetricFamily("eikg_queries_waiting", "Queries that wait for an evaluator", waiting)
        yield GaugeMetricFamily(
            "eikg_requests_waiting", "Requests that wait for a thread", self._limiter.waiting
        )
        yield GaugeMetricFamily("eikg_cache_bytes", "Bytes of results kept", self._cache.size)
        yield GaugeMetricFamily("eikg_cache_entries", "Results kept", len(self._cache))
        yield CounterMetricFamily("eikg_release_switches", "ReleaseManager taken up", self._releases.switches)
        ended = CounterMetricFamily("eikg_evaluators_ended", "Evaluators replaced", labels=["reason"])
        for reason, number in sorted(pool.pool.endings.items()):
            ended.add_metric([reason], number)
        yield ended
        release = GaugeMetricFamily("eikg_release", "The release that is served", labels=["digest"])
        release.add_metric([self._releases.current.digest], 1)
        yield release
