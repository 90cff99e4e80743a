"""`eikg export`: write the current release, one of its graphs or the ontology to a file."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pyoxigraph
from pyoxigraph import NamedNode, Quad, RdfFormat

from server.build.publish.dumps import dataset, ontology_of
from server.commands.progress import Progress
from server.commands.project import GRAPHS, reading_option, releases_option
from server.namespaces import BASE, PREFIXES
from server.rdf.graphs import document
from server.release import NoRelease, Release, current


@click.command("export")
@click.option(
    "--format",
    "format_name",
    type=click.Choice([*GRAPHS, "owl"]),
    help="Default: by the end of the output's name; else nq, and rdf (which owl means too) for the ontology.",
)
@click.option(
    "--ontology", is_flag=True, help="Only the ontology: all modules as one, which opens in Protégé."
)
@click.option(
    "--graph", metavar="IRI", help="Only this graph: an IRI, a prefixed name, or a name such as entities."
)
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write. Default: stdout."
)
@reading_option
@releases_option
def export(
    format_name: str | None,
    ontology: bool,
    graph: str | None,
    output: Path | None,
    root: Path,  # noqa: ARG001 - the releases' folder was found by it
    releases: Path,
) -> None:
    """Write the named graphs (nq, trig, jsonld) or their union (ttl, nt, rdf) of the current release."""
    if ontology and graph is not None:
        raise click.UsageError("--ontology names its graphs itself: leave --graph out")
    if format_name is None and output and output.suffix[1:] in GRAPHS:
        format_name = output.suffix[1:]
    try:
        with Progress().stage("read and write"):
            data = _data(current(releases), format_name, ontology=ontology, graph=graph)
    except NoRelease as error:
        raise click.ClickException(str(error)) from None
    if output:
        output.write_bytes(data)
    else:
        sys.stdout.buffer.write(data)


def _data(release: Release, format_name: str | None, *, ontology: bool, graph: str | None) -> bytes:
    if ontology:
        return document(ontology_of(_read(release)), GRAPHS.get(format_name or "rdf", RdfFormat.RDF_XML))
    form = GRAPHS.get(format_name or "nq", RdfFormat.RDF_XML)
    return dataset(_read(release) if graph is None else _in_graph(release, graph), form)


def _in_graph(release: Release, graph: str) -> list[Quad]:
    name = NamedNode(_iri(graph))
    chosen = [quad for quad in _read(release) if quad.graph_name == name]
    if not chosen:
        raise click.BadParameter(f"the release has no graph {name.value}", param_hint="--graph")
    return chosen


def _read(release: Release) -> Iterator[Quad]:
    try:
        return pyoxigraph.parse(path=release.data, format=RdfFormat.N_QUADS)
    except OSError as error:
        raise NoRelease(f"{release.data} cannot be read ({error.strerror}): run `eikg build`") from None


def _iri(name: str) -> str:
    prefix, colon, local = name.partition(":")
    if colon and prefix in PREFIXES:
        return PREFIXES[prefix] + local
    return name if "://" in name else f"{BASE}graph/{name}"
