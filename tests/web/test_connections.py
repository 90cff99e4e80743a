"""Connections are bounded: how many there are, how long they stay without a request, and what they leave unread."""

from __future__ import annotations

import asyncio
import http.client
import resource
import select
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from urllib.parse import quote

import pytest

from server.settings import Settings
from server.web.front import connections as connections_module
from server.web.front.connections import Connection, ConnectionLimiter, surplus
from tests.engine.small_store import ENDLESS
from tests.processes import proportional
from tests.web import http2
from tests.web.client import Server, until
from tests.web.conftest import EndpointServer, StartServer
from tests.web.test_running import figure
from tests.web.test_sparql_limits import ask_and_wait

ASK = "/sparql?query=ASK%7B%7D"
FLOOD, OTHER = "127.0.0.2", "127.0.0.3"
REQUEST = f"GET {ASK} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
LARGE = "SELECT * { ?s ?p ?o . ?a ?b ?c } LIMIT 20000"
MEBIBYTE = 2**20
MAX_CONCURRENT_STREAMS = 3
FOUND = b"\x88"
"""The status 200 in a block of fields (RFC 7541, appendix A)."""


@pytest.fixture(scope="module")
def impatient(start_server: StartServer) -> EndpointServer:
    """A server that keeps no connection without a request for longer than a second."""
    return start_server(evaluators=1, query_deadline=3, head_wait=1, keep_alive=1)


@pytest.fixture(scope="module")
def guarded(start_server: StartServer) -> EndpointServer:
    """A server at which nobody is exempt, for which a client that reads nothing soon leaves."""
    return start_server(evaluators=1, query_deadline=60, rate_exempt="", rate_limit=0, send_wait=2)


