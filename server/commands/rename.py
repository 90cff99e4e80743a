"""`eikg rename`: another name for a term, everywhere at once."""

from __future__ import annotations

from pathlib import Path

import click

from server.authoring.labels import LANGUAGES, clashes, labels
from server.authoring.succession import Succession
from server.build.read.sources import Sources
from server.commands.project import root_option
from server.commands.succession import apply, expanded_terms, write_option


@click.command("rename")
@click.argument("old")
@click.argument("new")
@click.option("--label-en", help="Label in English, if it changes too.")
@click.option("--label-ru", help="Label in Russian, if it changes too.")
@click.option("--label-be", help="Label in Belarusian, if it changes too.")
@click.option("--because", default="", help="Why, as an English sentence: the old term keeps it.")
@write_option
@root_option
def rename(old: str, new: str, because: str, write: bool, root: Path, **given: str | None) -> None:
    """Give the class, property or concept OLD the name NEW, such as eik:Town, in every file.

    OLD stays as a deprecated term that leads to NEW, and ontology/migrations gets an update for those who have data.
    """
    chosen = {language: text for language in LANGUAGES if (text := given[f"label_{language}"])}

    def succession(sources: Sources) -> Succession:
        (before,), (after,) = expanded_terms([old]), expanded_terms([new])
        known = [name for name in labels(sources) if name.about != old]
        taken = [str(clash) for clash in clashes(chosen, known) if not clash.distance]
        if taken:
            raise click.ClickException("\n".join(taken))
        return Succession((before,), (after,), because, is_rename=True, labels=chosen)

    apply(root, succession, write=write)
