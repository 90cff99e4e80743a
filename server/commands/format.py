"""`eikg format`: bring Turtle and TriG files into the project's style."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from server.build.read.sources import files, read_text
from server.build.read.turtle import FORMATS, styled
from server.commands.project import fail, root_option
from server.faults import Fault, InvalidInput


@click.command("format")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--check", is_flag=True, help="Change nothing; end with status 1 if a file would change.")
@root_option
def format_files(paths: tuple[Path, ...], check: bool, root: Path) -> None:
    """Rewrite Turtle and TriG files in the one style, losing nothing.

    PATHS are files or folders; without them, all of ontology/ and triples/. Missing declarations of prefixes
    of the project's table are added. A file that does not parse, or has a comment after its header, is left
    and reported.
    """
    faults: list[Fault] = []
    changed = 0
    for path in _chosen(paths, root):
        name = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
        try:
            text = read_text(path, name)
            result = styled(text, name)
        except InvalidInput as invalid:
            faults += invalid.faults
            continue
        if result == text:
            continue
        changed += 1
        click.echo(f"{'would change' if check else 'changed'} {name}")
        if not check:
            path.write_text(result, encoding="utf-8", newline="\n")
    if faults:
        fail(faults)
    if check and changed:
        raise SystemExit(1)


def _chosen(paths: tuple[Path, ...], root: Path) -> Iterator[Path]:
    if not paths:
        yield from files(root)
    for path in (path.resolve() for path in paths):
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.suffix in FORMATS)
        elif path.suffix in FORMATS:
            yield path
        else:
            raise click.BadParameter(f"{path} is neither .ttl nor .trig", param_hint="PATHS")
