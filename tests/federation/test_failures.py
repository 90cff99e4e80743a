"""Endpoints that fail, in every way: the query is told so, in time, and SILENT goes on without them."""

from __future__ import annotations

import http.client
import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

import pytest

from tests.federation.remotes import EMPTY, Listener, Recorder, answering
from tests.web.client import Server, until
from tests.web.conftest import StartServer

SECONDS = 1.0
ENDED = threading.Event()
"""Set when the tests are over, so that no endless answer outlives them."""


def hang(connection: socket.socket, _: bytes) -> None:
    connection.recv(1)


def trickle(response: bytes) -> Callable[[socket.socket, bytes], None]:
    def behave(connection: socket.socket, _: bytes) -> None:
        for code in response:
            if ENDED.wait(0.05):
                return
            connection.sendall(bytes([code]))

    return behave


def endless(start: bytes, piece: bytes) -> Callable[[socket.socket, bytes], None]:
    def behave(connection: socket.socket, _: bytes) -> None:
        connection.sendall(start)
        while not ENDED.is_set():
            connection.sendall(piece)

    return behave


def reset(connection: socket.socket, _: bytes) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def say(response: bytes) -> Callable[[socket.socket, bytes], None]:
    return lambda connection, _: connection.sendall(response)


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\n"
TABLE = '{"head":{"vars":["s","p","o"]},"results":{"bindings":[%s]}}'
ROW = '{"s":{"type":"literal","value":"x"}}'
IRI = '{"type":"uri","value":"x:a"}'
NESTED = f'{{"type":"triple","value":{{"subject":{IRI},"predicate":{IRI},"object":'


def table(rows: str) -> bytes:
    return answering((TABLE % rows).encode())


BEHAVIOURS: dict[str, tuple[Callable[[socket.socket, bytes], None], int, str]] = {
    "hangs": (hang, 504, "in time"),
    "trickles its head": (trickle(HEAD + b"X-Long: " + b"x" * 10_000), 504, "in time"),
    "trickles its body": (trickle(answering(EMPTY + b" " * 10_000)), 504, "in time"),
    "says to go on for ever": (endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), 504, "in time"),
    "sends an endless body": (endless(HEAD + b"\r\n", b" " * 65536), 502, "more than"),
    "sends endless headers": (endless(HEAD, b"X-More: x\r\n"), 502, "could not be read"),
    "sends an endless header": (endless(HEAD + b"X-Long: ", b"x" * 65536), 502, "could not be read"),
    "sends too many rows": (say(table(",".join([ROW] * 101))), 502, "more than 100 rows"),
    "sends garbage": (say(b"\x16\x03\x01 this is no HTTP\r\n\r\n"), 502, "could not be read"),
    "sends a body of garbage": (say(answering(b"\x00\xff{[")), 502, "breaks off"),
    "sends no JSON": (say(answering(b"not a table")), 502, "no table"),
    "sends half an answer": (say(HEAD + b"\r\n" + (TABLE % ROW).encode()[:-6]), 502, "breaks off"),
    "sends less than it says": (
        say(table(ROW).replace(b"Content-Length: ", b"Content-Length: 9")),
        502,
        "less than",
    ),
    "sends HTML": (say(answering(b"<html></html>", "text/html")), 502, "text/html"),
    "sends XML": (say(answering(b"<sparql/>", "application/sparql-results+xml")), 502, "xml"),
    "sends a boolean": (say(answering(b'{"head":{},"boolean":true}')), 502, "yes or no"),
    "sends a bad IRI": (say(table('{"s":{"type":"uri","value":"x:a> } "}}')), 502, "no table"),
    "sends a relative IRI": (say(table('{"s":{"type":"uri","value":"a"}}')), 502, "no table"),
    "sends what it did not announce": (say(table('{"z":{"type":"literal","value":"x"}}')), 502, "no table"),
    "nests terms deeply": (say(table(f'{{"s":{NESTED * 9000}{IRI}{"}}" * 9000}}}')), 502, "too deep"),
    "nests brackets deeply": (say(answering(b"[" * 500_000 + b"]" * 500_000)), 502, "too deep"),
    "compresses": (
        say(answering(EMPTY, "application/json", "200 OK", "Content-Encoding: gzip")),
        502,
        "gzip",
    ),
    "fails": (say(answering(b"x" * 1000, "text/plain", "500 Oops")), 502, "status 500"),
    "does not find": (say(answering(b"", "text/plain", "404 Gone")), 502, "status 404"),
    "asks who it is": (
        say(answering(b"", "text/plain", "401 No", "WWW-Authenticate: Basic")),
        502,
        "status 401",
    ),
    "redirects without an address": (say(answering(b"", "text/plain", "302 Found")), 502, "status 302"),
    "redirects to itself": (
        say(answering(b"", "text/plain", "307 Again", "Location: sparql")),
        502,
        "redirects more",
    ),
    "closes at once": (lambda connection, _: None, 502, "could not be read"),
    "resets": (reset, 502, "could not be read"),
}


