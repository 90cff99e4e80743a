"""Whole terms of a query: the tokens with dots, numbers and the types of literals as the grammar has them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from server.sparql.tokens import Token, is_ambiguous, tokens

_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


class Unsplittable(ValueError):
    """A query cannot be taken apart; the message says why."""


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A term, keyword or mark; `start` and `end` are offsets in characters."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)

    @property
    def word(self) -> str:
        """The keyword that it may be, in capitals."""
        return self.text.upper() if self.kind == "word" else ""


def lexemes(query: str) -> list[Lexeme]:
    """The terms of a query in order. Raises Unsplittable where tokens alone do not tell how it is read."""
    found: list[Lexeme] = []
    done = 0
    for token in tokens(query):
        if token.start < done:
            continue
        if is_ambiguous(token):
            raise Unsplittable("it holds “<” in a place where only the parser can tell what it is")
        for lexeme in _lexemes(query, token, found[-1] if found else None):
            found.append(lexeme)
            done = lexeme.end
    return _with_types(query, found)


def _lexemes(query: str, token: Token, before: Lexeme | None) -> list[Lexeme]:
    signed = token.text in "+-." and (before is None or before.kind not in ("variable", "number", "string"))
    number = _NUMBER.match(query, token.start) if token.kind == "number" or signed else None
    if number and (token.kind == "number" or (before is None or before.text not in ")]*?")):
        return [Lexeme("number", number[0], token.start)]
    text = token.text.rstrip(".") if token.kind in ("word", "name") else token.text
    dots = range(token.start + len(text), token.start + len(token.text))
    return [Lexeme(token.kind, text, token.start), *(Lexeme("other", ".", place) for place in dots)]


def _with_types(query: str, found: list[Lexeme]) -> list[Lexeme]:
    """Join a string with its language or datatype."""
    joined: list[Lexeme] = []
    place = 0
    while place < len(found):
        here, place = found[place], place + 1
        if here.kind == "string":
            rest = found[place : place + 3]
            if rest and rest[0].kind == "language":
                place += 1
            elif [one.text for one in rest[:2]] == ["^", "^"] and len(rest) == 3:
                place += 3
            end = found[place - 1].end
            here = Lexeme("string", query[here.start : end], here.start)
        joined.append(here)
    return joined
