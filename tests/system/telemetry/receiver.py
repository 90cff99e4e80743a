"""A receiver of the OpenTelemetry Protocol over HTTP (section OTLP/HTTP) in this process; it keeps what comes."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Final

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

PATH: Final = "/v1/traces"


@dataclass(frozen=True)
class Span:
    """A span as it was sent; ids in hexadecimal digits, an id of nothing empty."""

    name: str
    trace: str
    id: str
    parent: str
    kind: int
    status: int
    began: int
    ended: int
    attributes: dict[str, Any]


@dataclass
class Received:
    """What came: spans, what they say of the service, and the paths that were asked for."""

    address: str = ""
    spans: list[Span] = field(default_factory=list)
    services: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    def of(self, request: str) -> list[Span]:
        """The span of a request by its id, and those below it."""
        return [span for span in self.spans if request in (span.id, span.parent)]

    def take(self, path: str, body: bytes) -> None:
        """Take what was sent."""
        self.paths.append(path)
        message = ExportTraceServiceRequest.FromString(body)
        for resource in message.resource_spans:
            self.services.append(_values(resource.resource.attributes))
            self.spans += [_span(span) for scope in resource.scope_spans for span in scope.spans]


def _values(attributes: Any) -> dict[str, Any]:
    return {one.key: getattr(one.value, one.value.WhichOneof("value")) for one in attributes}


def _span(span: Any) -> Span:
    return Span(
        span.name,
        span.trace_id.hex(),
        span.span_id.hex(),
        span.parent_span_id.hex(),
        span.kind,
        span.status.code,
        span.start_time_unix_nano,
        span.end_time_unix_nano,
        _values(span.attributes),
    )


@contextmanager
def receiving() -> Iterator[Received]:
    """A receiver as long as the context lasts."""
    received = Received()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers["Content-Encoding"] == "gzip":
                body = gzip.decompress(body)
            assert self.headers["Content-Type"] == "application/x-protobuf"
            received.take(self.path, body)
            answer = ExportTraceServiceResponse().SerializeToString()
            self.send_response(200)
            self.send_header("Content-Type", "application/x-protobuf")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        received.address = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield received
        finally:
            server.shutdown()
            thread.join()
