"""Answers are compressed whole and piece by piece, and where that takes long, beside the event loop."""

from __future__ import annotations

import asyncio
import threading
import zlib
from collections.abc import AsyncIterator

import pytest

from server.endpoint import results
from server.endpoint.http import Answer
from server.endpoint.results import AT_ONCE, compressed

SMALL = b"x" * AT_ONCE
LARGE = SMALL + b"y"


class Coder:
    """Codes nothing, and notes the thread in which it is asked to."""

    def __init__(self, threads: set[str]) -> None:
        self.threads = threads

    def compress(self, data: bytes) -> bytes:
        self.threads.add(threading.current_thread().name)
        return data

    def flush(self, *_: int) -> bytes:
        return b""


async def stream(pieces: list[bytes]) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


def answer(body: bytes | AsyncIterator[bytes]) -> Answer:
    return Answer(200, [(b"content-type", b"text/csv")], body)


async def read(found: Answer) -> bytes:
    if isinstance(found.body, bytes):
        return found.body
    return b"".join([piece async for piece in found.body])


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize(("body", "beside"), [(SMALL, False), (LARGE, True)])
def test_many_bytes_are_compressed_beside_the_event_loop(
    monkeypatch: pytest.MonkeyPatch, body: bytes, beside: bool, streamed: bool
) -> None:
    threads: set[str] = set()
    monkeypatch.setitem(results.CODINGS, "gzip", lambda: (Coder(threads), 0))

    async def coded() -> bytes:
        return await read(await compressed(answer(stream([body]) if streamed else body), "gzip"))

    assert asyncio.run(coded()) == body
    assert (threading.current_thread().name not in threads) == beside


@pytest.mark.parametrize("pieces", [[b"a", LARGE, b"b"], [LARGE, LARGE], [b""]])
def test_a_stream_is_decoded_to_what_it_was(pieces: list[bytes]) -> None:
    async def coded() -> bytes:
        return await read(await compressed(answer(stream(pieces)), "gzip"))

    assert zlib.decompress(asyncio.run(coded()), 31) == b"".join(pieces)
