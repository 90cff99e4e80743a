"""What a SERVICE has to be asked for: the part of the query before it, as a query of its own.

The solutions of a clause `SERVICE <e> { P }` are joined with those of what stands before it. So P is asked only for
the bindings of shared variables that occur there; that this changes no answer holds for these reasons:

- A binding is sent for a variable only if P binds it in every solution (`Group.certain`) and the preceding part does,
  too, in every row found. Then sending S, the set of the rows' bindings, leaves out of P just the solutions whose
  values are not in S, and what is left has the same multiplicity, as S has no row twice.
- Such a solution meets no solution of the preceding part. In the same group, it would be joined with that part. In a
  nested group, everything that follows SERVICE there (joins, OPTIONAL, MINUS, BIND, FILTER) goes by single solutions
  and keeps its values, so each solution of the group that stems from it has them, and meets nothing where the group is
  joined (`{ }`, UNION, GRAPH), is optional, or is subtracted (MINUS subtracts what agrees with it, so not this).
- The preceding part is therefore the join of all that stands before SERVICE in its group and before each group around
  it. OPTIONAL, MINUS and UNION around it only choose how the join is used; in the part itself they stay as written.
- FILTER acts on its whole group, so one is applied early only if all its variables are bound by what precedes in its
  own group, and if it has no EXISTS.
- A subquery is evaluated by itself, so nothing is taken from outside of it; and within a GRAPH nothing at all, as its
  preceding part would be evaluated outside of that.
- EXISTS is evaluated for each solution with that solution's values put in, which the part alone has not; there nothing
  is sent. Nor where the part holds a function whose value is another each time. What a subquery with LIMIT leaves open,
  the engine chooses the same way each time, as the data does not change.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from server.engine.rows import Row
from server.rdf.terms import XSD, Term
from server.rdf.writing import for_query
from server.sparql.outline import Group, Outline, Part, Service

_PRIMARY_LANGUAGE: Final = re.compile(r"[A-Za-z]+")
_VARYING: Final = frozenset(("RAND", "UUID", "STRUUID", "BNODE", "NOW"))

Render = Callable[[int, int], str]
"""The text of the query between two offsets, with the services before it replaced by their answers."""


@dataclass(frozen=True)
class Preceding:
    """What stands before a SERVICE, as the text of a group, and the variables that are written there."""

    group: str
    variables: frozenset[str]

    def select(self, outline: Outline, names: Sequence[str], most: int) -> str:
        """The query for the bindings of some of its variables: at most one row more than `most`."""
        columns = " ".join(f"?{name}" for name in names)
        head = f"{outline.prologue} SELECT DISTINCT {columns} {outline.dataset} WHERE"
        return f"{head} {self.group} LIMIT {most + 1}"


def preceding(service: Service, outline: Outline, render: Render) -> Preceding | None:
    """What stands before a SERVICE; None where there is nothing, or nothing that may be used."""
    text, used, anything = "", list[Part](), False
    group, part = service.group, service.part
    while True:
        before, filters = _usable(group, part)
        anything = anything or bool(before)
        used += [*before, *filters]
        pieces = [render(one.start, one.end) for one in before]
        text = f"{{ {' '.join([*pieces, text, *(render(one.start, one.end) for one in filters)])} }}"
        if group.kind == "query":
            break
        if group.kind == "EXISTS" or group.parent is None or group.part is None:
            return None
        if group.kind == "GRAPH":
            text = f"GRAPH {group.part.name} {text}"
        part, group = group.part, group.parent
    if not anything or {one.kind for one in _around(group)} & {"EXISTS", "GRAPH"}:
        return None
    found = [*outline.within((one.start, one.end) for one in used)]
    if any(one.word in _VARYING for one in found):
        return None
    return Preceding(text, frozenset(one.text[1:] for one in found if one.kind == "variable"))


def _usable(group: Group, until: Part) -> tuple[list[Part], list[Part]]:
    """The parts of a group before one of them, and the filters that depend on nothing but those."""
    before = []
    for part in group.parts:
        if part is until:
            break
        if part.kind != "FILTER":
            before.append(part)
    certain = group.certain(until)
    filters = [
        part
        for part in group.parts
        if part.kind == "FILTER" and not part.groups and part.variables <= certain
    ]
    return before, filters


def _around(group: Group) -> Iterator[Group]:
    while group.parent is not None:
        group = group.parent
        yield group


def sent(rows: Sequence[Row], names: Sequence[str]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The names whose bindings can be sent, and their distinct rows, written; no names where none can."""
    usable = tuple(name for name in names if all(name in row and sendable(row[name]) for row in rows))
    if not usable:
        return (), []
    return usable, list(dict.fromkeys(tuple(for_query(row[name]) for name in usable) for row in rows))


def sendable(term: Term) -> bool:
    """Whether the term means the same everywhere: another endpoint has it if and only if it is this term.

    Blank nodes have no name elsewhere, and numbers and dates are kept by their value here but as they are written
    there, so “5” would not find the “05” that it is equal to in this engine.
    """
    if isinstance(term, NamedNode):
        return True
    if not isinstance(term, Literal):
        return False
    if term.language is not None:
        return bool(_PRIMARY_LANGUAGE.fullmatch(term.language))
    return term.datatype == XSD["string"]
