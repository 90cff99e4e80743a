"""What the solutions of a pattern stand on, asked for part by part (see witnesses.py), and within bounds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from server.endpoint.diagnostics.patterns import Evaluation
from server.endpoint.diagnostics.sources.parts import ROW, Inner, NameTemplate, Part, Slot
from server.endpoint.diagnostics.sources.triples import text_of
from server.endpoint.diagnostics.sources.witnesses import Witnesses
from server.engine import Row
from server.rdf.terms import UNDEF, Term, for_query

MOST_SOLUTIONS: Final = 2_000
"""Solutions of a part that are looked at. Where there are more, each row gets its share of them."""

_FEWEST: Final = 10
"""Solutions that each row gets at least."""

_AT_ONCE: Final = 500
"""Rows of values in one query."""


@dataclass(frozen=True)
class Demand:
    """A part, and the values for the variables that it is given; None for one without."""

    part: Part
    values: tuple[Term | None, ...]


@dataclass(frozen=True)
class Fact:
    """A triple that fits a pattern of the query, if it is by one; in the graph that the query names, if any."""

    pattern: int | None
    triple: ox.Triple
    graph: str | None


@dataclass
class Derivation:
    """What the solutions for a demand stand on: facts, endpoints, graphs that exist, and demands for the rest.

    Endpoints and graphs are named with the number of their pattern.
    `solutions`: how many were looked at; `complete`: whether those are all.
    """

    facts: dict[Fact, None] = field(default_factory=dict)
    endpoints: dict[tuple[int, str], None] = field(default_factory=dict)
    graphs: dict[tuple[int, str], None] = field(default_factory=dict)
    needed: dict[Demand, None] = field(default_factory=dict)
    solutions: int = 0
    complete: bool = True

    def add(self, other: Derivation) -> None:
        """Take in what another one stands on by itself."""
        self.facts |= other.facts
        self.endpoints |= other.endpoints
        self.graphs |= other.graphs
        self.complete = self.complete and other.complete


def derived(
    demands: Iterable[Demand], witnesses: Witnesses, evaluation: Evaluation
) -> Mapping[Demand, Derivation]:
    """The derivation of each demand and of all that it needs, a level of the query in one or two round trips.

    Raises EngineError.
    """
    found: dict[Demand, Derivation] = {}
    waiting = [*dict.fromkeys(demands)]
    while waiting:
        looked_at = waiting[:MOST_SOLUTIONS]
        found.update((one, Derivation()) for one in looked_at)
        found.update((one, Derivation(complete=False)) for one in waiting[MOST_SOLUTIONS:])
        _look_up(looked_at, witnesses, evaluation, found)
        needed = dict.fromkeys(inner for one in looked_at for inner in found[one].needed)
        waiting = [one for one in needed if one not in found]
    return found


def whole(demand: Demand, found: Mapping[Demand, Derivation]) -> Derivation:
    """A derivation with those of all demands that it needs taken in."""
    result = Derivation(solutions=found[demand].solutions)
    waiting, seen = [demand], {demand}
    while waiting:
        one = found[waiting.pop()]
        result.add(one)
        inner = [needed for needed in one.needed if needed not in seen]
        seen.update(inner)
        waiting += inner
    return result


def _look_up(
    demands: Sequence[Demand],
    witnesses: Witnesses,
    evaluation: Evaluation,
    found: Mapping[Demand, Derivation],
) -> None:
    blocks: list[Sequence[Demand]] = []
    for part in dict.fromkeys(one.part for one in demands):
        of_part = [one for one in demands if one.part is part]
        blocks += (of_part[start : start + _AT_ONCE] for start in range(0, len(of_part), _AT_ONCE))
    again: list[Demand] = []
    for block, rows in zip(blocks, _asked(blocks, MOST_SOLUTIONS, witnesses, evaluation), strict=True):
        if len(rows) > MOST_SOLUTIONS:
            again += block
        else:
            _read(block, rows, found)
    singles: list[Sequence[Demand]] = [(one,) for one in again]
    share = max(_FEWEST, MOST_SOLUTIONS // (len(again) or 1))
    for single, rows in zip(singles, _asked(singles, share, witnesses, evaluation), strict=True):
        _read(single, rows[:share], found)
        found[single[0]].complete = len(rows) <= share


def _asked(
    blocks: Sequence[Sequence[Demand]], most: int, witnesses: Witnesses, evaluation: Evaluation
) -> list[list[Row]]:
    return evaluation.tables(_query(block, most, witnesses) for block in blocks)


def _query(demands: Sequence[Demand], most: int, witnesses: Witnesses) -> str:
    part = demands[0].part
    rows = " ".join(f"({number} {' '.join(map(_written, one.values))})" for number, one in enumerate(demands))
    block = f"VALUES (?{ROW} {' '.join(f'?{name}' for name in part.given)}) {{ {rows} }}"
    body = f"{{ {block} {part.text} }}" if part.within else f"{{ {part.text} }}"
    if part.graph is not None:
        body = f"GRAPH {text_of(part.graph)} {body}"
    pattern = body if part.within and part.graph is None else f"{block} {body}"
    columns = " ".join(f"?{name}" for name in (ROW, *part.names))
    return (
        f"{witnesses.prologue} SELECT DISTINCT {columns} {witnesses.dataset} {{ {pattern} }} LIMIT {most + 1}"
    )


def _written(value: Term | None) -> str:
    """A value in a row of VALUES; UNDEF for what a query cannot name, as a blank node: `_fits` sees to it later."""
    if isinstance(value, ox.NamedNode | ox.Literal):
        with suppress(ValueError):
            return for_query(value)
    return UNDEF


def _read(demands: Sequence[Demand], rows: Iterable[Row], found: Mapping[Demand, Derivation]) -> None:
    for row in rows:
        demand = demands[int(str(getattr(row[ROW], "value", 0)))]
        if all(_fits(demand.part, row.get(name), value) for name, value in _given(demand)):
            _add(row, demand.part, found[demand])


def _given(demand: Demand) -> Iterator[tuple[str, Term | None]]:
    return zip(demand.part.given, demand.values, strict=True)


def _fits(part: Part, term: Term | None, value: Term | None) -> bool:
    return term == value or (value is None and not part.exact)


def _add(row: Row, part: Part, derivation: Derivation) -> None:
    derivation.solutions += 1
    for template in part.triples:
        ends = [_value(one, row) for one in (template.subject, template.predicate, template.object)]
        triple = triple_of(*ends) if not template.mark or template.mark in row else None
        if triple is not None:
            graph = None if template.graph is None else _value(template.graph, row)
            name = graph.value if isinstance(graph, ox.NamedNode) else None
            derivation.facts[Fact(template.number, triple, name)] = None
    derivation.endpoints.update(_names(part.endpoints, row))
    derivation.graphs.update(_names(part.graphs, row))
    for inner in part.inner:
        if not inner.mark or inner.mark in row:
            derivation.needed.update((one, None) for one in _demands(inner, row))


def _names(templates: Iterable[NameTemplate], row: Row) -> Iterator[tuple[tuple[int, str], None]]:
    for template in templates:
        name = _value(template.name, row)
        if (not template.mark or template.mark in row) and isinstance(name, ox.NamedNode):
            yield (template.number, name.value), None


def _demands(inner: Inner, row: Row) -> Iterator[Demand]:
    values = tuple(_value(slot, row) for slot in inner.given)
    if not (inner.steps and values[0] == values[1]):
        yield Demand(inner.part, values)


def _value(slot: Slot, row: Row) -> Term | None:
    return row.get(slot.value) if isinstance(slot, ox.Variable) else slot


def triple_of(subject: Term | None, predicate: Term | None, end: Term | None) -> ox.Triple | None:
    """The triple of three terms; None where they are none, or one is missing."""
    if not isinstance(subject, ox.NamedNode | ox.BlankNode) or not isinstance(predicate, ox.NamedNode):
        return None
    return None if end is None else ox.Triple(subject, predicate, end)
