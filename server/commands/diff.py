"""`eikg diff`: what a change does, before it is committed."""

from __future__ import annotations

import json
from pathlib import Path

import click

from server.authoring.compatibility import Step
from server.authoring.diff import compare, compare_answers
from server.authoring.ontologies import compare_ontologies
from server.authoring.report import SHOWN, answers_as_json, answers_in_words, as_json, as_markdown, in_words
from server.authoring.snapshot import UnknownSnapshot, answers, snapshot
from server.commands.progress import Progress
from server.commands.project import fail, optional_root_option, releases_option
from server.engine import EngineError
from server.faults import InvalidInput
from server.release import NoRelease


@click.command("diff")
@click.argument("before", metavar="A")
@click.argument("after", metavar="[B]", required=False)
@click.option("--all", "show_all", is_flag=True, help=f"Show every entry of each list instead of {SHOWN}.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    help="json: everything; markdown: a comment on a pull request.",
)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@click.option(
    "--answers",
    "only_answers",
    is_flag=True,
    help="Only the saved queries: which came and went, and the rows that others gained and lost.",
)
@click.option(
    "--exit-code",
    is_flag=True,
    help="End with status 1 if a version step is demanded; with --answers if any answer changed.",
)
@optional_root_option
@releases_option
def diff(
    before: str,
    after: str | None,
    show_all: bool,
    form: str,
    only_answers: bool,
    exit_code: bool,
    root: Path,
    releases: Path,
) -> None:
    """Say what changes between A and B: terms, statements, failing shapes, rows of saved queries, version step.

    A and B are each a commit, the folder or digest of a release (`current` for the current one), or a project's
    folder; without B it is the working tree. Nothing is written: both are built in memory. Or they are two files with
    any ontology each, in Turtle, RDF/XML, JSON-LD or N-Triples.
    """
    progress = Progress()
    try:
        if only_answers:
            _of_answers(
                before, after or str(root), root, releases, form, None if show_all else SHOWN, exit_code
            )
            return
        if Path(before).is_file() and after and Path(after).is_file():
            with progress.stage("compare"):
                found = compare_ontologies(Path(before), Path(after))
        else:
            with progress.stage(f"build {before}"):
                old = snapshot(before, root, releases)
            with progress.stage(f"build {after or 'the working tree'}"):
                new = snapshot(after or str(root), root, releases)
            with progress.stage("compare"):
                found = compare(old, new)
    except InvalidInput as invalid:
        fail(invalid.faults)
    except (UnknownSnapshot, NoRelease, EngineError, OSError) as error:
        raise click.ClickException(str(error)) from None
    if form == "json":
        click.echo(json.dumps(as_json(found), ensure_ascii=False, indent=1))
    elif form == "markdown":
        click.echo("\n".join(as_markdown(found)))
    else:
        click.echo("\n".join(in_words(found, None if show_all else SHOWN)))
    if exit_code and found.step is not Step.NONE:
        raise SystemExit(1)


def _of_answers(
    before: str, after: str, root: Path, releases: Path, form: str, most: int | None, exit_code: bool
) -> None:
    """Report the rows that changed. Raises what `answers` raises, and SystemExit if `exit_code` and any did."""
    if form == "markdown":
        raise click.UsageError("--answers is told as text or JSON")
    changes = compare_answers(answers(before, root, releases), answers(after, root, releases))
    if form == "json":
        click.echo(json.dumps(answers_as_json(changes), ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(answers_in_words(changes, most)))
    if exit_code and changes:
        raise SystemExit(1)
