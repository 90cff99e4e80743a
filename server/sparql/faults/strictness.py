"""Queries that the engine evaluates although SPARQL forbids them, found without reading every query.

A regular expression says which could be such; only those are read. A query without the construct costs one search.
"""

from __future__ import annotations

import re
from typing import Final

from server.sparql.faults.rules import violations
from server.sparql.faults.update_rules import update_violations
from server.sparql.faults.violation import Violation
from server.sparql.parser import parse
from server.sparql.scanner import Unreadable
from server.sparql.tokens import tokens, undeclared_prefix
from server.sparql.update_reader import parse_update
from server.sparql.vocabulary import AGGREGATES

_TRIPLE_TERM: Final = "<<"
_COMPARISON: Final = re.compile(
    r"<(?![A-Za-z][A-Za-z0-9+.\-]*+://)[^<>\"{}|^`\\\x00-\x20&(,]*+[&(,][^<>\"{}|^`\\\x00-\x20]*+>"
)
"""An IRI that may be meant as two comparisons, which only `&&`, a bracket or a comma can part."""

_PREFIX_A: Final = re.compile(r"(?<![\w:.%?$@<\\-])a:")
"""What the engine reads as the keyword `a` before a name without a prefix, declared or not."""

_SIGN_APART: Final = re.compile(r"[-+]\s+[\d.]")
"""A sign before a number, with space between: one token in SPARQL has none."""

_WITHOUT_AGGREGATES: Final = frozenset(("FILTER", "BIND", "BY"))
_WITH_AGGREGATES: Final = frozenset(("SELECT", "HAVING", "AS"))


def overlooked(query: str, update: bool = False) -> Violation | None:
    """The first violation in a query, or an update, of those that the engine lets pass; None where nothing is found.

    They are the keyword `a` at a colon, a sign apart from the number of a term, comparisons that are an IRI, triple
    terms in expressions with a subject that RDF 1.2 forbids, aggregates in another one and aggregates in FILTER, BIND
    and GROUP BY.
    """
    if _PREFIX_A.search(query) and (token := undeclared_prefix(query)) and token.text.startswith("a:"):
        advice = "declare it, or put a space behind the keyword a"
        return Violation(token.start, token.end, "the prefix “a:” is not declared", advice)
    if _SIGN_APART.search(query) and (sign := _strange_sign(query, update)):
        return sign
    if not (_TRIPLE_TERM in query or _COMPARISON.search(query) or _has_suspect_aggregates(query)):
        return None
    try:
        found = update_violations(parse_update(query)) if update else violations(parse(query))
    except Unreadable:
        return None
    return min(found, key=lambda one: one.start, default=None)


def _strange_sign(query: str, update: bool) -> Violation | None:
    """A sign that stands apart where a term has to be, which is where the grammar cannot read on."""
    try:
        parse_update(query) if update else parse(query)
    except Unreadable as found:
        sign = _SIGN_APART.match(query, found.start)
        advice = "write it right before the number"
        return sign and Violation(found.start, sign.end(), f"the sign “{sign[0][0]}” stands apart", advice)
    return None


def _has_suspect_aggregates(query: str) -> bool:
    """Whether an aggregate may stand in another one or in a clause that allows none."""
    text = query.upper()
    places = [place for name in AGGREGATES if (place := text.find(name)) >= 0]
    if not places:
        return False
    several = sum(text.count(name) for name in AGGREGATES) > 1
    if not several and all(text.find(clause, 0, places[0]) < 0 for clause in _WITHOUT_AGGREGATES):
        return False
    clause = ""
    for token in tokens(query):
        if token.word in _WITHOUT_AGGREGATES or token.word in _WITH_AGGREGATES:
            clause = token.word
        elif token.word in AGGREGATES:
            if clause in _WITHOUT_AGGREGATES or clause == "aggregate":
                return True
            clause = "aggregate"
    return False
