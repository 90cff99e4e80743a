"""A result of the engine as an answer: whole or streamed, visibly broken if it fails midway.

A client that holds a cacheable result already is told so before anything is evaluated.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Final

from server.endpoint.arrow import TABLES, convert
from server.endpoint.caching import NOT_STORED, VARIES, Cacheable
from server.endpoint.compression import coding_for, variants
from server.endpoint.formats import TSV, Format, by_media_type
from server.endpoint.http import Answer, Fields, Request
from server.endpoint.truncation import marked
from server.engine import AsyncPool, AsyncResult, FormatUnavailable, Job

CONDITIONAL: Final = ("GET", "HEAD", "QUERY")
"""Methods by which an answer is asked for that the client may have already (RFC 9110, section 13.1.2)."""


async def result_of(
    pool: AsyncPool, job: Job, request: Request, cacheable: Cacheable | None = None
) -> Answer:
    """Run a job and answer with its result in the format that it names. Raises EngineError before the first bytes."""
    if cacheable and (found := known(cacheable, request)):
        return found
    fields: Fields = []

    def prepare() -> None:
        """Make the fields while the evaluator is at work."""
        if cacheable:
            fields.append((b"etag", f'"{cacheable.tag}"'.encode()))
            fields.extend(cacheable.fields())
        else:
            fields.extend((VARIES, NOT_STORED))

    table = next((form for form in TABLES if form.media_type == job.solutions_format), None)
    asked = job if table is None else replace(job, solutions_format=TSV.media_type)
    result = await pool.submit(asked, request.context.client, prepare)
    if table is not None:
        return _as_table(result, table, request, fields)
    form = by_media_type(result.head.media_type)
    fields.append((b"content-type", form.content_type.encode()))
    if (whole := result.whole) is not None:
        return Answer(200, fields, whole)
    if request.method == "HEAD":
        result.close()
        return Answer(200, fields, _nothing())
    return Answer(200, fields, marked(aiter(result), form.media_type), result.aclose)


def known(cacheable: Cacheable, request: Request) -> Answer | None:
    """The answer without evaluation: that the client has it, or what was kept for another request."""
    tag, context = cacheable.tag, request.context
    asked = request.headers.get(b"if-none-match") if request.method in CONDITIONAL else None
    if asked and "*" not in asked:
        held = {one.strip().removeprefix("W/").strip('"') for one in asked.split(",")}
        for variant in (tag, *variants(tag)):
            if variant in held:
                return Answer(304, [(b"etag", f'"{variant}"'.encode()), *cacheable.fields()])
    coding = coding_for(request.headers.get(b"accept-encoding"))
    for variant in (*((f"{tag}-{coding}",) if coding else ()), tag):
        if found := context.cached(variant):
            fields = [(b"etag", f'"{variant}"'.encode()), *cacheable.fields()]
            fields += [pair for pair in found.fields if pair[0] in (b"content-type", b"content-encoding")]
            return Answer(200, fields, found.body)
    return None


def _as_table(result: AsyncResult, table: Format, request: Request, fields: Fields) -> Answer:
    if result.head.form != "solutions":
        result.close()
        raise FormatUnavailable(result.head.form)
    fields.append((b"content-type", table.content_type.encode()))
    if request.method == "HEAD":
        result.close()
        return Answer(200, fields, _nothing())
    return Answer(200, fields, _converted(result, table), result.aclose)


async def _converted(result: AsyncResult, table: Format) -> AsyncIterator[bytes]:
    """The result as a table, converted in threads, to which the bytes of the result come from this event loop."""
    loop = asyncio.get_running_loop()
    chunks = aiter(result)

    def arriving() -> Iterator[bytes]:
        while (chunk := asyncio.run_coroutine_threadsafe(_next(chunks), loop).result()) is not None:
            yield chunk

    pieces = convert(arriving(), table)
    while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
        yield piece


async def _next(chunks: AsyncIterator[bytes]) -> bytes | None:
    return await anext(chunks, None)


async def _nothing() -> AsyncIterator[bytes]:
    """The body of an answer to HEAD whose length is not known."""
    return
    yield b""
