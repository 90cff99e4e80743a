"""Asking a query and showing what comes back: what `eikg query` and `eikg ask` have in common."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import click
import pyoxigraph as ox

from server.commands.endpoints import Endpoint, opened
from server.commands.project import GRAPHS, SOLUTIONS, media_types
from server.commands.tables import printable, table
from server.endpoint.diagnostics import EXPLANATIONS, IN_WORDS
from server.engine import EngineError
from server.faults import counted
from server.namespaces import PREFIXES
from server.rdf.graphs import used_prefixes
from server.release import NoRelease
from server.remote import Reply
from server.search.find import TooSlow
from server.settings import SettingsError

TABLE: Final = "table"
"""The format for people, beside those for programs."""

_JSON: Final = SOLUTIONS["json"].media_type
_TURTLE: Final = GRAPHS["ttl"].media_type
_LINES: Final = tuple(SOLUTIONS[name].media_type.partition(";")[0] for name in ("csv", "tsv"))
"""Formats in which the first line is no row."""

_AROUND: Final = 60
"""Characters of a line that are shown on each side of a fault."""

_PLACE: Final = re.compile(r"(?<=\bline 1, column )\d+", re.IGNORECASE)


@dataclass(frozen=True)
class Wanted:
    """How an answer is wanted: its format, None for the default; the explanation in its place; from which address."""

    format: str | None
    explain: str | None
    endpoint: str | None


def answer_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of a command that asks a query: the members of `Wanted`."""
    names = [TABLE, *SOLUTIONS, *(name for name in GRAPHS if name not in SOLUTIONS)]
    for option in (
        click.option(
            "--endpoint", metavar="URL", help="Ask a running SPARQL endpoint instead of the current release."
        ),
        click.option(
            "--explain",
            type=click.Choice([*EXPLANATIONS]),
            help="Instead of the answer: why it is empty, what each row stands on, how it is worked out.",
        ),
        click.option(
            "--format",
            "format_name",
            type=click.Choice(names),
            help="Default: table on a terminal, csv elsewhere; ttl for a graph.",
        ),
    ):
        command = option(command)
    return command


def show(endpoint: Endpoint, query: str, wanted: Wanted) -> None:
    """Ask a query and print the answer; hints go to standard error. Raises ClickException for what goes wrong.

    Prefixes of the project's table need no declaration.
    """
    if wanted.explain:
        _explain(endpoint, query, wanted)
    else:
        _answer(endpoint, query, wanted)


def rows(endpoint: Endpoint, query: str) -> list[dict[str, str]]:
    """The rows of a SELECT that a command needs for itself, each value as text. Raises as `show`."""
    result = ox.parse_query_results(
        b"".join(_asked(endpoint, query, _JSON).body), format=ox.QueryResultsFormat.JSON
    )
    assert isinstance(result, ox.QuerySolutions)  # noqa: S101 - nothing else is asked
    names = [variable.value for variable in result.variables]
    return [{name: getattr(row[name], "value", "") for name in names} for row in result]


@contextmanager
def asking(wanted: Wanted, releases: Path) -> Iterator[Endpoint]:
    """Have the endpoint that is wanted; what fails while it answers is told in one line instead of a traceback."""
    with errors(), opened(wanted.endpoint, releases) as endpoint:
        yield endpoint


@contextmanager
def errors() -> Iterator[None]:
    """Say what was wrong with a release or its evaluation in one line instead of a traceback."""
    try:
        yield
    except (EngineError, NoRelease, SettingsError, TooSlow) as error:
        raise click.ClickException(str(error)) from None


def _answer(endpoint: Endpoint, query: str, wanted: Wanted) -> None:
    name = wanted.format or (TABLE if sys.stdout.isatty() else None)
    accept = [media_type for media_type in media_types(None if name == TABLE else name) if media_type]
    if name == TABLE:
        accept[0] = _JSON
    reply = _asked(endpoint, query, ", ".join(accept))
    if name == TABLE and reply.media_type == _JSON:
        empty = _write_table(b"".join(reply.body))
    elif name == TABLE and reply.media_type == _TURTLE:
        triples = [*ox.parse(b"".join(reply.body), format=ox.RdfFormat.TURTLE)]
        sys.stdout.buffer.write(
            ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=used_prefixes(triples)) or b""
        )
        empty = not triples
    else:
        empty = _write(reply)
    if reply.hints:
        click.echo(f"hint: {reply.hints}", err=True)
    if empty:
        click.echo("no rows: --explain empty tells which condition leaves none", err=True)


