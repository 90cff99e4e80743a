"""What is known of a query with SERVICE: its groups, and where in them the clauses stand.

Nothing hangs on this reading but which answers are joined where: the evaluator refuses every SERVICE that is left in
the text, and calls go to endpoints of the allow list whatever is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from server.sparql.lexemes import Lexeme


@dataclass(eq=False)
class Part:
    """A part of a group, from `start` to `end` (offsets in characters), with the groups that stand in it.

    `kind` is its keyword; `triples` for triple patterns, `group` for one group or several joined by UNION, `select`
    for what a subquery consists of. `name` is what GRAPH names. `variables` are those written in it outside its groups.
    """

    kind: str
    start: int
    name: str = ""
    end: int = 0
    groups: list[Group] = field(default_factory=list)
    variables: frozenset[str] = frozenset()


@dataclass(eq=False)
class Group:
    """A group graph pattern `{ … }` from bracket to bracket, and the part of another group in which it stands.

    `kind` is that of the part, but EXISTS in an expression and `query` for the pattern of a query or subquery.
    """

    kind: str
    start: int
    parent: Group | None
    part: Part | None
    end: int = 0
    parts: list[Part] = field(default_factory=list)

    def certain(self, until: Part | None = None) -> frozenset[str]:
        """Variables that every solution of the group binds, as far as is plain; of its parts before `until` only."""
        found: set[str] = set()
        for part in self.parts:
            if part is until:
                break
            if part.kind in ("triples", "GRAPH"):
                found |= part.variables
            if part.kind in ("group", "GRAPH"):
                found |= frozenset.intersection(*(group.certain() for group in part.groups))
        return frozenset(found)


@dataclass(eq=False)
class Service:
    """A SERVICE clause: its part and its group's place, and the services that stand in its pattern."""

    part: Part
    group: Group
    endpoint: Lexeme
    silent: bool
    nested: list[Service] = field(default_factory=list)

    @property
    def pattern(self) -> Group:
        """What is asked of the endpoint."""
        return self.part.groups[0]

    @property
    def variable(self) -> str:
        """The variable that names the endpoint, without its mark; empty if an IRI names it."""
        return self.endpoint.text[1:] if self.endpoint.kind == "variable" else ""

    def all_nested(self) -> Iterator[Service]:
        """Every service in the pattern, however deep."""
        for service in self.nested:
            yield service
            yield from service.all_nested()


@dataclass(frozen=True)
class Outline:
    """A query: its prologue and its dataset clauses as written, its lexemes, and its SERVICE clauses in order.

    Services that stand in the pattern of another one are `nested` in that.
    """

    query: str
    prologue: str
    dataset: str
    lexemes: tuple[Lexeme, ...]
    services: tuple[Service, ...]

    def within(self, spans: Iterable[tuple[int, int]]) -> Iterator[Lexeme]:
        """The lexemes between the offsets of some spans, of which none overlaps another, in order."""
        waiting = sorted(spans, reverse=True)
        for lexeme in self.lexemes:
            while waiting and waiting[-1][1] <= lexeme.start:
                waiting.pop()
            if waiting and waiting[-1][0] <= lexeme.start:
                yield lexeme

    def without_calls(self, start: int = 0, end: int | None = None) -> str:
        """The text between two offsets with each SERVICE as a plain group: its scope and its places are the same."""
        text = self.query[:end]
        every = (one for service in self.services for one in (service, *service.all_nested()))
        for one in sorted(every, key=lambda one: one.part.start, reverse=True):
            first, last = one.part.start, one.pattern.start + 1
            if start <= first and last <= len(text):
                opening = f"{{VALUES?{one.variable}{{}}" if one.variable else "{"
                blank = "".join(mark if mark in "\r\n" else " " for mark in text[first : last - len(opening)])
                text = text[:first] + blank + opening + text[last:]
        return text[start:]
