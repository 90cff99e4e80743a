"""Answers compressed on their way, chunk by chunk, as the client's Accept-Encoding allows.

Each chunk is flushed, so that a stream stays one. The end of the compressed data is written after the last chunk only:
of an answer that breaks off, a decoder knows that it is not whole.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Final, Protocol

import zstandard
from flask import Response, request

from server.endpoint.negotiation import best_coding

SMALLEST: Final = 1024
"""Bytes below which compressing an answer is not worth it."""

_GZIP: Final = 31  # zlib's number for a gzip header and trailer with the largest window
_LEVEL: Final = 5
_TYPES: Final = ("text/", "application/", "image/svg")
_COMPRESSED_THEMSELVES: Final = ("application/vnd.apache.parquet",)


class Compressor(Protocol):
    """What zlib and zstandard have in common."""

    def compress(self, data: bytes, /) -> bytes:
        """Take data and return what of it is ready."""

    def flush(self, mode: int = ..., /) -> bytes:
        """Return the rest: of the data so far, or with the end of all."""


def _gzip() -> tuple[Compressor, int]:
    return zlib.compressobj(_LEVEL, wbits=_GZIP), zlib.Z_SYNC_FLUSH


def _zstd() -> tuple[Compressor, int]:
    compressor = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True)
    return compressor.compressobj(), zstandard.COMPRESSOBJ_FLUSH_BLOCK


CODINGS: Final[dict[str, Callable[[], tuple[Compressor, int]]]] = {"zstd": _zstd, "gzip": _gzip}
"""Content coding → how it is begun, with its way to flush; that preferred first."""


def compress(response: Response) -> Response:
    """Compress an answer if that is worth it and the client can decode it; for Flask's `after_request`."""
    if not _worth_it(response):
        return response
    response.vary.add("Accept-Encoding")
    coding = best_coding(request.headers.get("Accept-Encoding"), tuple(CODINGS))
    if coding is not None:
        response.response = compressed(response.iter_encoded(), coding)
        response.headers["Content-Encoding"] = coding
        if tag := response.get_etag()[0]:
            response.set_etag(f"{tag}-{coding}")
        del response.headers["Content-Length"]
    return response


def variants(tag: str) -> tuple[str, ...]:
    """The entity tags that an answer of an entity tag may have once it is compressed."""
    return tuple(f"{tag}-{coding}" for coding in CODINGS)


def compressed(chunks: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """The chunks in a coding. What goes wrong with a chunk is raised, and then the coding has no end."""
    compressor, sync = CODINGS[coding]()
    for chunk in chunks:
        yield compressor.compress(chunk) + compressor.flush(sync)
    yield compressor.flush()


def _worth_it(response: Response) -> bool:
    length = response.content_length
    return (
        response.status_code >= 200
        and response.status_code not in (204, 206, 304)
        and not response.direct_passthrough
        and "Content-Encoding" not in response.headers
        and (response.mimetype or "").startswith(_TYPES)
        and response.mimetype not in _COMPRESSED_THEMSELVES
        and (length is None or length >= SMALLEST)
    )
