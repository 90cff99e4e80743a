"""Where a query has its parameters, and which IRIs it names: read from the engine's tokens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from server.sparql.tokens import Token, tokens


@dataclass(frozen=True)
class ValuesBlock:
    """A block `VALUES ?variable { body }`; `start` and `end` are the offsets of the body."""

    variable: str
    body: str
    start: int
    end: int


@dataclass(frozen=True)
class NamedIri:
    """An IRI that the query names, written in full or with a prefix; `offset` is where it stands."""

    iri: str
    written: str
    offset: int


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


def named_iris(query: str) -> Iterator[NamedIri]:
    """Yield every IRI that stands in the query, with prefixes resolved; declarations and bare prefixes are left out."""
    prefixes: dict[str, str] = {}
    before: tuple[str, Token | None] = ("", None)
    for token in tokens(query):
        keyword, name = before
        if keyword == "PREFIX" and name and token.kind == "iri":
            prefixes[name.text[:-1]] = token.text[1:-1]
        elif token.kind == "iri":
            yield NamedIri(token.text[1:-1], token.text, token.start)
        elif token.kind == "name" and keyword != "PREFIX":
            prefix, _, local = token.text.partition(":")
            if local and prefix in prefixes:
                yield NamedIri(prefixes[prefix] + local, token.text, token.start)
        before = (keyword, token) if keyword == "PREFIX" and token.kind == "name" else (token.word, None)


def line_of(text: str, offset: int) -> int:
    """Return the line, counted from 1, in which an offset stands."""
    return text.count("\n", 0, offset) + 1
