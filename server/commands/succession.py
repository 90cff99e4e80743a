"""What `eikg rename` and `eikg deprecate` share: the change as a diff, written only if asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import click

from server.authoring.draft import Refused
from server.authoring.succession import Change, Succession, change_of
from server.build.read.sources import Sources, read
from server.commands.project import fail
from server.faults import InvalidInput, counted
from server.rdf.iris import expand

write_option: Final = click.option(
    "--write", is_flag=True, help="Write the files. Without it, only show what would change."
)


def expanded_terms(names: Iterable[str]) -> tuple[str, ...]:
    """Return the IRIs of terms as a command names them."""
    try:
        return tuple(map(expand, names))
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def apply(root: Path, succession: Callable[[Sources], Succession], *, write: bool) -> None:
    """Show what a succession changes, and write it if asked."""
    try:
        sources = read(root)
        if sources.faults:
            fail(sources.faults)
        change = change_of(root, sources, succession(sources))
    except Refused as refused:
        raise click.ClickException(str(refused)) from None
    except InvalidInput as invalid:
        fail(invalid.faults)
    except ValueError as error:
        raise click.ClickException(f"owl:versionInfo of the ontology: {error}") from None
    if write:
        change.write(root)
        for name in sorted(change.files):
            click.echo(f"changed {name}")
    else:
        for line in change.diff():
            click.echo(line)
    _show_rest(change)
    if not write:
        click.echo(
            f"{counted(len(change.files), 'file')} would change: nothing was written (--write writes them)"
        )


def _show_rest(change: Change) -> None:
    if change.left:
        click.echo(f"left to decide by hand, {counted(len(change.left), 'use')}:")
        for use in change.left:
            click.echo(f"  {use}")
    if change.suspected:
        click.echo(f"programs and tests that may mean the term, {counted(len(change.suspected), 'line')}:")
        for use in change.suspected:
            click.echo(f"  {use}")
