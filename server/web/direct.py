"""Plain queries at /sparql, answered in the event loop: without a thread and without Flask, which cost more than most.

Flask's own route answers the same requests in the same way (tests/web/test_direct.py compares the two); all that is
not plain is left to it: HEAD, conditions, updates, explanations, other endpoints, tables, long queries.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from server.endpoint.arrow import TABULAR
from server.endpoint.error_details import diagnosed
from server.endpoint.formats import GRAPHS, SOLUTIONS, by_media_type, chosen_format
from server.endpoint.negotiation import best_coding
from server.endpoint.problems import Problem, render
from server.endpoint.request import Incoming, QueryRequest, read
from server.endpoint.truncation import marked
from server.engine import Asker, EngineError, Job
from server.engine.loop_pool import LoopPool
from server.settings import Settings
from server.sparql.suggestions import header
from server.web.citable import NOT_KEPT, OPEN_TO_ALL, Address, Citation, citation
from server.web.compression import CODINGS, SMALLEST, compressed, variants
from server.web.front.context import Context
from server.web.front.exchange import Exchange
from server.web.front.wsgi import Started
from server.web.names import names_of

LONGEST: Final = 5000
"""Characters of a query, and of the names of its graphs, that fit into a pipe however they are encoded."""

AT_ONCE: Final = 64 * 1024
"""Bytes that are compressed in the event loop itself."""

_METHODS: Final = ("GET", "POST", "QUERY")
_NOT_PLAIN: Final = ("service", ".well-known/")


class Direct:
    """Answers from one release through its pool."""

    def __init__(self, pool: LoopPool, settings: Settings) -> None:
        self._pool, self._length = pool, settings.query_length
        self._names = names_of(pool)

    async def answer(self, exchange: Exchange, prefix: str, context: Context) -> Started | None:
        """The answer to a request under the path `prefix`, or None if Flask is to give it."""
        if exchange.path != f"{prefix}/sparql" or exchange.method not in _METHODS:
            return None
        try:
            asked = read(_incoming(exchange), self._length)
            job = _plain(asked, exchange) if isinstance(asked, QueryRequest) else None
            if job is None:
                return None
            cited = citation(context, job, Address(prefix, "/sparql", ""))
            if cited and (
                b"if-none-match" in exchange.headers
                or any(map(context.kept, (cited.tag, *variants(cited.tag))))
            ):
                return None
            return await self._evaluated(job, cited, context.asker, exchange)
        except Problem as problem:
            rendered = render(problem, _given(exchange, b"accept"))
            headers = [*problem.headers.items(), ("Vary", "Accept, Accept-Encoding")]
            body = _Body(rendered.content_type, iter((rendered.body,)), len(rendered.body))
            return await _started(problem.status, body, headers, exchange)

    async def _evaluated(self, job: Job, cited: Citation | None, asker: Asker, exchange: Exchange) -> Started:
        headers: list[tuple[str, str]] = []
        try:
            if not self._names.settled:
                await asyncio.to_thread(self._names.given)
            result = await self._pool.submit_soon(job, asker, lambda: headers.extend(self._head(job, cited)))
        except EngineError as error:
            names = await asyncio.to_thread(self._names.given)
            raise diagnosed(error, job.query, names) from error
        form = by_media_type(result.head.media_type)
        body = _Body(form.content_type, marked(result, form.media_type), result.length, result.close)
        return await _started(200, body, headers, exchange)

    def _head(self, job: Job, cited: Citation | None) -> Iterator[tuple[str, str]]:
        """The headers of a result."""
        if hints := header(self._names.hints(job.query)):
            yield "EIKG-Hint", hints
        if cited:
            yield "ETag", f'"{cited.tag}"'
            yield from cited.headers()
        else:
            yield "Vary", "Accept, Accept-Encoding"
            yield "Cache-Control", NOT_KEPT


def _given(exchange: Exchange, name: bytes) -> str | None:
    """The value of a request's header."""
    value = exchange.headers.get(name)
    return None if value is None else value.decode("latin-1")


def _incoming(exchange: Exchange) -> Incoming:
    return Incoming(
        method=exchange.method,
        query_string=exchange.scope["query_string"].decode("latin-1"),
        content_type=_given(exchange, b"content-type"),
        body=exchange.body,
        content_encoding=_given(exchange, b"content-encoding"),
    )


def _plain(asked: QueryRequest, exchange: Exchange) -> Job | None:
    """The job of a plain query; None if it is not plain."""
    accept = _given(exchange, b"accept")
    solutions, graph = (chosen_format(asked.format, accept, offered) for offered in (TABULAR, GRAPHS))
    texts = (asked.query, *(asked.default_graphs or ()), *(asked.named_graphs or ()))
    plain = (
        asked.explain is None
        and (solutions in SOLUTIONS or (solutions is None and graph is not None))
        and sum(map(len, texts)) <= LONGEST
        and not any(word in text.lower() for text in texts for word in _NOT_PLAIN)
    )
    return asked.job(solutions, graph) if plain else None


class _Body(NamedTuple):
    """What is to be sent, before any content coding; `length` in bytes where all of it is there."""

    content_type: str
    chunks: Iterator[bytes]
    length: int | None
    close: Callable[[], None] = lambda: None


async def _started(status: int, body: _Body, headers: list[tuple[str, str]], exchange: Exchange) -> Started:
    given = {**dict(headers), **dict(OPEN_TO_ALL), "Content-Type": body.content_type}
    chunks = body.chunks
    coding = best_coding(_given(exchange, b"accept-encoding"), tuple(CODINGS))
    if coding and (body.length is None or body.length >= SMALLEST):
        chunks = compressed(chunks, coding)
        given["Content-Encoding"] = coding
        if "ETag" in given:
            given["ETag"] = f'{given["ETag"][:-1]}-{coding}"'
    else:
        coding = None
    if body.length is None:
        first, ended = next(chunks), False
    else:
        first = (
            await asyncio.to_thread(b"".join, chunks)
            if coding and body.length > AT_ONCE
            else b"".join(chunks)
        )
        ended = True
        given["Content-Length"] = str(len(first))
    encoded = [(name.lower().encode(), value.encode("latin-1")) for name, value in given.items()]
    return Started(status, encoded, chunks, body.close, first, ended)
