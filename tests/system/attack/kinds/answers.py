"""Answers that nobody reads, or only slowly, and such as cost much to send."""

from __future__ import annotations

import time
from itertools import count
from typing import Final

from tests.system.attack.attack import NAME, Attack, Target, asked, flood, hold, message, once, repeat
from tests.web import http2

KIND: Final = "unread answers"

KEPT: Final = "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 14000"
"""Its result has some 3.4 MB, so that it is kept."""

_INITIAL_WINDOW_SIZE: Final = 4


def _large(number: int) -> str:
    return f"SELECT ?s ?p ?o {{ ?s ?p ?o FILTER(?s != <urn:x:{number}>) }}"


def kept(target: Target) -> None:
    """500 connections ask for a kept result of 3.4 MB and take nothing of it."""
    once(target, asked(KEPT), most=2**24)
    hold(target, 500, lambda: asked(KEPT), reads=False)


def streamed(target: Target) -> None:
    """200 connections ask for results of 13 MB that are streamed, each another one, and take nothing."""
    numbers = count()
    hold(target, 200, lambda: asked(_large(next(numbers))), reads=False)


def pages(target: Target) -> None:
    """500 connections ask for pages of 190 KB and for HEAD of results, and take nothing."""
    head = message("/id/state/belarus", method="HEAD")
    hold(target, 500, lambda: target.random.choice((message("/id/state/belarus"), head)), reads=False)


def pipelined(target: Target) -> None:
    """100 connections with requests after one another, whose answers nobody takes."""
    one = f"GET /id/body/eaeu HTTP/1.1\r\nHost: {NAME}\r\n\r\n".encode()
    hold(target, 100, lambda: one * 200, lambda: one * 200, reads=False)


def window_of_zero(target: Target) -> None:
    """10 connections of HTTP/2 with a window of zero, each with 100 streams that ask for large results."""
    once(target, asked(KEPT), most=2**24)
    opening = http2.PREFACE + http2.frame(
        http2.SETTINGS, 0, 0, _INITIAL_WINDOW_SIZE.to_bytes(2, "big") + bytes(4)
    )
    target_of = asked(KEPT).split(b" ")[1]
    requests = b"".join(
        part for number in range(100) for part in http2.request(http2.head(target_of), 2 * number + 1)
    )
    hold(target, 10, lambda: opening + requests, lambda: http2.frame(http2.PING, 0, 0, bytes(8)), reads=False)


def slowly(target: Target) -> None:
    """100 connections that take a kilobyte a second of a large result."""
    numbers = count()
    while not target.over():
        if len(target.held) < 100:
            try:
                client = target.connect(buffer=4096, seconds=0.5)
                target.held.append(client)
                client.sendall(asked(target.random.choice((KEPT, _large(next(numbers))))))
            except OSError:
                time.sleep(0.1)
            continue
        for client in [*target.held]:
            try:
                client.setblocking(False)
                alive = bool(client.recv(1024))
            except BlockingIOError:
                alive = True
            except OSError:
                alive = False
            if not alive:
                client.close()
                target.held.remove(client)
        time.sleep(1)


def compressed(target: Target) -> None:
    """Large results, each another one, in every format and coding, read as fast as they come."""
    numbers = count()

    def make() -> bytes:
        coding = target.random.choice(("gzip", "zstd", "gzip, zstd;q=0.5"))
        form = target.random.choice(("json", "xml", "csv", "tsv", "arrow", "parquet"))
        return asked(_large(next(numbers)), ("Accept-Encoding", coding), more=f"&format={form}")

    flood(target, make, most=2**25)


def left(target: Target) -> None:
    """Large results that nobody waits for after their first bytes."""
    numbers = count()
    repeat(target, lambda: _begun(target, asked(_large(next(numbers)))), 16)


def _begun(target: Target, raw: bytes) -> None:
    with target.connect() as client:
        client.sendall(raw)
        client.recv(1)


ATTACKS: Final = (
    Attack("unread kept results", KIND, kept, nginx=True),
    Attack("unread streamed results", KIND, streamed, nginx=True),
    Attack("unread pages and HEAD", KIND, pages),
    Attack("unread answers, pipelined", KIND, pipelined),
    Attack("HTTP/2 window of zero", KIND, window_of_zero),
    Attack("results read slowly", KIND, slowly),
    Attack("large results, compressed", KIND, compressed, nginx=True),
    Attack("large results, left", KIND, left),
)
