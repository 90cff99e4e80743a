"""Booleans and NaN compared by `<` and its like (SPARQL 1.1 Query, section 17.3): the engine takes that for an error.

Comparisons are put in other words where one side is a boolean, and in a query that names NaN. Two variables are
compared as the engine does it, as whoever compares two of them seldom means booleans.
"""

from __future__ import annotations

import re
from typing import Final

from server.namespaces import PREFIXES
from server.sparql.rewriting.rule import SPACE, Ask, Rule, Writer
from server.sparql.tree import (
    Aggregate,
    Brackets,
    Call,
    Exists,
    Expression,
    Iri,
    Literal,
    Membership,
    Node,
    Operation,
    Tree,
    Variable,
)

_XSD: Final = PREFIXES["xsd"]
_BOOLEAN: Final = f"<{_XSD}boolean>"
_INTEGER: Final = f"<{_XSD}integer>"
_ORDER: Final = frozenset(("<", ">", "<=", ">="))
_CONDITIONS: Final = _ORDER | {"=", "!=", "&&", "||", "!"}
_TESTS: Final = frozenset(
    (
        *("BOUND", "SAMETERM", "ISIRI", "ISURI", "ISBLANK", "ISLITERAL", "ISNUMERIC", "REGEX", "LANGMATCHES"),
        *("STRSTARTS", "STRENDS", "CONTAINS"),
    )
)
"""Functions whose values are booleans."""

_ANY: Final = frozenset(("IF", "COALESCE", "MIN", "MAX", "SAMPLE"))
"""Functions and aggregates whose values are those of their arguments."""

_LONGEST: Final = 400
"""Characters of a comparison that is written more than once, so that nested ones do not grow without bound."""

_NAN: Final = "NaN"
_WORDS: Final = "|".join((*sorted(_TESTS), "EXISTS", "IN"))
_COMPARED: Final = re.compile(
    rf"N(?:aN)|[<>]=?+{SPACE}(?:[(!]|(?i:TRUE|FALSE)\b|(?i:{_WORDS}){SPACE}\(|[\w:#/.<]*boolean>?{SPACE}\()"
    rf"|[)eE](?:(?<=\))|(?<=(?i:TRUE))|(?<=(?i:FALSE))){SPACE}[<>]=?+{SPACE}[^\s\d\"'<=>:/#.]"
)
"""An operator beside what may be a condition, or NaN."""

_NUMBER: Final = re.compile(
    r"(?<![\w:])(?:COUNT|SUM|AVG|STRLEN|YEAR|MONTH|DAY)\s*\([^()#\"']*\)", re.IGNORECASE
)
"""A call without another one in it whose value is a number, and so no condition."""


class _OrderWriter(Writer):
    def written(self, node: Node) -> str:
        match node:
            case Operation(operators=(operator,), operands=(left, right)) if operator in _ORDER:
                return self._compared(operator, left, right)
            case _:
                return self.around(node)

    def _compared(self, operator: str, left: Expression, right: Expression) -> str:
        first, second = self.written(left), self.written(right)
        plain = f"{first} {operator} {second}"
        not_a_number = f"IF(ISNUMERIC({first}) && ISNUMERIC({second}), false, 1/0)"
        sure = _is_boolean(left), _is_boolean(right)
        if not any(sure) or not (_may_be_boolean(left) and _may_be_boolean(right)):
            with_nan = _NAN in self.tree.text and len(plain) <= _LONGEST
            return f"COALESCE({plain}, {not_a_number})" if with_nan else plain
        numbers = f"{_number(left, first)} {operator} {_number(right, second)}"
        if all(sure):
            return f"({numbers})"
        if len(plain) > _LONGEST:
            return plain
        return f"IF(DATATYPE({second if sure[0] else first}) = {_BOOLEAN}, {numbers}, 1/0)"


def _number(expression: Expression, written: str) -> str:
    """0 or 1 for a boolean, which are in the same order."""
    return f"IF({written}, 1, 0)" if _is_boolean(expression) else f"{_INTEGER}({written})"


def _concerns(query: str) -> bool:
    return _COMPARED.search(_NUMBER.sub("0", query)) is not None


def _rewrite(tree: Tree, ask: Ask | None) -> str:
    del ask
    return _OrderWriter(tree).rewritten()


COMPARISONS: Final = Rule(
    "comparisons",
    (
        "NAN",
        *sorted(_TESTS),
        "EXISTS",
        "TRUE",
        "FALSE",
        "BOOLEAN",
        ")<",
        ") <",
        ")>",
        ") >",
        "<(",
        "< (",
        ">(",
        "> (",
    ),
    (_COMPARED,),
    _rewrite,
    _concerns,
)


def _is_boolean(expression: Expression) -> bool:
    """Whether an expression is a boolean or an error in every solution."""
    match expression:
        case Exists() | Membership():
            return True
        case Literal(datatype=datatype):
            return datatype == _XSD + "boolean"
        case Brackets(expression=inner):
            return _is_boolean(inner)
        case Operation(operators=(operator, *_)):
            return operator in _CONDITIONS
        case Call(function=Iri(value=value)):
            return value == _XSD + "boolean"
        case Call(function=function):
            return function in _TESTS
        case _:
            return False


def _may_be_boolean(expression: Expression) -> bool:
    match expression:
        case Variable():
            return True
        case Brackets(expression=inner):
            return _may_be_boolean(inner)
        case Call(function=function) | Aggregate(function=function) if function in _ANY:
            return True
        case _:
            return _is_boolean(expression)