@pytest.fixture(scope="module")
def misbehaving() -> Iterator[dict[str, Listener]]:
    listeners = {name: Listener(behave) for name, (behave, _, _) in BEHAVIOURS.items()}
    yield listeners
    ENDED.set()
    for listener in listeners.values():
        listener.close()


@pytest.fixture(scope="module")
def good() -> Iterator[Recorder]:
    recorder = Recorder("<http://example.org/thing/1> <http://example.org/label> 'one' .")
    yield recorder
    recorder.close()


def address(name: str) -> str:
    return f"http://{name.replace(' ', '-')}.example/sparql"


@pytest.fixture(scope="module")
def server(start_server: StartServer, misbehaving: dict[str, Listener], good: Recorder) -> Server:
    entries = {address(name): listener.port for name, listener in misbehaving.items()}
    entries |= {"http://good.example/sparql": good.port, "http://closed.example/sparql": 1}
    return start_server(
        federation=" ".join(f"{url}=127.0.0.1:{port}" for url, port in entries.items()),
        federation_seconds=SECONDS,
        federation_size=2_000_000,
        federation_rows=100,
        evaluators=1,
    )


def ask(server: Server, query: str) -> tuple[int, str]:
    answer = server.get("application/sparql-results+json, application/problem+json;q=0.5", query=query)
    return answer.status, answer.text


@pytest.mark.parametrize("name", BEHAVIOURS)
def test_an_endpoint_that_misbehaves_is_named_with_what_it_did(server: Server, name: str) -> None:
    _, expected, said = BEHAVIOURS[name]
    status, text = ask(server, f"SELECT * {{ SERVICE <{address(name)}> {{ ?s ?p ?o }} }}")
    problem = json.loads(text)
    assert (status, problem["status"]) == (expected, expected), text
    assert problem["type"].endswith("/problem/remote-failed")
    assert problem["endpoint"] == address(name)
    assert address(name) in problem["detail"]
    assert said in problem["detail"]
    assert "SILENT" in problem["detail"]


@pytest.mark.parametrize("name", BEHAVIOURS)
def test_silent_goes_on_with_one_solution_that_binds_nothing_more(server: Server, name: str) -> None:
    service = f"SERVICE SILENT <{address(name)}> {{ ?s ?p ?o }}"
    status, text = ask(server, f"SELECT * {{ VALUES ?x {{ 1 2 }} {service} }}")
    assert status == 200, text
    assert [[*row] for row in json.loads(text)["results"]["bindings"]] == [["x"], ["x"]]


def test_an_address_that_takes_no_connection_is_named(server: Server) -> None:
    status, text = ask(server, "SELECT * { SERVICE <http://closed.example/sparql> { ?s ?p ?o } }")
    assert (status, "refused" in text) == (502, True)


def test_bindings_that_are_too_long_are_neither_read_nor_sent(server: Server, good: Recorder) -> None:
    before = len(good.queries)
    doubled = " ".join(
        f"BIND(CONCAT(?v{number}, ?v{number}) AS ?v{number + 1})" for number in range(17)
    )  # from 16 bytes to 2 MiB
    given = f"BIND('xxxxxxxxxxxxxxxx' AS ?v0) {doubled} BIND(?v17 AS ?o)"
    service = "SERVICE <http://good.example/sparql> { ?s ?p ?o }"
    status, text = ask(server, f"SELECT ?s {{ {given} {service} }}")
    assert (status, json.loads(text)["type"].rpartition("/")[2]) == (413, "result-too-large")
    assert len(good.queries) == before


