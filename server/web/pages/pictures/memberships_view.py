"""The picture of memberships and sanctions of a body or state: one line of time, a lane each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from flask import abort

from server.web.pages.model.dates import readable_date
from server.web.pages.model.labels import Labels
from server.web.pages.model.periods import Days
from server.web.pages.pictures.memberships import RESTRICTIONS, Entry, Said
from server.web.pages.pictures.parameters import chosen_days, chosen_iri
from server.web.pages.pictures.subjects import Subjects
from server.web.pages.pictures.timeline import SHAPES, timeline
from server.web.pages.pictures.view import View
from server.web.pages.rendering import labels, language, site, word

_COLUMNS: Final = (
    "sort",
    "thing",
    "lane",
    "lane_name",
    "kind",
    "kind_name",
    "period",
    "held",
    "claim",
    "document",
    "stance",
    "discrepancies",
)


def memberships() -> View:
    """The picture that the request asks for: `of` a body or state, `asof` a year, month or day."""
    subjects = site().subjects
    of = chosen_iri("of", subjects.first)
    asked = chosen_days("asof")
    if not of:
        abort(404, word("pictures_empty"))
    said = site().said(of)
    names = labels({of, *(iri for one in said.entries for iri in one.named)})
    told, days = asked or default_day(said)
    numbers = {kind: n for kinds in (subjects.statuses, subjects.changes) for n, kind in enumerate(kinds)}
    drawing = timeline(said, days, numbers, lambda iri: names[iri].text) if said.entries else None
    listed = sorted(said.entries, key=lambda one: (names[one.lane].text.casefold(), one.told, one.thing))
    return View(
        "memberships",
        word("picture_memberships_of", name=names[of].text)
        if said.entries
        else word("pictures_nothing", name=names[of].text),
        {
            "of": of,
            "asof": told,
            "days": days,
            "asked": bool(asked),
            "drawing": drawing,
            "entries": listed,
            "held": [(one, level) for one in listed if (level := one.held(days))],
            "labels": names,
            "kind_name": lambda one: _kind_name(one, names),
            "when": when,
            "choices": _choices(subjects, of, names),
            "legend": [kind for kind in subjects.statuses if any(one.kind == kind for one in listed)],
            "changes": [kind for kind in subjects.changes if any(one.kind == kind for one in listed)],
            "numbers": numbers,
            "shapes": SHAPES,
        },
        {"of": of, "asof": told if asked else ""},
        {word(f"pictures_{sort}"): query for sort, query in said.queries.items()},
        _COLUMNS,
        _rows(listed, days, names),
        200 if said.entries else 404,
    )


def when(told: str) -> str:
    """A period in EDTF as people read it, or the word for none."""
    return readable_date(told) if told else word("pictures_undated")


def default_day(said: Said) -> tuple[str, Days]:
    """The last day for which the sources were checked, or else that they name, on which nothing begins or ends.

    On a day on which a status ends and the next one begins both hold, which says little of either.
    """
    named = [days for one in said.entries for days in (one.period.begin, one.period.end) if days]
    boundaries = {days.first for days in named if days.exact}
    day = said.known or max((days.last for days in named), default=date.today())
    while day in boundaries:
        day -= timedelta(days=1)
    return day.isoformat(), Days(day, day)


def _choices(subjects: Subjects, of: str, names: Labels) -> list[tuple[str, list[tuple[str, str]]]]:
    """The bodies and the others that can be chosen, by the word for them; and what was chosen, if it is neither."""
    listed = [
        (word("pictures_organisations"), subjects.listed(subjects.organisations, language())),
        (word("pictures_members"), subjects.listed(subjects.members, language())),
    ]
    if of not in subjects.organisations and of not in subjects.members:
        listed.insert(0, ("", [(of, names[of].text)]))
    return listed


def _kind_name(one: Entry, names: Labels) -> str:
    if one.sort == RESTRICTIONS:
        return word("pictures_in_force")
    return names[one.kind].text if one.kind else "?"


def _rows(entries: list[Entry], days: Days, names: Labels) -> Iterator[tuple[str, ...]]:
    """A row for each claim of each entry."""
    for one in entries:
        level = one.held(days)
        for source in one.sources:
            yield (
                one.sort,
                one.thing,
                one.lane,
                names[one.lane].text,
                one.kind,
                _kind_name(one, names),
                one.told,
                level.told,
                source.graph,
                source.document,
                source.stance,
                " ".join(one.disputes),
            )
