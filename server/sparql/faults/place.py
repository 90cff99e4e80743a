"""The place at which a text stops to be SPARQL, and what is around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from server.sparql.faults.violation import Violation
from server.sparql.tokens import Token

CLOSING: Final = {"{": "}", "(": ")", "[": "]"}
OPENING: Final = {closing: opening for opening, closing in CLOSING.items()}
_CLAUSES: Final = """
    SELECT ASK CONSTRUCT DESCRIBE FROM WHERE FILTER BIND VALUES OPTIONAL UNION MINUS GRAPH SERVICE EXISTS GROUP
    HAVING ORDER LIMIT OFFSET PREFIX BASE INSERT DELETE"""
CLAUSES: Final = frozenset(_CLAUSES.split())
TO_SPACE: Final = re.compile(r"[^\s<>{}\"]+")
"""What is written without a break."""

SHOWN: Final = 40
"""Characters of the text that a message repeats."""


@dataclass(frozen=True)
class Place:
    """The place at which a query, or an update, stops to be SPARQL; `tokens` are those of the whole text."""

    text: str
    tokens: Sequence[Token]
    start: int
    update: bool = False

    @cached_property
    def index(self) -> int:
        """The number of the token at the place, or of tokens if it is the end."""
        return next(
            (number for number, token in enumerate(self.tokens) if token.end > self.start), len(self.tokens)
        )

    @cached_property
    def token(self) -> Token:
        """What stands there; it may be the rest of a token."""
        if self.index == len(self.tokens):
            return Token("end", "", self.start)
        token = self.tokens[self.index]
        return (
            token
            if token.start >= self.start
            else Token("other", token.text[self.start - token.start :], self.start)
        )

    def near(self, distance: int) -> Token:
        """A token before or behind that at the place, by its distance in tokens."""
        number = self.index + distance
        if distance < 0 and self.index < len(self.tokens) and self.tokens[self.index].start < self.start:
            number += 1  # the place is within a token, whose beginning comes before it
            if distance == -1:
                token = self.tokens[self.index]
                return Token(token.kind, token.text[: self.start - token.start], token.start)
        return self.tokens[number] if 0 <= number < len(self.tokens) else Token("end", "", self.start)

    @cached_property
    def open(self) -> list[Token]:
        """The brackets that are open there, the outermost first."""
        found: list[Token] = []
        for token in self.tokens[: self.index]:
            if token.text in CLOSING:
                found.append(token)
            elif found and token.text == CLOSING[found[-1].text]:
                found.pop()
        return found

    @property
    def bracket(self) -> str:
        """The innermost bracket that is open there, if any is."""
        return self.open[-1].text if self.open else ""

    @cached_property
    def clause(self) -> str:
        """The keyword whose clause the place is in, of those in the innermost bracket."""
        number = self.index - 1
        depth = 0
        while number >= 0:
            token = self.tokens[number]
            depth += {")": 1, "]": 1, "}": 1, "(": -1, "[": -1, "{": -1}.get(token.text, 0)
            if depth < 0:
                return self.tokens[number - 1].word if number else ""
            if depth == 0 and token.word in CLAUSES:
                return token.word
            number -= 1
        return ""

    @cached_property
    def in_values(self) -> bool:
        """Whether the place is among the rows of VALUES."""
        braces = [one for one in self.open[-2:] if one.text == "{"]
        if not braces:
            return False
        number = self.tokens.index(braces[-1]) - 1
        while number >= 0 and (
            self.tokens[number].kind == "variable" or self.tokens[number].text in ("(", ")")
        ):
            number -= 1
        return number >= 0 and self.tokens[number].word == "VALUES"

    @cached_property
    def levels(self) -> list[str]:
        """The keywords at the same depth of brackets before the place."""
        found: list[list[str]] = [[]]
        for token in self.tokens[: self.index]:
            if token.text in CLOSING:
                found.append([])
            elif token.text in OPENING and len(found) > 1:
                found.pop()
            elif token.word:
                found[-1].append(token.word)
        return found[-1]

    def here(self, message: str, advice: str = "") -> Violation:
        """The violation that the token at the place is."""
        return Violation(self.start, self.token.end, message, advice)
