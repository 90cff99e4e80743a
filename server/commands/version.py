"""`eikg version`: the version of the ontology, the step that its changes demand, and the record of a released one."""

from __future__ import annotations

from pathlib import Path

import click

from server.authoring.compatibility import Step, demanded, shown, version
from server.authoring.terms import terms
from server.authoring.versions import raise_version, record, released, since_release
from server.build.read.sources import Sources, read
from server.commands.project import fail, root_option
from server.faults import InvalidInput


@click.command("version")
@click.option(
    "--raise", "do_raise", is_flag=True, help="Set the ontology and its modules to the version demanded."
)
@click.option("--record", "do_record", is_flag=True, help="Keep the terms as those of a released version.")
@click.option("--force", is_flag=True, help="With --record: replace the record of the same version.")
@root_option
def ontology_version(do_raise: bool, do_record: bool, force: bool, root: Path) -> None:
    """Compare the ontology's version with its last released one, ontology/versions/<version>.nt.

    A change of terms demands a step of Semantic Versioning: major where a term goes or means something narrower,
    minor where one is added, patch where only words change. `eikg check` fails until owl:versionInfo has taken it.
    """
    try:
        sources = read(root)
        if sources.faults:
            fail(sources.faults)
        if do_raise:
            _raise(root, sources)
            sources = read(root)
        if do_record:
            path = record(root, sources, force=force)
            click.echo(f"recorded {path.relative_to(root).as_posix()}")
        _show(root, sources)
    except InvalidInput as invalid:
        fail(invalid.faults)
    except ValueError as error:
        raise click.ClickException(f"owl:versionInfo of the ontology: {error}") from None


def _show(root: Path, sources: Sources) -> None:
    now, before, found = terms(sources.quads), released(root), since_release(root, sources)
    click.echo(f"version  {now.version}")
    if before is None or found is None:
        click.echo("released none: `eikg version --record` records this one")
        return
    click.echo(f"released {before.version}")
    click.echo(f"step     {found.step}")
    for reason in found.reasons:
        click.echo(f"  {reason}")
    if found.step is not Step.NONE:
        click.echo(f"demanded {shown(demanded(version(before.version), found.step))} or higher")


def _raise(root: Path, sources: Sources) -> None:
    if released(root) is None:
        raise click.ClickException("no version is recorded: `eikg version --record` records this one")
    for name in raise_version(root, sources):
        click.echo(f"changed {name}")
