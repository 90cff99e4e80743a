"""Queries that the engine evaluates although SPARQL forbids them, found without reading every query.

A regular expression says which could be such; only those are read. A query without the construct costs one search.
"""

from __future__ import annotations

import re
from typing import Final

from server.sparql.parser import parse
from server.sparql.rules import violations
from server.sparql.scanner import Unreadable
from server.sparql.tokens import tokens
from server.sparql.violation import Violation
from server.sparql.vocabulary import AGGREGATES

_AGGREGATE: Final = re.compile(rf"(?<![?$:\w])(?:{'|'.join(sorted(AGGREGATES))})\b", re.IGNORECASE)
_NO_AGGREGATES: Final = re.compile(r"FILTER|BIND|BY\b", re.IGNORECASE)
_TRIPLE_TERM: Final = "<<"
_COMPARISON: Final = re.compile(
    r"<=?(?![A-Za-z][A-Za-z0-9+.\-]*+://|urn:|mailto:|>)[^<>\"{}|^`\\\x00-\x20]*+>", re.IGNORECASE
)
"""An IRI that may be meant as two comparisons."""

_WITHOUT_AGGREGATES: Final = frozenset(("FILTER", "BIND", "BY"))
_WITH_AGGREGATES: Final = frozenset(("SELECT", "HAVING", "AS"))


def overlooked(query: str) -> Violation | None:
    """The first violation in a query that the engine does not find itself; None if there is none, or it is unreadable.

    They are comparisons that are an IRI, triple terms in expressions with a subject that RDF 1.2 forbids, aggregates in
    another one and aggregates in FILTER, BIND and GROUP BY.
    """
    if not (_TRIPLE_TERM in query or _COMPARISON.search(query) or _has_suspect_aggregates(query)):
        return None
    try:
        found = violations(parse(query))
    except Unreadable:
        return None
    return min(found, key=lambda one: one.start, default=None)


def _has_suspect_aggregates(query: str) -> bool:
    """Whether an aggregate may stand in another one or in a clause that allows none."""
    first = _AGGREGATE.search(query)
    if first is None:
        return False
    if not (_AGGREGATE.search(query, first.end()) or _NO_AGGREGATES.search(query, 0, first.start())):
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
