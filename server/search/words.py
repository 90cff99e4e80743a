"""Words of a text as the index compares them: without case, accents and apostrophes, and their stems."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

import snowballstemmer

LONGEST: Final = 200
"""Characters of a question that are read."""

MOST: Final = 8
"""Words of a question that are looked for."""

_WORD: Final = re.compile(r"\w+")
_POSSESSIVE: Final = re.compile(r"['\u2019]s\b")
_APOSTROPHE: Final = re.compile(r"(?<=\w)['\u2019\u02bc](?=\w)")
_CYRILLIC: Final = re.compile(r"[\u0400-\u04ff]")
_STEMMERS: Final = {True: snowballstemmer.stemmer("russian"), False: snowballstemmer.stemmer("english")}
"""By whether a word is written in Cyrillic letters."""


def words_of(text: str) -> list[str]:
    """The words of a text, folded: without accents in any alphabet, so that ё is е, й is и and ў is у on both sides."""
    return [_folded(word) for word in _plain(text)]


def key_of(text: str) -> str:
    """What names have in common that differ in case, accents and punctuation only: A/RES/70/151 is `a res 70 151`."""
    return " ".join(words_of(text))


def stems_of(text: str) -> list[str]:
    """The stems of the words of a text: of Russian in Cyrillic letters, else of English."""
    return [stem(word) for word in _plain(text)]


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """The stem of one word, folded."""
    found: str = _STEMMERS[is_cyrillic(word)].stemWord(word.casefold().replace("ё", "е"))
    return _folded(found)


@lru_cache(maxsize=16384)
def is_cyrillic(word: str) -> bool:
    """Whether a word has a Cyrillic letter."""
    return _CYRILLIC.search(word) is not None


def _plain(text: str) -> list[str]:
    text = unicodedata.normalize("NFKC", text).casefold()
    return _WORD.findall(_APOSTROPHE.sub("", _POSSESSIVE.sub("", text)))


def _folded(word: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFD", word) if not unicodedata.combining(one))
