"""Keys of GROUP BY that are another name of a variable, `GROUP BY (?a AS ?b)`: the engine loses the name."""

from __future__ import annotations

import re
from typing import Final

from server.sparql.rewriting.edits import edited
from server.sparql.rewriting.rule import SPACE, Ask, Rule
from server.sparql.tree import Assignment, Brackets, Expression, GroupBy, Tree, Variable, walk

_RENAMED: Final = re.compile(rf"\({SPACE}(?:\({SPACE})*+[?$]\w++{SPACE}(?:\){SPACE})*+[Aa][Ss]\b")
_BY: Final = re.compile(rf"[Gg][Rr][Oo][Uu][Pp]{SPACE}[Bb][Yy]\b")
_BRACE: Final = re.compile(r"[{}]")


def _concerns(query: str) -> bool:
    return any(_RENAMED.search(query, by.end(), _end(query, by.end())) for by in _BY.finditer(query))


def _end(query: str, start: int) -> int:
    """Where the keys end at the latest: with the group around them, unless one of them holds a group of its own."""
    brace = _BRACE.search(query, start)
    return brace.start() if brace and brace[0] == "}" else len(query)


def _rewrite(tree: Tree, ask: Ask | None) -> str:
    del ask
    keys = [key for one in walk(tree.query) if isinstance(one, GroupBy) for key in one.keys]
    renamed = [key.expression for key in keys if isinstance(key, Assignment) and _is_variable(key.expression)]
    edits = [(one.start, one.end, f"COALESCE({tree.slice(one)})") for one in renamed]
    return edited(tree.text, sorted(edits))


def _is_variable(expression: Expression) -> bool:
    return (
        _is_variable(expression.expression)
        if isinstance(expression, Brackets)
        else isinstance(expression, Variable)
    )


GROUP_KEYS: Final = Rule("group-keys", ("GROUP",), (_BY,), _rewrite, _concerns)
