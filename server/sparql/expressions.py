"""Reading expressions (SPARQL 1.1 Query, section 19.8, rules 110 to 128)."""

from __future__ import annotations

from typing import Final

from server.sparql.scanner import Malformed, Unreadable
from server.sparql.terms import TermReader
from server.sparql.tokens import Token
from server.sparql.tree import (
    Aggregate,
    Brackets,
    Call,
    Exists,
    Expression,
    Group,
    Iri,
    Literal,
    Membership,
    Operation,
)

_PRECEDENCE: Final = (("*", "/"), ("+", "-"), ("=", "!=", "<", ">", "<=", ">="), ("&&",), ("||",))
"""The operators between operands, those first that bind closest."""

_OPERATORS: Final = frozenset(operator for level in _PRECEDENCE for operator in level)
_RELATIONAL: Final = 2
"""The level of IN."""

_AGGREGATES: Final = frozenset(("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"))
_MOST_SIGNS: Final = 100
"""Signs before one operand, each of which makes the tree one level deeper."""

_Options = tuple[bool, tuple[Expression, ...], int]
"""What stands behind IN, whether NOT stands before it, and where it ends."""


class ExpressionReader(TermReader):
    """Reads expressions; what reads groups is added by `parser.Parser`."""

    def group(self) -> Group:
        """A group graph pattern."""
        raise NotImplementedError

    def expression(self) -> Expression:
        """An expression. Raises Unreadable."""
        operands = [self._signed()]
        operators: list[str | _Options] = []
        while True:
            token = self.peek(operand=False)
            if token.kind == "other" and token.text in _OPERATORS:
                self.take(operand=False)
                operators.append(token.text)
                operands.append(self._signed())
            elif token.word in ("IN", "NOT"):
                operators.append(self._options())
            else:
                return _folded(operands, operators)

    def constraint(self) -> Expression:
        """What FILTER, HAVING and ORDER BY take without brackets around it: brackets or a call. Raises Unreadable."""
        found = self._primary_expression()
        if isinstance(found, Brackets | Call | Aggregate | Exists):
            return found
        raise Malformed(
            f"“{self.text[found.start : found.end][:40]}” at character {found.start} is not understood",
            found.start,
        )

    def _options(self) -> _Options:
        negated = self.accept_word("NOT")
        self.expect_word("IN")
        return negated, self._arguments()[1], self.end

    def _signed(self) -> Expression:
        signs: list[Token] = []
        while self.at("!", "+", "-"):
            signs.append(self.take())
            if len(signs) > _MOST_SIGNS:
                raise Unreadable("its signs are nested too deeply", signs[0].start)
        found = self._primary_expression()
        for sign in reversed(signs):
            found = Operation(sign.start, self.end, (sign.text,), (found,))
        return found

    def _primary_expression(self) -> Expression:
        token = self.peek()
        if token.kind == "variable":
            return self.variable()
        if self.at_iri():
            iri = self.iri()
            return self._call(iri.start, iri) if self.at("(", operand=False) else iri
        if self.at("("):
            return self.brackets()
        if self.at("<<("):
            return self.triple_term()
        if token.kind != "word" or token.word in ("TRUE", "FALSE"):
            return self.literal()
        self.take()
        if token.word in ("NOT", "EXISTS"):
            if token.word == "NOT":
                self.expect_word("EXISTS")
            group = self.group()
            return Exists(token.start, self.end, token.word == "NOT", group)
        if not self.at("("):
            raise Malformed(f"“{token.text[:40]}” at character {token.start} is not understood", token.start)
        return self._aggregate(token) if token.word in _AGGREGATES else self._call(token.start, token.word)

    def brackets(self) -> Brackets:
        """An expression in brackets. Raises Unreadable."""
        start = self.expect("(").start
        self.deeper()
        found = self.expression()
        self.expect(")")
        self._brackets -= 1
        return Brackets(start, self.end, found)

    def _call(self, start: int, function: str | Iri) -> Call:
        distinct, arguments = self._arguments()
        return Call(start, self.end, function, distinct, arguments)

    def _arguments(self) -> tuple[bool, tuple[Expression, ...]]:
        self.expect("(")
        self.deeper()
        distinct = self.accept_word("DISTINCT")
        found: list[Expression] = []
        while not self.accept(")", operand=not found):
            if found:
                self.expect(",")
            found.append(self.expression())
        self._brackets -= 1
        return distinct, tuple(found)

    def _aggregate(self, name: Token) -> Aggregate:
        self.expect("(")
        self.deeper()
        distinct = self.accept_word("DISTINCT")
        argument = None if self.accept("*") else self.expression()
        separator: Literal | None = None
        if self.accept(";", operand=False):
            self.expect_word("SEPARATOR")
            self.expect("=")
            separator = self.literal()
        self.expect(")")
        self._brackets -= 1
        return Aggregate(name.start, self.end, name.word, distinct, argument, separator)


def _folded(operands: list[Expression], operators: list[str | _Options]) -> Expression:
    """Operands, with what stands between them or behind one, as a tree: one pass for each level of precedence."""
    for level, texts in enumerate(_PRECEDENCE):
        if not operators:
            break
        waiting = iter(operands[1:])
        run, signs = [operands[0]], list[str]()
        done, left = list[Expression](), list[str | _Options]()
        for operator in operators:
            if isinstance(operator, str) and operator in texts:
                signs.append(operator)
                run.append(next(waiting))
            elif isinstance(operator, str):
                done.append(_joined(run, signs))
                left.append(operator)
                run, signs = [next(waiting)], []
            elif level == _RELATIONAL:
                negated, options, end = operator
                operand = _joined(run, signs)
                run, signs = [Membership(operand.start, end, operand, negated, options)], []
            else:
                left.append(operator)
        operands, operators = [*done, _joined(run, signs)], left
    return operands[0]


def _joined(operands: list[Expression], operators: list[str]) -> Expression:
    if not operators:
        return operands[0]
    return Operation(operands[0].start, operands[-1].end, tuple(operators), tuple(operands))
