"""Keys of GROUP BY that are another name of a variable, `GROUP BY (?a AS ?b)`: the engine loses the name."""

from __future__ import annotations

import re
from typing import Final

from server.sparql.rewriting.edits import edited
from server.sparql.rewriting.rule import SPACE, Ask, Rule
from server.sparql.tree import Assignment, Brackets, Expression, GroupBy, Tree, Variable, walk

_RENAMED: Final = re.compile(rf"\({SPACE}(?:\({SPACE})*+[?$]\w++{SPACE}(?:\){SPACE})*+[Aa][Ss]\b")
_BY: Final = re.compile(r"[Bb][Yy]\b")


def _concerns(query: str) -> bool:
    by = _BY.search(query)
    return by is not None and _RENAMED.search(query, by.end()) is not None


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


GROUP_KEYS: Final = Rule("group-keys", ("BY",), (_BY,), _rewrite, _concerns)
