"""A result of the engine as a response: streamed, freed when the client leaves, visibly broken if it fails midway.

A client that holds a citable result already is told so before anything is evaluated.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flask import Response, has_request_context, request

from server.endpoint.arrow import TABLES, convert
from server.endpoint.formats import TSV, by_media_type
from server.endpoint.negotiation import best_coding
from server.endpoint.truncation import marked
from server.engine import SERVER, Asker, FormatUnavailable, Job, Pool
from server.web.citable import NOT_KEPT, Address, Citation, citation
from server.web.compression import CODINGS, variants
from server.web.front.context import Context, context_of


def asker() -> Asker:
    """Return who sent the request that is handled; outside of one it is the server that asks."""
    if not has_request_context():
        return SERVER
    found = context_of(request.environ).asker
    return found if found.name else replace(found, name=request.remote_addr or "")


def respond(pool: Pool, job: Job) -> Response:
    """Run a job and return its result in the format it names; raises an EngineError before the first bytes."""
    context = context_of(request.environ)
    found = citation(context, job, asked_address())
    if found is None:
        return of_the_moment(_evaluated(pool, job))
    return cited(context, found, lambda: _evaluated(pool, job))


def of_the_moment(response: Response) -> Response:
    """The answer as one that nobody is to keep."""
    response.headers["Cache-Control"] = NOT_KEPT
    return response


def cited(context: Context, found: Citation, answer: Callable[[], Response]) -> Response:
    """An answer that depends on the release and the request alone, with what makes it citable.

    `answer` makes it where neither the client nor this server has it. Only for answers with the status 200.
    """
    response = _known(found.tag, context) or answer()
    response.headers.setdefault("ETag", f'"{found.tag}"')
    for name, value in found.headers():
        response.headers[name] = value
    return response


def asked_address() -> Address:
    """Where this request asks."""
    return Address(request.script_root, request.path, request.query_string.decode("latin-1"))


def _known(tag: str, context: Context) -> Response | None:
    """The answer without evaluation: that the client has it, or what was kept for another request."""
    if "HTTP_IF_NONE_MATCH" in request.environ and request.method in ("GET", "HEAD", "QUERY"):
        for variant in (tag, *variants(tag)):
            if request.if_none_match.contains_weak(variant) and not request.if_none_match.star_tag:
                response = Response(status=304)
                del response.headers["Content-Type"]
                response.set_etag(variant)
                return response
    coding = best_coding(request.headers.get("Accept-Encoding"), tuple(CODINGS))
    for variant in (*((f"{tag}-{coding}",) if coding else ()), tag):
        if kept := context.kept(variant):
            response = Response(kept.body, content_type=kept.header(b"content-type"))
            if encoding := kept.header(b"content-encoding"):
                response.headers["Content-Encoding"] = encoding
            response.set_etag(variant)
            return response
    return None


def _evaluated(pool: Pool, job: Job) -> Response:
    table = next((form for form in TABLES if form.media_type == job.solutions_format), None)
    asked = job if table is None else replace(job, solutions_format=TSV.media_type)
    result = pool.submit(asked, asker())
    if table is not None and result.head.form != "solutions":
        result.close()
        raise FormatUnavailable(result.head.form)
    if request.method == "HEAD":
        result.close()
    if table is not None:
        response = Response(convert(result, table), content_type=table.content_type)
    else:
        form = by_media_type(result.head.media_type)
        response = Response(marked(result, form.media_type), content_type=form.content_type)
        if result.length is not None:
            response.content_length = result.length
    response.call_on_close(result.close)
    return response
