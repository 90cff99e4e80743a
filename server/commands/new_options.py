"""What the commands of `eikg new` share: their options, and how what is missing is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import click

from server.authoring.draft import Wording
from server.authoring.labels import DEFINED, LANGUAGES, in_language
from server.rdf.iris import expand

_NAMES: Final = {"en": "English", "ru": "Russian", "be": "Belarusian"}


def text_options(*declarations: tuple[str, str]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add text options, each with its help."""

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        for name, meaning in reversed(declarations):
            command = click.option(name, help=meaning)(command)
        return command

    return add


label_options = text_options(*((f"--label-{tag}", f"Label in {_NAMES.get(tag, tag)}.") for tag in LANGUAGES))


def in_languages(option: str, meaning: str) -> tuple[tuple[str, str], ...]:
    """Return an option, with its help, for each language in which terms are defined."""
    return tuple((f"--{in_language(option, tag)}", meaning.format(f"in {_NAMES[tag]}")) for tag in DEFINED)


documentation_options = text_options(
    *in_languages(
        "definition", "Definition {}: a phrase that begins with the parent, or says what is related."
    ),
    ("--example", "Example from the data, in English."),
    (
        "--example-thing",
        "The thing that the example tells of, such as doc:about, or none before there is one.",
    ),
    *in_languages("scope-note", "What the term is not, or how it differs from a similar one, {}."),
)
force_near_option = click.option(
    "--force-near", metavar="REASON", help="Let near labels through and note why."
)


NONE: Final = "none"
"""What is written where an option that must be given has no value."""
LABELS: Final = tuple(f"label-{language}" for language in LANGUAGES)
DEFINITIONS: Final = tuple(in_language("definition", language) for language in DEFINED)


def require(given: Mapping[str, Any], *names: str) -> None:
    """Ask for every option that is not given or empty, all at once."""
    missing = [f"--{name}" for name in names if not given[name.replace("-", "_")]]
    if missing:
        raise click.UsageError(f"nothing was written; give also {', '.join(missing)} (see --help)")


def refuse_options(given: Mapping[str, Any], name: str, *options: str) -> None:
    """Refuse options that something of this name does not take."""
    if given_anyway := [f"--{option}" for option in options if given[option.replace("-", "_")]]:
        raise click.UsageError(
            f"nothing was written; {name} takes no {' and no '.join(given_anyway)} (see --help)"
        )


def given_iris(names: Iterable[str], option: str) -> list[str]:
    """Return the IRIs that the values of an option write. Raises UsageError, with the option, for what is none."""
    try:
        return [expand(name) for name in names]
    except ValueError as error:
        raise click.UsageError(f"--{option}: {error}") from None


def wording_of(given: Mapping[str, Any]) -> Wording:
    """Return the labels and texts that were given."""
    return Wording(
        {language: given[f"label_{language}"].strip() for language in LANGUAGES},
        _texts(given, "definition"),
        given.get("example") or "",
        given_iris([given["example_thing"]], "example-thing")[0]
        if given.get("example_thing") not in (None, NONE)
        else "",
        _texts(given, "scope-note"),
    )


def _texts(given: Mapping[str, Any], option: str) -> dict[str, str]:
    texts = {language: given.get(in_language(option, language).replace("-", "_")) for language in DEFINED}
    return {language: text for language, text in texts.items() if text}
