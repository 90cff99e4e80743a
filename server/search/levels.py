"""How well a name fits a question: exactly, in another form, by its beginning, by words, by forms of them, nearly."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import Prefix

from server.search.words import is_cyrillic

ENDING: Final = 3
"""Letters by which a form of a Cyrillic word may differ at its end."""

BEGINNING: Final = 3
"""Letters that two forms of a word have in common, at least."""


class Level(IntEnum):
    """How a name fits a question, the best first."""

    IDENTIFIER = 0
    EXACT = 1
    INFLECTED = 2
    BEGINNING = 3
    WORDS = 4
    FORMS = 5
    PARTS = 6
    ALIKE = 7


def level_of(name: str, name_stems: str, asked: str, forms: Mapping[str, str], guessed: bool) -> Level:
    """How a name that has something of a question fits it.

    `name` and `asked` are the folded words, `name_stems` the stems of the name's; `forms` gives the stem of each word
    that is asked for. `guessed`: some of these were taken for typing errors.
    """
    key = f" {name} "
    if key.startswith(f" {asked} "):
        return Level.EXACT if name == asked else Level.BEGINNING
    listed = name.split()
    stems = name_stems.split() or listed  # a code has no stems
    if len(listed) >= len(forms) and all(
        word == one or stem == its or is_form(one, word)
        for (word, stem), one, its in zip(forms.items(), listed, stems, strict=False)
    ):
        return Level.INFLECTED if len(listed) == len(forms) else Level.BEGINNING
    if all(f" {word} " in key for word in forms):
        return Level.WORDS
    if all(
        word in listed or stem in stems or any(is_form(one, word) for one in listed)
        for word, stem in forms.items()
    ):
        return Level.FORMS
    return Level.ALIKE if guessed else Level.PARTS


@lru_cache(maxsize=16384)
def is_form(known: str, word: str) -> bool:
    """Whether two words in Cyrillic letters differ in their endings only."""
    least = max(BEGINNING, len(word) - ENDING)
    if not (is_cyrillic(word) and known.startswith(word[:least])):
        return False
    common = Prefix.similarity(known, word)
    return common >= least and len(known) - common <= ENDING
