"""A server process with the endpoint alone: `python -m tests.web.endpoint RELEASE PORT`, with settings from
EIKG_….
EIKG_DIRECT=0 leaves every answer to Flask.

Prints its own process id and those of its evaluators once the pool is ready.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from flask import Flask, Response
from server.web.compression import compress

from server.engine import Pool
from server.release import Release
from server.settings import Settings
from server.web.serving import opened, serve
from server.web.sparql import sparql_blueprint


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

    def make(release: Release, pool: Pool) -> Flask:
        application = Flask(__name__)
        application.register_blueprint(sparql_blueprint(pool, settings, release))
        application.after_request(compress)
        application.after_request(signed)
        application.add_url_rule("/fault", view_func=lambda: Response(faulty()))
        return application

    first = opened(make, settings, Release(path.resolve()), settings.evaluators)
    if os.environ.get("EIKG_DIRECT") == "0":
        first.direct = None
    print(*first.pool.process_ids(), flush=True)  # noqa: T201 - the test reads it
    serve(make, first, settings, path.parent.parent)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
