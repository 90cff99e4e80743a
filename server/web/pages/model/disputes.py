"""What other pages show of discrepancies: those of the values of a thing, and one as an example."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from server.web.pages.model.discrepancies import Discrepancies, Discrepancy, Disputed, Scope, Sort
from server.web.pages.model.labels import kind_of


def disputes_of(known: Discrepancies, iri: str) -> Disputed:
    """Return by property and value the discrepancies on one of whose sides the thing has that value."""
    return known.by_thing.get(iri, {})


def of_things(
    known: Discrepancies, iris: Iterable[str], situations: Collection[str]
) -> dict[str, tuple[Discrepancy, ...]]:
    """Return by thing the discrepancies on one of whose sides it has some value, for those that have any.

    So it has where times or statuses are at issue and it is given one: what is of the kinds of `situations` always,
    others, as events are often named for context, only where no values stand against each other.
    """
    found = {}
    for iri in iris:
        valued = [one for several in disputes_of(known, iri).values() for one in several]
        dated = [one for one in known.by_dated.get(iri, ()) if kind_of(iri) in situations or not one.points]
        if listed := {one.iri: one for one in (*valued, *dated)}:
            found[iri] = tuple(listed.values())
    return found


def worked_example(known: Discrepancies) -> Discrepancy | None:
    """Return the discrepancy that shows best what one is; None if there is none.

    It is a contradiction, preferably between documents, in which values stand against each other, and settled; of
    such the gravest, with the most sides.
    """
    return min(
        (one for one in known.listed if one.sort is Sort.CONTRADICTION),
        key=lambda one: (one.scope is not Scope.DOCUMENTS, not one.points, not one.settled, one.order),
        default=None,
    )
