"""`eikg search`: find a thing of the current release by what it is called."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Final

import click

from server.commands.asking import errors
from server.commands.names import complete_names, index_of
from server.commands.project import reading_option, releases_option
from server.commands.tables import printable
from server.languages import LANGUAGES
from server.rdf.iris import expand, readable, short
from server.release import current
from server.search.find import ANY, Filter, Found, SearchIndex
from server.search.levels import Level
from server.web.pages.messages import message
from server.web.pages.model.found import Word, found_as_json, kind_name, labels_of_found, reason
from server.web.pages.model.labels import Labels

_MOST: Final = 20

_KINDS: Final = 6
"""Kinds that are named where not all that was found is shown."""


@click.command("search")
@click.argument("words", nargs=-1, required=True)
@click.option("--kind", metavar="KIND", help="Only things of a kind, such as State or eik:State.")
@click.option(
    "--document",
    metavar="NAME",
    shell_complete=complete_names,
    help="Only what a document mentions, such as doc:leshenyuk-2021.",
)
@click.option("--language", metavar="TAG", help="Only what is found by a name in this language.")
@click.option(
    "--in",
    "speech",
    type=click.Choice(LANGUAGES),
    default=LANGUAGES[0],
    show_default=True,
    help="Language in which what is found is shown.",
)
@click.option(
    "--limit", type=click.IntRange(1), default=_MOST, show_default=True, help="Show no more than these."
)
@click.option("--json", "as_json", is_flag=True, help="Print what /search.json gives.")
@reading_option
@releases_option
def search(
    words: tuple[str, ...],
    kind: str | None,
    document: str | None,
    language: str | None,
    speech: str,
    limit: int,
    as_json: bool,
    root: Path,  # noqa: ARG001 - the releases' folder was found by it
    releases: Path,
) -> None:
    """Find a thing, a term or a saved query by WORDS: names in any language, acronyms, codes, words of what is said.

    For each one: its prefixed name, its name, its kind, and why it was found. Typing errors are forgiven. The status is
    1 if nothing is found.
    """
    text, word = " ".join(words), partial(message, speech)
    with errors():
        index = index_of(current(releases))
        wanted = Filter(_kind(kind, text, index, word), _iri(document, "--document"), language or "")
        found = index.find(text, wanted, slice(limit))
        names = labels_of_found(index, found, speech)
    if as_json:
        click.echo(json.dumps(found_as_json(text, found, names, word), ensure_ascii=False, indent=2))
    else:
        _print(text, found, names, word)
    raise SystemExit(0 if found.total else 1)


def _print(text: str, found: Found, names: Labels, word: Word) -> None:
    """Print what was found, two lines each, and what is not shown."""
    for hit in found.hits:
        label = names[hit.iri].text
        click.echo(f"{short(hit.iri)}  {printable(label)}")
        name = "" if hit.level is Level.IDENTIFIER or hit.name == label else f": {printable(hit.name)}"
        click.echo(f"    {kind_name(hit.kind, names, word)}; {reason(hit, word)}{name}")
    for asked, others in found.meant.items():
        click.echo(f"no name has '{asked}'; looked for {', '.join(others)}", err=True)
    kinds = _counted({kind_name(kind, names, word): number for kind, number in found.kinds.items()})
    if not found.total:
        others = f" and is of that kind; there are: {kinds}" if kinds else ""
        click.echo(f"nothing is called '{text}'{others}", err=True)
    elif found.total > len(found.hits):
        click.echo(
            f"{len(found.hits)} of {found.total} (--limit shows more, --kind fewer: {kinds})", err=True
        )


def _counted(numbers: Mapping[str, int]) -> str:
    ordered = sorted(numbers.items(), key=lambda one: (-one[1], one[0]))
    listed = [f"{name} {number}" for name, number in ordered[:_KINDS]]
    return ", ".join([*listed, "…"] if len(ordered) > _KINDS else listed)


def _kind(given: str | None, text: str, index: SearchIndex, word: Word) -> str:
    """The IRI of a kind by its own or what it is called. Raises BadParameter for what is no kind of anything."""
    if given is None:
        return ""
    kinds = dict.fromkeys(index.kinds(), 0)
    names = labels_of_found(index, Found((), 0, kinds, {}, {}, {}), LANGUAGES[0])
    called = {kind: kind_name(kind, names, word) for kind in kinds}
    for kind, name in called.items():
        if given.casefold() in (kind.casefold(), readable(kind).casefold(), name.casefold()):
            return kind
    fitting = index.find(text, ANY, slice(0)).kinds or kinds
    known = ", ".join(sorted(called[kind] for kind in fitting))
    raise click.BadParameter(f"nothing is of the kind '{given}'; there are: {known}", param_hint="--kind")


def _iri(given: str | None, option: str) -> str:
    try:
        return expand(given) if given else ""
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint=option) from None
