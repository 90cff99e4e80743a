"""A query laid out anew: line breaks and indentation only, so that it means the same and every comment stays.

Tokens are written as they stand, in their order. White space is put between them where it cannot part what belongs
together, and taken away where there is some: around braces, after the full stop of a triple, before the keywords that
begin a part of a query. Line breaks of the author inside a triple, a list or an expression stay.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final

from server.sparql.tokens import Token, is_ambiguous, is_finished, tokens

LONGEST: Final = 20_000
"""Characters of a query that is laid out; a longer one stays as it is."""

_DEEPEST: Final = 50
"""Groups in groups that are laid out; in a query with more indentation would be most of it."""

_INDENT: Final = "  "
_WIDTH: Final = 72
"""Characters of a group that its author wrote on one line and that stays there."""

_PROLOGUE: Final = frozenset(("PREFIX", "BASE"))
_FORMS: Final = frozenset(("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"))
_PARTS: Final = frozenset(
    ("OPTIONAL", "FILTER", "BIND", "MINUS", "GRAPH", "SERVICE", "VALUES", "UNION", "FROM", "GROUP", "HAVING")
) | frozenset(("ORDER", "LIMIT", "OFFSET", "WHERE"))
_BEGIN: Final = _PROLOGUE | _FORMS | _PARTS
"""Keywords that begin a line."""

_FOLLOW_A_GROUP: Final = frozenset(("UNION", "WHERE"))
"""Keywords that stand on the line of the brace before them."""

_COMMENT: Final = re.compile(r"#[^\r\n]*")
_OPENING: Final = frozenset("{([")
_CLOSING: Final = frozenset("})]")


def formatted(query: str) -> str:
    """The query laid out anew; as it is where only a parser can tell its tokens, or where it is too long or deep."""
    if len(query) > LONGEST:
        return query
    found = [*tokens(query)]
    if any(is_ambiguous(one) or (one.kind == "string" and not is_finished(one.text)) for one in found):
        return query
    if (found and found[-1].text == "\\") or _depth(
        found
    ) > _DEEPEST:  # before a new line it would be an escape
        return query
    layout = _Layout(query, found, _inline_groups(query, found))
    for place in range(len(found)):
        layout.add(place)
    layout.comments(query[found[-1].end :] if found else query)
    return "\n".join(layout.finished()) + "\n"


def _depth(found: Sequence[Token]) -> int:
    """How many groups are open at once at most."""
    steps = ({"{": 1, "}": -1}.get(token.text, 0) for token in found)
    return max(accumulate(steps, initial=0))


def _inline_groups(query: str, found: Sequence[Token]) -> frozenset[int]:
    """The places of the tokens from the brace that opens to that which closes a group that stays on one line."""
    kept: set[int] = set()
    opened: list[int] = []
    for place, token in enumerate(found):
        if token.text == "{":
            opened.append(place)
        elif token.text == "}" and opened:
            start = opened.pop()
            written = query[found[start].start : token.end]
            before = found[start - 1].word if start else ""
            outermost = not opened and before != "VALUES" and not _is_values(found, start)
            if not outermost and len(written) <= _WIDTH and "\n" not in written and written.count("{") == 1:
                kept.update(range(start, place + 1))
    return frozenset(kept)


def _is_values(found: Sequence[Token], start: int) -> bool:
    """Whether a brace opens the rows of VALUES: behind a variable, or variables in brackets."""
    place = start - 1
    while place >= 0 and (found[place].kind == "variable" or found[place].text in ("(", ")")):
        place -= 1
    return place >= 0 and found[place].word == "VALUES"


@dataclass
class _Layout:
    """The lines so far, and what is open at their end."""

    query: str
    found: Sequence[Token]
    inline: frozenset[int]
    lines: list[str] = field(default_factory=list)
    line: str = ""
    opened: list[str] = field(default_factory=list)
    begun: bool = False
    """Whether a statement is under way, which the next line goes on with."""
    keyword: str = ""
    """The keyword that began the statement."""

    def add(self, place: int) -> None:
        """Write a token, with the comments before it."""
        token = self.found[place]
        before = self.found[place - 1] if place else None
        gap = self.query[before.end if before else 0 : token.start]
        broken = self._is_broken(place, token, before, gap)
        if token.text in _CLOSING and self.opened and not self._is_annotation(place):
            self.opened.pop()
            self.begun = self.begun and token.text != "}"
        elif not self._in_brackets and (token.word in _BEGIN or (broken and token.text == "{")):
            self.begun = False
            self.keyword = token.word
        if "#" in gap:
            self.comments(gap)
        elif gap.count("\n") > 1 or (before and self._ends_prologue(token, place)):
            self._break(blank=True)
        elif broken:
            self._break()
        self._write(token.text, spaced=bool(gap) or self._is_parted(token, before, place))
        self.begun = not (token.text in ("{", "}") or self._ends_triple(place, token))
        if token.text in _OPENING and not self._is_annotation(place):
            self.opened.append(token.text)

    def comments(self, gap: str) -> None:
        """Write the comments in what stands between two tokens: one behind a token stays behind it."""
        place = 0
        for comment in _COMMENT.finditer(gap):
            space = gap[place : comment.start()]
            if "\n" in space or not self.line:
                self._break(blank=space.count("\n") > 1)
            self._write(comment[0].rstrip(), spaced=True)
            self._break()
            place = comment.end()
        if gap.count("\n", place) > 1:
            self._break(blank=True)

    def finished(self) -> list[str]:
        """The lines, without empty ones at the end."""
        self._break()
        while self.lines and not self.lines[-1]:
            self.lines.pop()
        return self.lines

    @property
    def _in_brackets(self) -> bool:
        return bool(self.opened) and self.opened[-1] != "{"

    def _is_broken(self, place: int, token: Token, before: Token | None, gap: str) -> bool:
        """Whether a token begins a line."""
        if before is None or (place - 1 in self.inline and place in self.inline):
            return False
        if self._is_annotation(place) or self._is_annotation(place - 1):
            return "\n" in gap
        if token.text == "}" or (before.text == "{" and place not in self.inline):
            return True
        if self._in_brackets:
            return "\n" in gap
        if before.text == "}":
            return token.word not in _FOLLOW_A_GROUP and token.text not in (".", ";", ",", ")")
        if token.text == "{":
            return self._ends_triple(place - 1, before) or (
                before.text == ")" and self.keyword in ("FILTER", "BIND")
            )
        if token.word == "WHERE":
            return False
        return (
            token.word in _BEGIN or "\n" in gap or before.text == ";" or self._ends_triple(place - 1, before)
        )

    def _ends_triple(self, place: int, token: Token) -> bool:
        """Whether a token is, or has at its end, the full stop of a triple, and not a point in a number."""
        if self._in_brackets or not token.text.endswith(".") or token.kind not in ("other", "name", "word"):
            return False
        following = self.found[place + 1] if place + 1 < len(self.found) else None
        return following is None or following.start > token.end or following.text == "}"

    def _ends_prologue(self, token: Token, place: int) -> bool:
        """Whether a token is the first behind the declarations."""
        return token.word in _FORMS and place > 2 and self.found[place - 3].word == "PREFIX"

    def _is_annotation(self, place: int) -> bool:
        """Whether a token is half of `{|` or `|}`, which belong together."""
        if place < 0:
            return False
        token = self.found[place]
        beside = (
            self.found[place + 1 : place + 2] if token.text == "{" else self.found[max(place - 1, 0) : place]
        )
        return token.text in ("{", "}") and any(
            one.text == "|" and (one.start == token.end or one.end == token.start) for one in beside
        )

    def _is_parted(self, token: Token, before: Token | None, place: int) -> bool:
        """Whether a space is put where there was none: around braces and before what follows a semicolon."""
        if before is None or self._is_annotation(place) or self._is_annotation(place - 1):
            return False
        if before.text == "}" and token.text in (")", ","):
            return False
        return (
            token.text in ("{", "}")
            or before.text in ("{", "}")
            or (before.text == ";" and not self._in_brackets)
        )

    def _write(self, text: str, spaced: bool) -> None:
        if not self.line:
            depth = sum(one == "{" for one in self.opened) + (self.begun or self._in_brackets)
            self.line = _INDENT * depth + text
        else:
            self.line += f" {text}" if spaced else text

    def _break(self, blank: bool = False) -> None:
        if self.line:
            self.lines.append(self.line)
            self.line = ""
        if blank and self.lines and self.lines[-1] and not self.lines[-1].endswith("{"):
            self.lines.append("")
