"""A map of who has which status in a body on a date: the outlines in view, and what each is filled with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from server.web.pages.model.periods import Days, Held
from server.web.pages.pictures.areas import Areas
from server.web.pages.pictures.memberships import STATUSES, Entry
from server.web.pages.pictures.world import HEIGHT, WIDTH, Box, Outline, around, outlines, projected

_LEAST: Final = 1600
"""The width of the narrowest view, in the units of the world."""
_SMALL: Final = 0.009
"""Part of the view's width: a country that is smaller both ways is drawn as a disc, too."""
_DETAIL: Final = 1200
_COARSE: Final = 8
DETAILS: Final = (2, 4, _COARSE)
"""How near each other points may be, of the narrowest view and so on up to that of the world."""


@dataclass(frozen=True)
class Area:
    """A state on the map with what it is held to be: more than one status where sources differ, the surest first."""

    iri: str
    outline: Outline
    entries: tuple[tuple[Entry, Held], ...]
    disc: bool

    @property
    def kinds(self) -> tuple[str, ...]:
        """The statuses, each once."""
        return tuple(dict.fromkeys(one.kind for one, _ in self.entries))

    @property
    def level(self) -> Held:
        """How sure the surest is."""
        return max(level for _, level in self.entries)


@dataclass(frozen=True)
class Mark:
    """The place of something contested that has no outline of its own."""

    iri: str
    x: float
    y: float


@dataclass(frozen=True)
class Map:
    """What is drawn: `land` holds the outlines of all that has no status, `uncoded` of what has no code either.

    `elsewhere` are those with a status for whom the map has no outline.
    """

    view: Box
    land: str
    uncoded: tuple[Outline, ...]
    contested: tuple[tuple[str, Outline], ...]
    areas: tuple[Area, ...]
    marks: tuple[Mark, ...]
    elsewhere: tuple[tuple[Entry, Held], ...]

    @property
    def scale(self) -> float:
        """How many units of the world a pixel of a view a thousand pixels wide has."""
        return round(self.view.width / 1000, 3)

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The pairs of statuses of which areas have both."""
        found = (area.kinds[:2] for area in self.areas if len(area.kinds) > 1)
        return tuple(dict.fromkeys((kinds[0], kinds[1]) for kinds in found))


def drawn(entries: Iterable[Entry], asked: Days, known: Areas, whole: bool) -> Map:
    """Draw who has a status on a date; `whole` shows all the world, else what lies around them."""
    held: dict[str, list[tuple[Entry, Held]]] = {}
    for one in entries:
        if one.sort == STATUSES and (level := one.held(asked)):
            held.setdefault(one.lane, []).append((one, level))
    things = _by_outline(known.by_code)
    coarse = [outline for outline in outlines(_COARSE) if things.get(outline.code) in held]
    view = Box(0, 0, WIDTH, HEIGHT) if whole else around((one.main for one in coarse), _LEAST)
    shown = [one for one in outlines(detail_of(view)) if one.box.meets(view)]
    least = view.width * _SMALL
    areas = [
        Area(
            things[one.code],
            one,
            tuple(sorted(held[things[one.code]], key=lambda pair: -pair[1])),
            one.main.width < least and one.main.height < least,
        )
        for one in shown
        if things.get(one.code) in held
    ]
    found = {area.iri for area in areas}
    contested = {one.iri for one in known.contested}
    return Map(
        view,
        "".join(one.path for one in shown if one.coded and things.get(one.code) not in held),
        tuple(one for one in shown if not one.coded),
        tuple((things[one.code], one) for one in shown if things.get(one.code) in contested),
        tuple(areas),
        tuple(_marks(known, view, found)),
        tuple(pair for iri, pairs in held.items() if iri not in found for pair in pairs),
    )


def _by_outline(by_code: Mapping[str, str]) -> dict[str, str]:
    """The thing of each outline, by the code that the atlas gives it."""
    found = {}
    for one in outlines(_COARSE):
        if thing := by_code.get(one.code) or by_code.get(one.letters):
            found[one.code] = thing
    return found


def detail_of(view: Box) -> int:
    """How near each other points may be: the nearer, the smaller a part of the world is shown; a power of two."""
    return 1 << max(int(view.width / _DETAIL).bit_length() - 1, 1)


def _marks(known: Areas, view: Box, outlined: set[str]) -> Iterable[Mark]:
    for one in known.contested:
        if one.place and one.iri not in outlined:
            x, y = projected(*one.place)
            if Box(x, y, x, y).meets(view):
                yield Mark(one.iri, round(x, 1), round(y, 1))
