"""How labels and definitions of terms are worded: the letters of each language, and definitions after ISO 704."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

LANGUAGES: Final = ("en", "ru", "be")
_MIXED: Final = re.compile(r"[A-Za-z][а-яёіў]|[а-яёіў][A-Za-z]", re.IGNORECASE)
_FOREIGN: Final = {
    "en": (re.compile(r"[а-яёіў]", re.IGNORECASE), "a Cyrillic letter"),
    "ru": (re.compile(r"[іў]", re.IGNORECASE), "a letter that Russian has not"),
    "be": (re.compile(r"[ищъ']", re.IGNORECASE), "a letter or sign that Belarusian has not"),
}
_RELATION: Final = re.compile(r"(transitive )?relation of ")


def label_faults(labels: Mapping[str, str]) -> Iterator[str]:
    """Yield what is wrong with the labels of one thing, by language."""
    for language, label in labels.items():
        pattern, fault = _FOREIGN[language]
        if found := pattern.search(label):
            yield f"--label-{language} “{label}” holds {fault}: {found[0]}"
        if _MIXED.search(label):
            yield f"--label-{language} “{label}” mixes Latin and Cyrillic letters in a word"


def definition_faults(definition: str) -> Iterator[str]:
    """Yield what is wrong with the form of a definition: it is a phrase that could stand for the term."""
    if not definition[:1].islower():
        yield f"--definition “{definition}” does not begin with a small letter"
    if definition.endswith("."):
        yield "--definition ends with a full stop: it is a phrase, no sentence"


def class_faults(definition: str, parents: Iterable[str]) -> Iterator[str]:
    """Yield a fault if the definition of a class does not begin with the label of a parent."""
    wanted = [parent.lower() for parent in parents]
    if wanted and not any(definition.lower().startswith(parent) for parent in wanted):
        yield f"--definition names no parent: begin it “{wanted[0]} that …”"


def property_faults(definition: str) -> Iterator[str]:
    """Yield a fault if the definition of a property does not say what it relates."""
    if not _RELATION.match(definition):
        yield "--definition of a property begins “relation of … to …”"
