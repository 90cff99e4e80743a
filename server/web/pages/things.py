"""The page of a thing: what it is, and by section what is said of it, as of a date if one is asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Final

from flask import Response, make_response, request
from pyoxigraph import NamedNode

from server.engine.reading import Reader, together
from server.namespaces import BASE, PREFIXES
from server.rdf.dates import Bounds
from server.rdf.iris import local_name
from server.rdf.terms import TYPE
from server.web.answers import context
from server.web.pages.citing import citation_of, schema_types, signposts, structured
from server.web.pages.drawing import drawing_of
from server.web.pages.model.labels import Labels, kind_of, path_of
from server.web.pages.model.mentions import Surroundings, surroundings
from server.web.pages.model.periods import Held, Period, Scale, held, moment_of, scale_of
from server.web.pages.model.sections import EXAMPLES, FACTS, OTHER, Sections, upward
from server.web.pages.model.statements import (
    Description,
    Group,
    Value,
    describe,
    documented_in,
    iris_of,
    lead,
)
from server.web.pages.model.tellings import Telling, tellings
from server.web.pages.related import related
from server.web.pages.rendering import labels, language, page, site, word
from server.web.rdf import alternates, link_header

_LONGEST_DATE: Final = 10
_SAME: Final = (PREFIXES["skos"] + "exactMatch", PREFIXES["owl"] + "sameAs")


@dataclass(frozen=True)
class Thing:
    """What the graph says of a thing: statements, the tellings of situations and events, where it is mentioned."""

    found: Description
    told: Mapping[str, Telling]
    around: Surroundings


@dataclass(frozen=True)
class Line:
    """A situation or event that is told, and the properties that tie it to the thing."""

    telling: Telling
    predicates: tuple[str, ...]
    held: Held | None = None


@dataclass(frozen=True)
class Section:
    """A section with its statements: those that have the thing as their subject, and those that have it as their value.

    `key` names it in addresses; `concept` is its IRI, empty for one that the ontology does not define. `lines` are the
    situations and events in the order of time; `cut` those groups of them of which more are known than shown. `count`
    statements are stated in all, `inferred` only follow by rules. With a `scale` the periods are drawn. `counts` tell
    of a date how many situations held, perhaps did and did not.
    """

    key: str
    concept: str
    outgoing: tuple[Group, ...]
    incoming: tuple[Group, ...]
    lines: tuple[Line, ...]
    cut: tuple[Group, ...]
    count: int
    inferred: int
    scale: Scale | None = None
    counts: Mapping[Held, int] | None = None

    def iris(self) -> Iterator[str]:
        """Yield every IRI that it shows and that wants a label."""
        yield from iris_of((*self.outgoing, *self.incoming))
        for line in self.lines:
            yield from (*line.telling.iris(), *line.predicates)
        if self.concept:
            yield self.concept

    @property
    def ties(self) -> int:
        """How many properties tie what is told to the thing; where it is one, it goes without saying."""
        return len({predicate for line in self.lines for predicate in line.predicates})


def thing(iri: str) -> Reader[Thing]:
    """Return what the graph says of a thing. Raises ValueError if the IRI is not well formed."""
    sections = site().sections
    return Thing(*(yield from together(describe(iri, sections), tellings(iri, sections), surroundings(iri))))


def thing_page(iri: str, see_all: Callable[[str, str], str]) -> Response | None:
    """Return the page of a thing; None if nothing is known of it."""
    found = site().graph.read(thing(iri))
    if found.found.empty:
        return None
    asked = request.args.get("asof", "").strip()
    moment = _moment(asked)
    shown = replace(found, found=documented_in(found.found, language()))
    sections = [*divided(shown, site().sections, moment, _today())]
    named = (
        *(iri for section in sections for iri in section.iris()),
        *(mention.document for mention in found.around.mentions),
        *(neighbour.iri for neighbour in found.around.neighbours),
    )
    names = labels({iri, *named})
    classes = _classes(found.found)
    types = schema_types(classes, site().vocabulary.ontology)
    path = str(path_of(iri))
    root = request.host_url.rstrip("/")
    cited = citation_of(iri, names[iri].text, language(), site().release.manifest, root, context().release)
    summary = _summary(found, names, language())
    body = page(
        "thing/page.html",
        iri=iri,
        found=shown.found,
        around=found.around,
        drawing=drawing_of(found.around.neighbours),
        facts=next((section for section in sections if section.key == FACTS), None),
        sections=[section for section in sections if section.key != FACTS],
        section_name=partial(_name, names),
        labels=names,
        lead=lead(found.found, language()),
        summary=summary,
        asof=asked[:_LONGEST_DATE],
        wrong_date=bool(asked) and moment is None,
        moment=moment,
        in_words=in_words,
        related=related(iri, classes, site().queries.values()),
        citation=cited,
        structured=structured(
            iri,
            types,
            [(one.value, one.language or "") for one in found.found.names],
            summary,
            _same(found.found),
            root + path,
        ),
        alternates=alternates(),
        path=path,
        see_all=see_all,
    )
    response = make_response(body, 400 if asked and moment is None else 200)
    response.headers["Link"] = ", ".join((link_header(path), signposts(iri, types, path, alternates())))
    return response


def divided(found: Thing, sections: Sections, moment: Bounds | None, until: date) -> Iterator[Section]:
    """Yield the sections of a thing's page that have something in them, in their order."""
    outgoing = [replace(group, section=sections.of_value(group.predicate)) for group in found.found.outgoing]
    for key in (FACTS, *sections.order, OTHER, EXAMPLES):
        out, into = (
            tuple(sorted((group for group in groups if group.section == key), key=_rank))
            for groups in (outgoing, found.found.incoming)
        )
        if out or into:
            untold = (_untold(group, found.told) for group in into)
            section = Section(
                key=local_name(key),
                concept=key if key in sections.order else "",
                outgoing=out,
                incoming=tuple(group for group in untold if group.values),
                lines=_lines(into, found.told),
                cut=tuple(one for one in into if _told(one, found.told) and one.count > len(one.values)),
                count=sum(group.count for group in (*out, *into) if not group.inferred),
                inferred=sum(group.count for group in (*out, *into) if group.inferred),
            )
            yield _timed(section, sections, moment, until)


