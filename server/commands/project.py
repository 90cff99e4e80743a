"""What the commands share: the project's root, the names of formats, and how faults are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path
from typing import Any, Final, NoReturn

import click
from pyoxigraph import QueryResultsFormat, RdfFormat

from server.faults import Fault, in_order, totals
from server.namespaces import PROJECT
from server.project import FILE, ProjectError, read
from server.release import releases_of

SOLUTIONS: Final = {
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
}
"""Formats of a table or a boolean."""

GRAPHS: Final = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "jsonld": RdfFormat.JSON_LD,
    "rdf": RdfFormat.RDF_XML,
    # The name that a table's format has too.
    "json": RdfFormat.JSON_LD,
    "xml": RdfFormat.RDF_XML,
}
"""Formats of a graph."""


def media_types(name: str | None) -> tuple[str | None, str | None]:
    """Return the media types, without parameters, for a table and for a graph; None where there is no such form.

    Without a name: CSV and Turtle.
    """
    chosen = SOLUTIONS.get(name or "csv"), GRAPHS.get(name or "ttl")
    solutions, graph = (form and form.media_type.partition(";")[0] for form in chosen)
    return solutions, graph


def _found(value: Path | None) -> Path | None:
    if value is not None:
        if faults := _other_names(value / FILE):
            raise click.UsageError(faults)
        return value.resolve()
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "ontology").is_dir() and (folder / "triples").is_dir():
            return folder
    return None


def _root_or_here(_context: click.Context, _parameter: click.Parameter, value: Path | None) -> Path:
    return _found(value) or Path.cwd()


def _root(_context: click.Context, _parameter: click.Parameter, value: Path | None) -> Path:
    if found := _found(value):
        return found
    raise click.UsageError(
        "neither this folder nor one above it holds ontology/ and triples/: "
        "go into the project's folder or name it with --root"
    )


def _other_names(path: Path) -> str:
    """Return why this process cannot work on the project of a file, or "": it has the names of one for good."""
    try:
        other = read(path) if path.is_file() else PROJECT
    except ProjectError as error:
        return str(error)
    fixed = ("base", "prefix", "kinds", "prefixes")
    if any(getattr(other, name) != getattr(PROJECT, name) for name in fixed) or not {*other.schemes} <= {
        *PROJECT.schemes
    }:
        return f"{path} has other names than {PROJECT.folder}, which were read: run it in that folder"
    return ""


def _root_or_release(context: click.Context, parameter: click.Parameter, value: Path | None) -> Path:
    """Return the project's root, or where there is only a release the folder in which it was found."""
    return PROJECT.folder if value is None and PROJECT.root is None else _root(context, parameter, value)


def root_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--root`: the folder with ontology/ and triples/, found upward from here by default."""
    return _root_option(_root)(command)


def optional_root_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--root` to a command that has work outside of a project, too: by default this folder there."""
    return _root_option(_root_or_here)(command)


def reading_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--root` to a command that reads releases only: it works beside one of them, too."""
    return _root_option(_root_or_release)(command)


def _root_option(callback: Callable[..., Path]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return click.option(
        "--root",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        callback=callback,
        help="Project folder. Default: the nearest folder upward that holds ontology/ and triples/.",
    )


def releases_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--releases`: the folder of the releases, by default .eikg in the project or EIKG_RELEASES."""

    @wraps(command)
    def with_folder(root: Path, releases: Path | None, **arguments: Any) -> Any:
        return command(root=root, releases=releases_folder(root, releases), **arguments)

    return click.option(
        "--releases",
        type=click.Path(file_okay=False, path_type=Path),
        help="Folder of the releases. Default: .eikg in the project, or EIKG_RELEASES.",
    )(with_folder)


def releases_folder(root: Path, releases: Path | None) -> Path:
    """Return the folder of the releases: the one given, else that of a project, by its settings."""
    return releases.resolve() if releases else releases_of(root)


def fail(faults: Iterable[Fault]) -> NoReturn:
    """Print faults, one a line, and how many there are; end with status 1."""
    found = in_order(faults)
    for fault in found:
        click.echo(str(fault), err=True)
    click.echo(totals(found), err=True)
    raise SystemExit(1)
