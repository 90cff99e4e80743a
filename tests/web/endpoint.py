"""A server process with the endpoint alone: `python -m tests.web.endpoint RELEASE`, with settings from EIKG_….

Prints its own process id and those of its evaluators once the pool is ready.
"""

from __future__ import annotations

import sys
from pathlib import Path

from flask import Flask

from server.engine import Pool
from server.release import Release
from server.settings import Settings
from server.web.compression import compress
from server.web.serving import serve
from server.web.sparql import limits_of, sparql_blueprint


def main(path: Path) -> None:
    settings = Settings.from_environment()
    release = Release(path)
    pool = Pool(release.store, limits_of(settings), settings.evaluators)
    application = Flask(__name__)
    application.register_blueprint(sparql_blueprint(pool, settings, release))
    application.after_request(compress)
    print(*pool.process_ids(), flush=True)  # noqa: T201 - the test reads it
    serve(application, pool, settings)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
