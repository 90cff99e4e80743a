"""The Model Context Protocol on standard input and output, over a release: evaluators answer, and nothing listens."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from server.endpoint.http import Headers
from server.endpoint.sparql import SparqlEndpoint
from server.engine import AsyncPool, Client, Limits, Pool
from server.engine.account import Allowance
from server.mcp.asking import Ask
from server.mcp.over_stdio import serve
from server.namespaces import BASE
from server.release import Release
from server.settings import Settings
from server.web.app import create_app
from server.web.front.dispatch import answer_of
from server.web.front.exchange import Exchange
from server.web.front.mcp import Within
from server.web.front.releases import OpenRelease
from server.web.front.wsgi import Threads
from server.web.serving import Serving

if TYPE_CHECKING:
    from flask import Flask

_EVALUATORS: Final = 2
_THREADS: Final = 8
"""Calls of tools that are answered at the same time: one program asks, not the Web."""


def serve_release(release: Release, settings: Settings) -> None:
    """Serve until standard input ends; a release is asked, within the limits of the settings.

    Raises NoRelease and EngineError where it cannot be opened.
    """
    asyncio.run(_serve(release, settings))


async def _serve(release: Release, settings: Settings) -> None:
    def make(release: Release, pool: Pool, settings: Settings, endpoint: SparqlEndpoint) -> Flask:
        return create_app(release, pool, settings, endpoint=endpoint)

    pool = AsyncPool(release.store, Limits.of(settings), _EVALUATORS)
    opened = await Serving(make, settings).opened(release, pool)
    threads = Threads(_THREADS)
    # What a server answers stands under the address that visitors use; what no server does, under its lasting names.
    root = settings.public_url.rstrip("/") or BASE[:-1]

    async def answering(exchange: Exchange, asked: OpenRelease) -> Any:
        return await answer_of(exchange, asked, threads)

    def ask_of(_: object) -> Ask:
        client = Client()
        client.allowance = Allowance(settings.request_lookups)
        scope = {"type": "http", "http_version": "1.1", "method": "GET", "path": "/mcp", "query_string": b""}
        exchange = Exchange(
            scope, Headers(()), "GET", "/mcp", client=client, context=opened.context(client, lambda: root)
        )
        return Within(answering, exchange, opened)

    try:
        await serve(ask_of)
    finally:
        await opened.close()
