"""Queries that are right by the letter and surely not what was meant: each such part, and what to write instead.

What is told is true of every dataset with properties like those of the release, by the text of the query alone: it is
never evaluated for a hint.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
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

LONGEST: Final = 10_000
"""Characters of a query that is looked at: what people write by hand is shorter."""

_KEPT: Final = 10_000
"""Shapes of queries that are known to be in order."""

_MOST: Final = 10
_SHOWN: Final = 60
_OF_EXPRESSIONS: Final = (comparisons, functions)
"""Checks whose findings are no fault where something else is tried beside them."""

_CHECKS: Final = (literals, conditions, values, solutions, names)

_LOOK: Final = re.compile(
    r"""["']|\d{19}|\b(?:FILTER|BIND|OPTIONAL|MINUS|VALUES|HAVING)\b|\b(?:GROUP_CONCAT|SUM|AVG)\s*\(""",
    re.IGNORECASE,
)
"""What a query has that a check may find something in, unless it is a name that stands in one place only."""

_TELLING: Final = 4
"""Characters of a name that is not just a placeholder, as ?s and ?p are."""

_NAME: Final = re.compile(r"[?$](\w+)")

_SPACE: Final = re.compile(r"\s+")


__all__ = ["LONGEST", "PROPERTIES_QUERY", "Linter", "Properties", "lint", "properties_of"]


def lint(query: str, properties: Properties) -> list[Hint]:
    """Hints for the parts of a query that do not do what they seem to; ten at most, none for what is not understood.

    `properties` may be empty: what follows from the data is then not told.
    """
    if len(query) > LONGEST or not _is_worth_reading(query):
        return []
    try:
        tree = parse(query)
    except Unreadable:
        return []
    nodes = tuple(_own(tree.query))
    context = Context(tree, nodes, Inference(nodes, properties))
    told = [finding for check in _OF_EXPRESSIONS for finding in check(context)]
    told = [
        *without_alternatives(context, told),
        *(finding for check in _CHECKS for finding in check(context)),
    ]
    found: dict[tuple[int, int], Finding] = {}
    for finding in told:
        found.setdefault((finding.node.start, finding.node.end), finding)
    ordered = sorted(found.values(), key=lambda one: (one.node.start, one.node.end))[:_MOST]
    return [_hint(query, one) for one in ordered]


class Linter:
    """Hints for queries to one dataset; what is in order is told from its shape. `properties` as for `lint`."""

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


def _is_worth_reading(query: str) -> bool:
    """A quick look, as most queries have nothing to point out and reading one costs more than all else about it."""
    if _LOOK.search(query):
        return True
    head = query.partition("{")[0]
    number = Counter(_NAME.findall(query))
    single = {name for name, count in number.items() if count == 1}
    return any(f"?{name}" in head or len(name) >= _TELLING for name in single) and "*" not in head


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
    return Hint.at(query, finding.node.start, written, finding.message, finding.suggestion)
