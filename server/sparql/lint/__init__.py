"""Queries that are right by the letter and surely not what was meant: each such part, and what to write instead.

What is told is true of every dataset with properties like those of the release, by the text of the query alone: it is
never evaluated for a hint.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from server.sparql.lint.comparisons import comparisons, conditions
from server.sparql.lint.finding import Context, Finding, without_alternatives
from server.sparql.lint.functions import functions
from server.sparql.lint.kinds import PROPERTIES_QUERY, Inference, Properties, properties_of
from server.sparql.lint.literals import literals
from server.sparql.lint.names import names
from server.sparql.lint.shape import shape
from server.sparql.lint.solutions import solutions
from server.sparql.lint.values import values
from server.sparql.parser import parse
from server.sparql.scanner import Unreadable
from server.sparql.suggestions import Hint
from server.sparql.tree import Node, ServicePattern, Template, children

LONGEST: Final = 6_000
"""Characters of a query that is looked at: what people write by hand is shorter."""

_KEPT: Final = 10_000
"""Shapes of queries that are known to be in order."""

_MOST_ELEMENTS: Final = 100
"""Elements of the groups of a query that is looked at, as some checks look at each with all the others."""

_MOST: Final = 10
_MOST_LOOKED_AT: Final = 50
_SHOWN: Final = 60
_OF_EXPRESSIONS: Final = (comparisons, functions)
"""Checks whose findings are no fault where something else is tried beside them."""

_CHECKS: Final = (literals, conditions, values, solutions, names)

_SPACE: Final = re.compile(r"\s+")


__all__ = ["LONGEST", "PROPERTIES_QUERY", "Linter", "Properties", "lint", "properties_of"]


def lint(query: str, properties: Properties) -> list[Hint]:
    """Hints for the parts of a query that do not do what they seem to; ten at most, none for what is not understood.

    `properties` may be empty: what follows from the data is then not told.
    """
    if len(query) > LONGEST:
        return []
    try:
        tree = parse(query, most_elements=_MOST_ELEMENTS)
    except Unreadable:
        return []
    nodes = tuple(_own(tree.query))
    context = Context(tree, nodes, Inference(nodes, properties))
    told = [finding for check in _OF_EXPRESSIONS for finding in islice(check(context), _MOST_LOOKED_AT)]
    told = without_alternatives(context, told)
    told += (finding for check in _CHECKS for finding in islice(check(context), _MOST))
    found: dict[tuple[int, int], Finding] = {}
    for finding in told:
        found.setdefault((finding.node.start, finding.node.end), finding)
    ordered = sorted(found.values(), key=lambda one: (one.node.start, one.node.end))[:_MOST]
    return [_hint(query, one) for one in ordered]


class Linter:
    """Hints for queries to one dataset. `properties` as for `lint`.

    A query is read once: those that differ in constants only are known by their shape, which costs next to nothing.
    """

    def __init__(self, properties: Properties) -> None:
        self._properties = properties
        self._in_order: set[int] = set()

    def hints(self, query: str) -> list[Hint]:
        """What `lint` says."""
        if len(query) > LONGEST or (key := hash(shape(query))) in self._in_order:
            return []
        if not (found := lint(query, self._properties)):
            if len(self._in_order) >= _KEPT:
                self._in_order.clear()
            self._in_order.add(key)
        return found


def _own(query: Node) -> Iterator[Node]:
    """A query and what is in it, without the groups that other endpoints evaluate and without what it constructs."""
    waiting = [query]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ServicePattern | Template):
            waiting += reversed([*children(node)])


def _hint(query: str, finding: Finding) -> Hint:
    written = _SPACE.sub(" ", query[finding.node.start : finding.node.end])
    written = written if len(written) <= _SHOWN else written[: _SHOWN - 3] + "..."
    return Hint.at(query, finding.node.start, written, finding.message, finding.suggestion, finding.fixes)
