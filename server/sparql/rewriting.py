"""Queries and updates put into words that the engine gets right, by their tokens and without changing their meaning.

pyoxigraph refuses TRUE in capitals and a space between CONCAT or COALESCE and its bracket, gives the columns of
`SELECT *` in the order of the alphabet, and has no parameters for the dataset of an update. All is mended in the text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from server.sparql.tokens import Token, tokens

WANT_BRACKET: Final = frozenset(("CONCAT", "COALESCE"))
"""Functions that the engine knows by name and bracket together."""

BOOLEANS: Final = frozenset(("TRUE", "FALSE"))
"""Keywords that the engine knows in small letters only."""

_IRREGULAR: Final = re.compile(
    r"(?<![^\W\d])(?:(?i:(?:CONCAT|COALESCE)\b)(?!\()|(?!true\b|false\b)(?i:TRUE|FALSE)\b)"
)
"""What may be such a function or keyword in a form that the engine does not know, in a string or comment as well.

A number ends where a word begins, so that a digit may stand before it.
"""

_SELECT_ALL: Final = re.compile(r"SELECT(?:[ \t\r\n]|#[^\r\n]*[\r\n]|DISTINCT|REDUCED)*+\*", re.IGNORECASE)


class DatasetConflict(ValueError):
    """An update names its dataset, and so does the request that carries it."""


Edit = tuple[int, int, str]
"""Start and end of what is replaced, and its replacement."""


def normalise_for_engine(query: str) -> str:
    """The query with `true` and `false` in small letters, and no white space behind CONCAT and COALESCE.

    Keywords are of either case, and white space may stand between any two tokens (SPARQL 1.1 Query, section 19.8).
    """
    return edited(query, _normalising_edits(query)) if _IRREGULAR.search(query) else query


def _normalising_edits(query: str) -> Iterator[Edit]:
    for token, following in pairwise([*tokens(query), None]):
        assert token  # noqa: S101 - only the last of the list is none
        if token.word in BOOLEANS:
            yield token.start, token.end, token.text.lower()
        if token.word in WANT_BRACKET and following and following.text == "(":
            yield token.end, following.start, ""


def has_star(query: str) -> bool:
    """Whether the query itself, not one nested in it, is a `SELECT *`."""
    return _star(query) is not None


def with_columns(query: str, variables: Collection[str]) -> str:
    """A `SELECT *` with its variables named, in the order of their appearance in the text.

    `variables` are those in scope, without their mark; which they are, only the engine's parser knows.
    """
    star = _star(query)
    if star is None or not variables:
        return query
    appearing = dict.fromkeys(token.text[1:] for token in tokens(query) if token.kind == "variable")
    names = [name for name in appearing if name in variables]
    if set(names) != set(variables):
        return query
    columns = "".join(f" ?{name}" for name in names)
    return edited(query, [(star.start, star.end, columns + " ")])


def with_dataset(update: str, default_graphs: Sequence[str], named_graphs: Sequence[str]) -> str:
    """The update with USING clauses for the dataset of the request (SPARQL 1.1 Protocol, section 2.2.3).

    The graphs are absolute IRIs. Raises DatasetConflict if the update has USING or WITH itself.
    """
    using = "".join(f" USING <{iri}>" for iri in default_graphs)
    using += "".join(f" USING NAMED <{iri}>" for iri in named_graphs)
    return edited(update, _using_edits(update, using + " ")) if using else update


def _using_edits(update: str, using: str) -> Iterator[Edit]:
    depth = 0
    before = ""
    shorthand: int | None = None
    for token in tokens(update):
        if token.word in ("USING", "WITH") and depth == 0:
            raise DatasetConflict(
                f"the update names its dataset itself, by {token.word}, and so does the request; leave one of them away"
            )
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        if depth == 0 and token.word == "WHERE":
            if (
                before == "DELETE"
            ):  # DELETE WHERE { … } takes no USING; DELETE { … } WHERE { … } is the same at length
                shorthand = token.start
            else:
                yield token.start, token.start, using
        if shorthand is not None and token.text == "}" and depth == 0:
            pattern = update[shorthand + len("WHERE") : token.end]
            yield shorthand, token.end, f"{pattern}{using}WHERE{pattern}"
            shorthand = None
        before = token.word


def _star(query: str) -> Token | None:
    """The asterisk of the outermost SELECT."""
    if not _SELECT_ALL.search(query):
        return None
    after_select = False
    for token in tokens(query):
        if after_select and token.word not in ("DISTINCT", "REDUCED"):
            return token if token.text == "*" else None
        if token.text == "{":
            return None
        after_select = after_select or token.word == "SELECT"
    return None


def edited(text: str, edits: Iterable[Edit], start: int = 0, end: int | None = None) -> str:
    """A text, or its slice from `start` to `end`, with replacements, which come in order and do not overlap."""
    parts = []
    for first, last, replacement in edits:
        parts += [text[start:first], replacement]
        start = last
    return "".join([*parts, text[start:end]])
