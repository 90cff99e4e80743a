"""What may stand at a place in a query: asked of the parser itself, one candidate after another.

The parser names only what it tried where its furthest attempt ended, which is seldom all that could stand there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

LONGEST: Final = 8192
"""Characters of the text before the place up to which candidates are tried; each costs a parse of it."""

_PLACE: Final = re.compile(r"error at (\d+):(\d+)")

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


def expected(before: str, gap: str, parse: Callable[[str], None]) -> tuple[str, ...]:
    """What may follow a text, by name; none if it is too long to try.

    `before` ends with `gap`, white space longer than every keyword; `parse` raises SyntaxError as pyoxigraph does.
    """
    if len(before) > LONGEST:
        return ()
    return tuple(name for name, text in _CANDIDATES if _accepts(f"{before}{text}", gap, parse))


def _accepts(text: str, gap: str, parse: Callable[[str], None]) -> bool:
    """Whether the parser gets past the end of a text that is followed by nothing but a character that no token has."""
    try:
        parse(f"{text}{gap}\x01")
    except SyntaxError as error:
        place = _PLACE.match(str(error))
        return place is not None and _offset(text + gap, int(place[1]), int(place[2])) >= len(text + gap)
    return True


def _offset(text: str, line: int, column: int) -> int:
    return sum(len(one) + 1 for one in text.split("\n")[: line - 1]) + column - 1
