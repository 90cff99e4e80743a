"""A SPARQL endpoint that runs somewhere, asked through SPARQLWrapper: the command line and notebooks ask so."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse
from threading import Lock
from typing import Final
from urllib.error import URLError
from urllib.request import HTTPErrorProcessor, Request, build_opener, install_opener

from SPARQLWrapper import POST, SPARQLWrapper

from server import __version__

_LONGEST_GET: Final = 1500
"""Characters of a query up to which it is sent by GET, which servers and proxies carry and cache most readily."""


class Unanswered(Exception):
    """An endpoint gives no answer, or not all of it, or cannot be asked; the message says what is the matter."""


class NoAddress(Unanswered):
    """What was given is no address of the Web."""


@dataclass(frozen=True)
class Reply:
    """What an endpoint answers: the status of HTTP, the media type, the hints for the query, the body in pieces."""

    status: int
    media_type: str
    hints: str
    body: Iterable[bytes]


def ask(
    address: str,
    query: str,
    accept: str,
    parameters: Mapping[str, str] | None = None,
    timeout: int | None = None,
    user: str = "",
) -> Reply:
    """Ask a query as the SPARQL 1.1 Protocol says; a refusal is a reply, too.

    `parameters` go beside those of the protocol; `timeout` is how many seconds each step of the connection may take,
    without it as long as it lasts; `user` is a name and a password, with a colon between them. Raises Unanswered.
    """
    client = SPARQLWrapper(address, agent=f"eikg/{__version__}")
    client.setQuery(query)
    if client.isSparqlUpdateRequest():
        raise Unanswered("this is an update; a query is what can be asked")
    client.setOnlyConneg(True)
    client.addCustomHttpHeader("Accept", accept)
    for name, value in (parameters or {}).items():
        client.addParameter(name, value)
    if user:
        name, _, password = user.partition(":")
        client.setCredentials(name, password)
    if timeout is not None:
        client.setTimeout(timeout)
    if len(query) > _LONGEST_GET:
        client.setMethod(POST)
    try:
        with _handing_on_refusals(), client.query().response as response:
            body = bytes(response.read())
    except URLError as error:
        raise Unanswered(f"the endpoint cannot be reached: {error.reason}") from None
    except (OSError, HTTPException) as error:
        raise Unanswered(f"the endpoint broke the answer off: {error or type(error).__name__}") from None
    except ValueError:
        raise NoAddress(f"'{address}' is no address of the Web") from None
    fields = response.headers
    return Reply(
        response.status,
        fields.get_content_type(),
        fields.get("EIKG-Hint", ""),
        [body or response.reason.encode()],
    )


_OPENER: Final = Lock()


@contextmanager
def _handing_on_refusals() -> Iterator[None]:
    """Let urllib, by which SPARQLWrapper asks, hand on what a server says in refusing: its own errors do not."""
    with _OPENER:  # there is one for all threads
        former = urllib.request._opener  # type: ignore[attr-defined]  # there is no other way to put it back
        install_opener(build_opener(_Refusals))
        try:
            yield
        finally:
            urllib.request._opener = former  # type: ignore[attr-defined]


class _Refusals(HTTPErrorProcessor):
    """Hands on what a server says where it refuses, instead of raising an error."""

    def http_response(self, request: Request, response: HTTPResponse) -> HTTPResponse:
        if response.status >= HTTPStatus.BAD_REQUEST:
            return response
        found: HTTPResponse = super().http_response(request, response)
        return found

    https_response = http_response
