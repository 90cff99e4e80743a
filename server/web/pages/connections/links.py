"""What links things to one another in one step, read once and narrowed down to a document and a time.

The ontology says by eik:connectionRole what a thing is on a path. Two nodes are linked by a statement between them, or
by those of one relation that name both; each statement is put forward by a claim.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import combinations, pairwise
from typing import Final

from server.engine.reading import Reader
from server.engine.rows import Row
from server.namespaces import OWN, PREFIXES
from server.rdf.terms import UNCOMMITTED
from server.web.pages.model.graph import text
from server.web.pages.model.statements import Source
from server.web.pages.pictures.claims import CLAIM, sources_in

_NODE, _RELATION, _EXCLUDED = (
    f"{PREFIXES['scheme']}connection-role/{name}" for name in ("node", "relation", "excluded")
)
_HELD_BACK: Final = ", ".join(sorted(map(str, UNCOMMITTED)))
_ROLES: Final = (
    f"SELECT DISTINCT ?thing ?role WHERE {{ ?thing a ?class . ?class {OWN}:connectionRole ?role }}"
)
_STATEMENTS: Final = f"""SELECT ?subject ?property ?object ?claim ?document ?speaker ?stance ?passage WHERE {{
  {{ SELECT DISTINCT ?subject WHERE {{ ?subject a ?class . ?class {OWN}:connectionRole ?role }} }}
  GRAPH ?claim {{ ?subject ?property ?object FILTER(ISIRI(?object) && ?property != rdf:type) }}
  {CLAIM}
  FILTER(?stance NOT IN ({_HELD_BACK}))
}}"""
_DATES: Final = f"""SELECT ?thing ?begin ?end WHERE {{
  {{ SELECT DISTINCT ?thing WHERE {{ ?thing a ?class . ?class {OWN}:connectionRole ?role }} }}
  # When an actor came to be does not date what links it.
  FILTER NOT EXISTS {{ ?thing a {OWN}:Actor }}
  ?thing {OWN}:earliest ?begin ; {OWN}:latest ?end
}}"""


Span = tuple[date, date]
"""The first and the last day of what is dated."""


@dataclass(frozen=True)
class Statement:
    """A triple with the claims that put it forward."""

    subject: str
    predicate: str
    value: str
    sources: tuple[Source, ...]

    @property
    def named(self) -> tuple[str, ...]:
        """The IRIs that want a label."""
        sources = (iri for source in self.sources for iri in source.named)
        return (self.subject, self.predicate, self.value, *sources)


@dataclass(frozen=True)
class Link:
    """What links two nodes: one statement, or those of `relation`, else empty, that name both.

    `dates` are the days between which the relation and the nodes are that are dated and no actors.
    """

    relation: str
    statements: tuple[Statement, ...]
    dates: tuple[Span, ...] = ()

    def of(self, first: date | None, last: date | None) -> bool:
        """Whether something dates it, and may be of a time."""
        return any((not first or end >= first) and (not last or begin <= last) for begin, end in self.dates)

    def said_by(self, document: str) -> Link | None:
        """Return the link with the claims of a document alone; None unless they name both nodes."""
        said = (
            replace(one, sources=tuple(source for source in one.sources if source.document == document))
            for one in self.statements
        )
        kept = tuple(one for one in said if one.sources)
        named, wanted = ({one.value for one in several} for several in (kept, self.statements))
        return replace(self, statements=kept) if named == wanted else None


@dataclass(frozen=True)
class Step:
    """Two nodes that follow one another on a path, the first of what links them, and how many links they have."""

    one: str
    other: str
    links: tuple[Link, ...]
    count: int


Pair = tuple[str, str]
"""Two nodes, the first one by its IRI first."""


@dataclass(frozen=True)
class Links:
    """All links of a release, by the pairs of nodes that they link."""

    by_pair: Mapping[Pair, tuple[Link, ...]]

    @cached_property
    def neighbours(self) -> Mapping[str, frozenset[str]]:
        """The nodes to which each node is linked."""
        found: dict[str, set[str]] = defaultdict(set)
        for one, other in self.by_pair:
            found[one].add(other)
            found[other].add(one)
        return {node: frozenset(linked) for node, linked in found.items()}

    @cached_property
    def documents(self) -> tuple[str, ...]:
        """The documents whose claims link anything, in order."""
        statements = (one for links in self.by_pair.values() for link in links for one in link.statements)
        return tuple(sorted({source.document for one in statements for source in one.sources}))

    def between(self, one: str, other: str) -> tuple[Link, ...]:
        """Return what links two nodes."""
        return self.by_pair.get((min(one, other), max(one, other)), ())

    def steps(self, path: Sequence[str], alone: int, among: int) -> tuple[Step, ...]:
        """Return the steps of a path: with at most `alone` links if it is one step, else with `among` of each."""
        most = alone if len(path) == len(("one", "other")) else among
        listed = ((one, other, self.between(one, other)) for one, other in pairwise(path))
        return tuple(Step(one, other, found[:most], len(found)) for one, other, found in listed)

    def part(self, document: str, first: date | None, last: date | None, without: AbstractSet[str]) -> Links:
        """Return the links that a document puts forward, that are of a time, and that lead to none of some nodes.

        "" and None stand for any.
        """
        kept = {
            pair: tuple(_part(links, document, first, last))
            for pair, links in self.by_pair.items()
            if not without or not without & {*pair}
        }
        return Links({pair: links for pair, links in kept.items() if links})


def _part(links: Iterable[Link], document: str, first: date | None, last: date | None) -> Iterator[Link]:
    for link in links:
        said = link.said_by(document) if document else link
        if said and (not (first or last) or said.of(first, last)):
            yield said


def links() -> Reader[Links]:
    """Return all links; none in a release whose ontology gives no roles."""
    given, stated, dated = yield [_ROLES, _STATEMENTS, _DATES]
    roles = _roles(given)
    dates = _dates(dated)
    found: dict[Pair, list[Link]] = defaultdict(list)
    ties: dict[str, dict[str, list[Statement]]] = defaultdict(lambda: defaultdict(list))
    for one in _statements(stated):
        subject, value = one.subject, one.value
        match roles.get(subject), roles.get(value):
            case (role, other) if role == other == _NODE and subject != value:
                pair = min(subject, value), max(subject, value)
                found[pair].append(Link("", (one,), _dated(dates, pair)))
            case (role, other) if (role, other) == (_RELATION, _NODE):
                ties[subject][value].append(one)
            case _:
                pass  # what is said of a relation, or what no path leads through
    for relation, tied in ties.items():
        for pair in combinations(sorted(tied), 2):
            statements = tuple(one for node in pair for one in tied[node])
            found[pair].append(Link(relation, statements, _dated(dates, (relation, *pair))))
    return Links({pair: tuple(found[pair]) for pair in sorted(found)})


def _roles(rows: Iterable[Row]) -> dict[str, str]:
    """Return the role of each thing: of several the one that goes before the others."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        found[text(row, "thing")].add(text(row, "role"))
    first = (_EXCLUDED, _RELATION, _NODE)
    return {
        thing: next((role for role in first if role in given), _EXCLUDED) for thing, given in found.items()
    }


def _dates(rows: Iterable[Row]) -> dict[str, Span]:
    """Return for each thing that is dated the days between which it is."""
    days: dict[str, list[date]] = defaultdict(list)
    for row in rows:
        with suppress(ValueError):  # a scratch dataset may hold what is no day
            days[text(row, "thing")] += [date.fromisoformat(text(row, name)) for name in ("begin", "end")]
    return {thing: (min(listed), max(listed)) for thing, listed in days.items()}


def _dated(dates: Mapping[str, Span], things: Iterable[str]) -> tuple[Span, ...]:
    return tuple(dates[thing] for thing in things if thing in dates)


def _statements(rows: Iterable[Row]) -> Iterator[Statement]:
    by_triple: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        by_triple[text(row, "subject"), text(row, "property"), text(row, "object")].append(row)
    for triple in sorted(by_triple):
        sources = sources_in(by_triple[triple])
        yield Statement(*triple, tuple(sources[claim] for claim in sorted(sources)))
