"""What a hostile or unlucky query, client or operator can do to the server, each with a real process."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
from urllib.parse import quote

import pytest

from server.endpoint.arrow import ARROW, PARQUET
from tests.conftest import require_module, require_tool
from tests.engine.small_store import ENDLESS, ENDLESS_ROWS, HUNGRY
from tests.launcher import NotStarted
from tests.processes import runs
from tests.web.client import Answer, Server, until
from tests.web.conftest import StartServer

BEGINS = 2
"""A deadline in seconds at which an endless result has begun, however busy the machine is."""


@pytest.fixture(scope="module")
def tight(start_server: StartServer) -> Server:
    return start_server(
        evaluators=2,
        query_deadline=60,
        query_memory=2**26,
        result_size=3_000_000,
        result_buffer=500_000,
        queue_length=0,
        cache_size=0,
    )


def is_problem(answer: Answer, status: int, kind: str) -> bool:
    return (
        answer.status == status
        and answer.media_type == "application/problem+json"
        and answer.json()["type"].endswith(f"/{kind}")
    )


def test_an_endless_query_is_cut_while_others_are_answered(tight: Server) -> None:
    with ask_and_wait(tight):
        until(lambda: tight.running() == 1)
        answer = tight.send("GET", "/sparql?query=ASK%7B%7D", source="127.0.0.2")
        assert answer.json()["boolean"] is True
        assert tight.running() == 1
    until(lambda: tight.running() == 0)
    assert is_problem(tight.get(query=ENDLESS, timeout="0.2"), 503, "deadline")
    assert tight.process.poll() is None
    assert tight.get(query="ASK {}").status == 200


def test_a_hungry_query_is_stopped_at_the_memory_limit(tight: Server) -> None:
    assert is_problem(tight.get(query=HUNGRY), 503, "memory")


def test_an_explanation_keeps_to_the_limits_of_a_query(tight: Server) -> None:
    assert is_problem(tight.get(query=ENDLESS, explain="sources", timeout="0.5"), 503, "deadline")
    assert is_problem(tight.get(query=HUNGRY, explain="sources"), 503, "memory")
    answer = tight.get(query=ENDLESS_ROWS, explain="sources")
    assert (answer.status, len(answer.json()["sources"]), answer.json()["complete"]) == (200, 100, False)
    until(lambda: tight.running() == 0)


def test_a_nesting_too_deep_is_the_queries_fault(tight: Server) -> None:
    query = "ASK { FILTER(" + "(" * 120_000 + "1" + ")" * 120_000 + ") }"
    assert is_problem(tight.post(query, "application/sparql-query"), 400, "query-too-deep")


def test_a_result_too_large_for_the_limit_never_looks_whole(tight: Server) -> None:
    for accept in ("text/csv", "application/sparql-results+json", "application/sparql-results+xml"):
        with pytest.raises(http.client.IncompleteRead) as caught:
            tight.get(accept, query=ENDLESS_ROWS)
        assert b"larger than 3,000,000 bytes" in caught.value.partial[-500:]


def test_the_reason_reaches_a_client_that_reads_slower_than_a_stream_is_reset(tight: Server) -> None:
    curl, address = require_tool("curl", "curl"), f"http://127.0.0.1:{tight.port}/sparql"
    command = [curl, "--silent", "--http2-prior-knowledge", "--limit-rate", "4M", "--get", address]
    query = ["--data-urlencode", f"query={ENDLESS_ROWS}", "--header", "Accept: text/csv"]
    done = subprocess.run([*command, *query], capture_output=True, timeout=60, check=False)
    assert done.returncode == 92  # the stream was reset
    assert b"larger than 3,000,000 bytes" in done.stdout[-500:]


def test_a_stream_cut_at_the_deadline_never_looks_whole(start_server: StartServer) -> None:
    server = start_server(evaluators=1, query_deadline=BEGINS, result_buffer=1000)
    with pytest.raises(http.client.IncompleteRead):
        server.get("text/csv", query=ENDLESS_ROWS)


def test_a_result_over_the_limit_within_the_buffer_is_a_clean_error(start_server: StartServer) -> None:
    server = start_server(evaluators=1, result_size=100_000, result_buffer=1_000_000)
    assert is_problem(server.get(query=ENDLESS_ROWS), 413, "result-too-large")


def test_a_full_pool_says_when_to_come_again(tight: Server) -> None:
    connections = [ask_and_wait(tight, source=f"127.0.0.{number}") for number in (2, 3)]
    until(lambda: tight.running() == 2)
    answer = tight.get(query="ASK {}")
    assert is_problem(answer, 503, "busy")
    assert int(answer.headers["Retry-After"]) > 0
    for connection in connections:
        connection.close()
    until(lambda: tight.running() == 0)


def ask_and_wait(server: Server, query: str = ENDLESS, source: str = "127.0.0.1") -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", server.port), source_address=(source, 0))
    connection.sendall(f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    return connection


def test_a_client_that_leaves_before_the_answer_frees_its_evaluator(tight: Server) -> None:
    connection = ask_and_wait(tight)
    until(lambda: tight.running() == 1)
    connection.close()
    until(lambda: tight.running() == 0)


def test_a_client_that_leaves_in_the_middle_frees_its_evaluator(endpoint: Server) -> None:
    connection = ask_and_wait(endpoint, ENDLESS_ROWS)
    assert connection.recv(1000).startswith(b"HTTP/1.1 200")
    assert endpoint.running() == 1
    connection.close()
    until(lambda: endpoint.running() == 0)


def test_a_client_that_does_not_read_is_not_waited_for(start_server: StartServer) -> None:
    server = start_server(evaluators=1, query_deadline=BEGINS, result_buffer=1000, send_wait=3600)
    with ask_and_wait(server, ENDLESS_ROWS) as connection:
        assert connection.recv(1000).startswith(b"HTTP/1.1 200")
        until(lambda: server.get(query="ASK {}").status == 200)


@pytest.mark.parametrize("accept", [ARROW.media_type, PARQUET.media_type])
def test_a_table_whose_first_batch_is_not_reached_in_time_is_a_clean_error(
    start_server: StartServer, accept: str
) -> None:
    server = start_server(evaluators=1, query_deadline=BEGINS, result_buffer=1000)
    require_module("pyarrow")
    # More than the engine reads ahead, less than a batch of a table, and then nothing more for ever.
    row = "x" * 100_000
    endless = f"{ENDLESS_ROWS.partition('{')[2][:-1]} FILTER(?a = ?l && ?l = 0)"
    stalled = f"SELECT ?x {{ {{ VALUES ?x {{ '{row}' '{row}' }} }} UNION {{ {endless} }} }}"
    assert is_problem(server.post(stalled, "application/sparql-query", Accept=accept), 503, "deadline")
    with pytest.raises(http.client.IncompleteRead):
        server.post(stalled, "application/sparql-query", Accept="text/csv")


def test_a_fault_before_the_first_bytes_is_a_problem_document_that_tells_nothing(endpoint: Server) -> None:
    answer = endpoint.send("GET", "/fault")
    assert is_problem(answer, 500, "other")
    assert b"secret" not in answer.body


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_evaluators_end_with_their_server_even_in_the_middle_of_a_query(
    start_server: StartServer, how: signal.Signals
) -> None:
    server = start_server(evaluators=2, query_deadline=3600, stop_wait=0.1)
    with ask_and_wait(server):
        until(lambda: server.running() == 1)
        assert all(runs(evaluator) for evaluator in server.evaluators)
        os.kill(server.process.pid, how)
        until(lambda: not any(runs(evaluator) for evaluator in server.evaluators))
        server.process.wait()


def test_a_port_in_use_is_not_shared(tight: Server, start_server: StartServer) -> None:
    with pytest.raises(NotStarted):
        start_server(evaluators=1, port=tight.port)
    assert tight.get(query="ASK {}").status == 200
