"""`eikg query`: ask the current release, or a running endpoint."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from http import HTTPStatus
from http.client import HTTPResponse
from itertools import pairwise
from pathlib import Path
from urllib.error import URLError
from urllib.request import HTTPErrorProcessor, Request, build_opener, install_opener

import click
from SPARQLWrapper import POST, SPARQLWrapper

from server import __version__
from server.commands.project import GRAPHS, SOLUTIONS, media_types, reading_option, releases_option
from server.endpoint.release_names import names_in
from server.engine import EngineError, Job, Limits, Pool, QuerySyntaxError
from server.namespaces import BASE, PREFIXES
from server.release import NoRelease, current
from server.settings import Settings, SettingsError
from server.sparql.suggestions import NAMES_QUERY, Hint, header, unknown_names

_LONGEST_GET = 1500
"""Characters of a query up to which it is sent by GET, which servers and proxies carry and cache most readily."""


@click.command("query")
@click.argument("text", required=False)
@click.option(
    "--file", "file", type=click.File(encoding="utf-8"), help="Read the query from a file; - is stdin."
)
@click.option("--format", "format_name", type=click.Choice([*SOLUTIONS, *(n for n in GRAPHS if n not in SOLUTIONS)]),
              help="Default: csv for a table, ttl for a graph.")  # fmt: skip
@click.option(
    "--endpoint", metavar="URL", help="Ask a running SPARQL endpoint instead of the current release."
)
@reading_option
@releases_option
def query(
    text: str | None,
    file: Iterable[str] | None,
    format_name: str | None,
    endpoint: str | None,
    root: Path,  # noqa: ARG001 - the releases' folder was found by it
    releases: Path,
) -> None:
    """Evaluate a SPARQL query, given as TEXT or in a file, and print the result.

    Prefixes of the project's table need no declaration.
    """
    if (text is None) == (file is None):
        raise click.UsageError("give the query either as text or with --file")
    whole = text if text is not None else "".join(file or ())
    with _errors():
        if endpoint:
            _write([_ask(endpoint, whole, format_name)])
        else:
            _evaluate(whole, format_name, releases)


def _evaluate(text: str, format_name: str | None, releases: Path) -> None:
    try:
        solutions, graph = media_types(format_name)
        limits = Limits.of(Settings.from_environment())
        with closing(Pool(current(releases).store, limits, size=1)) as pool:
            with pool.submit(Job(_prologue(text) + text, solutions, graph)) as result:
                _write(result)
            with suppress(EngineError):  # the answer is there; a hint is worth no failure
                if misspelt := _misspelt(text, pool):
                    _tell(header(misspelt))
    except QuerySyntaxError as error:
        column = error.column - len(_prologue(text)) if error.line == 1 else error.column
        raise click.ClickException(f"line {error.line}, column {column}: {error}") from None


def _misspelt(text: str, pool: Pool) -> list[Hint]:
    """Find the names of the project in a query that the release does not have."""
    whole = _prologue(text) + text
    return unknown_names(whole, names_in(pool.fetch(Job(NAMES_QUERY)))) if BASE in whole else []


def _tell(hints: str) -> None:
    click.echo(f"hint: {hints}", err=True)


def _ask(endpoint: str, text: str, format_name: str | None) -> bytes:
    """Return the body that an endpoint answers with; whatever else it says than a result is an error."""
    client = SPARQLWrapper(endpoint, agent=f"eikg/{__version__}")
    client.setQuery(_prologue(text) + text)
    client.setOnlyConneg(True)
    client.addCustomHttpHeader("Accept", ", ".join(filter(None, media_types(format_name))))
    if len(text) > _LONGEST_GET:
        client.setMethod(POST)
    with _handing_on_refusals(), client.query().response as response:
        body = bytes(response.read())
        if hints := response.headers.get("EIKG-Hint"):
            _tell(hints)
    if response.status == HTTPStatus.BAD_REQUEST:
        raise click.ClickException(_detail(body) or response.reason)
    if response.status > HTTPStatus.BAD_REQUEST:
        raise click.ClickException(f"{response.status}: {_detail(body) or response.reason}")
    return body


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


def _prologue(text: str) -> str:
    """Declare the project's prefixes that a query mentions, in no line of their own: lines keep their numbers."""
    mentioned = (prefix for prefix in PREFIXES if f"{prefix}:" in text and not _declares(text, prefix))
    return "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}> " for prefix in mentioned)


def _declares(text: str, prefix: str) -> bool:
    words = text.split()
    return any(a.lower() == "prefix" and b.startswith(f"{prefix}:") for a, b in pairwise(words))


def _write(chunks: Iterable[bytes]) -> None:
    last = b"\n"
    for chunk in chunks:
        sys.stdout.buffer.write(chunk)
        last = chunk[-1:] or last
    if last != b"\n":
        sys.stdout.buffer.write(b"\n")
    sys.stdout.buffer.flush()


@contextmanager
def _errors() -> Iterator[None]:
    """Say what was wrong in one line instead of a traceback."""
    try:
        yield
    except (EngineError, NoRelease, SettingsError) as error:
        raise click.ClickException(str(error)) from None
    except URLError as error:
        raise click.ClickException(f"the endpoint cannot be reached: {error.reason}") from None


def _detail(body: bytes) -> str:
    """Return the detail of a problem document (RFC 9457), or what else the server said."""
    text = body.decode(errors="replace")
    try:
        return str(json.loads(text).get("detail", text))
    except (ValueError, AttributeError):
        return text.strip()
