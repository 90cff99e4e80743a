"""The parts of a pattern one by one in the engine's order, each with the queries that measure it.

What leads up to a part is a query again: the parts joined so far, written in the engine's order. It puts them in the
same order again, as it chooses each by what comes before, and not by what follows; only the sides of a cartesian
product may change places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from server.endpoint.diagnostics.join_order import ordered, sees_graph
from server.endpoint.diagnostics.joins import (
    Block,
    Bound,
    Empty,
    Filtered,
    Join,
    Leaf,
    Method,
    Minus,
    Names,
    Optional,
    Part,
    Subquery,
    Table,
    Triple,
    Union,
)
from server.endpoint.diagnostics.patterns import Patterns
from server.sparql.tree import Bind, Element, Exists, Filter, variables, walk

Around = Callable[[str], str]
"""Puts what is in the brackets of a group behind what leads up to the group."""

_NONE: Final[Names] = frozenset()


@dataclass(frozen=True)
class Step:
    """A part of a pattern: what it is called, its text and its place in the query.

    `alone` is what has its solutions without the others, empty for what only works on those; `so_far` what has the
    solutions of all parts up to this one. `method` is how it is joined with those before. `inside` are the parts of
    each group in it that is evaluated by itself, where there are several.
    """

    kind: str
    text: str
    start: int
    alone: str
    so_far: str
    method: Method | None
    inside: tuple[tuple[Step, ...], ...] = ()
    element: Element | None = None


def steps_of(found: Patterns) -> tuple[Step, ...]:
    """The parts of the pattern of a query. Raises Unreadable."""
    return _steps(found, ordered(found))


def _steps(found: Patterns, part: Part) -> tuple[Step, ...]:
    steps = _Steps(found)
    steps.group(part, Method.FIRST, lambda text: text, ())
    return tuple(steps.found)


@dataclass
class _Steps:
    patterns: Patterns
    found: list[Step] = field(default_factory=list)

    def group(
        self, part: Part, method: Method, around: Around, filters: Sequence[Filter]
    ) -> tuple[str, Sequence[Filter]]:
        """Add the steps of what a group joins; gives its text, and the filters that it does not let the engine apply.

        A filter is applied as soon as all its variables have a value for sure.
        """
        text, sure = "", _NONE
        for one, joined in _sequence(part, method):
            before = text
            within = _behind(around, before)
            if isinstance(one, Block):
                inner, left = self._block(one, joined, within, () if before else filters)
                filters = filters if before else left
            else:
                inner = self._leaf(one, joined, within)
            text = f"{before} {inner}".strip()
            sure |= one.sure
            text, filters = self._filters(text, filters, sure, around)
        return text, filters

    def _filters(
        self, text: str, filters: Sequence[Filter], sure: Names, around: Around
    ) -> tuple[str, Sequence[Filter]]:
        waiting = []
        for one in filters:
            if _has_pattern(one) or not variables(one) <= sure:
                waiting.append(one)
            else:
                text = self._filter(text, one, around)
        return text, waiting

    def _filter(self, text: str, element: Filter, around: Around) -> str:
        written = self.patterns.text(element)
        text = f"{text} {written}"
        self.found.append(Step("filter", written, element.start, "", around(text), None, element=element))
        return text

    def _block(
        self,
        part: Block,
        method: Method,
        around: Around,
        filters: Sequence[Filter],
    ) -> tuple[str, Sequence[Filter]]:
        """Add what a part works on, then the part itself."""

        def braced(text: str) -> str:
            return around(f"{{ {text} }}")

        match part:
            case Filtered():
                return self._filtered(part, method, around), filters
            case Bound(inner=inner, element=bind):
                before, filters = self.group(inner, method, braced, filters)
                written, alone, kind, joined, right = self.patterns.text(bind), "", "BIND", None, None
            case Minus(inner=inner, element=minus, graph=graph, right=right):
                before, filters = self.group(inner, method, braced, filters)
                alone = _in_graph(graph, self.patterns.inside(minus.group))
                written, kind, joined = f"MINUS {{ {alone} }}", "MINUS", Method.HASH
            case Optional(inner=inner, element=optional, graph=graph, right=right, method=joined):
                before, filters = self.group(inner, method, braced, filters)
                elements = [one for one in optional.group.elements if not isinstance(one, Filter)]
                alone = _in_graph(graph, " ".join(map(self.patterns.text, elements)))
                conditions = (one for one in optional.group.elements if isinstance(one, Filter))
                written = f"OPTIONAL {{ {' '.join([alone, *map(self.patterns.text, conditions)])} }}"
                kind = "OPTIONAL"
        whole = f"{{ {before} {written} }}"
        inside = _inside(self.patterns, right) if right and joined is Method.HASH else ()
        self.found.append(
            Step(kind, written, part.element.start, alone, around(whole), joined, inside, part.element)
        )
        return whole, filters

    def _filtered(self, part: Filtered, method: Method, around: Around) -> str:
        """Add what a group joins and then its filters, which see no more than the group."""
        if any(sees_graph(one, part.graph) for one in part.filters):
            # Written outside the GRAPH the filter would mean something else, so that the group is not taken apart.
            text = f"GRAPH {part.graph} {self.patterns.text(part.group)}"
            step = Step("GRAPH", text, part.group.start, text, around(text), method, element=part.group)
            self.found.append(step)
            return text

        def braced(text: str) -> str:
            return around(f"{{ {text} }}")

        text, waiting = self.group(part.inner, method, braced, part.filters)
        for one in waiting:
            text = self._filter(text, one, braced)
        return f"{{ {text} }}"

    def _leaf(self, part: Leaf, method: Method, around: Around) -> str:
        inside: tuple[tuple[Step, ...], ...] = ()
        element: Element | None = None
        match part:
            case Triple(triple=triple, graph=graph):
                kind, text, start = "triple pattern", _in_graph(graph, str(triple)), triple.start
            case Empty(graph=graph, start=start):
                if not graph:
                    return ""
                kind, text = "GRAPH", f"GRAPH {graph} {{ }}"
            case Table(element=element):
                kind, text, start = "VALUES", self.patterns.text(element), element.start
            case Union(element=element, graph=graph, branches=branches):
                kind, text, start = "UNION", _in_graph(graph, self.patterns.text(element)), element.start
                inside = _inside(self.patterns, *branches)
            case Subquery(element=element, graph=graph, inner=inner):
                kind, text, start = "subquery", _in_graph(graph, self.patterns.text(element)), element.start
                inside = _inside(self.patterns, inner)
        self.found.append(Step(kind, text, start, text, around(text), method, inside, element))
        return text


def _inside(found: Patterns, *parts: Part) -> tuple[tuple[Step, ...], ...]:
    groups = (_steps(found, part) for part in parts)
    return tuple(steps for steps in groups if len(steps) > 1)


def _sequence(part: Part, method: Method) -> Iterator[tuple[Leaf | Block, Method]]:
    """What a group joins in order, each with how it is joined with what comes before."""
    if isinstance(part, Join):
        yield from _sequence(part.left, method)
        yield from _sequence(part.right, part.method)
    else:
        yield part, method


def _behind(around: Around, before: str) -> Around:
    return lambda text: around(f"{before} {text}".strip())


def _in_graph(graph: str, text: str) -> str:
    return f"GRAPH {graph} {{ {text} }}" if graph else text


def _has_pattern(element: Filter | Bind) -> bool:
    return any(isinstance(one, Exists) for one in walk(element))
