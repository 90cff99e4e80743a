"""Requests and answers of the endpoint as Flask has them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from urllib.parse import unquote_to_bytes

from flask import Response, g, has_request_context, request

from server.endpoint.caching import Cacheable, cacheable_address
from server.endpoint.formats import HTML, Format
from server.endpoint.http import (
    OPEN_TO_ALL,
    Answer,
    Context,
    Headers,
    Request,
    method_refused,
    options,
    problem_answer,
)
from server.endpoint.preconditions import held
from server.endpoint.problems import HttpProblem, Slug, of_error
from server.endpoint.request import chosen, refuse_coded
from server.endpoint.results import Coder, coding_for, known, not_modified, result_of, worth_it
from server.engine import SERVER, Client, EngineError, Job, Pool
from server.web.front.wsgi import context_of


def context() -> Context:
    """What is known of the request that is handled; under another server than ours its address alone."""
    found = context_of(request.environ)
    if found.client is SERVER:
        client = Client(request.remote_addr or "")
        return found._replace(client=client, address=lambda: request.host_url.rstrip("/"))
    return found


def root() -> str:
    """The address of this server without a slash at its end; empty for a request that names no host that can be.

    Whatever asks for it names it, so that its answer varies with what the address is read from.
    """
    g.address_named = True
    try:
        return context().root
    except HttpProblem:
        return ""


def address_named() -> bool:
    """Whether what answers the request that is handled has asked for the address of this server."""
    return bool(g.get("address_named"))


def client() -> Client:
    """Return who sent the request that is handled; outside of one it is the server that asks."""
    return context().client if has_request_context() else SERVER


def refuse_if_spent() -> None:
    """Go on only if the client has some time left: for what is computed here, and charged with the whole request.

    Raises Busy.
    """
    client().account.refuse_if_spent()


def asked(body: bool = False) -> Request:
    """The request that is handled, with its body if that is wanted."""
    return Request(
        method=request.method,
        path=request.path,
        query_string=request.query_string.decode(),
        headers=Headers((name.lower().encode(), value.encode("latin-1")) for name, value in request.headers),
        body=request.get_data(cache=False) if body else b"",
        context=context(),
    )


def refuse_undecodable() -> None:
    """Refuse the body of a form that is compressed, or whose values are not in UTF-8. Raises HttpProblem."""
    body = request.get_data()  # kept, such that Flask reads the form from it
    refuse_coded(asked())
    try:
        unquote_to_bytes(body).decode()
    except UnicodeDecodeError:
        raise HttpProblem(Slug.REQUEST, 400, "The form is not in UTF-8.") from None


def response_of(answer: Answer, pool: Pool) -> Response:
    """An answer as Flask sends it; what comes in pieces comes from the event loop of the pool."""
    body = answer.body if isinstance(answer.body, bytes) else _pieces(answer, pool)
    response = Response(body, answer.status)
    response.headers.clear()
    for name, value in answer.fields:
        response.headers.add(name.decode(), value.decode("latin-1"))
    if isinstance(body, bytes):
        response.content_length = len(body)
    response.call_on_close(lambda: pool.run(answer.close()))
    return response


def result_at_address(
    pool: Pool, job: Job, change: Callable[[Response], Response] = lambda response: response
) -> Response:
    """The result of a job that stands at the address of the request. Raises EngineError before the first bytes.

    `change` makes of a result what is sent; one that was sent before is kept, and answered, as it was changed then.
    """
    this = asked()
    cacheable = cacheable_address(job, this)
    if cacheable and (kept := known(cacheable, this)):
        return response_of(kept, pool)
    response = response_of(pool.run(result_of(pool.pool, job, this, cacheable)), pool)
    return change(response) if response.status_code == 200 else response


def cached(cacheable: Cacheable, make: Callable[[], Response], pool: Pool) -> Response:
    """The answer that the client or this server has already, else a new one, with the fields that let it be kept."""
    if found := known(cacheable, asked()):
        return response_of(found, pool)
    response = make()
    if held(asked()).everything:
        return response_of(not_modified(cacheable.tag, cacheable), pool)
    response.headers["ETag"] = f'"{cacheable.tag}"'
    for name, value in cacheable.fields():
        response.headers[name.decode()] = value.decode("latin-1")
    return response


def guarded(answer: Callable[[], Response]) -> Response:
    """An answer that pages of other sites may read; a problem document where there is none."""
    try:
        response = answer()
    except HttpProblem as problem:
        response = problem_response(problem)
    except EngineError as error:
        response = problem_response(of_error(error))
    return open_to_all(response)


def problem_response(problem: HttpProblem) -> Response:
    """A problem in the form that the client of this request accepts."""
    return _whole(problem_answer(problem, request.headers.get("Accept"), context().request_id))


def open_to_all(response: Response) -> Response:
    """The response with the headers that let pages of other sites read it."""
    response.vary.add("Accept")
    for name, value in OPEN_TO_ALL:
        response.headers[name.decode()] = value.decode()
    return response


def options_response(allowed: tuple[str, ...], accepted: str = "") -> Response:
    """The answer to OPTIONS; `accepted` lists the media types of bodies, where there are any."""
    return _whole(options(asked(), allowed, accepted))


def kept_by_language(response: Response) -> Response:
    """An answer for programs in the reader's language: kept for five minutes, apart from those in other languages.

    One from a scratch dataset is not kept.
    """
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = "public, max-age=300" if context().digest else "no-store"
    response.vary.update(("Accept-Language", "Cookie"))
    return response


def method_not_allowed(allowed: tuple[str, ...]) -> HttpProblem:
    """A 405 that lists what is allowed."""
    return method_refused(asked(), allowed)


def format_of(wanted: str | None, offered: tuple[Format, ...]) -> Format:
    """The format that `format=` names, else the one that Accept likes best. Raises HttpProblem."""
    return chosen(asked(), wanted, offered)


def empty(status: int) -> Response:
    """A response without content, and so without a type of it."""
    response = Response(status=status)
    del response.headers["Content-Type"]
    return response


def tagged(response: Response) -> Response:
    """Tag a page by its content, and answer 304 to who has it already; for Flask's `after_request`."""
    if response.mimetype != HTML.media_type or response.status_code != 200 or response.is_streamed:
        return response
    if "ETag" not in response.headers:
        response.set_etag(hashlib.blake2b(response.get_data(), digest_size=12).hexdigest(), weak=True)
        response.headers.setdefault("Cache-Control", "no-cache")
    response.make_conditional(request)
    return response


