"""`eikg export`: write the current release, or one of its graphs, to a file."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pyoxigraph
from pyoxigraph import NamedNode, Quad, RdfFormat

from server.build.checks.iris import iris
from server.build.turtle.terms import prefixed
from server.commands.formats import GRAPHS
from server.commands.project import releases_option, root_option
from server.namespaces import BASE, PREFIXES
from server.release import NoRelease, Release, current


@click.command("export")
@click.option("--format", "format_name", type=click.Choice(list(GRAPHS)), default="nq", show_default=True)
@click.option(
    "--graph", metavar="IRI", help="Only this graph: an IRI, a prefixed name, or a name such as entities."
)
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write. Default: stdout."
)
@root_option
@releases_option
def export(
    format_name: str,
    graph: str | None,
    output: Path | None,
    root: Path,  # noqa: ARG001 - the releases' folder was found by it
    releases: Path,
) -> None:
    """Write the named graphs (nq, trig, jsonld) or their union (ttl, nt, rdf) of the current release."""
    try:
        release = current(releases)
        quads = _quads(release, GRAPHS[format_name], graph)
    except NoRelease as error:
        raise click.ClickException(str(error)) from None
    data = pyoxigraph.serialize(quads, format=GRAPHS[format_name], prefixes=_prefixes(quads)) or b""
    if output:
        output.write_bytes(data)
    else:
        sys.stdout.buffer.write(data)


def _quads(release: Release, form: RdfFormat, graph: str | None) -> list[Quad]:
    quads = _read(release)
    if graph is not None:
        name = NamedNode(_iri(graph))
        chosen = [quad for quad in quads if quad.graph_name == name]
        if not chosen:
            raise click.BadParameter(f"the release has no graph {name.value}", param_hint="--graph")
        quads = iter(chosen)
    if form.supports_datasets:
        return list(quads)
    # In the order of the release, each triple of the union once.
    return list(dict.fromkeys(Quad(quad.subject, quad.predicate, quad.object) for quad in quads))


def _read(release: Release) -> Iterator[Quad]:
    try:
        return pyoxigraph.parse(path=release.data, format=RdfFormat.N_QUADS)
    except OSError as error:
        raise NoRelease(f"{release.data} cannot be read ({error.strerror}): run `eikg build`") from None


def _prefixes(quads: list[Quad]) -> dict[str, str]:
    """Return the prefixes that the quads use: a file of one graph needs few of the whole table."""
    parts = {prefixed(iri) for quad in quads for iri in iris(quad)}
    used = {part[0] for part in parts if part}
    return {prefix: iri for prefix, iri in PREFIXES.items() if prefix in used}


def _iri(name: str) -> str:
    prefix, colon, local = name.partition(":")
    if colon and prefix in PREFIXES:
        return PREFIXES[prefix] + local
    return name if "://" in name else f"{BASE}graph/{name}"
