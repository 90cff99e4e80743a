"""Dates of one thing that cannot all be right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from server.build.read.dates import Bounds, bounds, is_date
from server.build.read.sources import Source, Sources, subject_iri
from server.faults import Fault
from server.rdf.iris import short
from server.rdf.terms import named

_BETWEEN: Final = named("eik:betweenClaims")
_REMEDY: Final = "tie the two claims by an eik:Discrepancy of the kind date in triples/discrepancies.ttl"


@dataclass(frozen=True)
class _Dated:
    """A quad that holds a date, its file and the date's text."""

    source: Source
    quad: Quad
    value: str

    def __str__(self) -> str:
        name = self.quad.graph_name
        return f'"{self.value}" in {short(name.value) if isinstance(name, NamedNode) else name}'


def date_warnings(sources: Sources) -> Iterator[Fault]:
    """Yield each pair of claims that date a thing differently and that no discrepancy ties.

    A date within the other, such as 5 September 2014 and September 2014, differs in precision only. An open or
    unknown end of an interval has room for any day.
    """
    tied: dict[object, set[object]] = defaultdict(set)
    dates: dict[tuple[object, NamedNode], list[_Dated]] = defaultdict(list)
    for source in sources.files:
        for quad in source.quads:
            if quad.predicate == _BETWEEN:
                tied[quad.object].add(quad.subject)
            elif isinstance(quad.object, Literal) and is_date(quad.object):
                dates[quad.subject, quad.predicate].append(_Dated(source, quad, quad.object.value))
    for found in dates.values():
        for one, other in combinations(found, 2):
            is_tied = tied[one.quad.graph_name] & tied[other.quad.graph_name]
            if not is_tied and not _compatible(bounds(one.value), bounds(other.value)):
                yield _fault(one, other)


def _compatible(one: Bounds, other: Bounds) -> bool:
    return _within(one, other) or _within(other, one)


def _within(inner: Bounds, outer: Bounds) -> bool:
    return (outer.earliest or date.min) <= (inner.earliest or date.min) and (inner.latest or date.max) <= (
        outer.latest or date.max
    )


def _fault(one: _Dated, other: _Dated) -> Fault:
    subject, predicate = subject_iri(other.quad), other.quad.predicate.value
    line = other.source.positions.line(subject, predicate, other.value)
    message = f"{short(predicate)} is {one} and {other}"
    return Fault(other.source.name, line, short(subject), "date", message, _REMEDY)
