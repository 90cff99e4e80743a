"""Saved questions about a thing: those that can be asked of it, and those that name it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from server.rdf.iris import readable
from server.saved.query import SavedQuery

_MOST: Final = 12


@dataclass(frozen=True)
class Related:
    """A saved query with its address, in which the thing is filled in if a parameter can name it."""

    query: SavedQuery
    address: str


def related(iri: str, classes: Collection[str], queries: Iterable[SavedQuery]) -> tuple[Related, ...]:
    """Return the questions about a thing of some classes: first those for the fewest other things, then those it is in.

    A parameter of a class near to the thing's own says more than one for actors of all kinds: `classes` come with the
    nearest first.
    """
    order = {one: number for number, one in enumerate(classes)}
    asked: list[tuple[int, str, Related]] = []
    naming = []
    for query in queries:
        fitting = [one for one in query.parameters if one.type == "iri" and one.of in order]
        if fitting:
            chosen = min(fitting, key=lambda one: order[one.of or ""])
            filled = f"/queries/{query.name}?{urlencode({chosen.name: readable(iri)})}"
            asked.append((order[chosen.of or ""], query.name, Related(query, filled)))
        elif iri in query.iris or any(iri in one.values for one in query.parameters):
            naming.append(Related(query, f"/queries/{query.name}"))
    return tuple([one for *_, one in sorted(asked, key=lambda one: one[:2])][:_MOST] + naming[:_MOST])
