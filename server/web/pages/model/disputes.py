"""What other pages show of discrepancies: those of the values of a thing, and one as an example."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from pyoxigraph import NamedNode, Triple

from server.rdf.terms import Term
from server.web.pages.model.at_issue import Side
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
    such the gravest, with the most sides. Its first two sides, which are shown, are those of two documents if there are
    such.
    """
    return min(
        (one for one in known.listed if one.sort is Sort.CONTRADICTION),
        key=lambda one: (
            one.scope is not Scope.DOCUMENTS,
            not one.points,
            _of_one_document(one.sides[:2]),
            not one.settled,
            one.order,
        ),
        default=None,
    )


def _of_one_document(sides: Iterable[Side]) -> bool:
    return len({claim.document for side in sides for claim in side.claims}) == 1


def rivals_of(known: Discrepancies, triple: Triple) -> dict[str, tuple[Term, ...]]:
    """Return the claims that contradict a triple, by IRI, each with its own values of the property.

    They are those on the other sides of a contradiction on one of whose sides the thing has this value.
    """
    if not isinstance(triple.subject, NamedNode):
        return {}
    thing, link = triple.subject.value, triple.predicate.value
    found: dict[str, dict[Term, None]] = {}
    for one in disputes_of(known, thing).get((link, triple.object), ()):
        if one.sort is not Sort.CONTRADICTION:
            continue
        for side in one.sides:
            values = [
                value
                for given in side.given
                if (given.point.thing, given.point.property) == (thing, link)
                for value in given.values
            ]
            if values and triple.object not in values:
                for claim in side.claims:
                    found.setdefault(claim.iri, {}).update(dict.fromkeys(values))
    return {iri: tuple(values) for iri, values in found.items()}
