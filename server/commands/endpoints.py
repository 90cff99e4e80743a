"""Where a query of the command line is asked: the endpoint over the release in this process, or one elsewhere.

Both take the same and answer the same, so that hints, explanations and errors are those of /sparql either way.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import Final, Protocol
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPErrorProcessor, Request, build_opener, install_opener

import click
from SPARQLWrapper import POST, SPARQLWrapper

from server import __version__
from server.endpoint import http
from server.endpoint.sparql import SparqlEndpoint
from server.engine import EvaluatorDied, Limits, Pool
from server.release import current
from server.settings import Settings

_LONGEST_GET: Final = 1500
"""Characters of a query up to which it is sent by GET, which servers and proxies carry and cache most readily."""


@dataclass(frozen=True)
class Reply:
    """What an endpoint answers: the status of HTTP, the media type, the hints for the query, the body in pieces."""

    status: int
    media_type: str
    hints: str
    body: Iterable[bytes]


class Endpoint(Protocol):
    """Answers queries as the SPARQL 1.1 Protocol says."""

    def ask(self, query: str, accept: str, explain: str | None = None) -> Reply:
        """Ask a query, or for an explanation of its answer. Raises ClickException if nobody answers."""


@contextmanager
def opened(url: str | None, releases: Path) -> Iterator[Endpoint]:
    """The endpoint at an address, or without one that of the current release.

    Raises NoRelease, SettingsError, EngineError.
    """
    if url is not None:
        yield _Remote(url)
        return
    settings = Settings.from_environment()
    release = current(releases)
    with closing(Pool(release.store, Limits.of(settings), size=1)) as pool:
        endpoint = SparqlEndpoint(pool, settings, release)
        pool.run(_looking_names_up(endpoint))
        yield _Local(endpoint, pool)


async def _looking_names_up(endpoint: SparqlEndpoint) -> None:
    endpoint.names.look_up()


class _Local:
    """The endpoint over a release, in this process: evaluators answer, within the limits of the server's settings."""

    def __init__(self, endpoint: SparqlEndpoint, pool: Pool) -> None:
        self._endpoint, self._pool = endpoint, pool

    def ask(self, query: str, accept: str, explain: str | None = None) -> Reply:
        """As `Endpoint.ask`. The pieces of the body raise an EngineError where it fails midway."""
        request = http.Request(
            "POST",
            "/sparql",
            urlencode({"explain": explain}) if explain else "",
            http.Headers(((b"accept", accept.encode()), (b"content-type", b"application/sparql-query"))),
            query.encode(),
        )
        answer = self._pool.run(self._endpoint.answer(request))
        assert answer is not None  # noqa: S101 - it has no page of the editor
        body = [answer.body] if isinstance(answer.body, bytes) else self._pieces(answer, answer.body)
        media_type = _field(answer, b"content-type").partition(";")[0]
        return Reply(answer.status, media_type, _field(answer, b"eikg-hint"), body)

    def _pieces(self, answer: http.Answer, body: AsyncIterator[bytes]) -> Iterator[bytes]:
        try:
            while (piece := self._pool.next_chunk(body)) is not None:
                yield piece
        finally:
            with suppress(EvaluatorDied):  # whoever read it left, and the pool is closed
                self._pool.run(answer.close())


def _field(answer: http.Answer, name: bytes) -> str:
    return (answer.get(name) or b"").decode()


class _Remote:
    """An endpoint that runs, asked through SPARQLWrapper."""

    def __init__(self, url: str) -> None:
        self._url = url

    def ask(self, query: str, accept: str, explain: str | None = None) -> Reply:
        """As `Endpoint.ask`."""
        client = SPARQLWrapper(self._url, agent=f"eikg/{__version__}")
        client.setQuery(query)
        if client.isSparqlUpdateRequest():
            raise click.ClickException("this is an update; a query is what can be asked")
        client.setOnlyConneg(True)
        client.addCustomHttpHeader("Accept", accept)
        if explain:
            client.addParameter("explain", explain)
        if len(query) > _LONGEST_GET:
            client.setMethod(POST)
        try:
            with _handing_on_refusals(), client.query().response as response:
                body = bytes(response.read())
        except URLError as error:
            raise click.ClickException(f"the endpoint cannot be reached: {error.reason}") from None
        except (OSError, HTTPException) as error:
            raise click.ClickException(
                f"the endpoint broke the answer off: {error or type(error).__name__}"
            ) from None
        except ValueError:
            raise click.BadParameter(
                f"'{self._url}' is no address of the Web", param_hint="--endpoint"
            ) from None
        fields = response.headers
        return Reply(
            response.status,
            fields.get_content_type(),
            fields.get("EIKG-Hint", ""),
            [body or response.reason.encode()],
        )


@contextmanager
def _handing_on_refusals() -> Iterator[None]:
    """Let urllib, by which SPARQLWrapper asks, hand on what a server says in refusing: its own errors do not."""
    install_opener(build_opener(_Refusals))
    try:
        yield
    finally:
        install_opener(build_opener())


class _Refusals(HTTPErrorProcessor):
    """Hands on what a server says where it refuses, instead of raising an error."""

    def http_response(self, request: Request, response: HTTPResponse) -> HTTPResponse:
        if response.status >= HTTPStatus.BAD_REQUEST:
            return response
        found: HTTPResponse = super().http_response(request, response)
        return found

    https_response = http_response
