"""The columns of `SELECT *`: the engine has them in the order of the alphabet, readers in that of their appearance."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from server.sparql.rewriting.edits import edited
from server.sparql.scopes import projected
from server.sparql.tokens import Token, tokens
from server.sparql.tree import Query, Star, Tree, Variable, walk

SELECT_ALL: Final = re.compile(r"SELECT(?:[ \t\r\n]|#[^\r\n]*[\r\n]|DISTINCT|REDUCED)*+\*", re.IGNORECASE)


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
