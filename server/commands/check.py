"""`eikg check`: what can be found wrong in the curated files without building."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import click

from server.authoring.versions import version_faults
from server.build.pipeline import described, quality
from server.build.read.queries import deprecated_in_queries, read_queries
from server.build.read.segments import read_tables
from server.build.read.sources import Sources, read
from server.build.validate.checks import faults_of, style_faults
from server.build.validate.checks.deprecations import deprecated
from server.commands.project import fail, root_option
from server.faults import Fault, InvalidInput


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--report", "wants_report", is_flag=True, help="Print the quality report of the whole project.")
@root_option
def check(paths: tuple[Path, ...], wants_report: bool, root: Path) -> None:
    """Check ontology/, triples/ and queries/: syntax, IRIs, dates, claims, declarations, style, version.

    With PATHS all files are read, but only the problems of these files or folders are shown. With --report the
    checks of ontology/checks run on everything that a release would hold: one line for each finding, the totals
    last; the status is 0 only without errors and unwaived warnings.
    """
    if wants_report:
        _report(root)
    sources, tables = read(root), read_tables(root)
    faults = [*faults_of(sources, tables), *style_faults(sources), *_query_faults(root, sources)]
    if not sources.faults:
        faults += version_faults(root, sources)
    if paths:
        wanted = [path.resolve() for path in paths]
        faults = [p for p in faults if any((root / p.file).is_relative_to(path) for path in wanted)]
    if faults:
        fail(faults)
    statements = sum(len(source.quads) for source in sources.files)
    click.echo(
        f"{len(sources.files)} files, {statements} statements, {len(tables.segments)} segments: no problem"
    )


def _report(root: Path) -> NoReturn:
    try:
        found = quality(root, read_queries)
    except InvalidInput as invalid:
        fail(invalid.faults)
    for line in found.lines():
        click.echo(line)
    raise SystemExit(0 if found.totals.is_clean else 1)


def _query_faults(root: Path, sources: Sources) -> list[Fault]:
    try:
        read_queries(root, described(sources.quads))
        return deprecated_in_queries(root, deprecated(sources))
    except InvalidInput as invalid:
        return invalid.faults
