"""Requests that two servers could read differently: one is answered, and nothing in it is taken for another.

By the HTTP server, or by this one ahead of it where that one is lenient. A table: what is sent, what becomes of it.
"""

from __future__ import annotations

import re
import socket

import pytest

from tests.web import http2
from tests.web.conftest import EndpointServer, StartServer

HEAD = b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
LAST = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
SMUGGLED = b"GET /sparql?query=ASK%7B%7D&smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
BODY = b"ASK {}"
IN_CHUNKS = b"6\r\nASK {}\r\n0\r\n\r\n"


def post(fields: bytes, body: bytes, head: bytes = HEAD) -> bytes:
    return head + fields + b"\r\n" + body


def get(target: bytes, fields: bytes = b"Host: localhost\r\n") -> bytes:
    return b"GET %b HTTP/1.1\r\n%b\r\n" % (target, fields)


ASK = b"/sparql?query=ASK%7B%7D"
REFUSED: dict[str, bytes] = {
    "two lengths": post(b"Content-Length: 6\r\nContent-Length: 7\r\n", BODY),
    "a list of lengths": post(b"Content-Length: 6, 6\r\n", BODY),
    "a length with a sign": post(b"Content-Length: +6\r\n", BODY),
    "a negative length": post(b"Content-Length: -6\r\n", BODY),
    "a hexadecimal length": post(b"Content-Length: 0x6\r\n", BODY),
    "two numbers": post(b"Content-Length: 6 6\r\n", BODY),
    "a length of more than 64 bits": post(b"Content-Length: 18446744073709551622\r\n", BODY),
    "an empty length": post(b"Content-Length: \r\n", BODY),
    "a space before the colon": post(b"Content-Length : 6\r\n", BODY),
    "a space before the colon of a coding": post(b"Transfer-Encoding : chunked\r\n", IN_CHUNKS),
    "a folded line": post(b"Content-Length: 6\r\nX-A: a\r\n b\r\n", BODY),
    "a folded coding": post(b"Transfer-Encoding:\r\n chunked\r\n", IN_CHUNKS),
    "a first line folded": b"GET / HTTP/1.1\r\n X-A: b\r\nHost: localhost\r\n\r\n",
    "a name with a space": get(b"/", b"Host: localhost\r\nX A: b\r\n"),
    "a bare CR": post(b"Content-Length: 6\r\nX-A: a\rTransfer-Encoding: chunked\r\n", BODY),
    "a NUL": post(b"Content-Length: 6\r\nX-A: a\0b\r\n", BODY),
    "chunks twice": post(CHUNKED * 2, IN_CHUNKS),
    "chunks, then another coding": post(b"Transfer-Encoding: chunked, identity\r\n", IN_CHUNKS),
    "another coding, then chunks": post(b"Transfer-Encoding: gzip, chunked\r\n", IN_CHUNKS),
    "an unknown coding": post(b"Transfer-Encoding: xchunked\r\n", IN_CHUNKS),
    "no coding": post(b"Transfer-Encoding: identity\r\nContent-Length: 6\r\n", BODY),
    "a coding behind a tabulator": post(b"Transfer-Encoding: \x0bchunked\r\n", IN_CHUNKS),
    "chunks by HTTP/1.0": post(CHUNKED, IN_CHUNKS).replace(b"HTTP/1.1", b"HTTP/1.0"),
    "a chunk's size with a sign": post(CHUNKED, b"+" + IN_CHUNKS),
    "a negative chunk": post(CHUNKED, b"-" + IN_CHUNKS),
    "a chunk's size with 0x": post(CHUNKED, b"0x" + IN_CHUNKS),
    "a space before a chunk's size": post(CHUNKED, b" " + IN_CHUNKS),
    "a chunk of more than 64 bits": post(CHUNKED, b"1000000000000000" + IN_CHUNKS),
    "a chunk without a size": post(CHUNKED, IN_CHUNKS[1:]),
    "chunks with bare LF": post(CHUNKED, IN_CHUNKS.replace(b"\r", b"")),
    "a chunk longer than its size": post(CHUNKED, b"5" + IN_CHUNKS[1:]),
    "a bare LF in a chunk's extension": post(CHUNKED, IN_CHUNKS.replace(b"6", b"6;a\nb", 1)),
    "a long extension of a chunk": post(CHUNKED, IN_CHUNKS.replace(b"6", b"6;" + b"a" * 40_000, 1)),
    "a space in the target": get(b"/sparql?query=ASK {}"),
    "no path": get(b"localhost:80"),
    "no slash": get(b"sparql?query=ASK%7B%7D"),
    "a star": get(b"*"),
    "CONNECT": b"CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "HTTP/1.2": get(ASK).replace(b"1.1", b"1.2"),
    "a user in the target": get(b"http://a:b@localhost" + ASK, b""),
    "a user in Host": get(ASK, b"Host: a@localhost\r\n"),
    "a space in Host": get(ASK, b"Host: local host\r\n"),
    "two Hosts": get(ASK, b"Host: localhost\r\nHost: other.example\r\n"),
    "a list in Host": get(ASK, b"Host: localhost, other.example\r\n"),
    "a path in Host": get(ASK, b"Host: localhost/a\r\n"),
    "a Host that is no name": get(ASK, b"Host: <script>\r\n"),
    "an open bracket in Host": get(ASK, b"Host: [::1\r\n"),
    "a port in Host that is none": get(ASK, b"Host: localhost:123456\r\n"),
}
"""With 400 or 501, and the connection is of no more use, or the next request on it is the next that was sent."""

