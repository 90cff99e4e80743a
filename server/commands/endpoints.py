"""Where a query of the command line is asked: the endpoint over the release in this process, or one elsewhere.

Both take the same and answer the same, so that hints, explanations and errors are those of /sparql either way.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Protocol
from urllib.parse import urlencode

import click

from server import remote
from server.endpoint import http
from server.endpoint.sparql import SparqlEndpoint
from server.engine import EvaluatorDied, Limits, Pool
from server.release import current
from server.remote import Reply
from server.settings import Settings


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
    """An endpoint that runs."""

    def __init__(self, url: str) -> None:
        self._url = url

    def ask(self, query: str, accept: str, explain: str | None = None) -> Reply:
        """As `Endpoint.ask`."""
        try:
            return remote.ask(self._url, query, accept, {"explain": explain} if explain else None)
        except remote.NoAddress as error:
            raise click.BadParameter(str(error), param_hint="--endpoint") from None
        except remote.Unanswered as error:
            raise click.ClickException(str(error)) from None
