"""`eikg format`: bring Turtle and TriG files into the project's style."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from server.build.read.catalog import CATALOG, catalog, catalog_faults
from server.build.read.sources import files, read, read_text
from server.build.read.turtle import FORMATS, styled
from server.commands.project import fail, root_option
from server.faults import Fault, InvalidInput

_HOOK: Final = """\
#!/bin/sh
# Files that are not in the style, or do not parse, keep a commit from being made; `eikg format` mends the former.
git diff --cached --name-only --diff-filter=ACMR -z -- 'ontology/*.ttl' 'triples/*.ttl' 'triples/*.trig' |
    xargs -0 -r {} -c 'from server.commands import main; main()' format --check
"""


@click.command("format")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--check", is_flag=True, help="Change nothing; end with status 1 if a file would change.")
@click.option("--hook", is_flag=True, help="Have git check the files of each commit from now on.")
@root_option
def format_files(paths: tuple[Path, ...], check: bool, hook: bool, root: Path) -> None:
    """Rewrite Turtle and TriG files in the one style, losing nothing, and the catalog of the modules.

    PATHS are files or folders; without them, all of ontology/ and triples/. Missing declarations of prefixes
    of the project's table are added. A file that does not parse, or has a comment after its header, is left
    and reported.
    """
    if hook:
        click.echo(f"wrote {_hook(root)}")
        return
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
    if not paths:
        changed += _catalog(root, check=check)
    if check and changed:
        raise SystemExit(1)


def _catalog(root: Path, *, check: bool) -> int:
    """Write the catalog of the modules anew, if it is another; return how many files that changes."""
    sources = read(root)
    if sources.faults or not [*catalog_faults(root, sources)]:
        return 0
    click.echo(f"{'would change' if check else 'changed'} {CATALOG}")
    if not check:
        text = catalog(sources)
        (root / CATALOG).write_text(text, encoding="utf-8", newline="\n") if text else (
            root / CATALOG
        ).unlink()
    return 1


def _hook(root: Path) -> Path:
    """Write git's pre-commit hook and return it; one of somebody else's stays."""
    try:
        command = ["git", "-C", str(root), "rev-parse", "--git-path", "hooks/pre-commit"]
        found = subprocess.run(command, capture_output=True, check=True, text=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        raise click.ClickException(f"{root} is in no git repository") from None
    path = root / found
    text = _HOOK.format(shlex.quote(sys.executable))
    if path.exists() and path.read_text("utf-8") != text:
        raise click.ClickException(f"{path} exists: add to it the lines\n{text}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path


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
