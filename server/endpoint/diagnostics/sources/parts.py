"""The pattern of a query as parts whose solutions can be read: what each solution says it stands on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

Slot = ox.NamedNode | ox.Literal | ox.Variable
"""A place in a pattern: a term, or a variable whose value a solution tells."""

OWN: Final = "eikg_"
"""How the names of variables begin that are no variables of the query."""

ROW: Final = f"{OWN}row"
"""The variable that says for which values of a part's variables a solution was asked."""


@dataclass(frozen=True)
class TripleTemplate:
    """The triple that a solution fits, in the graph that the query names for it, if any.

    `number` is that of the pattern in the query. The triple is one only where `mark`, if there is one, is bound.
    """

    subject: Slot
    predicate: Slot
    object: Slot
    graph: Slot | None
    number: int
    mark: str


@dataclass(frozen=True)
class NameTemplate:
    """What a solution names without a triple: another endpoint that gave a part of it, or a graph that exists."""

    name: Slot
    number: int
    mark: str


@dataclass(frozen=True)
class Inner:
    """A part that a solution leaves open, and what the solution gives each variable of `part.given`.

    With `steps`, two equal ends need no triple: the path has length zero.
    """

    part: Part
    given: tuple[Slot, ...]
    mark: str
    steps: bool = False


@dataclass(frozen=True, eq=False)
class Part:
    """A pattern whose solutions are asked for with values for the variables `given`, in a graph if one is named.

    The values are joined with the pattern; with `within` they stand in it, as EXISTS puts them in. With `exact` a
    variable that is given no value has none in the solution.
    """

    text: str
    given: tuple[str, ...]
    graph: Slot | None
    triples: tuple[TripleTemplate, ...]
    endpoints: tuple[NameTemplate, ...]
    graphs: tuple[NameTemplate, ...]
    inner: tuple[Inner, ...]
    within: bool = False
    exact: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The variables whose values tell what a solution stands on, and those given."""
        named = (*self.endpoints, *self.graphs)
        slots: list[Slot | None] = [one.name for one in named]
        marks = [one.mark for one in self.triples] + [one.mark for one in named]
        marks += [one.mark for one in self.inner]
        for triple in self.triples:
            slots += [triple.subject, triple.predicate, triple.object, triple.graph]
        slots += [slot for one in self.inner for slot in one.given]
        found = {slot.value for slot in slots if isinstance(slot, ox.Variable)}
        return tuple(sorted(found | {mark for mark in marks if mark} | {*self.given}))


@dataclass(frozen=True)
class WrittenPattern:
    """A pattern as the query has it. `told`: triples can carry it; none carries what must not be there."""

    kind: str
    text: str
    start: int
    told: bool = True
