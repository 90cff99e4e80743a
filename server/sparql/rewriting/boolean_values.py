"""Literals with a language as conditions: they are true unless they are empty (SPARQL 1.1 Query, section 17.2.2).

The engine takes them for an error. The mend is for variables, literals and functions of strings, wherever a condition
stands: in FILTER and HAVING, as the first argument of IF, and as an operand of `!`, `&&` and `||`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from server.sparql.rewriting.rule import Ask, Rule, Writer
from server.sparql.tree import (
    Aggregate,
    Brackets,
    Call,
    Expression,
    Filter,
    Having,
    Literal,
    Node,
    Operation,
    Tree,
    Variable,
    walk,
)

_OF_STRINGS: Final = frozenset(
    (
        "CONCAT",
        "LCASE",
        "MAX",
        "MIN",
        "REPLACE",
        "SAMPLE",
        "STRAFTER",
        "STRBEFORE",
        "STRLANG",
        "SUBSTR",
        "UCASE",
    )
)
"""Functions and aggregates whose result may have a language."""

_CONDITION: Final = re.compile(
    r"[FfHhIi!&|](?:[Ii][Ll][Tt][Ee][Rr]|[Aa][Vv][Ii][Nn][Gg]|[Ff]|[&|]|(?<=!)(?!=))[\s(]*"
    r"(?:[?$]\w+\s*(?:[),}]|&&|\|\||[Aa][Ss]\b)|[\"']"
    rf"|(?i:{'|'.join(sorted(_OF_STRINGS))}|IF)\s*\(|(?i:COALESCE)\s*\(\s*(?:[?$]\w+\s*[,)]|[^?$\s]))",
)
"""What may be such a condition, begun by a set of letters, as a search for one of them is quick."""


_FIRST: Final = re.compile(r"[(,]\s*(?:[?$]\w+|[\"'][^&|]*)\s*(?:&&|\|\|)")
"""The same as the first of several."""


def _concerns(query: str) -> bool:
    return bool(_CONDITION.search(query) or _FIRST.search(query))


def _rewrite(tree: Tree, ask: Ask | None) -> str:
    del ask
    return _ConditionWriter(tree).rewritten()


BOOLEAN_VALUES: Final = Rule("boolean-values", _concerns, _rewrite)


class _ConditionWriter(Writer):
    def __init__(self, tree: Tree) -> None:
        super().__init__(tree)
        conditions = [one for node in walk(tree.query) for one in _conditions(node)]
        self._places = {(one.start, one.end) for one in conditions if _may_have_language(one)}

    def written(self, node: Node) -> str:
        """The text of one node, a condition so that a language is no error."""
        text = self.around(node)
        return (
            f'IF(LANG({text}) != "", STR({text}) != "", {text})'
            if (node.start, node.end) in self._places
            else text
        )


def _conditions(node: Node) -> Iterator[Expression]:
    """The conditions directly in a node, without brackets around them."""
    match node:
        case Filter(constraint=one):
            found: tuple[Expression, ...] = (one,)
        case Having(constraints=found):
            pass
        case Call(function="IF", arguments=(first, *_)):
            found = (first,)
        case Operation(operators=operators, operands=found) if {*operators} & {"!", "&&", "||"}:
            pass
        case _:
            found = ()
    yield from map(_bare, found)


def _bare(expression: Expression) -> Expression:
    return _bare(expression.expression) if isinstance(expression, Brackets) else expression


def _may_have_language(expression: Expression) -> bool:
    match expression:
        case Variable():
            return True
        case Literal(language=language):
            return language is not None
        case Call(function="COALESCE", arguments=arguments) | Call(function="IF", arguments=(_, *arguments)):
            return any(map(_may_have_language, arguments))
        case Call(function=function) | Aggregate(function=function):
            return function in _OF_STRINGS
        case Brackets(expression=inner):
            return _may_have_language(inner)
        case _:
            return False
