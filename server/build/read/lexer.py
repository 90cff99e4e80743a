"""Tokens of Turtle and TriG with their lines.

pyoxigraph parses; it says where a syntax error is but not where a triple stands, and it drops comments. Both
are found here. The lexer is used on text that pyoxigraph accepted, so it separates tokens and validates none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_TOKEN: Final = re.compile(
    r"""(?P<space>\s+)
      | (?P<comment>\#[^\r\n]*)
      | (?P<iri><[^<>\s]*>)
      | (?P<string>\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*'{3}
          | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*')
      | (?P<at>@[A-Za-z][A-Za-z0-9-]*)
      | (?P<mark>\^\^|[.;,\[\](){}])
      | (?P<name>(?:[^\s<>"'{}\[\](),;\#\\^@]|\\.)+?(?=\.*(?:[\s<>"'{}\[\](),;\#^@]|$)))
      | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_CHARACTERS: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


class Token(NamedTuple):
    """`kind` is comment, iri, string, at, mark, name or other; `line` counts from 1."""

    kind: str
    text: str
    line: int


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a Turtle or TriG text, comments included, white space left out."""
    line = 1
    for match in _TOKEN.finditer(text):
        kind, token = match.lastgroup or "other", match.group()
        if kind != "space":
            yield Token(kind, token, line)
        line += token.count("\n")


def unescape(text: str) -> str:
    """Resolve the escapes of a Turtle string or local name."""

    def character(match: re.Match[str]) -> str:
        code = match.group(1)
        return chr(int(code[1:], 16)) if code[0] in "uU" and len(code) > 1 else _CHARACTERS.get(code, code)

    return _ESCAPE.sub(character, text) if "\\" in text else text


def string_value(token: str) -> str:
    """Return the value of a string token, with either quote, short or long."""
    quotes = 3 if token[:3] in ('"""', "'''") else 1
    return unescape(token[quotes:-quotes])