def compress(response: Response) -> Response:
    """Compress an answer if that is worth it and the client can decode it; for Flask's `after_request`."""
    if (
        response.status_code in (204, 206, 304)
        or response.direct_passthrough
        or "Content-Encoding" in response.headers
        or not worth_it(response.content_type or "", response.content_length)
    ):
        return response
    response.vary.add("Accept-Encoding")
    coding = coding_for(request.headers.get("Accept-Encoding"))
    if coding is not None:
        response.response = _coded(response.iter_encoded(), Coder(coding))
        response.headers["Content-Encoding"] = coding
        tag, weak = response.get_etag()
        if tag and not weak:  # a weak one is the same in every coding
            response.set_etag(f"{tag}-{coding}")
        del response.headers["Content-Length"]
    return response


def _coded(chunks: Iterator[bytes], coder: Coder) -> Iterator[bytes]:
    for chunk in chunks:
        yield coder.piece(chunk)
    yield coder.end()


def _pieces(answer: Answer, pool: Pool) -> Iterator[bytes]:
    if not isinstance(answer.body, bytes):
        while (piece := pool.next_chunk(answer.body)) is not None:
            yield piece


def _whole(answer: Answer) -> Response:
    response = Response(answer.body if isinstance(answer.body, bytes) else b"", answer.status)
    response.headers.clear()
    for name, value in answer.fields:
        response.headers.add(name.decode(), value.decode("latin-1"))
    return response
