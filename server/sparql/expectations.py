"""Where the engine's parser stops in a text, and what could stand there.

pyoxigraph tells where its furthest attempt ended, and an attempt at a keyword ends as many characters after its start
as the keyword is long, whatever the text there: `SELCT *` is refused at column 10, where CONSTRUCT would end. So the
text is parsed once more with its words so far apart that an attempt at one cannot reach the next.

It names only what it tried where that attempt ended, too, which is seldom all that could stand there: so it is asked of
one candidate after another.
"""

from __future__ import annotations

import re
from typing import Final

import pyoxigraph as ox

from server.namespaces import BASE
from server.sparql.rewriting import BOOLEANS, WANT_BRACKET
from server.sparql.tokens import Token, tokens

_GAP: Final = " " * 32
"""Longer than every keyword of SPARQL."""

_APART: Final = frozenset("{}[],;)")
"""Punctuation that may have space on both sides; `(` may not, as the engine wants it right behind a function."""

_PLACE: Final = re.compile(r"error at (\d+):(\d+)")

_LONGEST: Final = 8192
"""Characters of the text before the place up to which candidates are tried; each costs a parse of it."""

_CANDIDATES: Final = (
    *(("SELECT", "SELECT"), ("ASK", "ASK"), ("CONSTRUCT", "CONSTRUCT"), ("DESCRIBE", "DESCRIBE")),
    *(("PREFIX", "PREFIX"), ("INSERT", "INSERT"), ("DELETE", "DELETE"), ("FROM", "FROM"), ("WHERE", "WHERE")),
    *(("a variable", "?v"), ("an IRI", "<urn:x>"), ("a literal", '"x"'), ("a number", "1")),
    *((text, text) for text in ("*", "{", "}", "(", ")", "]", ".", ";", ",", "=", "AS", "BY")),
    *(
        (text, text)
        for text in ("FILTER", "OPTIONAL", "UNION", "GROUP", "HAVING", "ORDER", "LIMIT", "VALUES")
    ),
)
"""What to call it, and an example of it."""


def _parse(text: str, update: bool) -> None:
    store = ox.Store()
    if update:
        store.update(text, base_iri=BASE)
    else:
        store.query(text, base_iri=BASE)


def culprit(query: str, update: bool) -> Token | None:
    """The token at which no reading of the query goes on; None if that is its end."""
    widened, starts = _widened(query)
    try:
        _parse(widened, update)
    except SyntaxError as error:
        match = _PLACE.match(str(error))
    else:
        match = None
    if match is None:
        return None
    offset = _offset(widened, match)
    reached = [(start, token) for start, token in starts if start <= offset]
    if len(reached) > 1 and reached[-1][0] == offset and _adjacent(reached[-2][1], reached[-1][1]):
        return reached[-2][
            1
        ]  # a word that is no keyword was tried as a prefix, up to the colon that is not there
    return reached[-1][1] if reached else None


def expected(query: str, start: int, update: bool) -> tuple[str, ...]:
    """What may stand at an offset of a query, or an update, by name; none if what is before it is too long to try."""
    before = _widened(query[:start])[0]
    if len(before) > _LONGEST:
        return ()
    return tuple(name for name, text in _CANDIDATES if _goes_on(f"{before}{text}{_GAP}", update))


def _goes_on(text: str, update: bool) -> bool:
    """Whether the parser gets past the end of a text that is followed by nothing but a character that no token has."""
    try:
        _parse(f"{text}\x01", update)
    except SyntaxError as error:
        place = _PLACE.match(str(error))
        return place is not None and _offset(text, place) >= len(text)
    return True


def _offset(text: str, place: re.Match[str]) -> int:
    """The offset of a place that the parser names by line and column."""
    return sum(len(line) + 1 for line in text.split("\n")[: int(place[1]) - 1]) + int(place[2]) - 1


def _adjacent(word: Token | None, other: Token | None) -> bool:
    return bool(word and other and word.kind == "word" and word.end == other.start)


def _widened(query: str) -> tuple[str, list[tuple[int, Token | None]]]:
    """The query with wide gaps, and where in it each token, or None for its end, starts."""
    parts: list[str] = []
    starts: list[tuple[int, Token | None]] = []
    length, end, before = 0, 0, ""
    for token in tokens(query):
        bracket_of_function = token.text == "(" and before.upper() in WANT_BRACKET
        apart = token.start > end or token.text in _APART or before in _APART or before == "("
        if apart and not bracket_of_function:
            parts.append(_GAP)
            length += len(_GAP)
        starts.append((length, token))
        parts.append(token.text.lower() if token.word in BOOLEANS else token.text)
        length += len(token.text)
        end, before = token.end, token.text
    return "".join([*parts, _GAP]), [*starts, (length + len(_GAP), None)]
