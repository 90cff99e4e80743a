"""`eikg query`: ask the current release, or a running endpoint."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO

import click

from server.commands.asking import Wanted, answer_options, asking, show
from server.commands.project import reading_option, releases_option


@click.command("query")
@click.argument("text", required=False)
@click.option("--file", "file", type=click.File("rb"), help="Read the query from a file; - is stdin.")
@answer_options
@reading_option
@releases_option
def query(
    text: str | None,
    file: BinaryIO | None,
    format_name: str | None,
    explain: str | None,
    endpoint: str | None,
    root: Path,  # noqa: ARG001 - the releases' folder was found by it
    releases: Path,
) -> None:
    """Evaluate a SPARQL query, given as TEXT, in a file or on standard input, and print the result.

    Prefixes of the project's table need no declaration. On a terminal the result is a table with short names, elsewhere
    CSV. Hints, such as for a name that does not exist, go to standard error.

    The status is 0 for an answer, even one without rows; 1 if the query is wrong, was stopped at a limit or nobody
    answered; 2 for a wrong call.
    """
    whole, wanted = _query(text, file), Wanted(format_name, explain, endpoint)
    with asking(wanted, releases) as asked:
        show(asked, whole, wanted)


def _query(text: str | None, file: BinaryIO | None) -> str:
    """The query that is given in one of three ways. Raises UsageError for none and for several."""
    if text is not None and file is not None:
        raise click.UsageError("give the query either as text or with --file")
    if text is None:
        piped = file or (None if sys.stdin.isatty() else sys.stdin.buffer)
        try:
            text = piped.read().decode() if piped else ""
        except UnicodeDecodeError as error:
            raise click.UsageError(f"the query is no UTF-8: byte {error.start + 1}") from None
    if not text.strip():
        raise click.UsageError("give a query: as text, with --file, or on standard input")
    return text
