"""The picture of who has which status in a body on a date, as a map."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from flask import abort

from server.web.pages.model.labels import Labels
from server.web.pages.model.periods import Held
from server.web.pages.pictures.atlas import Map, drawn
from server.web.pages.pictures.memberships import STATUSES, Entry
from server.web.pages.pictures.memberships_view import default_day, when
from server.web.pages.pictures.parameters import chosen_days, chosen_iri, chosen_word
from server.web.pages.pictures.view import View
from server.web.pages.pictures.world import is_there
from server.web.pages.rendering import labels, language, site, word

_COLUMNS: Final = (
    *("state", "name", "m49", "iso3", "status", "status_name", "period", "held"),
    *("claim", "document", "stance"),
)
_VIEWS: Final = ("around", "world")


def memberships_map() -> View:
    """The map that the request asks for: `of` a body, `asof` a year, month or day, `view` how much is shown."""
    subjects = site().subjects
    of = chosen_iri("of", subjects.first)
    asked = chosen_days("asof")
    extent = chosen_word("view", _VIEWS)
    if not is_there():
        abort(404, word("pictures_no_outlines"))
    if not of:
        abort(404, word("pictures_empty"))
    said, known = site().said(of), site().areas
    entries = [one for one in said.entries if one.sort == STATUSES and one.organisation == of]
    told, days = asked or default_day(said)
    picture = drawn(entries, days, known, extent == "world")
    named = (iri for one in entries for iri in one.named)
    names = labels({of, *named, *(iri for one in known.contested for iri in one.named)})
    numbers = {kind: number for number, kind in enumerate(subjects.statuses)}
    listed = sorted(
        ((one, level) for one in entries if (level := one.held(days))),
        key=lambda pair: (numbers.get(pair[0].kind, 0), names[pair[0].lane].text.casefold()),
    )
    affiliated = {one.lane for one in entries}
    key = "picture_map_of" if entries else "pictures_nothing"
    return View(
        "map",
        word(key, name=names[of].text),
        {
            "of": of,
            "asof": told,
            "asked": bool(asked),
            "extent": extent,
            "map": picture,
            "listed": listed,
            "labels": names,
            "when": when,
            "choices": [
                (word("pictures_organisations"), subjects.listed(subjects.organisations, language()))
            ],
            "legend": [kind for kind in subjects.statuses if any(one.kind == kind for one, _ in listed)],
            "numbers": numbers,
            "contested": [
                [one for one in known.contested if (one.iri in affiliated) == touched]
                for touched in (True, False)
            ],
            "elsewhere": {one.lane for one, _ in picture.elsewhere},
        },
        {"of": of, "asof": told if asked else "", "view": extent if extent != _VIEWS[0] else ""},
        {word(f"pictures_{STATUSES}"): said.queries[STATUSES]},
        _COLUMNS,
        _rows(listed, picture, names),
        200 if entries else 404,
    )


def _rows(listed: list[tuple[Entry, Held]], picture: Map, names: Labels) -> Iterator[tuple[str, ...]]:
    outlined = {area.iri: area.outline for area in picture.areas}
    for one, level in listed:
        outline = outlined.get(one.lane)
        for source in one.sources:
            yield (
                one.lane,
                names[one.lane].text,
                outline.code if outline else "",
                outline.letters if outline else "",
                one.kind,
                names[one.kind].text if one.kind else "",
                one.told,
                level.told,
                source.graph,
                source.document,
                source.stance,
            )
