"""Each request is a span of OpenTelemetry, with what was evaluated for it below, where somebody asks for them."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from server import __version__
from tests.conftest import RELEASES, ROOT, require_module
from tests.launcher import Launched, eikg_serve, launched
from tests.web.client import until

require_module("opentelemetry.exporter.otlp.proto.http")

from tests.system.telemetry.receiver import PATH, Received, Span, receiving  # noqa: E402 - needs the module

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = "00f067aa0ba902b7"
SERVER, ERROR = 2, 2
"""The kind of a span and its status, as the protocol numbers them."""

ENDLESS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = ?i) }"


@contextmanager
def served(receiver: str, **variables: str) -> Iterator[Launched]:
    given = {"OTEL_EXPORTER_OTLP_ENDPOINT": receiver, "OTEL_BSP_SCHEDULE_DELAY": "100", **variables}
    environment = {"EIKG_REQUEST_LOG": "", **given}
    with launched(eikg_serve("--releases", str(RELEASES)), environment=environment) as server:
        yield server


@pytest.fixture(scope="module")
def received() -> Iterator[Received]:
    with receiving() as found:
        yield found


@pytest.fixture(scope="module")
def server(received: Received) -> Iterator[Launched]:
    with served(received.address) as found:
        yield found


def ask(server: Launched, target: str, headers: Mapping[str, str] | None = None) -> tuple[str, str]:
    """The id of a request, and what its answer tells of the trace."""
    try:
        with urlopen(Request(f"{server.address}{target}", headers=dict(headers or {}))) as answer:
            answer.read()
            fields = answer.headers
    except HTTPError as error:
        fields = error.headers
    return fields["X-Request-Id"], fields["Traceresponse"] or ""


def sparql(query: str, **parameters: str) -> str:
    return f"/sparql?{urlencode({'query': query, **parameters})}"


def spans_of(received: Received, request: str, number: int = 1) -> list[Span]:
    """The spans of a request, itself first, once there are so many."""
    until(lambda: len(received.of(request)) >= number)
    return sorted(received.of(request), key=lambda span: span.id != request)


def test_a_request_is_a_span_of_its_clients_trace_and_its_evaluation_one_below(
    server: Launched, received: Received
) -> None:
    before = time.time_ns()
    request, told = ask(server, sparql("ASK { ?a ?b 'traced' }"), {"traceparent": f"00-{TRACE}-{PARENT}-01"})
    after = time.time_ns()
    assert told == f"00-{TRACE}-{request}-01"
    span, below = spans_of(received, request, 2)
    assert (span.name, span.trace, span.id, span.parent) == ("GET /sparql", TRACE, request, PARENT)
    assert (span.kind, span.status) == (SERVER, 0)
    assert {name: span.attributes[name] for name in span.attributes if name != "eikg.release"} == {
        "http.request.method": "GET",
        "url.path": "/sparql",
        "http.route": "/sparql",
        "http.response.status_code": 200,
        "http.response.body.size": span.attributes["http.response.body.size"],
        "eikg.outcome": "miss",
    }
    assert (below.name, below.trace, below.status) == ("evaluate", TRACE, 0)
    assert before <= span.began <= below.began <= below.ended <= span.ended <= after + 10**8
    assert received.paths[0] == PATH
    assert received.services[0]["service.name"] == "eikg"
    assert received.services[0]["service.version"] == __version__


def test_no_text_of_a_query_and_no_address_leaves(server: Launched, received: Received) -> None:
    request, _ = ask(server, sparql("ASK { ?a ?b 'a secret' }"))
    spans_of(received, request, 2)
    assert not any("secret" in str(value) or "127.0.0.1" in str(value) for span in received.of(request)
                   for value in span.attributes.values())  # fmt: skip


def test_a_request_without_a_trace_begins_one(server: Launched, received: Received) -> None:
    request, told = ask(server, "/id/body/sco")
    span, *below = spans_of(received, request, 2)
    assert (span.name, span.parent, told) == ("GET /id", "", "")
    assert span.trace != TRACE
    assert {one.name for one in below} == {"evaluate"}  # one for each stage of the page


def test_an_answer_from_the_cache_has_nothing_below_it(server: Launched, received: Received) -> None:
    ask(server, sparql("ASK { ?a ?b 'kept' }"))
    request, _ = ask(server, sparql("ASK { ?a ?b 'kept' }"))
    [span] = spans_of(received, request)
    assert span.attributes["eikg.outcome"] == "hit"
    last, _ = ask(server, "/health")
    spans_of(received, last)  # so that all before it has come
    assert received.of(request) == [span]


def test_what_a_client_does_not_record_is_not_sent(server: Launched, received: Received) -> None:
    request, told = ask(server, "/health", {"traceparent": f"00-{TRACE}-{PARENT}-00"})
    assert told.endswith("-00")
    last, _ = ask(server, "/health")
    spans_of(received, last)
    assert not received.of(request)


def test_a_query_that_was_stopped_is_an_error_and_says_why(server: Launched, received: Received) -> None:
    request, _ = ask(server, sparql(ENDLESS, timeout="0.2"))
    span, below = spans_of(received, request, 2)
    assert (span.attributes["http.response.status_code"], span.status) == (503, ERROR)
    assert (below.attributes["eikg.ending"], below.status) == ("DeadlineExceeded", ERROR)


def test_the_last_spans_leave_when_the_server_ends(received: Received) -> None:
    with served(received.address, OTEL_BSP_SCHEDULE_DELAY="60000", OTEL_SERVICE_NAME="other") as server:
        request, _ = ask(server, "/health")
        assert not received.of(request)
        assert server.stop() == 0
    assert received.of(request)
    assert received.services[-1]["service.name"] == "other"


def test_a_server_whose_receiver_is_gone_serves_and_ends() -> None:
    with served("http://127.0.0.1:9") as server:
        assert all(ask(server, "/health")[0] for _ in range(3))
        assert server.stop() == 0


@pytest.mark.parametrize(
    "variables",
    [{}, {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_SDK_DISABLED": "true"},
     {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_TRACES_EXPORTER": "none"}],
)  # fmt: skip
def test_nothing_of_it_is_loaded_where_nobody_asks(variables: dict[str, str]) -> None:
    assert loaded(variables) == "None []"


def test_it_is_loaded_where_somebody_asks() -> None:
    found = loaded({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:9/v1/traces"})
    assert "opentelemetry.sdk.trace" in found


def loaded(variables: dict[str, str]) -> str:
    program = (
        "import sys, server.web.front.app as app\n"
        f"spans = app.spans({variables!r})\n"
        "print(spans, sorted(name for name in sys.modules if name.startswith('opentelemetry')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()
