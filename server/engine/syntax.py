"""Turning the parser's complaint into a message with a place that a person can act on."""

from __future__ import annotations

import re
from typing import Final

from .errors import QuerySyntaxError
from .tokens import token_at, undeclared_prefix

_PLACE: Final = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_PLAIN: Final = re.compile(r'"((?:[^"\\]|\\.)+)"|\b([A-Z_]{2,})\b')
_SENTENCE: Final = re.compile(r"(?:^|, )([A-Z][a-z]*(?: [\w?']+){3,})")
_MOST_EXPECTED: Final = 12


def explained(query: str, error: SyntaxError) -> QuerySyntaxError:
    """What is wrong with a query that pyoxigraph refused, from its message, which holds the place in its text."""
    prefixed = undeclared_prefix(query)
    if prefixed is not None:
        prefix = prefixed.text.partition(":")[0]
        line, column = _place(query, prefixed.start)
        return QuerySyntaxError(
            f"the prefix “{prefix}:” is not declared; add PREFIX {prefix}: <…>", line, column
        )
    match = _PLACE.match(str(error))
    if match is None:
        return QuerySyntaxError(str(error), 1, 1)
    line, column = int(match[1]), int(match[2])
    return QuerySyntaxError(_message(query, _offset(query, line, column), match[3]), line, column)


def _message(query: str, offset: int, expected: str) -> str:
    sentence = _SENTENCE.search(expected)
    if sentence:
        return sentence[1]
    found = token_at(query, offset)
    message = f"“{found.text[:40]}” cannot stand here" if found else "the query ends too early"
    # The parser lists what could follow at the furthest place that any reading reached; a long list helps nobody.
    words = [plain or keyword for plain, keyword in _PLAIN.findall(expected.partition("['0'")[0])]
    return f"{message}; expected {' or '.join(words)}" if 0 < len(words) <= _MOST_EXPECTED else message


def _place(query: str, offset: int) -> tuple[int, int]:
    return query.count("\n", 0, offset) + 1, offset - query.rfind("\n", 0, offset)


def _offset(query: str, line: int, column: int) -> int:
    start = 0
    for _ in range(line - 1):
        start = query.find("\n", start) + 1
    return start + column - 1
