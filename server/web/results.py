"""A result of the engine as a response: streamed, freed when the client leaves, visibly broken if it fails midway."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, request

from server.engine import SERVER, Asker, FormatUnavailable, Job, Pool
from server.protocol.formats import TSV, Format, by_media_type
from server.protocol.tables import TABLES, convert
from server.web.asgi import CLIENT_LEFT


def asker() -> Asker:
    """Return who sent this request; under a server that cannot tell whether a client has left it stays."""
    return Asker(request.remote_addr or "", request.environ.get(CLIENT_LEFT, SERVER.left))


def respond(pool: Pool, job: Job) -> Response:
    """Run a job and return its result in the format it names; raises an EngineError before the first bytes."""
    table = next((form for form in TABLES if form.media_type == job.solutions_format), None)
    if table is not None:
        return _table(pool, replace(job, solutions_format=TSV.media_type), table)
    result = pool.submit(job, asker())
    if request.method == "HEAD":
        result.close()
    response = Response(result, content_type=by_media_type(result.head.media_type).content_type)
    response.call_on_close(result.close)
    if result.length is not None:
        response.content_length = result.length
    return response


def _table(pool: Pool, job: Job, form: Format) -> Response:
    result = pool.submit(job, asker())
    if result.head.form != "solutions" or request.method == "HEAD":
        result.close()
    if result.head.form != "solutions":
        raise FormatUnavailable(result.head.form)
    response = Response(convert(result, form), content_type=form.content_type)
    response.call_on_close(result.close)
    return response
