"""Answers compressed on their way, piece by piece, as the client's Accept-Encoding allows.

Each piece is flushed, so that a stream stays one. The end of the compressed data is written after the last piece only:
of an answer that breaks off, a decoder knows that it is not whole.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator, Callable
from functools import lru_cache
from typing import Final, Protocol

import zstandard

from server.endpoint.http import Answer
from server.endpoint.negotiation import best_coding

SMALLEST: Final = 1024
"""Bytes below which compressing an answer is not worth it."""

AT_ONCE: Final = 64 * 1024
"""Bytes that are compressed in the event loop itself."""

_GZIP: Final = 31  # zlib's number for a gzip header and trailer with the largest window
_LEVEL: Final = 5
_TYPES: Final = ("text/", "application/", "image/svg")
_COMPRESSED_THEMSELVES: Final = ("application/vnd.apache.parquet",)


class _Compressor(Protocol):
    """What zlib and zstandard have in common."""

    def compress(self, data: bytes, /) -> bytes:
        """Take data and return what of it is ready."""

    def flush(self, mode: int = ..., /) -> bytes:
        """Return the rest: of the data so far, or with the end of all."""


def _gzip() -> tuple[_Compressor, int]:
    return zlib.compressobj(_LEVEL, wbits=_GZIP), zlib.Z_SYNC_FLUSH


def _zstd() -> tuple[_Compressor, int]:
    compressor = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True)
    return compressor.compressobj(), zstandard.COMPRESSOBJ_FLUSH_BLOCK


CODINGS: Final[dict[str, Callable[[], tuple[_Compressor, int]]]] = {"zstd": _zstd, "gzip": _gzip}
"""Content coding → how it is begun, with its way to flush; that preferred first."""


@lru_cache(maxsize=256)  # clients send the same few headers again and again
def coding_for(accept_encoding: str | None) -> str | None:
    """The content coding that a client likes best of those here; None for none at all."""
    return best_coding(accept_encoding, tuple(CODINGS))


def worth_it(content_type: str, length: int | None) -> bool:
    """Whether an answer is worth compressing; `length` is None where it is not known."""
    media_type = content_type.partition(";")[0]
    return (
        media_type.startswith(_TYPES)
        and media_type not in _COMPRESSED_THEMSELVES
        and (length is None or length >= SMALLEST)
    )


def variants(tag: str) -> tuple[str, ...]:
    """The entity tags that an answer of an entity tag may have once it is compressed."""
    return tuple(f"{tag}-{coding}" for coding in CODINGS)


class Coder:
    """Compresses the pieces of one answer."""

    def __init__(self, coding: str) -> None:
        self._compressor, self._sync = CODINGS[coding]()

    def piece(self, data: bytes) -> bytes:
        """A piece in the coding, such that it can be decoded at once."""
        return self._compressor.compress(data) + self._compressor.flush(self._sync)

    def end(self) -> bytes:
        """The end of the coded data, which says that it is whole."""
        return self._compressor.flush()

    def whole(self, data: bytes) -> bytes:
        """All data in the coding."""
        return self._compressor.compress(data) + self._compressor.flush()


async def compressed(answer: Answer, accept_encoding: str | None) -> Answer:
    """The answer in the content coding that the client likes best, if that is worth it."""
    coding = coding_for(accept_encoding)
    length = len(answer.body) if isinstance(answer.body, bytes) else None
    content_type = (answer.get(b"content-type") or b"").decode("latin-1")
    if coding is None or answer.get(b"content-encoding") or not worth_it(content_type, length):
        return answer
    coder = Coder(coding)
    if not isinstance(answer.body, bytes):
        answer.body = _pieces(answer.body, coder)
    elif len(answer.body) > AT_ONCE:
        answer.body = await asyncio.to_thread(coder.whole, answer.body)
    else:
        answer.body = coder.whole(answer.body)
    answer.fields.append((b"content-encoding", coding.encode()))
    if tag := answer.get(b"etag"):
        answer.set(b"etag", tag[:-1] + f'-{coding}"'.encode())
    return answer


async def _pieces(body: AsyncIterator[bytes], coder: Coder) -> AsyncIterator[bytes]:
    async for piece in body:
        yield coder.piece(piece)
    yield coder.end()
