"""Where a query has its parameters."""

from __future__ import annotations

from dataclasses import dataclass

from server.sparql.tokens import tokens


@dataclass(frozen=True)
class ValuesBlock:
    """A block `VALUES ?variable { body }`; `start` and `end` are the offsets of the body."""

    variable: str
    body: str
    start: int
    end: int


def values_blocks(query: str) -> list[ValuesBlock]:
    """Return the blocks `VALUES ?name { … }` in order; the form `VALUES (?name) { … }` is a constant, no parameter."""
    listed = list(tokens(query))
    blocks = []
    for keyword, variable, opening in zip(listed, listed[1:], listed[2:], strict=False):
        if (keyword.word, variable.kind, opening.text) == ("VALUES", "variable", "{"):
            start = opening.start + 1
            end = next(
                (token.start for token in listed if token.start >= start and token.text == "}"), len(query)
            )
            blocks.append(ValuesBlock(variable.text[1:], query[start:end], start, end))
    return blocks


def line_of(text: str, offset: int) -> int:
    """Return the line, counted from 1, in which an offset stands."""
    return text.count("\n", 0, offset) + 1
