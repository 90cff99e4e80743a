"""`eikg check`: what can be found wrong in the curated files without building."""

from __future__ import annotations

from pathlib import Path

import click

from server.build.checks import problems_of, style_problems
from server.build.segments import read_tables
from server.build.sources import read
from server.commands.project import fail, root_option


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@root_option
def check(paths: tuple[Path, ...], root: Path) -> None:
    """Check every file of ontology/ and triples/: syntax, IRIs, dates, claims, declarations, style.

    With PATHS all files are read, but only the problems of these files or folders are shown.
    """
    sources, tables = read(root), read_tables(root)
    problems = [*problems_of(sources, tables), *style_problems(sources)]
    if paths:
        wanted = [path.resolve() for path in paths]
        problems = [p for p in problems if any((root / p.file).is_relative_to(path) for path in wanted)]
    if problems:
        fail(problems)
    claims = sum(len(source.quads) for source in sources.files)
    click.echo(
        f"{len(sources.files)} files, {claims} statements, {len(tables.segments)} segments: no problem"
    )
