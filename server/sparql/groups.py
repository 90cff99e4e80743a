"""What the pattern of a query consists of (SPARQL 1.1 Query, section 5), each part as it can be written again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Triple:
    """A triple pattern; `simple`: its predicate is an IRI or a variable, no path."""

    subject: str
    predicate: str
    object: str
    simple: bool
    start: int

    def __str__(self) -> str:
        return f"{self.subject} {self.predicate} {self.object} ."


@dataclass(frozen=True)
class Clause:
    """Something else that is taken as it is written: FILTER, BIND, VALUES, MINUS, or a subquery."""

    kind: str
    text: str
    start: int

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Group:
    """A group graph pattern. `opening` is empty, OPTIONAL, or GRAPH with a name."""

    elements: tuple[Element, ...]
    opening: str
    start: int

    def __str__(self) -> str:
        return f"{self.opening} {{ {' '.join(map(str, self.elements))} }}".lstrip()


@dataclass(frozen=True)
class Union:
    """Alternatives."""

    groups: tuple[Group, ...]
    start: int

    def __str__(self) -> str:
        return " UNION ".join(map(str, self.groups))


Element = Triple | Clause | Group | Union
