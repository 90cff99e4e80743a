"""Keywords in the form that the engine knows: it refuses TRUE in capitals, and CONCAT or COALESCE before a space."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from server.sparql.rewriting.edits import Edit, edited
from server.sparql.tokens import tokens

WANT_BRACKET: Final = frozenset(("CONCAT", "COALESCE"))
"""Functions that the engine knows by name and bracket together."""

BOOLEANS: Final = frozenset(("TRUE", "FALSE"))
"""Keywords that the engine knows in small letters only."""

IRREGULAR: Final = re.compile(
    r"[CcTtFf](?<![^\W\d].)(?:(?i:ONCAT|OALESCE)\b(?!\()|(?i:RUE|ALSE)\b(?<!true)(?<!false))", re.DOTALL
)
"""What may be such a function or keyword in a form that the engine does not know, in a string or comment as well.

A number ends where a word begins, so that a digit may stand before it.
"""


def normalise_for_engine(query: str) -> str:
    """The query with `true` and `false` in small letters, and no white space behind CONCAT and COALESCE.

    Keywords are of either case, and white space may stand between any two tokens (SPARQL 1.1 Query, section 19.8).
    """
    return edited(query, _normalising_edits(query)) if IRREGULAR.search(query) else query


def _normalising_edits(query: str) -> Iterator[Edit]:
    for token, following in pairwise([*tokens(query), None]):
        assert token  # noqa: S101 - only the last of the list is none
        if token.word in BOOLEANS:
            yield token.start, token.end, token.text.lower()
        if token.word in WANT_BRACKET and following and following.text == "(":
            yield token.end, following.start, ""
