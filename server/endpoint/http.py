"""A request and its answer as HTTP has them, whatever framework they come from and go to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final, NamedTuple

from server.endpoint.problems import HttpProblem, Slug, render
from server.engine import SERVER, Client

Fields = list[tuple[bytes, bytes]]
"""Header fields as ASGI has them: names in lower case."""

OPEN_TO_ALL: Final = (
    (b"access-control-allow-origin", b"*"),
    (
        b"access-control-expose-headers",
        b"Content-Length, EIKG-Hint, ETag, Link, Memento-Datetime, RateLimit, RateLimit-Policy, Retry-After, "
        b"traceresponse, X-Request-Id, X-Total-Count",
    ),
)
"""Fields that let pages of other sites read an answer."""


_LISTS: Final = (
    *(
        b"accept",
        b"accept-charset",
        b"accept-encoding",
        b"accept-language",
        b"content-encoding",
        b"content-type",
    ),
    *(b"if-match", b"if-none-match", b"prefer", b"access-control-request-headers"),
)
"""Fields that are taken apart, element by element, to answer a request."""

LONGEST_LIST: Final = 2000
"""Bytes of such a field, all times together that it is given; those of real clients are shorter than half of that."""


class Headers:
    """The headers of a request, read once: a field that is given several times is one list (RFC 9110, section 5.2)."""

    __slots__ = ("_values",)

    def __init__(self, fields: Iterable[tuple[bytes, bytes]]) -> None:
        given = [*fields]
        self._values = dict(given)
        if len(self._values) < len(given):
            lists: dict[bytes, list[bytes]] = {}
            for name, value in given:
                lists.setdefault(name, []).append(value)
            self._values = {name: b",".join(values) for name, values in lists.items()}

    @classmethod
    def bounded(cls, fields: Fields, most: int, longest: int) -> Headers:
        """The headers. Raises HttpProblem for more than `most` fields, or `longest` bytes (RFC 6585, section 5).

        What is taken apart has a bound of its own, as that costs more than to read it.
        """
        if len(fields) > most:
            raise _too_many(f"There are more than {most} header fields.")
        size = sum(map(len, chain.from_iterable(fields)))
        if size > longest:
            raise _too_many(f"The header fields take more than {longest:,} bytes.")
        headers = cls(fields)
        if size > LONGEST_LIST:  # else none of them can be longer
            for name in _LISTS:
                if len(headers.raw(name) or b"") > LONGEST_LIST:
                    raise _too_many(
                        f"The header field {name.decode()} takes more than {LONGEST_LIST:,} bytes."
                    )
        return headers

    def raw(self, name: bytes) -> bytes | None:
        """The value of a field as it was sent."""
        return self._values.get(name)

    def get(self, name: bytes) -> str | None:
        """The value of a field as text."""
        value = self._values.get(name)
        return None if value is None else value.decode("latin-1")

    def items(self) -> Iterable[tuple[bytes, bytes]]:
        """All fields."""
        return self._values.items()

    def __contains__(self, name: bytes) -> bool:
        return name in self._values


NO_HEADERS: Final = Headers(())


def _too_many(detail: str) -> HttpProblem:
    return HttpProblem(Slug.HEADERS, 431, f"{detail} Send fewer or shorter ones.")


class CachedResponse(NamedTuple):
    """A whole answer that was kept. `fields` are those of a 200, without its length.

    `name` is what it is known by: its entity tag in quotes, where that is a strong one.
    """

    name: bytes
    fields: Sequence[tuple[bytes, bytes]]
    body: bytes


def nothing_cached(_: str) -> CachedResponse | None:
    """Where no response is kept."""
    return None


def _no_address() -> str:
    return ""


class Context(NamedTuple):
    """Who asks, and which release answers.

    `request_id` is what an answer, its problem and the log call the request; empty where nobody named it.
    `release` is the release's name in permanent links and `digest` that of its data; both are empty for data that
    changes, whose results nobody can cite. `store` is `memory` or `disk`: where it is read from decides on the order of
    rows that a query leaves open. `prefix` is the path under which the request names the release, empty where
    it does not; where it does its answer never changes. `created` is when the release was made, if that is known.
    `cached` finds a response by its entity tag without quotes. `address` gives the address of the home page, without
    the slash at its end, and raises HttpProblem if there is none.
    """

    client: Client = SERVER
    request_id: str = ""
    release: str = ""
    digest: str = ""
    store: str = ""
    prefix: str = ""
    created: str | None = None
    cached: Callable[[str], CachedResponse | None] = nothing_cached
    address: Callable[[], str] = _no_address

    @property
    def root(self) -> str:
        """The address of the home page, without the slash at its end. Raises HttpProblem."""
        return self.address()


NO_CONTEXT: Final = Context()
"""That of a request of which nothing is known yet."""


class Request(NamedTuple):
    """A request. `path` is decoded and without the prefix of its release; `query_string` as it was sent."""

    method: str
    path: str
    query_string: str
    headers: Headers = NO_HEADERS
    body: bytes = b""
    context: Context = NO_CONTEXT

    @property
    def accept(self) -> str | None:
        """The header Accept."""
        return self.headers.get(b"accept")


def decoded(query_string: bytes) -> str:
    """A query string as text; what is not percent-encoded in it must be UTF-8. Raises HttpProblem."""
    try:
        return query_string.decode()
    except UnicodeDecodeError:
        detail = "The query string is neither percent-encoded nor UTF-8."
        raise HttpProblem(Slug.REQUEST, 400, detail) from None


@dataclass(slots=True)
class Answer:
    """An answer: its status, its fields with names in lower case, and its body, whole or piece by piece.

    A body that comes in pieces raises an EngineError where it fails, and then must not be made to look whole. Whoever
    sends it closes the answer, whether it ends or not; `release` gives back what the body holds.
    """

    status: int
    fields: Fields
    body: bytes | AsyncIterator[bytes] = b""
    release: Callable[[], Awaitable[object]] | None = None

    async def close(self) -> None:
        """Give back what the body holds."""
        if self.release:
            await self.release()

    def set(self, name: bytes, value: bytes) -> None:
        """Give a field a value in place of those that it has."""
        self.fields = [pair for pair in self.fields if pair[0] != name]
        self.fields.append((name, value))

    def get(self, name: bytes) -> bytes | None:
        """The value of a field."""
        return next((value for given, value in self.fields if given == name), None)


def problem_answer(problem: HttpProblem, accept: str | None, request_id: str = "") -> Answer:
    """A problem in the form that the client likes best (RFC 9457); its member `request` is the id of the request."""
    rendered = render(problem.of_request(request_id) if request_id else problem, accept)
    given = {"Content-Type": rendered.content_type, **problem.headers}
    fields: Fields = [(name.lower().encode(), value.encode("latin-1")) for name, value in given.items()]
    fields.append((b"vary", b"Accept, Accept-Encoding"))
    return Answer(problem.status, fields, rendered.body)


def options(request: Request, allowed: Iterable[str], accepted: str = "") -> Answer:
    """The answer to OPTIONS, for a person and for a browser that asks before it sends (CORS).

    `accepted` lists the media types of bodies, where there are any.
    """
    names = ", ".join(allowed)
    asked = request.headers.get(b"access-control-request-headers") or "Accept, Content-Type"
    given = {
        "allow": names,
        "access-control-allow-methods": names,
        "access-control-allow-headers": asked,
        "access-control-max-age": "86400",
        "vary": "Accept",
    }
    if accepted:
        given["accept-post"] = accepted
    if "QUERY" in names:
        given["accept-query"] = accepted  # RFC 10008, section 3
    return Answer(204, [(name.encode(), value.encode("latin-1")) for name, value in given.items()])


def method_refused(request: Request, allowed: Iterable[str]) -> HttpProblem:
    """A 405 that lists what is allowed."""
    names = ", ".join(allowed)
    detail = f"{request.method} is not allowed; use {names}."
    return HttpProblem(Slug.METHOD, 405, detail, headers={"Allow": names})