def _rank(group: Group) -> tuple[bool, bool, str]:
    """Put the kind of a thing first, and what other vocabularies say last."""
    return group.predicate != TYPE.value, not group.predicate.startswith(BASE), group.predicate


def _lines(groups: Iterable[Group], told: Mapping[str, Telling]) -> tuple[Line, ...]:
    """Return what is told in groups of statements, each once, in the order of time."""
    ties: dict[str, list[str]] = defaultdict(list)
    for group in groups:
        for iri in _told(group, told):
            ties[iri].append(group.predicate)
    lines = (Line(told[iri], tuple(predicates)) for iri, predicates in ties.items())
    return tuple(sorted(lines, key=lambda line: line.telling.order))


def _told(group: Group, told: Mapping[str, Telling]) -> list[str]:
    """Return those subjects of stated triples that are told."""
    return [] if group.inferred else [iri for value in group.values if (iri := _iri(value)) in told]


def _untold(group: Group, told: Mapping[str, Telling]) -> Group:
    """Return a group without what is told."""
    if not (taken := _told(group, told)):
        return group
    values = tuple(value for value in group.values if _iri(value) not in taken)
    return replace(group, values=values, count=len(values))


def in_words(period: Period) -> str:
    """Return a period as people read it: since, until, or from a date to another."""
    start, finish = (_readable(end) for end in (period.start, period.finish))
    if not period.interval:
        return start
    key = {
        (True, True): "period_from_to",
        (True, False): "period_since" if period.goes_on else "period_from",
        (False, True): "period_until",
    }[period.begins is not None, period.ends is not None]
    return word(key, start=start, finish=finish)


def _readable(end: str) -> str:
    """Return one end of a period with a sign before it where it is approximate or uncertain (EDTF, level 1)."""
    plain = end.rstrip("~?%")
    return {"~": "≈ ", "%": "≈ ", "?": "? "}.get(end[len(plain) :], "") + plain


def _timed(section: Section, sections: Sections, moment: Bounds | None, until: date) -> Section:
    """Give a section a scale if situations in it have periods, and leave out what did not hold at a moment."""
    situations = {
        line.telling.iri: line.telling
        for line in section.lines
        if kind_of(line.telling.iri) in sections.situations
    }
    periods = [period for one in situations.values() if one.own for period in one.periods]
    if not any(period.interval for period in periods):
        return section
    section = replace(section, scale=scale_of(periods, until))
    if moment is None:
        return section
    states = {iri: _held(one, moment) for iri, one in situations.items()}
    lines = (replace(line, held=states.get(line.telling.iri)) for line in section.lines)
    return replace(
        section,
        lines=tuple(line for line in lines if line.held is not Held.NO),
        counts={state: [*states.values()].count(state) for state in Held},
    )


def _held(telling: Telling, moment: Bounds) -> Held:
    """Tell whether what is told held at a moment: surely so or not if every period that is given for it agrees."""
    states = {held(period, moment) for period in telling.periods} or {Held.PERHAPS}
    return states.pop() if len(states) == 1 else Held.PERHAPS


def _iri(value: Value) -> str:
    return value.term.value if isinstance(value.term, NamedNode) else ""


def _moment(text: str) -> Bounds | None:
    """Return the date that a visitor asks for, None without one or for a text that is none."""
    try:
        return moment_of(text) if text else None
    except ValueError:
        return None


def _today() -> date:
    """Return the day up to which periods are drawn: that of the release, or of its newest source."""
    created = site().release.manifest.created
    return date.fromisoformat(created[:10]) if created else date.today()


def _name(names: Labels, section: Section) -> str:
    return names[section.concept].text if section.concept else word(f"thing_{section.key}")


def _classes(found: Description) -> list[str]:
    """Return the classes of a thing, the nearest first: what is stated, what is above it, what else rules infer."""
    stated, inferred = (
        [_iri(value) for group in found.outgoing if _is_type(group, by_rule) for value in group.values]
        for by_rule in (False, True)
    )
    above = (iri for one in stated for iri in upward(site().vocabulary.ontology, one))
    return [*dict.fromkeys([*above, *inferred])]


def _is_type(group: Group, inferred: bool) -> bool:
    return group.predicate == TYPE.value and group.inferred == inferred


def _same(found: Description) -> list[str]:
    groups = (group for group in found.outgoing if group.predicate in _SAME)
    return [iri for group in groups for value in group.values if not (iri := _iri(value)).startswith(BASE)]


def _summary(found: Thing, names: Labels, language: str) -> str:
    """Return in a sentence what the thing is and where it is mentioned."""
    kinds = ", ".join(names[_iri(value)].text for value in found.found.types)
    told = lead(found.found, language)
    parts = [
        f"{names[found.found.iri].text}: {told.value if told else kinds}",
        word("thing_mentioned", claims=found.around.claims, documents=len(found.around.mentions))
        if found.around.claims
        else "",
    ]
    return ". ".join(part for part in parts if part)
