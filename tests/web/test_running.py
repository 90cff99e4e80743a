"""What an operator relies on: fairness, limits of requests, health, figures, the log, switching and stopping."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.engine.small_store import ENDLESS, ENDLESS_ROWS
from tests.web.client import Answer, Server, until
from tests.web.conftest import EndpointServer, StartServer, make_current, write_release
from tests.web.test_sparql_limits import ask_and_wait

ASK = "/sparql?query=ASK%7B%7D"
FLOOD, OTHER = "127.0.0.2", "127.0.0.3"


def waiting(server: Server) -> int:
    return int(server.send("GET", "/health").json()["waiting"])


def log(server: EndpointServer) -> list[dict[str, Any]]:
    return [json.loads(line) for line in server.log.read_text().splitlines()]


def figure(server: Server, name: str) -> float:
    lines = server.send("GET", "/metrics").text.splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(name))


@contextmanager
def flood(server: Server, number: int) -> Iterator[None]:
    with ExitStack() as stack:
        for _ in range(number):
            stack.enter_context(ask_and_wait(server, source=FLOOD))
        yield


def test_one_clients_flood_does_not_shut_out_another(start_server: StartServer) -> None:
    server = start_server(
        evaluators=2,
        query_deadline=3600,
        queue_wait=3600,
        client_queue=4,
        client_requests=8,
        cache_size=0,
    )
    with flood(server, 40):
        until(lambda: server.running() == 1 and waiting(server) == 4)
        for _ in range(5):
            assert server.send("GET", ASK, source=OTHER).json()["boolean"] is True
        assert (server.running(), waiting(server)) == (1, 4)
        refused = server.send("GET", ASK, source=FLOOD)
        assert (refused.status, refused.json()["type"].rpartition("/")[2]) == (429, "busy")
        assert int(refused.headers["Retry-After"]) > 0
    until(lambda: server.running() == waiting(server) == 0)


def test_one_clients_requests_leave_threads_to_others(start_server: StartServer) -> None:
    server = start_server(
        evaluators=2,
        threads=3,
        client_requests=2,
        client_waiting=1,
        query_deadline=3600,
        queue_wait=3600,
        cache_size=0,
    )
    with flood(server, 3):  # one runs, one waits for an evaluator, one for a thread
        until(lambda: figure(server, "eikg_requests_waiting ") == 1)
        refused = server.send("GET", ASK, source=FLOOD)
        assert (refused.status, refused.json()["type"].rpartition("/")[2]) == (429, "busy")
        assert server.send("GET", ASK, source=OTHER).status == 200
    until(lambda: server.running() == waiting(server) == 0)


def test_idle_connections_of_one_client_keep_nobody_out(start_server: StartServer) -> None:
    server = start_server(evaluators=1)
    with ExitStack() as stack:
        for _ in range(300):
            address = ("127.0.0.1", server.port)
            stack.enter_context(socket.create_connection(address, source_address=(FLOOD, 0)))
        assert server.send("GET", ASK, source=OTHER).status == 200


def test_the_rate_is_limited_for_each_client_and_told(start_server: StartServer) -> None:
    server = start_server(
        evaluators=1,
        rate_limit=3,
        rate_window=3600,
        rate_exempt="127.0.0.1",
        client_seconds=0,
        client_errors=0,
    )
    answers = [server.send("GET", ASK, source=FLOOD) for _ in range(4)]
    assert [answer.status for answer in answers] == [200, 200, 200, 429]
    for left, answer in zip((2, 1, 0, 0), answers, strict=True):
        assert answer.headers["RateLimit-Policy"] == '"requests";q=3;w=3600'
        assert answer.headers["RateLimit"].startswith(f'"requests";r={left};t=')
    assert int(answers[3].headers["Retry-After"]) > 0
    assert server.send("GET", ASK, source=OTHER).status == 200
    assert "RateLimit" not in server.send("GET", ASK).headers
    assert server.send("GET", "/health/live", source=FLOOD).status == 200


def test_a_trusted_proxy_names_its_clients_and_nobody_else_does(start_server: StartServer) -> None:
    server = start_server(
        evaluators=1, rate_limit=1, rate_window=3600, rate_exempt="", trusted_proxies="127.0.0.2, 10.0.0.0/8"
    )

    def status(source: str, forwarded: str) -> int:
        return server.send("GET", ASK, {"X-Forwarded-For": forwarded}, source=source).status

    assert [status(FLOOD, "192.0.2.1"), status(FLOOD, "192.0.2.2, 10.1.1.1")] == [200, 200]
    assert status(FLOOD, "192.0.2.9, 192.0.2.1") == 429, (
        "what a client forges before its own address does not count"
    )
    assert [status(OTHER, "192.0.2.3"), status(OTHER, "192.0.2.4")] == [200, 429]
    assert status(FLOOD, "2001:db8::1") == 200
    assert status(FLOOD, "2001:db8::2") == 429, "one customer has a /64"


def test_a_body_over_the_limit_or_too_slow_is_refused(start_server: StartServer) -> None:
    server = start_server(evaluators=1, query_length=1000, receive_wait=1)
    assert server.post("x" * 1001, "application/sparql-query").status == 413
    head = (
        "POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\n"
        "Content-Length: 100\r\n\r\nASK"
    )
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(head.encode())
        assert connection.recv(10_000).startswith(b"HTTP/1.1 408")


def test_a_client_that_takes_nothing_is_given_up(start_server: StartServer) -> None:
    server = start_server(
        evaluators=1, query_deadline=3600, send_wait=0.3, result_size=2**40, result_rows=2**40
    )
    with ask_and_wait(server, ENDLESS_ROWS):
        until(lambda: 'outcome="broken"' in server.send("GET", "/metrics").text)
        until(lambda: server.running() == 0)


def test_an_evaluator_that_keeps_too_much_memory_is_replaced(start_server: StartServer) -> None:
    server = start_server(evaluators=1, evaluator_memory=1, cache_size=0)
    until(
        lambda: server.get(query="ASK {}").status == 200 and figure(server, "eikg_evaluators_ended_total") > 0
    )
    assert 'reason="Worn"' in server.send("GET", "/metrics").text


def test_an_evaluator_that_is_killed_while_nobody_asks_is_replaced(start_server: StartServer) -> None:
    server = start_server(evaluators=1, release_check=0.02)
    os.kill(server.evaluators[0], signal.SIGKILL)
    until(lambda: figure(server, 'eikg_evaluators_ended_total{reason="EvaluatorDied"}') == 1)
    assert server.get(query="ASK {}").status == 200


def test_rows_are_bounded(start_server: StartServer) -> None:
    server = start_server(evaluators=1, result_rows=100)
    answer = server.get("text/csv", query="SELECT * { ?s ?p ?o }")
    assert (answer.status, answer.json()["type"].rpartition("/")[2]) == (413, "result-too-large")
    assert "100 rows" in answer.json()["detail"]
    assert int(answer.headers["Retry-After"]) > 0
    assert server.get("text/csv", query="SELECT * { ?s ?p ?o } LIMIT 100").status == 200
    assert server.get("text/turtle", query="CONSTRUCT WHERE { ?s ?p ?o }").status == 413


def test_health_and_figures(start_server: StartServer) -> None:
    server = start_server(evaluators=1, query_deadline=60, metrics_readers="127.0.0.1")
    for path, status in (("/health", "live"), ("/health/live", "live"), ("/health/ready", "ready")):
        answer = server.send("GET", path)
        assert (answer.status, answer.json()["status"]) == (200, status)
    for _ in range(2):
        server.get(query="ASK {}")
    server.get(query="SELECT")
    assert server.get(query=ENDLESS, timeout="0.1").status == 503
    assert figure(server, 'eikg_requests_total{method="GET",outcome="hit",route="/sparql",status="200"}') == 1
    assert (
        figure(server, 'eikg_requests_total{method="GET",outcome="miss",route="/sparql",status="400"}') == 1
    )
    assert figure(server, 'eikg_request_seconds_count{route="/sparql"}') == 4
    assert figure(server, 'eikg_evaluators_ended_total{reason="DeadlineExceeded"}') == 1
    assert server.send("GET", "/metrics", source=OTHER).status == 403


def test_each_request_is_a_line_without_its_query(start_server: StartServer) -> None:
    server = start_server(evaluators=1)
    server.send("GET", "/sparql?query=ASK%7B%7D%23secret", {"User-Agent": "test"}, source=OTHER)
    server.post("ASK{}#secret", "application/sparql-query")
    until(lambda: len(log(server)) == 2)
    line = log(server)[0]
    expected = {
        "client": OTHER,
        "method": "GET",
        "path": "/sparql",
        "status": 200,
        "outcome": "miss",
        "agent": "test",
    }
    assert {name: line[name] for name in expected} == expected
    assert {"time", "request", "bytes", "seconds", "release"} <= set(line)
    assert "secret" not in server.log.read_text()
    server = start_server(evaluators=1, log_queries=1)
    server.get(query="ASK{}#secret")
    until(lambda: "secret" in server.log.read_text())


def test_every_answer_carries_the_headers_that_protect_browsers(start_server: StartServer) -> None:
    server = start_server(evaluators=1, public_url="https://example.org")
    for target in (
        ASK,
        ASK,
        "/sparql",
        "/sparql?query=x",
        "/nothing",
        "/health",
        "/release/x/sparql?query=x",
    ):
        headers = server.send("GET", target).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["Strict-Transport-Security"]
        assert headers["Referrer-Policy"]


@pytest.mark.parametrize("how", ["looked", "hang-up"])
def test_a_release_is_switched_under_load_without_a_failed_request(
    start_server: StartServer, tmp_path: Path, how: str
) -> None:
    releases = [write_release(tmp_path, digit * 64, 10 + int(digit)) for digit in "12"]
    make_current(releases[0])
    looked = 0.02 if how == "looked" else 3600
    server = start_server(release=releases[0], evaluators=3, query_deadline=60, release_check=looked)
    over = threading.Event()
    answers: list[Answer] = []

    def load(client: int) -> None:
        connection = http.client.HTTPConnection(
            "127.0.0.1", server.port, source_address=(f"127.0.0.{client}", 0)
        )
        while not over.is_set():
            query = f"SELECT (COUNT(*) %2B 0 * {len(answers)} AS ?n) {{ ?s ?p ?o }}".replace(" ", "%20")
            connection.request("GET", f"/sparql?format=csv&query={query}")
            response = connection.getresponse()
            answers.append(Answer(response.status, response.headers, response.read()))
        connection.close()

    with ThreadPoolExecutor() as threads:
        loads = [threads.submit(load, client) for client in range(2, 6)]
        for release in [*releases[::-1], *releases[::-1]]:
            make_current(release)
            if how == "hang-up":
                server.process.send_signal(signal.SIGHUP)
            until(lambda wanted=release.name: server.send("GET", "/health").json()["release"] == wanted)  # type: ignore[misc]
            enough = len(answers) + 50
            until(lambda least=enough: len(answers) >= least or over.is_set())  # type: ignore[misc]
        over.set()
        for future in loads:
            future.result()
    assert Counter(answer.status for answer in answers) == {200: len(answers)}
    assert {answer.text for answer in answers} == {"n\r\n11\r\n", "n\r\n12\r\n"}
    assert figure(server, "eikg_release_switches_total") == 4


def test_a_release_that_cannot_be_opened_leaves_the_old_one(
    start_server: StartServer, tmp_path: Path
) -> None:
    good = write_release(tmp_path, "1" * 64, 5)
    server = start_server(release=good, evaluators=1, release_check=0.02, cache_size=0)
    # Written in its place it would be current at once, and whole.
    elsewhere = write_release(tmp_path / "elsewhere", "2" * 64, 5)
    (elsewhere / "manifest.json").write_text("{")
    make_current(elsewhere.rename(good.with_name(elsewhere.name)))
    for _ in range(20):
        assert server.get(query="ASK {}").status == 200
    assert server.send("GET", "/health").json()["release"] == good.name


def test_requests_under_way_are_finished_when_the_server_stops(start_server: StartServer) -> None:
    server = start_server(evaluators=1, query_deadline=3, stop_wait=60)
    with ThreadPoolExecutor() as threads:
        under_way = threads.submit(lambda: server.get(query=ENDLESS))
        until(lambda: server.running() == 1)
        server.process.send_signal(signal.SIGTERM)
        answer = under_way.result()
        assert (answer.status, answer.json()["type"].rpartition("/")[2]) == (503, "deadline")
    assert server.process.wait() == 0
    assert [line["status"] for line in log(server) if line["path"] == "/sparql"] == [503]


def test_the_log_goes_on_in_a_new_file_after_a_hangup(start_server: StartServer) -> None:
    server = start_server(evaluators=1)
    assert server.send("GET", "/sparql?query=ASK%7B%7D").status == 200
    until(lambda: len(log(server)) == 1)
    moved = server.log.rename(server.log.with_name("requests.1"))
    server.process.send_signal(signal.SIGHUP)
    until(server.log.exists)
    assert server.send("GET", "/sparql?query=ASK%7B%7Dx").status == 400
    until(lambda: len(log(server)) == 1)
    assert log(server)[0]["status"] == 400
    assert moved.read_text().count("\n") == 1


def test_a_compressed_body_is_refused_whether_an_answer_is_kept_or_not(start_server: StartServer) -> None:
    server = start_server(evaluators=1)
    for content_type, body in (
        ("application/sparql-query", b"ASK {}"),
        ("application/x-www-form-urlencoded", b"query=ASK+{}"),
    ):
        for coding in ("gzip", "GZIP", "identity, gzip", "br"):
            for fields, status in (
                ({"Content-Encoding": coding}, 415),
                ({}, 200),
                ({"Content-Encoding": coding}, 415),
                ({"Content-Encoding": "identity"}, 200),
            ):
                for method in ("POST", "QUERY"):
                    given = {"Content-Type": content_type, "Accept": "*/*", **fields}
                    assert server.send(method, "/sparql", given, body).status == status
