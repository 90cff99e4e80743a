"""A server process with the endpoint alone: `python -m tests.web.endpoint RELEASE PORT`, with settings from
EIKG_….
EIKG_DIRECT=0 leaves every answer to Flask.

Prints the process ids of its template and its evaluators once the pool is ready.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from flask import Flask, Response

from server.endpoint.http import Answer, Request
from server.endpoint.sparql import SparqlEndpoint
from server.engine import AsyncPool, Limits, Pool
from server.release import Release
from server.settings import Settings
from server.web.answers import compress
from server.web.front.releases import OpenRelease
from server.web.serving import Serving
from server.web.sparql import sparql_blueprint


class LeftToFlask(SparqlEndpoint):
    """An endpoint that answers nothing in the event loop."""

    async def answer(self, request: Request) -> Answer | None:
        return None


def faulty() -> Iterator[bytes]:
    """A body that fails before its first bytes, as only a mistake in the program makes one."""
    raise RuntimeError("a secret of the program")
    yield b""


def signed(response: Response) -> Response:
    """An answer that shows that it comes from Flask."""
    response.headers["X-Flask"] = "yes"
    return response


def main(path: Path, port: int) -> None:
    settings = replace(Settings.from_environment(), port=port)

    def make(release: Release, pool: Pool, settings: Settings, endpoint: SparqlEndpoint) -> Flask:
        application = Flask(__name__)
        application.register_blueprint(sparql_blueprint(endpoint, pool, settings, release))
        application.after_request(compress)
        application.after_request(signed)
        application.add_url_rule("/fault", view_func=lambda: Response(faulty()))
        return application

    def started(first: OpenRelease) -> None:
        if os.environ.get("EIKG_DIRECT") == "0":
            first.endpoint = LeftToFlask(first.pool, settings, first.release)
        print(first.pool.pool.template_id, *first.pool.process_ids(), flush=True)  # noqa: T201 - the test reads it

    release = Release(path.resolve())
    pool = AsyncPool(release.store, Limits.of(settings), settings.evaluators)
    Serving(make, settings).run(release, pool, path.parent.parent, started)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
