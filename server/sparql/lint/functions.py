"""Functions and aggregates given what they have no result for (SPARQL 1.1 Query, sections 17.4 and 18.5.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from server.rdf.datatypes import DURATIONS, NUMBERS, TEMPORAL
from server.sparql.lint.finding import Context, Finding
from server.sparql.lint.kinds import BLANK, IRI, LOGICAL, RELATIONAL, STRING, XSD, described
from server.sparql.tree import Aggregate, Call, Expression, Literal, Operation

_FLAGS: Final = frozenset("smixq")


@dataclass(frozen=True)
class Demand:
    """What an argument must be: `words`, the datatypes, and whether a string with a language will do."""

    words: str
    datatypes: frozenset[str]
    tagged: bool = False
    remedy: str = ""

    def takes(self, kind: str) -> bool:
        """Whether a term of a kind may be what is demanded."""
        return kind in self.datatypes or (self.tagged and kind.startswith("@"))


_STR: Final = "; put STR(...) around it"
_TEXT: Final = Demand("strings", frozenset((STRING,)), tagged=True, remedy=_STR)
_SIMPLE: Final = Demand("strings without language", frozenset((STRING,)), remedy=_STR)
_TAG: Final = Demand("a language tag", frozenset((STRING,)), remedy="; put LANG(...) around it")
_NUMBER: Final = Demand("numbers", NUMBERS)
_DATE: Final = Demand("dates", TEMPORAL | DURATIONS)
_TIME: Final = Demand("times", TEMPORAL - {XSD + "date"} | DURATIONS)
_COUNTED: Final = Demand("numbers, dates or durations", NUMBERS | TEMPORAL | DURATIONS)

_DEMANDS: Final[Mapping[str, tuple[Demand, ...]]] = {
    **dict.fromkeys(("STRLEN", "UCASE", "LCASE", "ENCODE_FOR_URI", "GROUP_CONCAT"), (_TEXT,)),
    **dict.fromkeys(("CONTAINS", "STRSTARTS", "STRENDS", "STRBEFORE", "STRAFTER"), (_TEXT, _TEXT)),
    **dict.fromkeys(("MD5", "SHA1", "SHA256", "SHA384", "SHA512"), (_SIMPLE,)),
    **dict.fromkeys(("ABS", "ROUND", "CEIL", "FLOOR", "SUM", "AVG"), (_NUMBER,)),
    **dict.fromkeys(("YEAR", "MONTH", "DAY", "TZ"), (_DATE,)),
    **dict.fromkeys(("HOURS", "MINUTES", "SECONDS", "TIMEZONE"), (_TIME,)),
    "SUBSTR": (_TEXT, _NUMBER, _NUMBER),
    "REGEX": (_TEXT, _SIMPLE, _SIMPLE),
    "REPLACE": (_TEXT, _SIMPLE, _SIMPLE, _SIMPLE),
    "LANGMATCHES": (_TAG, _SIMPLE),
    "STRLANG": (_SIMPLE, _SIMPLE),
}

_WITH_LANGUAGES: Final = frozenset(("CONTAINS", "STRSTARTS", "STRENDS", "STRBEFORE", "STRAFTER"))
"""Functions of two strings that need the same language, or none in the second (section 17.4.3.1.2)."""

_RESOURCES: Final = frozenset((IRI, BLANK))


def functions(context: Context) -> Iterator[Finding]:
    """Point out arguments of kinds that a function has no result for, and flags that REGEX and REPLACE do not know."""
    for node in context.nodes:
        match node:
            case Aggregate(function=function, argument=argument) if argument is not None:
                yield from _demanded(context, node, function, (argument,))
            case Call(function="CONCAT", arguments=arguments):
                for argument in arguments:
                    yield from _refused(context, node, "CONCAT", argument, _TEXT)
            case Call(function="LANG" | "DATATYPE" as function, arguments=(argument,)):
                found = context.kinds.of(argument)
                if found and found <= _RESOURCES:
                    yield Finding(
                        node, f"has no result: {function} takes literals, and this is {described(found)}"
                    )
            case Call(function=str(function), arguments=arguments):
                yield from _demanded(context, node, function, arguments)
                yield from _flags(function, arguments)
                yield from _languages(context, node, function, arguments)
            case Operation(operators=operators, operands=operands) if (
                operators[0] not in RELATIONAL | LOGICAL
            ):
                for operand in operands:
                    yield from _refused(context, node, operators[0], operand, _COUNTED)


def _demanded(
    context: Context, node: Call | Aggregate, function: str, arguments: tuple[Expression, ...]
) -> Iterator[Finding]:
    for argument, demand in zip(arguments, _DEMANDS.get(function, ()), strict=False):
        yield from _refused(context, node, function, argument, demand)


def _refused(
    context: Context, node: Call | Aggregate | Operation, function: str, argument: Expression, demand: Demand
) -> Iterator[Finding]:
    found = context.kinds.of(argument)
    if found and not any(map(demand.takes, found)):
        written = context.tree.slice(argument)
        message = f"has no result: {function} takes {demand.words}, and {written} is {described(found)}"
        yield Finding(node, message + demand.remedy)


def _flags(function: str, arguments: tuple[Expression, ...]) -> Iterator[Finding]:
    place = {"REGEX": 2, "REPLACE": 3}.get(function)
    if place is None or len(arguments) <= place:
        return
    flags = arguments[place]
    if isinstance(flags, Literal) and (unknown := sorted(set(flags.value) - _FLAGS)):
        yield Finding(
            flags, f"has flags that {function} does not know ({', '.join(unknown)}), so it has no result"
        )


def _languages(
    context: Context, node: Call, function: str, arguments: tuple[Expression, ...]
) -> Iterator[Finding]:
    if function not in _WITH_LANGUAGES or len(arguments) != len(("text", "part")):
        return
    text, part = map(context.kinds.of, arguments)
    if text and part and all(kind.startswith("@") and kind not in text for kind in part):
        message = f"has no result: {described(text)} is searched for {described(part)}"
        yield Finding(node, f"{message}; leave the language of the second away")
