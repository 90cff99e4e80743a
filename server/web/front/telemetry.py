"""Spans of OpenTelemetry for requests and what is evaluated for them, where an address to send them to is set.

The package is an extra (`telemetry`), loaded when `OTEL_EXPORTER_OTLP_ENDPOINT` (or that of traces) is set. The other
variables of the specification hold as the SDK reads them: headers, sampler, resource, queue. Spans are made when the
answer has been sent, of times that were taken anyway, and leave in a thread of the SDK.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from importlib.util import find_spec
from threading import Thread
from typing import TYPE_CHECKING, Final, Protocol

from server import __version__
from server.web.front.exchange import Exchange

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.trace import Tracer

ADDRESSES: Final = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
"""The variables that name where spans are sent (OpenTelemetry Protocol Exporter, section Configuration Options)."""

PROTOCOL: Final = "http/protobuf"
PROTOCOLS: Final = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
"""How they are sent, and the variables by which somebody may ask for another way."""

EXTRA: Final = "telemetry"
_PACKAGES: Final = ("opentelemetry.sdk", "opentelemetry.exporter.otlp.proto.http")
_SERVICE: Final = "eikg"
_LAST: Final = 2.0
"""Seconds that the spans of the last requests have to leave when the server ends."""

_SERVER_FAILED: Final = 500


class Spans(Protocol):
    """Is told of each exchange when it is over."""

    def begin(self, exchange: Exchange) -> None:
        """Have what is needed taken down while the exchange goes on."""

    def end(self, exchange: Exchange, route: str) -> None:
        """Tell of an exchange that is over."""

    def close(self) -> None:
        """Send what is left, within bounds."""


def wanted(environment: Mapping[str, str]) -> str:
    """The variable by which somebody asks for spans; empty where nobody does."""
    off = environment.get("OTEL_SDK_DISABLED", "").lower() == "true"
    if off or environment.get("OTEL_TRACES_EXPORTER") == "none":
        return ""
    return next((name for name in ADDRESSES if environment.get(name)), "")


def missing() -> bool:
    """Whether the extra is not installed."""
    try:
        return not all(find_spec(name) for name in _PACKAGES)
    except ModuleNotFoundError:  # a package around one of them
        return True


def spans(environment: Mapping[str, str]) -> Spans | None:
    """What sends spans, if somebody asks for them and the extra is there."""
    return _Exported(environment) if wanted(environment) and not missing() else None


class _Exported:
    def __init__(self, environment: Mapping[str, str]) -> None:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
        from opentelemetry.sdk.trace.id_generator import RandomIdGenerator

        class Ids(RandomIdGenerator):
            """A request's span has the id by which its answer and its line of the log are known."""

            next_span = 0

            def generate_span_id(self) -> int:
                given, self.next_span = self.next_span, 0
                return given or super().generate_span_id()

        named = environment.get("OTEL_SERVICE_NAME") or "service.name=" in environment.get(
            "OTEL_RESOURCE_ATTRIBUTES", ""
        )
        about = {"service.version": __version__, **({} if named else {"service.name": _SERVICE})}
        self._ids = Ids()
        self._provider = TracerProvider(
            resource=Resource.create(about), id_generator=self._ids, shutdown_on_exit=False
        )
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        self._tracer: Tracer = self._provider.get_tracer(_SERVICE, __version__)

    def begin(self, exchange: Exchange) -> None:
        exchange.client.evaluations = []

    def end(self, exchange: Exchange, route: str) -> None:
        from opentelemetry.trace import SpanKind, set_span_in_context
        from opentelemetry.trace.status import StatusCode

        ended = time.time_ns()
        began = ended - int((time.perf_counter() - exchange.began) * 1e9)
        self._ids.next_span = int(exchange.trace.request, 16)
        span = self._tracer.start_span(
            f"{exchange.method} {route}",
            _parent(exchange),
            SpanKind.SERVER,
            {
                "http.request.method": exchange.method,
                "url.path": exchange.path,
                "http.route": route,
                "http.response.status_code": exchange.status,
                "http.response.body.size": exchange.sent,
                "eikg.outcome": exchange.outcome,
                "eikg.release": exchange.context.release,
            },
            start_time=began,
        )
        self._ids.next_span = 0  # of a span that is not sampled, too
        if exchange.status >= _SERVER_FAILED or exchange.outcome == "broken":
            span.set_status(StatusCode.ERROR)
        inside = set_span_in_context(span)
        for evaluation in exchange.client.evaluations or ():
            child = self._tracer.start_span("evaluate", inside, start_time=evaluation.began)
            if evaluation.ending:
                child.set_attribute("eikg.ending", evaluation.ending)
                child.set_status(StatusCode.ERROR)
            child.end(evaluation.ended)
        span.end(ended)

    def close(self) -> None:
        thread = Thread(target=self._provider.shutdown, name="last-spans", daemon=True)
        thread.start()
        thread.join(_LAST)


def _parent(exchange: Exchange) -> Context:
    """The span of the client's that a request is part of, as `traceparent` tells; none where it tells of none."""
    from opentelemetry.context import Context
    from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags, set_span_in_context

    trace = exchange.trace
    if not trace.trace:
        return Context()
    flags = TraceFlags(TraceFlags.SAMPLED if trace.sampled else TraceFlags.DEFAULT)
    parent = SpanContext(int(trace.trace, 16), int(trace.parent, 16), is_remote=True, trace_flags=flags)
    return set_span_in_context(NonRecordingSpan(parent), Context())
