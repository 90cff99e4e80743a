"""The ways in which HTTP transfers one request: byte by byte on a socket (RFC 9112), and by curl as HTTP/2 (9113)."""

from __future__ import annotations

import http.client
import io
import socket
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import cycle, islice

from tests.conftest import require_tool
from tests.web.client import Answer

Headers = Mapping[str, str]
Transfer = Callable[[int, str, str, Headers, bytes], Answer]
"""Sends a request (port, method, target, headers, body) and gives its answer."""

ALIVE = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"


def with_length(port: int, method: str, target: str, headers: Headers, body: bytes) -> Answer:
    fields = {**headers, "Content-Length": str(len(body))}
    return by_socket(port, method, target, fields, iter((body,)))


def without_body(port: int, method: str, target: str, headers: Headers, body: bytes) -> Answer:
    assert not body
    return by_socket(port, method, target, headers, iter(()))


def after_continue(port: int, method: str, target: str, headers: Headers, body: bytes) -> Answer:
    """The body once the server has asked for it (RFC 9110, section 10.1.1)."""
    fields = {**headers, "Content-Length": str(len(body)), "Expect": "100-continue"}
    return by_socket(port, method, target, fields, iter((body,)), expect=bool(body))


def in_one_chunk(port: int, method: str, target: str, headers: Headers, body: bytes) -> Answer:
    return by_socket(port, method, target, {**_CHUNKED, **headers}, chunks([body]))


def in_many_chunks(port: int, method: str, target: str, headers: Headers, body: bytes) -> Answer:
    """The first bytes one by one, then more at a time, as no test shall take long."""
    parts = [body[n : n + 1] for n in range(min(64, len(body)))] + list(_pieces(body[64:]))
    return by_socket(port, method, target, {**_CHUNKED, **headers}, chunks(parts, b";note=x"))


def with_trailers(port: int, method: str, target: str, headers: Headers, body: bytes) -> Answer:
    fields = {**_CHUNKED, **headers, "Trailer": "X-Sum, Content-Length"}
    pieces = chunks([body[:7], body[7:]], end=b"X-Sum: 1\r\nContent-Length: 3\r\n")
    return by_socket(port, method, target, fields, pieces)


def by_http_2(port: int, method: str, target: str, headers: Headers, body: bytes) -> Answer:
    return by_curl(port, method, target, headers, ["--data-binary", "@-"], body)


def by_http_2_in_pieces(port: int, method: str, target: str, headers: Headers, body: bytes) -> Answer:
    """A body whose length is not told."""
    return by_curl(port, method, target, headers, ["--upload-file", "-"], body)


_CHUNKED = {"Transfer-Encoding": "chunked"}
WITH_LENGTH_UNKNOWN: dict[str, Transfer] = {
    "one chunk": in_one_chunk,
    "many chunks": in_many_chunks,
    "chunks with trailers": with_trailers,
    "HTTP/2, length unknown": by_http_2_in_pieces,
}
TRANSFERS: dict[str, Transfer] = {
    **WITH_LENGTH_UNKNOWN,
    "after 100 (Continue)": after_continue,
    "HTTP/2": by_http_2,
}
"""All ways but `with_length`, which the others are compared with."""


def by_socket(
    port: int,
    method: str,
    target: str,
    headers: Headers,
    pieces: Iterator[bytes],
    expect: bool = False,
    hosts: Sequence[str] = ("localhost",),
    version: str = "1.1",
) -> Answer:
    """Send the pieces of a body as they are; what comes next on the connection must be a request of its own.

    `hosts` are the values of the header Host, as often as it is sent.
    """
    fields = [*(("Host", host) for host in hosts), *headers.items()]
    head = [f"{method} {target} HTTP/{version}", *(f"{name}: {value}" for name, value in fields)]
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall("\r\n".join([*head, "", ""]).encode())
        if expect:
            assert connection.recv(1024) == b"HTTP/1.1 100 Continue\r\n\r\n"
        for piece in pieces:
            connection.sendall(piece)
        answer = received(connection, method)
        if answer.headers["Connection"] != "close" and version == "1.1":
            connection.sendall(ALIVE)
            assert received(connection, "GET").json()["status"] == "live"
        return answer


def received(connection: socket.socket, method: str) -> Answer:
    """The next answer on a connection."""
    response = http.client.HTTPResponse(connection, method=method)
    with response:
        response.begin()
        return Answer(response.status, response.headers, response.read())


def by_curl(port: int, method: str, target: str, headers: Headers, options: list[str], body: bytes) -> Answer:
    command = [
        *(require_tool("curl", "curl"), "--silent", "--globoff", "--include", "--max-time", "60"),
        *("--http2-prior-knowledge", "-H", "Host: localhost"),
        *(["--head"] if method == "HEAD" else ["--request", method]),
        *(options if body else []),
        *(part for name in ("Content-Type", "Expect") if name not in headers for part in ("-H", f"{name}:")),
        *(part for name, value in headers.items() for part in ("-H", f"{name}: {value}")),
        f"http://127.0.0.1:{port}{target}",
    ]
    run = subprocess.run(command, input=body, capture_output=True, check=False)
    assert run.returncode == 0, (command, run.returncode, run.stderr)
    lines = io.BytesIO(run.stdout)
    status = lines.readline()
    assert status.startswith(b"HTTP/2 "), status
    return Answer(int(status.split()[1]), http.client.parse_headers(lines), lines.read())


def chunks(parts: list[bytes], extension: bytes = b"", end: bytes = b"") -> Iterator[bytes]:
    for part in parts:
        if part:  # an empty chunk is the last one
            yield b"%x%b\r\n%b\r\n" % (len(part), extension, part)
    yield b"0\r\n%b\r\n" % end


def _pieces(body: bytes) -> Iterator[bytes]:
    start = 0
    for size in islice(cycle((1, 100, 3000)), len(body)):
        if start >= len(body):
            return
        yield body[start : start + size]
        start += size
