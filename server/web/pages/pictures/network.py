"""What ties actors, and how central each is: read once, and narrowed down to a document and a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Final

from server.engine.reading import Reader
from server.engine.rows import Row
from server.namespaces import PREFIXES
from server.saved.ties import ties_query
from server.web.pages.model.graph import text
from server.web.pages.model.statements import Source
from server.web.pages.pictures.claims import DETAILS, sources_in

MEASURES: Final = ("degree", "betweenness", "pagerank")
"""The centralities by which actors can be sized."""

COLUMNS: Final = "?document ?speaker ?stance ?passage"
_GRAPH: Final = PREFIXES["graph"] + "network"
ACTOR: Final = f"{_GRAPH}#actor"
"""What ties a measurement to the actor that is measured."""


@dataclass(frozen=True)
class Tie:
    """What ties two actors: `kind` is the class of what it goes through, `begin` and `end` what dates it."""

    one: str
    other: str
    kind: str
    through: str
    begin: date | None
    end: date | None
    sources: tuple[Source, ...]

    def of(self, first: date | None, last: date | None) -> bool:
        """Whether it is dated, and may be of a time."""
        begins = not (last and self.begin and self.begin > last)
        return bool(self.begin or self.end) and begins and not (first and self.end and self.end < first)

    @property
    def named(self) -> Iterable[str]:
        """The IRIs that want a label."""
        return (self.one, self.other, self.through, *(iri for source in self.sources for iri in source.named))


@dataclass(frozen=True)
class Node:
    """An actor with its centralities by measure, and its place in the drawing."""

    actor: str
    sizes: Mapping[str, float]
    x: int
    y: int


@dataclass(frozen=True)
class Network:
    """The ties of a release, and its actors by IRI: none in a release made before they were measured."""

    ties: tuple[Tie, ...]
    nodes: Mapping[str, Node]

    @cached_property
    def documents(self) -> Mapping[str, int]:
        """The documents whose claims tie actors, each with how many ties it names."""
        found: dict[str, int] = {}
        for tie in self.ties:
            for document in {source.document for source in tie.sources}:
                found[document] = found.get(document, 0) + 1
        return found

    def standing(self, actor: str) -> tuple[tuple[str, float, int], ...]:
        """How central an actor is: by measure the value, and its place among all actors; empty for what is none."""
        if not (node := self.nodes.get(actor)):
            return ()
        return tuple(
            (name, value, 1 + sum(other.sizes[name] > value for other in self.nodes.values()))
            for name, value in node.sizes.items()
        )

    def part(self, document: str, first: date | None, last: date | None) -> tuple[Tie, ...]:
        """The ties that a document names, each with its claims alone, and that are of a time; "" and None for any."""
        ties = (tie for tie in self.ties if not (first or last) or tie.of(first, last))
        return tuple(_named_by(document, ties) if document else ties)


def _named_by(document: str, ties: Iterable[Tie]) -> Iterator[Tie]:
    for tie in ties:
        if sources := tuple(source for source in tie.sources if source.document == document):
            yield replace(tie, sources=sources)


def network() -> Reader[Network]:
    """Return the network."""
    measured, rows = yield [measures_query(), ties_query(COLUMNS, DETAILS)]
    nodes = {
        text(row, "actor"): Node(
            text(row, "actor"),
            {name: float(text(row, name)) for name in MEASURES},
            int(text(row, "x")),
            int(text(row, "y")),
        )
        for row in measured
    }
    by_tie: dict[tuple[str, str, str, str], list[Row]] = {}
    for row in rows:
        key = text(row, "one"), text(row, "other"), text(row, "kind"), text(row, "through")
        by_tie.setdefault(key, []).append(row)
    return Network(tuple(_tie(key, found) for key, found in by_tie.items()), nodes)


def measures_query() -> str:
    """Return the query for the centralities and places of all actors."""
    properties = " ; ".join(f"<{_GRAPH}#{name}> ?{name}" for name in ("actor", *MEASURES, "x", "y"))
    columns = " ".join(f"?{name}" for name in ("actor", *MEASURES, "x", "y"))
    return (
        f"SELECT {columns} WHERE {{\n  GRAPH <{_GRAPH}> {{ ?observation {properties} }}\n}}\nORDER BY ?actor"
    )


def _tie(key: tuple[str, str, str, str], rows: list[Row]) -> Tie:
    one, other, kind, through = key
    sources = sources_in(rows)
    return Tie(
        one,
        other,
        kind,
        through,
        min(_days(rows, "begin"), default=None),
        max(_days(rows, "end"), default=None),
        tuple(sources[claim] for claim in sorted(sources)),
    )


def _days(rows: Iterable[Row], name: str) -> list[date]:
    return [date.fromisoformat(text(row, name)) for row in rows if name in row]