def _asked(endpoint: Endpoint, query: str, accept: str, explain: str | None = None) -> Reply:
    """What is answered; a refusal is raised in the words of the endpoint, with the place in the query as given."""
    prologue = _prologue(query)
    reply = endpoint.ask(prologue + query, accept, explain)
    if reply.status < HTTPStatus.BAD_REQUEST:
        return reply
    problem = _moved(_document(b"".join(reply.body)), len(prologue))
    detail = str(problem.get("detail") or HTTPStatus(reply.status).phrase)
    if reply.status != HTTPStatus.BAD_REQUEST and "type" not in problem:
        detail = f"{reply.status}: {detail}"
    raise click.ClickException("\n".join([detail, *_details(problem, query)]))


def _details(problem: dict[str, Any], query: str) -> Iterator[str]:
    """The line of a query in which a fault lies with its place, and what may be meant."""
    line, column = problem.get("line"), problem.get("column")
    lines = query.split("\n")
    if isinstance(line, int) and isinstance(column, int) and 1 <= line <= len(lines):
        first = max(0, column - 1 - _AROUND)
        yield f"    {printable(lines[line - 1][first : column + _AROUND])}"
        yield f"    {' ' * (column - 1 - first)}^"
    for hint in problem.get("hints", ()):
        yield f"hint: {hint['written']} {hint['message']}"


def _explain(endpoint: Endpoint, query: str, wanted: Wanted) -> None:
    """Print an explanation, in words or as JSON."""
    if wanted.format not in (None, TABLE, "json"):
        raise click.UsageError("an explanation is text, or with --format json JSON")
    kind = wanted.explain or ""
    reply = _asked(endpoint, query, "application/json", kind)
    document = _moved(_document(b"".join(reply.body)), len(_prologue(query)))
    if reply.media_type != "application/json" or "hints" not in document:
        raise click.ClickException("this endpoint does not explain its answers")
    if wanted.format == "json":
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        click.echo(IN_WORDS[kind](document), nl=False)


def _document(body: bytes) -> dict[str, Any]:
    """The members of a document in JSON; of anything else the text, as what it says."""
    text = body.decode(errors="replace").strip()
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"detail": text}


def _moved(document: Any, by: int) -> Any:
    """A document whose columns and offsets are those of the query as it was given, without what was put before it."""
    if isinstance(document, list):
        return [_moved(one, by) for one in document]
    if isinstance(document, str):
        return _PLACE.sub(lambda found: str(max(1, int(found[0]) - by)), document)
    if not isinstance(document, dict):
        return document
    moved = {name: _moved(value, by) for name, value in document.items()}
    if moved.get("line") == 1 and isinstance(moved.get("column"), int):
        moved["column"] = max(1, moved["column"] - by)
    if {"start", "end", "text"} <= moved.keys():
        moved |= {name: max(0, moved[name] - by) for name in ("start", "end")}
    return moved


def _prologue(text: str) -> str:
    """Declare the project's prefixes that a query mentions, in no line of their own: lines keep their numbers."""
    mentioned = (prefix for prefix in PREFIXES if f"{prefix}:" in text and not _declares(text, prefix))
    return "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}> " for prefix in mentioned)


def _declares(text: str, prefix: str) -> bool:
    words = text.split()
    return any(a.lower() == "prefix" and b.startswith(f"{prefix}:") for a, b in pairwise(words))


def _write_table(body: bytes) -> bool:
    """Print the table that a result in SPARQL's JSON holds, or its boolean; whether it has no rows."""
    result = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    if isinstance(result, ox.QueryBoolean):
        click.echo("true" if result else "false")
        return False
    assert isinstance(result, ox.QuerySolutions)  # noqa: S101 - the third kind of result is no table
    lines, number = table(result, shutil.get_terminal_size().columns)
    click.echo("\n".join(lines))
    if number:
        click.echo(counted(number, "row"), err=True)
    return not number


def _write(reply: Reply) -> bool:
    """Write a result as it comes; whether it is a table in lines, and no boolean, that has none after its first."""
    last, lines, boolean = b"\n", 0, False
    for piece in reply.body:
        boolean = boolean or (not lines and piece.strip() in (b"true", b"false"))
        sys.stdout.buffer.write(piece)
        last = piece[-1:] or last
        lines += piece.count(b"\n")
    if last != b"\n":
        sys.stdout.buffer.write(b"\n")
        lines += 1
    sys.stdout.buffer.flush()
    return reply.media_type in _LINES and lines <= 1 and not boolean
