"""`eikg init`: an empty project on another topic, which builds, checks and serves."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import click

from server.authoring.start import LANGUAGES, Start, files
from server.project import FILE, VARIABLE, ProjectError, read

_COMMAND: Final = (sys.executable, "-c", "from server.commands import main; main(prog_name='eikg')")
_NEXT: Final = """\
{folder} is a project: one module, one document, one query. Now
  cd {folder}
  eikg build
  eikg check --answers
  eikg serve"""


@click.command("init")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--base",
    prompt="Base IRI, under which all IRIs of the graph begin",
    help="Base IRI, as https://example.org/graph/.",
)
@click.option("--name", prompt="Short name", help="What people call the graph, as EIKG.")
@click.option("--title", prompt="Title", help="Its title, as “Eurasian Integration Knowledge Graph”.")
@click.option("--prefix", help="Prefix of the graph's own terms. Default: made of the short name.")
@click.option(
    "--language",
    "languages",
    type=click.Choice(LANGUAGES),
    multiple=True,
    default=("en",),
    help="Language of the labels, repeated for several; definitions are in English and Russian. Default: en.",
)
def init(
    folder: Path, base: str, name: str, title: str, prefix: str | None, languages: tuple[str, ...]
) -> None:
    """Make a project on another topic in FOLDER, which must be empty or not there yet.

    It begins with the ontology of claims, documents and segments, its shapes, rules and checks, one module of its own,
    one document and one saved query. Edit ontology/project.toml for its kinds of things, its prefixes and what its
    first page says.
    """
    if folder.exists() and any(folder.iterdir()):
        raise click.ClickException(f"{folder} is not empty: name a new folder")
    if "en" not in languages:
        raise click.ClickException("--language lacks en: the base ontology is defined in English")
    prefix = prefix or re.sub(r"[^a-z0-9]", "", name.lower())
    chosen = tuple(language for language in LANGUAGES if language in languages)
    written = files(Start(base, prefix, name, title, chosen, datetime.now(UTC).date().isoformat()))
    with TemporaryDirectory() as scratch:  # before there is anything in the folder
        _write(Path(scratch), {FILE: written[FILE]})
        try:
            read(Path(scratch) / FILE)
        except ProjectError as error:
            raise click.ClickException(str(error)) from None
    _write(folder, written)
    environment = {**os.environ, VARIABLE: str(folder.resolve())}
    for command in ("format", "check"):
        run = [*_COMMAND, command]
        if subprocess.run(
            run, cwd=folder, env=environment, check=False, stdout=subprocess.DEVNULL
        ).returncode:
            raise click.ClickException(f"{folder} is written, but `eikg {command}` finds it wrong, as shown")
    click.echo(_NEXT.format(folder=folder))


def _write(folder: Path, written: dict[str, str]) -> None:
    for name, text in written.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