def test_what_failed_is_not_kept(server: Server, misbehaving: dict[str, Listener]) -> None:
    before = misbehaving["fails"].count
    for _ in range(2):
        ask(server, f"SELECT * {{ SERVICE <{address('fails')}> {{ ?s ?p ?o }} }}")
    assert misbehaving["fails"].count == before + 2


def test_a_call_ends_when_the_asker_leaves(start_server: StartServer) -> None:
    listener = Listener(hang)
    server = start_server(
        federation=f"http://hangs.example/=127.0.0.1:{listener.port}", federation_seconds=100
    )
    query = urlencode({"query": "SELECT * { SERVICE SILENT <http://hangs.example/> { ?s ?p ?o } }"})
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.request("GET", f"/sparql?{query}")
    until(lambda: listener.count == 1)
    connection.close()
    until(listener.gone.is_set)
    listener.close()
    assert ask(server, "ASK {}")[0] == 200


def test_the_deadline_of_the_query_holds_for_its_calls(start_server: StartServer) -> None:
    listener = Listener(hang)
    server = start_server(
        federation=f"http://hangs.example/=127.0.0.1:{listener.port}",
        federation_seconds=100,
        query_deadline=1,
    )
    query = "SELECT * { SERVICE %s <http://hangs.example/> { ?s ?p ?o } }"
    assert ask(server, query % "")[0] in (503, 504)
    assert ask(server, query % "SILENT")[0] == 503, "no time is left to answer without it"
    listener.close()


def test_a_query_that_is_too_long_to_be_taken_apart_is_refused(server: Server) -> None:
    query = f"SELECT * {{ SERVICE SILENT <http://closed.example/sparql> {{ ?s ?p '{'x' * 32_800}' }} }}"
    answer = server.post(query, "application/sparql-query")
    assert (answer.status, "longer than 32,768 characters" in answer.text) == (403, True)


def test_only_so_many_calls_for_one_query(start_server: StartServer, good: Recorder) -> None:
    server = start_server(federation=f"http://good.example/sparql=127.0.0.1:{good.port}", federation_calls=2)
    services = [f"SERVICE <http://good.example/sparql> {{ ?s{one} ?p{one} ?o{one} }}" for one in range(3)]
    assert ask(server, f"SELECT * {{ {' '.join(services[:2])} }}")[0] == 200
    status, text = ask(
        server, f"SELECT * {{ {' '.join(service.replace('?p', '?q') for service in services)} }}"
    )
    assert (status, "EIKG_FEDERATION_CALLS" in text) == (400, True)


def test_only_so_many_calls_of_an_endpoint_and_so_many_queries_at_the_same_time(
    start_server: StartServer,
) -> None:
    going, most, both = 0, 0, threading.Lock()
    go_on = threading.Event()

    def wait() -> None:
        nonlocal going, most
        with both:
            going += 1
            most = max(most, going)
        go_on.wait(20)
        with both:
            going -= 1

    recorder = Recorder(before=wait)
    server = start_server(
        federation=f"http://slow.example/=127.0.0.1:{recorder.port}",
        federation_at_once=2,
        federation_queries=4,
        federation_seconds=30,
        client_queries=3,
    )
    found: list[int] = []

    def query(number: int, source: str) -> None:
        text = f"SELECT * {{ SERVICE <http://slow.example/> {{ ?s ?p '{number} of {source}' }} }}"
        found.append(server.send("GET", f"/sparql?{urlencode({'query': text})}", source=source).status)

    def asked(*sources: str) -> list[threading.Thread]:
        threads = [
            threading.Thread(target=query, args=(number, source)) for number, source in enumerate(sources)
        ]
        for thread in threads:
            thread.start()
        return threads

    threads = asked(*["127.0.0.1"] * 4)
    until(lambda: len(found) == 1)
    assert found == [429], "one client has its share"
    threads += asked("127.0.0.2", "127.0.0.3")
    until(lambda: len(found) == 2)
    assert found == [429, 503], "and all together have theirs"
    until(lambda: going == 2)
    go_on.set()
    for thread in threads:
        thread.join()
    assert found[2:] == [200] * 4
    assert most == 2
    recorder.close()