ANSWERED: dict[str, bytes] = {
    "a length": post(b"Content-Length: 6\r\n", BODY),
    "the same length twice (RFC 9112, section 6.3)": post(b"Content-Length: 6\r\n" * 2, BODY),
    "chunks": post(CHUNKED, IN_CHUNKS),
    "chunks in capitals": post(b"Transfer-Encoding: CHUNKED\r\n", IN_CHUNKS),
    "an extension of a chunk (section 7.1.1)": post(CHUNKED, IN_CHUNKS.replace(b"6", b"6;a=b", 1)),
    "a space behind a chunk's size (section 7.1.1)": post(CHUNKED, IN_CHUNKS.replace(b"6", b"6 ", 1)),
    "lines that end with bare LF (section 2.2)": get(ASK).replace(b"\r\n", b"\n"),
    "empty lines ahead (section 2.2)": b"\r\n\r\n" + get(ASK),
    "an absolute target (section 3.2.2)": get(b"http://localhost" + ASK),
    "an absolute target of another host; Host counts": get(b"http://other.example" + ASK),
    "an absolute target without Host": get(b"http://localhost" + ASK, b""),
}
"""With 200, and the next request on the connection is the next that was sent."""


@pytest.fixture(scope="module")
def server(start_server: StartServer) -> EndpointServer:
    return start_server(evaluators=1, receive_wait=2)


def statuses(server: EndpointServer, request: bytes) -> list[int]:
    """The statuses of all answers to a request, and to the last one that follows on its connection."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        answer = b""
        try:
            connection.sendall(request + LAST)
            while part := connection.recv(65536):
                answer += part
        except ConnectionError:
            pass  # closed with bytes of the request unread
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) ", answer)]


@pytest.mark.parametrize("name", REFUSED)
def test_what_can_be_read_in_two_ways_is_refused(server: EndpointServer, name: str) -> None:
    found = statuses(server, REFUSED[name])
    assert {*found[:1]} <= {400, 501}  # or nothing, where the connection is given up
    assert found[1:] in ([], [200])


@pytest.mark.parametrize("name", ANSWERED)
def test_what_can_be_read_in_one_way_is_answered(server: EndpointServer, name: str) -> None:
    assert statuses(server, ANSWERED[name]) == [200, 200]
    assert statuses(server, ANSWERED[name] + SMUGGLED) == [200, 200, 200]


def test_of_a_length_beside_chunks_nothing_is_smuggled(server: EndpointServer) -> None:
    for length in (b"0", b"6", b"4", b"100"):
        both = (b"Content-Length: %b\r\n" % length + CHUNKED, CHUNKED + b"Content-Length: %b\r\n" % length)
        for fields in both:
            # The chunks count, and the connection ends behind them.
            assert statuses(server, post(fields, IN_CHUNKS + SMUGGLED)) == [200]
            assert statuses(server, post(fields, b"0\r\n\r\n" + SMUGGLED)) == [400]


@pytest.mark.parametrize(
    "field",
    [
        *(
            (b"transfer-encoding", b"chunked"),
            (b"connection", b"close"),
            (b"X-Upper", b"a"),
            (b"x-a", b"a\r\nb"),
        ),
        *((b"content-length", b"5"), (b"content-length", b"+0"), (b"x a", b"b"), (b"te", b"gzip")),
    ],
)
def test_what_http_2_forbids_is_given_up(server: EndpointServer, field: tuple[bytes, bytes]) -> None:
    assert http2.answer(server.port, http2.ask(http2.field(*field)))[1] == b""


def test_of_an_authority_beside_another_host_the_host_is_what_counts(server: EndpointServer) -> None:
    """The HTTP server keeps one of the two, so no part of this one reads the other."""
    same = http2.answer(server.port, http2.ask(http2.field(b"host", b"localhost")))
    assert b'"boolean":true' in same[1]
    for host in (b"a@localhost", b"a b", b"a/b", b"a, b"):
        assert b"Host" in http2.answer(server.port, http2.ask(http2.field(b"host", host)))[1]
    assert b"Host" in http2.answer(server.port, http2.ask(authority=b"a@localhost"))[1]
