"""The columns of `SELECT *`: the engine has them in the order of the alphabet, readers in that of their appearance."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from typing import Final, NamedTuple

from server.sparql.rewriting.edits import edited
from server.sparql.scopes import projected
from server.sparql.tokens import Token, tokens
from server.sparql.tree import Query, Star, Tree, Variable, walk

SELECT_ALL: Final = re.compile(r"SELECT(?:[ \t\r\n]|#[^\r\n]*[\r\n]|DISTINCT|REDUCED)*+\*", re.IGNORECASE)


_MOST_KEPT: Final = 512


class _Columns(NamedTuple):
    """The names for an asterisk, and how many look like it before it in the text."""

    before: int
    names: str


_kept: Final[dict[str, _Columns | None]] = {}
"""The columns of queries without their constants."""


def with_columns(query: str, key: str, variables: Callable[[str], Collection[str]]) -> str:
    """A `SELECT *` with its variables named, in the order of their appearance in the text.

    `variables` finds those in scope of a query, without their mark, as only the engine's parser knows them. What was
    found is kept by the `key`, the query without its constants; by an empty one nothing is.
    """
    if not SELECT_ALL.search(query):
        return query
    if key in _kept:
        columns = _kept[key]
    else:
        columns = _columns(query, variables)
        if key:
            if len(_kept) >= _MOST_KEPT:
                _kept.clear()
            _kept[key] = columns
    if columns is None:
        return query
    star = [*_stars(query)][columns.before]
    return edited(query, [(star, star + 1, columns.names)])


def _columns(query: str, variables: Callable[[str], Collection[str]]) -> _Columns | None:
    star = _star(query)
    if star is None:
        return None
    in_scope = {*variables(query)}
    appearing = dict.fromkeys(token.text[1:] for token in tokens(query) if token.kind == "variable")
    names = [name for name in appearing if name in in_scope]
    if not names or len(names) < len(in_scope):
        return None
    return _Columns([*_stars(query)].index(star.start), "".join(f" ?{name}" for name in names) + " ")


def _stars(query: str) -> Iterator[int]:
    """Where what looks like an asterisk behind SELECT stands."""
    return (found.end() - 1 for found in SELECT_ALL.finditer(query))


def without_stars(tree: Tree) -> str:
    """The text of a query with the variables in scope in the place of every asterisk that stands for some.

    They are named in the order of their appearance.
    """
    edits = []
    for query in walk(tree.query):
        if isinstance(query, Query) and query.is_star and (names := named(query, projected(query))):
            star = next(one for one in (*query.columns, *query.resources) if isinstance(one, Star))
            edits.append((star.start, star.end, f" {names} "))
    return edited(tree.text, sorted(edits))


def named(query: Query, scope: frozenset[str]) -> str:
    """The variables of a scope, in the order of their appearance in a query."""
    appearing = dict.fromkeys(one.name for one in walk(query) if isinstance(one, Variable))
    return " ".join(f"?{name}" for name in appearing if name in scope)


def _star(query: str) -> Token | None:
    """The asterisk of the outermost SELECT."""
    if not SELECT_ALL.search(query):
        return None
    after_select = False
    for token in tokens(query):
        if after_select and token.word not in ("DISTINCT", "REDUCED"):
            return token if token.text == "*" else None
        if token.text == "{":
            return None
        after_select = after_select or token.word == "SELECT"
    return None
