"""A result of the engine as an answer: whole or streamed, visibly broken if it fails midway.

A client that holds a cacheable result already is told so before anything is evaluated.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import lru_cache
from typing import Final, Protocol

import zstandard

from server.endpoint.arrow import AT_ONCE as CONVERTED_AT_ONCE
from server.endpoint.arrow import TABLES, Converter
from server.endpoint.caching import NOT_STORED, VARIES, Cacheable
from server.endpoint.formats import GRAPHS, SOLUTIONS, TSV
from server.endpoint.http import Answer, Fields, Request
from server.endpoint.negotiation import best_coding
from server.endpoint.preconditions import held, refuse_unmatched
from server.endpoint.truncation import marked
from server.engine import Client, Engine, EngineResult, FormatUnavailable, Job
from server.engine.interpreter import INTERPRETER

_TABLES: Final = {form.media_type: form for form in TABLES}
_CONTENT_TYPES: Final = {form.media_type: form.content_type.encode() for form in (*SOLUTIONS, *GRAPHS)}


async def result_of(engine: Engine, job: Job, request: Request, cacheable: Cacheable | None = None) -> Answer:
    """Run a job and answer with its result in the format that it names.

    Raises EngineError before the first bytes, and HttpProblem for If-Match that does not hold.
    """
    if cacheable is None:
        refuse_unmatched(request, ())
    elif found := known(cacheable, request):
        return found
    fields: Fields = []

    def prepare() -> None:
        """Make the fields while the evaluator is at work."""
        if cacheable:
            fields.append((b"etag", f'"{cacheable.tag}"'.encode()))
            fields.extend(cacheable.fields())
        else:
            fields.extend((VARIES, NOT_STORED))

    table = _TABLES.get(job.solutions_format or "")
    asked = job if table is None else replace(job, solutions_format=TSV.media_type)
    result = await engine.submit(asked, request.context.client, prepare)
    if cacheable and b"if-none-match" in request.headers and held(request).everything:
        result.close()
        return not_modified(cacheable.tag, cacheable)
    if table is not None:
        converter = Converter(table, engine.limits.result_size)
        return await _as_table(result, converter, request, fields)
    media_type = result.head.media_type
    fields.append((b"content-type", _CONTENT_TYPES[media_type]))
    if (whole := result.whole) is not None:
        return Answer(200, fields, whole)
    if request.method == "HEAD":
        result.close()
        return Answer(200, fields, _nothing())
    return Answer(200, fields, marked(aiter(result), media_type), result.aclose)


def known(cacheable: Cacheable, request: Request) -> Answer | None:
    """The answer without evaluation: that the client has it, or what was kept for another request.

    Raises HttpProblem for If-Match that does not hold. That the client has whatever there is cannot be said here.
    """
    tag, context, headers = cacheable.tag, request.context, request.headers
    if b"if-none-match" in headers or b"if-match" in headers:
        tags = (tag, *variants(tag))
        refuse_unmatched(request, tags)
        has = held(request)
        if not has.everything:
            for variant in tags:
                if has.has_weakly(variant):
                    return not_modified(variant, cacheable)
    coding = coding_for(headers.get(b"accept-encoding"))
    for variant in (f"{tag}-{coding}", tag) if coding else (tag,):
        if found := context.cached(variant):
            fields = [(b"etag", f'"{variant}"'.encode()), *cacheable.fields()]
            fields += [pair for pair in found.fields if pair[0] in (b"content-type", b"content-encoding")]
            return Answer(200, fields, found.body)
    return None


def not_modified(tag: str, cacheable: Cacheable) -> Answer:
    """The answer to a client that has the one with an entity tag already (RFC 9110, section 15.4.5)."""
    return Answer(304, [(b"etag", f'"{tag}"'.encode()), *cacheable.fields()])


async def _as_table(result: EngineResult, converter: Converter, request: Request, fields: Fields) -> Answer:
    if result.head.form != "solutions":
        result.close()
        raise FormatUnavailable(result.head.form)
    fields.append((b"content-type", converter.form.content_type.encode()))
    whole = result.length is not None
    if request.method == "HEAD" and not whole:
        result.close()
        return Answer(200, fields, _nothing())
    pieces = _converted(result, converter, request.context.client)
    try:
        if whole:
            return Answer(200, fields, b"".join([piece async for piece in pieces]))
        first = await anext(pieces)  # what keeps it from being made is a problem of its own, no broken answer
    except BaseException:
        result.close()
        raise
    return Answer(200, fields, _and_further(first, pieces), result.aclose)


async def _converted(result: EngineResult, converter: Converter, client: Client) -> AsyncIterator[bytes]:
    """The pieces of a result as a table; what has arrived is converted in threads, some of it at a time."""
    arrived, size = [], 0
    async for chunk in result:
        arrived.append(chunk)
        size += len(chunk)
        if size >= CONVERTED_AT_ONCE:
            tsv, arrived, size = b"".join(arrived), [], 0
            async for piece in _in_turn(client, converter.pieces(tsv, last=False)):
                yield piece
    async for piece in _in_turn(client, converter.pieces(b"".join(arrived), last=True)):
        yield piece


_TABLES_AT_ONCE: Final = ThreadPoolExecutor(3, thread_name_prefix="tables")
"""Of their own, as those of the event loop compress what others wait for."""


async def _in_turn(client: Client, pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Pieces that are work of the interpreter, each made when it is the client's turn, who is charged for it."""

    def following() -> bytes | None:
        with INTERPRETER.held(client.name), client.working():
            return next(pieces, None)

    loop = asyncio.get_running_loop()
    while (piece := await loop.run_in_executor(_TABLES_AT_ONCE, following)) is not None:
        yield piece


async def _and_further(first: bytes, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in pieces:
        yield piece


async def _nothing() -> AsyncIterator[bytes]:
    """The body of an answer to HEAD whose length is not known."""
    return
    yield b""


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


@lru_cache(maxsize=256)  # clients send the same few again and again, none longer than LONGEST_LIST
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
    if coding is None:
        return answer
    length = len(answer.body) if isinstance(answer.body, bytes) else None
    content_type = (answer.get(b"content-type") or b"").decode("latin-1")
    if answer.get(b"content-encoding") or not worth_it(content_type, length):
        return answer
    coder = Coder(coding)
    if not isinstance(answer.body, bytes):
        answer.body = _pieces(answer.body, coder)
    else:
        answer.body = await _coded(coder.whole, answer.body)
    answer.fields.append((b"content-encoding", coding.encode()))
    if tag := answer.get(b"etag"):
        answer.set(b"etag", tag[:-1] + f'-{coding}"'.encode())
    return answer


async def _pieces(body: AsyncIterator[bytes], coder: Coder) -> AsyncIterator[bytes]:
    async for piece in body:
        yield await _coded(coder.piece, piece)
    yield coder.end()


async def _coded(code: Callable[[bytes], bytes], data: bytes) -> bytes:
    """Data after a way to code it, which for many bytes is done beside the event loop."""
    return await asyncio.to_thread(code, data) if len(data) > AT_ONCE else code(data)
