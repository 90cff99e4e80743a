"""`eikg import`: an ontology that another editor saved, back into the modules."""

from __future__ import annotations

from pathlib import Path

import click

from server.authoring.draft import Refused
from server.authoring.importing import Imported, imported
from server.authoring.ontologies import read_ontology
from server.authoring.succession import Change
from server.authoring.versions import raised
from server.build.read.sources import read, with_texts
from server.commands.project import fail, root_option
from server.commands.succession import write_option
from server.faults import InvalidInput, counted
from server.rdf.iris import short


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--module", help="Module for new terms without rdfs:isDefinedBy, such as events.")
@click.option("--remove", is_flag=True, help="Remove the terms that FILE lacks. Without it they stay.")
@write_option
@root_option
def import_ontology(file: Path, module: str | None, remove: bool, write: bool, root: Path) -> None:
    """Bring FILE, which Protégé or another editor saved from `eikg export --ontology`, back into ontology/modules.

    Only what was changed is changed: neither the order, the prefixes and the blank nodes of FILE nor what an editor
    declares by itself count. Turtle, RDF/XML, JSON-LD and N-Triples are read.
    """
    try:
        sources = read(root)
        if sources.faults:
            fail(sources.faults)
        found = imported(sources, read_ontology(file), module, remove=remove)
        later = with_texts(sources, {name: text for name, (_, text) in found.files.items()})
        files = dict(found.files)
        if files:
            before = {source.name: source.text for source in sources.files}
            for name, text in raised(root, later).items():
                files[name] = (before[name], text)
    except Refused as refused:
        raise click.ClickException(str(refused)) from None
    except InvalidInput as invalid:
        fail(invalid.faults)
    except ValueError as error:
        raise click.ClickException(f"owl:versionInfo of the ontology: {error}") from None
    change = Change(files, (), ())
    if write:
        change.write(root)
        for name in sorted(files):
            click.echo(f"changed {name}")
    else:
        for line in change.diff():
            click.echo(line)
    _tell(found, remove=remove)
    if not files:
        click.echo("nothing was changed")
    elif not write:
        click.echo(f"{counted(len(files), 'file')} would change: nothing was written (--write writes them)")


def _tell(found: Imported, *, remove: bool) -> None:
    for iri in found.added:
        click.echo(f"new {short(iri)}")
    for iri in found.missing:
        click.echo(
            f"removed {short(iri)}" if remove else f"missing {short(iri)}: it stays (--remove removes it)"
        )
    for name in found.foreign:
        click.echo(f"left out: {name} is none of the project's terms")
