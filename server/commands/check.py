"""`eikg check`: what can be found wrong in the curated files without building."""

from __future__ import annotations

from pathlib import Path

import click

from server.build.checks import problems_of, style_problems
from server.build.checks.deprecations import deprecated
from server.build.pipeline import described
from server.build.problems import InvalidInput, Problem
from server.build.segments import read_tables
from server.build.sources import Sources, read
from server.changes.versions import version_problems
from server.commands.project import fail, root_option
from server.commands.queries import deprecated_in_queries, read_queries


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@root_option
def check(paths: tuple[Path, ...], root: Path) -> None:
    """Check ontology/, triples/ and queries/: syntax, IRIs, dates, claims, declarations, style, version.

    With PATHS all files are read, but only the problems of these files or folders are shown.
    """
    sources, tables = read(root), read_tables(root)
    problems = [*problems_of(sources, tables), *style_problems(sources), *_query_problems(root, sources)]
    if not sources.problems:
        problems += version_problems(root, sources)
    if paths:
        wanted = [path.resolve() for path in paths]
        problems = [p for p in problems if any((root / p.file).is_relative_to(path) for path in wanted)]
    if problems:
        fail(problems)
    statements = sum(len(source.quads) for source in sources.files)
    click.echo(
        f"{len(sources.files)} files, {statements} statements, {len(tables.segments)} segments: no problem"
    )


def _query_problems(root: Path, sources: Sources) -> list[Problem]:
    try:
        read_queries(root, described(sources.quads))
        return deprecated_in_queries(root, deprecated(sources))
    except InvalidInput as invalid:
        return invalid.problems
