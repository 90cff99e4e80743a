"""The page of a thing, divided: by section the statements, and the situations and events in the order of time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from server.namespaces import BASE
from server.rdf.iris import local_name
from server.rdf.terms import TYPE
from server.web.pages.model.labels import kind_of
from server.web.pages.model.periods import Days, Held, Scale, scale_of
from server.web.pages.model.sections import EXAMPLES, FACTS, OTHER, Sections
from server.web.pages.model.statements import Description, Group, iris_of
from server.web.pages.model.tellings import Telling


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
    is how many values and things are stated in all, a thing once by however many properties; `inferred` statements only
    follow by rules. With a `scale` the periods are drawn. `counts` tell
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
    counts: Mapping[str, int] | None = None

    def iris(self) -> Iterator[str]:
        """Yield every IRI that it shows and that wants a label."""
        yield from iris_of((*self.outgoing, *self.incoming))
        for line in self.lines:
            yield from (*line.telling.iris(), *line.predicates)
        if self.concept:
            yield self.concept

    @cached_property
    def ties(self) -> int:
        """How many properties tie what is told to the thing; where it is one, it goes without saying."""
        return len({predicate for line in self.lines for predicate in line.predicates})


def divided(
    found: Description, told: Mapping[str, Telling], sections: Sections, moment: Days | None, until: date
) -> Iterator[Section]:
    """Yield the sections of a thing's page that have something in them, in their order.

    Of situations that have a time those are left out that did not hold at the `moment`, if there is one; a drawing of
    times goes on to the day `until`.
    """
    outgoing = [replace(group, section=sections.of_value(group.predicate)) for group in found.outgoing]
    for key in (FACTS, *sections.order, OTHER, EXAMPLES):
        out, into = (
            tuple(sorted((group for group in groups if group.section == key), key=_rank))
            for groups in (outgoing, found.incoming)
        )
        if out or into:
            untold = (_untold(group, told) for group in into)
            section = Section(
                key=local_name(key),
                concept=key if key in sections.order else "",
                outgoing=out,
                incoming=tuple(group for group in untold if group.values),
                lines=_lines(into, told),
                cut=tuple(one for one in into if _told(one, told) and one.count > len(one.values)),
                count=sum(group.count for group in out if not group.inferred) + found.things.get(key, 0),
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
    return [] if group.inferred else [value.iri for value in group.values if value.iri in told]


def _untold(group: Group, told: Mapping[str, Telling]) -> Group:
    """Return a group without what is told."""
    if not (taken := _told(group, told)):
        return group
    values = tuple(value for value in group.values if value.iri not in taken)
    return replace(group, values=values, count=len(values))


def _timed(section: Section, sections: Sections, moment: Days | None, until: date) -> Section:
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
        counts=_counts(states.values()),
    )


def _counts(levels: Iterable[Held]) -> Mapping[str, int]:
    """Count what held, surely or as last known, what perhaps did, and what did not."""
    numbers = Counter(levels)
    yes = numbers[Held.SURELY] + numbers[Held.AS_LAST_KNOWN]
    return {"yes": yes, "perhaps": numbers[Held.PERHAPS], "no": numbers[Held.NO]}


def _held(telling: Telling, moment: Days) -> Held:
    """Tell whether what is told held at a moment: surely so or not if every period that is given for it agrees."""
    levels = [period.held(moment) for period in telling.periods] or [Held.PERHAPS]
    return min(levels) if min(levels) > Held.NO else Held.PERHAPS if max(levels) else Held.NO
