"""The page of a document as what was read out of it, and of a passage as a place in its document to walk from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from flask import abort, request

from server.web.pages.model.graph import is_iri
from server.web.pages.model.labels import Labels, path_of
from server.web.pages.model.passages import Place, Reading, Wanted
from server.web.pages.rendering import word

_LONGEST: Final = 500


@dataclass(frozen=True)
class Choice:
    """A value of a filter: its IRI, how many claims it leaves, whether it is chosen, and where that is changed."""

    iri: str
    count: int
    chosen: bool
    address: str


def wanted_statements() -> Wanted:
    """Which statements the request wants to see. Raises BadRequest for what is no IRI."""
    given = {name: request.args.get(name, "").strip() for name in ("stance", "speaker")}
    for name, iri in given.items():
        if iri and not (len(iri) <= _LONGEST and is_iri(iri)):
            abort(400, word("no_iri", name=name))
    return Wanted(**given)


def choices(reading: Reading, chosen: Wanted, labels: Labels) -> list[tuple[str, list[Choice]]]:
    """The filters of a document's page, each with its values in the order of their names."""
    return [
        ("stance", _choices("stance", reading.stances(chosen), chosen, labels)),
        ("speaker", _choices("speaker", reading.speakers(chosen), chosen, labels)),
    ]


def _choices(name: str, counts: Mapping[str, int], chosen: Wanted, labels: Labels) -> list[Choice]:
    found = []
    for iri in sorted(counts, key=lambda one: (-counts[one], labels[one].text.casefold())):
        is_chosen = getattr(chosen, name) == iri
        address = request.path + with_filter(chosen, **{name: "" if is_chosen else iri}) + "#passages"
        found.append(Choice(iri, counts[iri], is_chosen, address))
    return found


def with_filter(chosen: Wanted, **changed: str) -> str:
    """The query of an address that keeps the filter, with some of it changed; empty without any."""
    kept = {"stance": chosen.stance, "speaker": chosen.speaker, **changed}
    given = urlencode({name: iri for name, iri in kept.items() if iri})
    return f"?{given}" if given else ""


def walk(place: Place | None, chosen: Wanted) -> dict[str, Any] | None:
    """Where a passage stands and the addresses of those beside it, for its page; None for what is no passage."""
    if place is None:
        return None
    query = with_filter(chosen)
    return {
        "place": place,
        "chosen": chosen,
        "document": f"{path_of(place.document)}{query}#passages",
        "previous": f"{path_of(place.previous)}{query}" if place.previous else "",
        "following": f"{path_of(place.following)}{query}" if place.following else "",
    }
