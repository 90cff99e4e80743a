"""Comparisons that no two terms of such kinds pass, and operands of && and || that are no condition."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from server.rdf.datatypes import STORED_AS
from server.rdf.iris import short
from server.sparql.fixes import Fix
from server.sparql.lint.finding import Context, Finding, with_languages
from server.sparql.lint.kinds import (
    BOOLEAN,
    IRI,
    LOGICAL,
    RELATIONAL,
    STRING,
    Inference,
    Kinds,
    described,
    family,
    has_order,
    kind_of,
)
from server.sparql.tree import (
    Brackets,
    Call,
    Expression,
    Filter,
    Iri,
    Literal,
    Membership,
    Operation,
)

_EQUALITY = ("=", "!=")
_NUMBER: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")


def comparisons(context: Context) -> Iterator[Finding]:
    """Point out comparisons of terms of different kinds, and of language tags that LANG never gives."""
    for node in context.nodes:
        match node:
            case Operation(operators=(operator,), operands=(left, right)) if operator in RELATIONAL:
                yield from _compared(context, node, operator, _plain(left), _plain(right))
            case Membership(operand=operand, options=options) if options:
                yield from _among(context, node, _plain(operand), tuple(map(_plain, options)))
            case Call(
                function="LANGMATCHES", arguments=(Call(function="LANG", arguments=(of,)), Literal() as tag)
            ):
                yield from _range(context, node, of, tag)


def conditions(context: Context) -> Iterator[Finding]:
    """Point out IRIs and strings that stand where a condition belongs."""
    for node in context.nodes:
        match node:
            case Operation(operators=operators, operands=operands) if operators[0] in LOGICAL:
                for operand in operands:
                    yield from _condition(operand)
            case Filter(constraint=constraint):
                yield from _condition(constraint)


def _plain(expression: Expression) -> Expression:
    while isinstance(expression, Brackets):
        expression = expression.expression
    return expression


def _compared(
    context: Context, node: Operation, operator: str, left: Expression, right: Expression
) -> Iterator[Finding]:
    kinds = context.kinds
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Call) and one.function == "LANG" and isinstance(other, Literal):
            found = [*_tag(kinds, node, operator, one, other)]
            yield from found
            if found:
                return
    first, second = kinds.of(left), kinds.of(right)
    if not first or not second or not _differ(first, second, operator):
        return
    told = f"compares {described(first)} with {described(second)}, which "
    told += "are never equal" if operator in _EQUALITY else "have no order"
    fixes = _fixes(context, (left, right), first | second)
    yield Finding(node, f"{told}{_remedy((left, right), first, second)}", fixes=fixes)


def _differ(first: frozenset[str], second: frozenset[str], operator: str) -> bool:
    """Whether no term of the one kinds is equal, or comes before or after, one of the others."""
    common = {family(kind) for kind in first} & {family(kind) for kind in second}
    return not common if operator in _EQUALITY else not any(map(has_order, common))


def _fixes(context: Context, sides: Sequence[Expression], kinds: frozenset[str]) -> tuple[Fix, ...]:
    """The languages that a string can be given, or the number that it is without its quotation marks."""
    literal = next((one for one in sides if isinstance(one, Literal) and kind_of(one) == STRING), None)
    if literal is None:
        return ()
    if any(family(kind) == "number" for kind in kinds):
        plain = _NUMBER.fullmatch(literal.value) is not None
        return (Fix.replacing(literal.start, literal.end, literal.value),) if plain else ()
    return with_languages(context.tree, literal, kinds)


def _remedy(sides: Sequence[Expression], first: frozenset[str], second: frozenset[str]) -> str:
    """What to write instead, where it is plain."""
    both = (first, second)
    families = [{family(kind) for kind in one} for one in both]
    tags = sorted(kind for one in both for kind in one if kind.startswith("@"))
    literal = next((one for one in sides if isinstance(one, Literal)), None)
    if {STRING} in both and literal is not None and kind_of(literal) == STRING:
        other = families[1] if first == {STRING} else families[0]
        if other == {"number"}:
            return "; leave the quotation marks away"
        if other == {"resource"}:
            return "; write the IRI in <>, or compare STR(...)"
        if tags:
            return f"; add the language ({', '.join(tags)}), or compare STR(...)"
        datatypes = sorted(kind for one in both for kind in one if kind != STRING)
        return (
            f"; add the datatype (^^{short(datatypes[0])}), or compare STR(...)"
            if len(datatypes) == 1
            else ""
        )
    if {STRING} in both and {"resource"} in families:
        return "; compare the IRI itself, or STR of both"
    return ""


def _among(
    context: Context, node: Membership, operand: Expression, options: tuple[Expression, ...]
) -> Iterator[Finding]:
    kinds = context.kinds
    first = kinds.of(operand)
    listed: frozenset[str] = frozenset()
    for option in options:
        second = kinds.of(option)
        if not first or not second or not _differ(first, second, "="):
            return
        listed |= second
    if first:
        yield Finding(node, f"looks for {described(first)} among {described(listed)}, which are never equal")


def _tag(kinds: Inference, node: Operation, operator: str, call: Call, literal: Literal) -> Iterator[Finding]:
    """What is wrong with a language tag that the result of LANG is compared with."""
    tag = literal.value
    so = "always" if operator == "!=" else "never"
    if tag.startswith("@"):
        yield Finding(node, f"is {so} so: LANG gives the language without an at sign", f'"{tag[1:].lower()}"')
    elif tag != tag.lower():
        message = (
            f"is {so} so: LANG gives small letters here; write them, or use LANGMATCHES, which takes both"
        )
        yield Finding(node, message, f'"{tag.lower()}"')
    elif operator == "=":
        yield from _no_such_language(kinds, node, call.arguments[0], tag, exact=True)


def _range(context: Context, node: Call, of: Expression, literal: Literal) -> Iterator[Finding]:
    """What is wrong with a language range (RFC 4647, section 3.3.1)."""
    tag = literal.value
    if tag.startswith("@"):
        yield Finding(node, "is never so: a language is named without an at sign", f'"{tag[1:]}"')
    elif tag != "*":
        yield from _no_such_language(context.kinds, node, of, tag.lower(), exact=False)


def _no_such_language(
    kinds: Inference, node: Operation | Call, of: Expression, tag: str, exact: bool
) -> Iterator[Finding]:
    found: Kinds = kinds.of(of)
    if not found or not found - {IRI}:
        return
    tags = {kind[1:] if kind.startswith("@") else "" for kind in found}
    if not any(one == tag or (not exact and one.startswith(f"{tag}-")) for one in tags):
        yield Finding(node, f"is never so: what it asks of is {described(found)}")


def _condition(operand: Expression) -> Iterator[Finding]:
    """An IRI or string that stands where a condition belongs."""
    plain = _plain(operand)
    if isinstance(plain, Iri):
        yield Finding(
            plain, "is no condition by itself; repeat the comparison, as in ?x = <a> || ?x = <b>, or use IN"
        )
    elif isinstance(plain, Literal) and STORED_AS.get(plain.datatype or "", plain.datatype) != BOOLEAN:
        yield Finding(
            plain, "is the same for every row; repeat the comparison, as in ?x = 1 || ?x = 2, or use IN"
        )
