"""Characters that no token of SPARQL has, and such as look like others (SPARQL 1.1 Query, section 19.8).

Both are seldom seen by whoever wrote them: they come from word processors, web pages and other keyboards.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from server.sparql.faults.violation import Violation
from server.sparql.tokens import NAME_CHARACTERS, Token

_STRANGE: Final = re.compile(rf"[^\x20-\x7e\t\r\n{NAME_CHARACTERS}]")
"""What is neither ASCII nor PN_CHARS."""

_CONTROLS: Final = {
    0x00: "NULL", 0x07: "BELL", 0x08: "BACKSPACE", 0x0B: "LINE TABULATION", 0x0C: "FORM FEED", 0x1B: "ESCAPE",
    0x7F: "DELETE", 0x85: "NEXT LINE",
}  # fmt: skip
"""Names that the Unicode Character Database has as aliases only."""

_SIGNS: Final = {
    "≠": "!=",
    "≤": "<=",
    "≥": ">=",
    "×": "*",
    "÷": "/",
    "∧": "&&",
    "∨": "||",
    "¬": "!",
    "…": "...",
}
_DOUBLE_QUOTES: Final = "“”„‟«»″"
_SINGLE_QUOTES: Final = "‘’‚‛‹›′´"
_DASHES: Final = "‐‑‒–—―−"

_CYRILLIC: Final = ("АВЕЅЗІЈКМНОРСТУХаеѕіјорсухһԁԛԝ", "ABES3IJKMHOPCTYXaesijopcyxhdqw")
_GREEK: Final = ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧνο", "ABEZHIKMNOPTYXvo")
_FULL_WIDTH: Final = range(0xFF01, 0xFF5F)
_PLAIN: Final = {
    **str.maketrans(*_CYRILLIC),
    **str.maketrans(*_GREEK),
    **{code: code - 0xFF01 + ord("!") for code in _FULL_WIDTH},
}
"""Characters, by their codes, and those in ASCII that they look like."""


def strange_characters(tokens: Iterable[Token]) -> Iterator[Violation]:
    """The first character of each token, outside strings and IRIs, that SPARQL has no place for."""
    for token in tokens:
        if token.kind in ("string", "iri") or (found := _STRANGE.search(token.text)) is None:
            continue
        start = token.start + found.start()
        yield Violation(start, start + 1, f"{named(found[0])} cannot stand here", _instead(found[0]))


def look_alike(text: str, start: int) -> Violation | None:
    """The first character of a word, which starts at an offset of some text, that is not the letter it looks like.

    There is none in a word that has letters which look like no Latin ones.
    """
    for place, character in enumerate(text):
        if unicodedata.category(character) == "Cf":
            return Violation(
                start + place, start + place + 1, f"{named(character)} cannot stand here", "delete it"
            )
    latin = text.translate(_PLAIN)
    if latin == text or not latin.isascii():
        return None
    place = next(place for place, character in enumerate(text) if ord(character) in _PLAIN)
    character, plain = text[place], latin[place]
    what = f"the Latin letter “{plain}”" if plain.isalpha() else f"“{plain}”"
    message = f"“{character}” is {named(character)}, not {what}"
    return Violation(start + place, start + place + 1, message, f"write {latin}", latin)


def named(character: str) -> str:
    """A character by its code and name in Unicode."""
    name = unicodedata.name(character, "") or _CONTROLS.get(ord(character), "a character without a name")
    return f"U+{ord(character):04X} {name}"


def _instead(character: str) -> str:
    if character in _SIGNS:
        return f"write {_SIGNS[character]}"
    if character in _DOUBLE_QUOTES:
        return 'write the straight quotation mark "'
    if character in _SINGLE_QUOTES:
        return "write the straight quotation mark '"
    if character in _DASHES:
        return "write the hyphen-minus -"
    if character.isspace():
        return "put an ordinary space there"
    plain = unicodedata.normalize("NFKC", character)
    if plain != character and plain.isascii() and plain.isprintable() and not plain.isspace():
        return f"write {plain}"
    return "delete it"
