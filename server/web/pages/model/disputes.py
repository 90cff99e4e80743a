"""What other pages show of discrepancies: those of the values of a thing, and one as an example."""

from __future__ import annotations

from collections.abc import Iterable

from server.web.pages.model.discrepancies import Discrepancies, Discrepancy, Disputed, Scope, Sort


def disputes_of(known: Discrepancies, iri: str) -> Disputed:
    """Return by property and value the discrepancies on one of whose sides the thing has that value."""
    return known.by_thing.get(iri, {})


def of_things(known: Discrepancies, iris: Iterable[str]) -> dict[str, tuple[Discrepancy, ...]]:
    """Return by thing the discrepancies on one of whose sides it has some value, for those that have any."""
    found = {
        iri: {one.iri: one for several in disputes_of(known, iri).values() for one in several} for iri in iris
    }
    return {iri: tuple(listed.values()) for iri, listed in found.items() if listed}


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
