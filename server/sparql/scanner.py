"""The tokens of a query one by one, each as the grammar reads it where it stands (SPARQL 1.1 Query, section 19.8).

What a character belongs to depends on the place: `-1` is a number where an operand may stand and a minus elsewhere,
`<?b&&?c>` an IRI there and a comparison here. So the parser says what it waits for. Time is linear in the text.
"""

from __future__ import annotations

import re
from typing import Final

from server.sparql.prologue import without_dots
from server.sparql.tokens import NAME_CHARACTERS, Token, is_ambiguous, is_finished, token_from

_NUMBER: Final = re.compile(
    r"[+-]?(?:[0-9]++\.[0-9]*+[eE][+-]?[0-9]++|\.?[0-9]++[eE][+-]?[0-9]++|[0-9]*+\.[0-9]++|[0-9]++)"
)
_VARIABLE: Final = re.compile(rf"[?$][0-9A-Za-z_{NAME_CHARACTERS}]++")
_PAIRS: Final = frozenset(("&&", "||", "!=", "<=", ">=", "^^", "<<", ">>", "{|", "|}"))

_SPACE: Final = re.compile(r"(?:[\x20\t\r\n]++|#[^\r\n]*+)*+")
_SIGNS: Final = "+-."
_DEPENDING: Final = "<" + _SIGNS
"""How tokens begin that are of another kind in another place."""

_SHOWN: Final = 40


class Unreadable(ValueError):
    """A query cannot be read as SPARQL 1.1: the message says why, `start` is the offset where."""

    def __init__(self, reason: str, start: int = 0) -> None:
        self.start = start
        super().__init__(reason)


class Malformed(Unreadable):
    """No query of SPARQL goes on like this at `start`: what stands there is the first token that fits nowhere."""


class Scanner:
    """Goes through a text from an offset on; `end` is where the token that was taken last ends."""

    def __init__(self, text: str, start: int = 0) -> None:
        self.text = text
        self.end = start
        self._next: Token | None = None
        self._as_operand = True

    def peek(self, operand: bool = True) -> Token:
        """The next token, read as an operand or term may begin, or else as what follows one. Raises Unreadable.

        At the end of the text it is a token of the kind `end`, which has no characters.
        """
        if self._next is None or (operand is not self._as_operand and self._next.text[:1] in _DEPENDING):
            self._next = self._scan(operand)
            self._as_operand = operand
        return self._next

    def take(self, operand: bool = True) -> Token:
        """The next token; the one after it is next then. Raises Unreadable at the end."""
        found = self.peek(operand)
        if found.kind == "end":
            raise Malformed("it ends too early", found.start)
        self.end = found.end
        self._next = None
        return found

    def at(self, *texts: str, operand: bool = True) -> bool:
        """Whether the next token is one of some marks."""
        found = self.peek(operand)
        return found.kind == "other" and found.text in texts

    def at_word(self, *words: str) -> bool:
        """Whether the next token is one of some keywords."""
        return self.peek().word in words

    def accept(self, text: str, operand: bool = True) -> bool:
        """Take the next token if it is a mark, and tell whether it was."""
        if not self.at(text, operand=operand):
            return False
        self.take(operand)
        return True

    def accept_word(self, word: str) -> bool:
        """Take the next token if it is a keyword, and tell whether it was."""
        if self.peek().word != word:
            return False
        self.take()
        return True

    def expect(self, text: str, operand: bool = False) -> Token:
        """The next token, which must be a mark. Raises Unreadable."""
        if not self.at(text, operand=operand):
            raise self.strange(operand)
        return self.take(operand)

    def expect_word(self, word: str) -> Token:
        """The next token, which must be a keyword. Raises Unreadable."""
        if self.peek().word != word:
            raise self.strange()
        return self.take()

    def strange(self, operand: bool = True) -> Malformed:
        """The exception for the next token, where no grammar has one like it."""
        found = self.peek(operand)
        if found.kind == "end":
            return Malformed("it ends too early", found.start)
        return Malformed(f"“{found.text[:_SHOWN]}” at character {found.start} is not understood", found.start)

    def _scan(self, operand: bool) -> Token:
        space = _SPACE.match(self.text, self.end)
        first = space.end() if space else self.end
        if (mark := self.text[first : first + 1]) and mark in _SIGNS:
            # Not by the tokens: there a word may begin with a sign, and be as long as the rest of the text.
            number = _NUMBER.match(self.text, first) if operand else None
            return Token("number", number[0], first) if number else Token("other", mark, first)
        if operand and self.text.startswith("<<", first):
            return Token("other", "<<(" if self.text.startswith("(", first + 2) else "<<", first)
        token = token_from(self.text, first)
        if token is None:
            return Token("end", "", len(self.text))
        kind, text, start = token
        match kind:
            case "string":
                if not is_finished(text):
                    raise Malformed("the string that begins there has no end", start)
            case "iri" if not operand:
                return self._comparison(token)
            case "variable":
                found = _VARIABLE.match(text)
                return Token(kind, found[0], start) if found else Token("other", text[0], start)
            case "number" | "word" | "name" | "other":
                return self._other(token)
        return Token(kind, text, start)

    def _comparison(self, token: Token) -> Token:
        if is_ambiguous(token):
            reason = "it holds “<” in a place where only the parser can tell what it is"
            raise Unreadable(reason, token.start)
        return Token("other", "<=" if token.text.startswith("<=") else "<", token.start)

    def _other(self, token: Token) -> Token:
        kind, text, start = token
        if kind == "number" and (number := _NUMBER.match(self.text, start)):
            return Token(kind, number[0], start)
        if kind == "other":
            pair = self.text[start : start + 2]
            return Token(kind, pair if pair in _PAIRS else text, start)
        return Token(kind, without_dots(text), start)
