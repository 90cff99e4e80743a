"""Reading a query request (SPARQL 1.1 Protocol, section 2.1) from what HTTP carries."""

from __future__ import annotations

import math
from dataclasses import dataclass
from email.message import Message
from typing import Final
from urllib.parse import parse_qsl

from server.protocol.problems import Problem, Slug

FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
ACCEPTED: Final = f"{FORM}, {QUERY}"
MOST_PARAMETERS: Final = 1000

Parameters = list[tuple[str, str]]


@dataclass(frozen=True)
class Incoming:
    """An HTTP request as far as the protocol is concerned; `query_string` as it was sent, not decoded."""

    method: str
    query_string: str
    content_type: str | None = None
    body: bytes = b""


@dataclass(frozen=True)
class QueryRequest:
    """A well-formed query request. The graphs are None where no such parameter was given; `timeout` is in seconds."""

    query: str
    default_graphs: tuple[str, ...] | None
    named_graphs: tuple[str, ...] | None
    timeout: float | None
    format: str | None


def read(incoming: Incoming, query_length: int) -> QueryRequest | None:
    """The query request; None for a request without a query by GET, which asks for the service description.

    Raises Problem for everything that is not as the protocol wants it.
    """
    address = _parameters(incoming.query_string, "the query string")
    if incoming.method != "POST":
        if "update" in dict(address):
            raise Problem(Slug.REQUEST, 400, "An update cannot be sent by GET, and this endpoint takes none.")
        return _request(address, query_length) if "query" in dict(address) else None
    media_type, charset = _content_type(incoming.content_type)
    if charset not in ("utf-8", "utf8", "us-ascii"):
        raise Problem(Slug.MEDIA_TYPE, 415, f"The charset is {charset}; SPARQL is sent as UTF-8.")
    if media_type == FORM:
        form = _parameters(_text(incoming.body), "the form")
        if "update" in dict(form):
            raise _no_update()
        return _request(address + form, query_length)
    if media_type == QUERY:
        return _request([*address, ("query", _text(incoming.body))], query_length)
    if media_type == UPDATE:
        raise _no_update()
    given = f"is {media_type}" if media_type else "is missing"
    raise Problem(
        Slug.MEDIA_TYPE, 415, f"The Content-Type {given}; send {QUERY} or {FORM}.", {"accepted": ACCEPTED}
    )


def _request(parameters: Parameters, query_length: int) -> QueryRequest:
    queries = [value for name, value in parameters if name == "query"]
    if not queries:
        raise Problem(Slug.REQUEST, 400, "There is no query: send it as the parameter `query`.")
    if len(queries) > 1:
        raise Problem(Slug.REQUEST, 400, "The parameter `query` is given more than once.")
    if len(queries[0]) > query_length:
        raise Problem(Slug.TOO_LARGE, 413, f"The query is longer than {query_length:,} characters.")
    return QueryRequest(
        query=queries[0],
        default_graphs=_all(parameters, "default-graph-uri"),
        named_graphs=_all(parameters, "named-graph-uri"),
        timeout=_timeout(parameters),
        format=next((value for name, value in parameters if name == "format" and value), None),
    )


def _all(parameters: Parameters, wanted: str) -> tuple[str, ...] | None:
    return tuple(value for name, value in parameters if name == wanted) or None


def _timeout(parameters: Parameters) -> float | None:
    text = next((value for name, value in parameters if name == "timeout" and value), None)
    if text is None:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not (seconds > 0 and math.isfinite(seconds)):
        raise Problem(Slug.REQUEST, 400, "The parameter `timeout` must be a number of seconds above 0.")
    return seconds


def _parameters(text: str, where: str) -> Parameters:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS)
    except UnicodeDecodeError:
        raise Problem(Slug.REQUEST, 400, f"A parameter in {where} is not percent-encoded UTF-8.") from None
    except ValueError:
        raise Problem(
            Slug.REQUEST, 400, f"There are more than {MOST_PARAMETERS} parameters in {where}."
        ) from None


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise Problem(
            Slug.REQUEST, 400, f"The body is not UTF-8: byte {error.start} cannot be decoded."
        ) from None


def _content_type(header: str | None) -> tuple[str, str]:
    """The media type in lower case and the charset, utf-8 by default."""
    if not header:
        return "", "utf-8"
    message = Message()
    message["Content-Type"] = header.replace("\r", " ").replace("\n", " ")
    media_type = header.partition(";")[0].strip().lower()
    return media_type, str(message.get_param("charset", "utf-8")).lower()


def _no_update() -> Problem:
    return Problem(
        Slug.UPDATE, 403, "The data of a release never changes; this endpoint takes queries, no updates."
    )