@contextmanager
def connections(
    server: Server, number: int, first: bytes = b"", source: str = FLOOD
) -> Iterator[list[socket.socket]]:
    """Connections that have sent something, whose other end takes no more than a few bytes ahead."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with ExitStack() as stack:
        opened = []
        own_address = source, 0
        for _ in range(number):
            connection = stack.enter_context(socket.socket())
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.settimeout(60)
            connection.bind(own_address)
            connection.connect(("127.0.0.1", server.port))
            connection.sendall(first)
            opened.append(connection)
        yield opened


def is_answered(server: Server, source: str = OTHER) -> bool:
    return server.send("GET", ASK, source=source).status == 200


def rest(connection: socket.socket) -> bytes:
    """What a connection still brings until the server ends it, in whichever way."""
    got = b""
    with suppress(ConnectionError):
        while piece := connection.recv(65536):
            got += piece
    return got


def ended(connections: list[socket.socket]) -> int:
    """How many connections the server has ended, or written to."""
    poll = select.poll()
    for connection in connections:
        poll.register(connection, select.POLLIN)
    return len(poll.poll(0))


@pytest.mark.parametrize(
    "first",
    [b"", b"G", http2.PREFACE[:10], http2.preface(), REQUEST[:40], REQUEST + REQUEST[:40]],
    ids=["silent", "one byte", "half a preface", "idle HTTP/2", "half a head", "half a second head"],
)
def test_a_connection_without_a_request_is_closed(impatient: EndpointServer, first: bytes) -> None:
    with connections(impatient, 1, first) as [connection]:
        assert rest(connection).count(b"HTTP/1.1 200") == first.count(REQUEST)


def test_a_head_sent_byte_by_byte_is_not_waited_for(impatient: EndpointServer) -> None:
    def drip(connection: socket.socket) -> None:
        while True:
            connection.sendall(b"X")
            time.sleep(0.05)

    with connections(impatient, 1, REQUEST[:-2]) as [connection], pytest.raises(ConnectionError):
        drip(connection)


def test_a_connection_with_a_request_under_way_is_not_idle(impatient: EndpointServer) -> None:
    with ask_and_wait(impatient, ENDLESS) as connection:
        assert connection.recv(20).startswith(b"HTTP/1.1 503")


def test_a_connection_that_is_used_again_and_again_stays(impatient: EndpointServer) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", impatient.port, timeout=60)
    connection.connect()
    used = connection.sock
    end = time.monotonic() + 2
    while time.monotonic() < end:
        connection.request("GET", ASK)
        assert connection.getresponse().read()
    assert connection.sock is used
    connection.close()


def test_a_client_that_reads_slowly_gets_everything(start_server: StartServer) -> None:
    server = start_server(evaluators=1, query_deadline=60, head_wait=1, keep_alive=1, send_wait=3)
    whole = server.get("text/csv", query=LARGE).body
    with connections(server, 1, head("text/csv")) as [connection]:
        response = http.client.HTTPResponse(connection)
        response.begin()
        pieces = []
        while piece := response.read(64 * 1024):
            pieces.append(piece)
            time.sleep(0.05)
        assert b"".join(pieces) == whole


def head(accept: str, query: str = LARGE) -> bytes:
    return (
        f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: localhost\r\nAccept: {accept}\r\n\r\n".encode()
    )


@pytest.mark.parametrize("exempt", ["", "127.0.0.0/8"])
def test_silent_connections_lock_nobody_out(start_server: StartServer, exempt: str) -> None:
    server = start_server(evaluators=1, rate_exempt=exempt, head_wait=3600)
    with connections(server, 1100) as opened:
        for _ in range(10):
            assert is_answered(server)
        assert is_answered(server, FLOOD)
        most = 1024 if exempt else 64
        until(lambda: figure(server, 'eikg_connections_closed_total{reason="surplus"}') >= 1100 - most)
        assert figure(server, "eikg_connections ") <= most + 1
        until(lambda: ended(opened) >= 1100 - most)


def test_connections_with_requests_outlast_those_without(start_server: StartServer) -> None:
    server = start_server(
        evaluators=1, query_deadline=3600, queue_wait=3600, rate_exempt="", client_connections=4
    )
    with ExitStack() as stack:
        busy = [stack.enter_context(ask_and_wait(server, source=FLOOD)) for _ in range(3)]
        until(lambda: server.running() == 1)
        opened = stack.enter_context(connections(server, 20))
        until(lambda: figure(server, "eikg_connections_closed_total") == 19)
        until(lambda: ended(opened) == 19)
        assert ended(busy) == 0


def test_kept_answers_that_nobody_reads_take_little_and_end(guarded: EndpointServer) -> None:
    whole = len(guarded.get("text/csv", query=LARGE).body)
    pid = guarded.process.pid
    before = proportional(pid)
    with connections(guarded, 60, head("text/csv")) as opened:
        until(lambda: figure(guarded, "eikg_connections ") > 50)
        grown = proportional(pid) - before
        assert whole * 60 > 100 * MEBIBYTE
        assert grown < 50 * MEBIBYTE
        until(lambda: figure(guarded, "eikg_connections ") <= 1)
        assert all(len(rest(connection)) < whole for connection in opened)
    assert is_answered(guarded, FLOOD)


def test_answers_left_unread_over_http_2_are_bounded_and_end(start_server: StartServer) -> None:
    server = start_server(evaluators=1, rate_exempt="", client_unread=100_000, send_wait=2)
    target = f"/sparql?query={quote('SELECT * { ?s ?p ?o } LIMIT 50')}".encode()
    asked = [http2.begun(number * 2 + 1, http2.ask(target=target), ended=True) for number in range(20)]
    with connections(server, 1, http2.preface(window=0) + b"".join(asked)) as (opened,):
        heads = (content for kind, _, content in http2.frames(opened) if kind == http2.HEADERS)
        answered = [FOUND in next(heads)[:3] for _ in range(20)]
        assert 1 <= answered.count(True) <= 6
        until(lambda: server.send("GET", ASK, source=FLOOD).status == 429)
        refused = server.send("GET", ASK, source=FLOOD).json()
        assert refused["type"].endswith("/busy")
        assert is_answered(server)
        until(lambda: is_answered(server, FLOOD))


def test_bodies_that_do_not_come_are_bounded(start_server: StartServer) -> None:
    server = start_server(
        evaluators=1,
        rate_exempt="",
        client_bodies=200_000,
        query_length=1000,
        receive_wait=3,
        connection_streams=30,
    )

    def posted(source: str) -> int:
        headers = {"Content-Type": "application/sparql-query"}
        return server.send("POST", "/sparql", headers, b"ASK {}", source).status

    block = http2.ask(post=True, target=b"/sparql")
    streams = [http2.begun(number * 2 + 1, block, ended=False) for number in range(20)]
    with connections(server, 1, http2.preface() + b"".join(streams)) as [connection]:
        assert http2.settings(connection)[MAX_CONCURRENT_STREAMS] == 30
        until(lambda: posted(FLOOD) == 429)
        assert posted(OTHER) == 200
        until(lambda: posted(FLOOD) == 200)


def connection(
    client: str | None, opened: float, *, asked: bool = False, under_way: bool = False
) -> Connection:
    return Connection(0, 0, ("", ""), client, opened, opened, asked, under_way)


def test_a_client_loses_first_what_it_needs_least() -> None:
    silent = [connection("a", moment) for moment in (1, 2)]
    idle = [connection("a", moment, asked=True) for moment in (1, 2)]
    busy = [connection("a", moment, asked=True, under_way=True) for moment in (1, 2)]
    mine, other = [*busy, *silent, *idle], connection("b", 0)
    in_order = [silent[0], silent[1], idle[0], idle[1], busy[1], busy[0]]
    for share in range(1, 7):
        closed = surplus([*mine, other], 100, share)
        assert {id(one) for one in closed} == {id(one) for one in in_order[: 6 - share]}


def test_of_all_the_clients_with_most_lose_first() -> None:
    large = [connection("a", moment) for moment in range(50)]
    small = [connection("b", moment) for moment in range(5)]
    proxy = [connection(None, moment) for moment in range(40)]
    closed = surplus([*large, *small, *proxy], 60, 64)
    assert len(closed) == 35
    assert {one.client for one in closed} == {"a"}
    assert len(surplus([*proxy, connection("b", 0)], 30, 64)) == 11


def test_the_limiter_goes_on_after_a_look_that_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    limiter, looks = ConnectionLimiter(Settings()), 0

    def look() -> tuple[list[Connection], list[Connection]]:
        nonlocal looks
        looks += 1
        raise TypeError("a fault of the program")

    monkeypatch.setattr(limiter, "look", look)
    monkeypatch.setattr(connections_module, "_AFTER_FAILURE", 0.001)

    async def watched() -> None:
        watch = asyncio.create_task(limiter.watch())
        while looks < 3:
            assert not watch.done()
            await asyncio.sleep(0.001)
        watch.cancel()

    asyncio.run(watched())
