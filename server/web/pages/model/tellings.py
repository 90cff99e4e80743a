"""Situations and events in which a thing has a part, each told in a line: with whom, as what, when, who says so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from server.engine.reading import Reader
from server.engine.rows import Row
from server.namespaces import BASE, EIK, PREFIXES
from server.rdf.dates import EDTF
from server.web.pages.model.graph import text, values
from server.web.pages.model.labels import kind_of
from server.web.pages.model.periods import Period, period_of
from server.web.pages.model.sections import Sections
from server.web.pages.model.statements import INFERRED, Source, ordered, sources_of

MOST: Final = 400
"""Situations and events that are looked up for a page, in the order of their IRIs."""

_NAMES: Final = (PREFIXES["rdfs"] + "label", PREFIXES["skos"] + "prefLabel", EIK + "gist")
_NAMED: Final = ", ".join(str(NamedNode(iri)) for iri in _NAMES)
_CONCEPTS: Final = BASE + "scheme/"
_PARTS: Final = 3


@dataclass(frozen=True)
class Time:
    """A period that somebody gives, and who."""

    period: Period
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Telling:
    """One situation or event: `ends` are the other things in it, `concepts` its status, role or kind.

    `named` tells whether it has a name of its own. A situation without a time of its own has that of the events in it
    (`own` is then false).
    """

    iri: str
    named: bool
    ends: tuple[str, ...]
    concepts: tuple[str, ...]
    times: tuple[Time, ...]
    own: bool
    sources: tuple[Source, ...]

    @property
    def periods(self) -> tuple[Period, ...]:
        """The periods, without who gives them."""
        return tuple(time.period for time in self.times)

    @property
    def order(self) -> tuple[bool, str, str]:
        """What sorts tellings: by their first day, those without one last."""
        first = min((str(one.first) for one in self.periods if one.first), default="")
        return (not first, first, self.iri)

    def iris(self) -> Iterator[str]:
        """Yield every IRI that a line about it shows."""
        yield from self.concepts
        yield from [self.iri] if self.named else self.ends
        for source in (*self.sources, *(source for time in self.times for source in time.sources)):
            yield from source.named


def tellings(iri: str, sections: Sections, known: Mapping[str, Source]) -> Reader[dict[str, Telling]]:
    """Return what there is to tell about a thing, by the IRI of the situation or event. `known` are sources."""
    if not sections.told:
        return {}
    (facts,) = yield [
        f"""SELECT ?s ?p ?o ?g WHERE {{ {{ SELECT DISTINCT ?s WHERE {{
        GRAPH ?h {{ ?s ?q {NamedNode(iri)} }} FILTER(?h != <{INFERRED}>) FILTER({_of_kinds("?s", sections.told)})
        }} ORDER BY ?s LIMIT {MOST} }}
        GRAPH ?g {{ ?s ?p ?o }} FILTER(?g != <{INFERRED}>)
        FILTER(ISIRI(?o) || DATATYPE(?o) = <{EDTF}> || ?p IN ({_NAMED})) }}"""
    ]
    listed: dict[str, list[Row]] = defaultdict(list)
    for row in facts:
        listed[text(row, "s")].append(row)
    dates = yield from _dates({text(row, "o") for row in facts if kind_of(text(row, "o")) in sections.events})
    graphs = {text(row, "g") for rows in (facts, *dates.values()) for row in rows}
    sources = yield from sources_of(graphs, known)
    found = {}
    for subject, rows in listed.items():
        events = {text(row, "o") for row in rows} & dates.keys()
        of_events = [row for event in events for row in dates[event]]
        found[subject] = _telling(subject, iri, rows, of_events, sources, sections)
    return found


def _dates(events: Iterable[str]) -> Reader[dict[str, list[Row]]]:
    """Return what dates events, by event."""
    found: dict[str, list[Row]] = defaultdict(list)
    if terms := values(events):
        (rows,) = yield [
            f"""SELECT ?event ?o ?g WHERE {{ VALUES ?event {{ {terms} }}
            GRAPH ?g {{ ?event ?dated ?o }} FILTER(DATATYPE(?o) = <{EDTF}>) }}"""
        ]
        for row in rows:
            found[text(row, "event")].append(row)
    return found


def _telling(
    subject: str,
    page: str,
    facts: list[Row],
    of_events: list[Row],
    sources: dict[str, Source],
    sections: Sections,
) -> Telling:
    facts = sorted(facts, key=lambda row: (text(row, "p"), str(row["o"])))
    objects = dict.fromkeys(row["o"].value for row in facts if isinstance(row["o"], NamedNode))
    ends = [
        one
        for one in objects
        if one not in (page, subject) and kind_of(one) and kind_of(one) not in sections.nameless
    ]
    own = _times(facts, sources)
    borrowed = () if kind_of(subject) in sections.events else _times(of_events, sources)
    return Telling(
        iri=subject,
        named=any(text(row, "p") in _NAMES for row in facts),
        ends=tuple(sorted(ends, key=lambda end: kind_of(end) not in sections.events)[:_PARTS]),
        concepts=tuple([one for one in objects if one.startswith(_CONCEPTS)][:_PARTS]),
        times=own or borrowed,
        own=bool(own),
        sources=ordered({sources[text(row, "g")] for row in facts}),
    )


def _times(rows: Iterable[Row], sources: dict[str, Source]) -> tuple[Time, ...]:
    """Return each period that rows give, the first day first."""
    found: dict[str, set[Source]] = defaultdict(set)
    for row in rows:
        if isinstance(term := row["o"], Literal) and term.datatype.value == EDTF:
            found[term.value].add(sources[text(row, "g")])
    times = [Time(period, ordered(found[value])) for value in sorted(found) if (period := period_of(value))]
    return tuple(sorted(times, key=lambda time: str(time.period.first or "")))


def _of_kinds(variable: str, kinds: Iterable[str]) -> str:
    """Return the condition that a variable names a thing of some kinds; false for no kinds."""
    starts = (Literal(f"{BASE}id/{kind}/") for kind in sorted(kinds))
    return " || ".join(f"STRSTARTS(STR({variable}), {start})" for start in starts) or "false"
