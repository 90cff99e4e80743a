"""How a discrepancy is put into words for a reader: titles, citations, values, dates, in one language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal

from server.namespaces import EIK
from server.rdf.iris import local_name
from server.rdf.terms import Term
from server.web.pages.messages import message
from server.web.pages.model.at_issue import Given, Side, Words, dates_of
from server.web.pages.model.attestation import Attestation, Work
from server.web.pages.model.dates import readable_date
from server.web.pages.model.discrepancies import Discrepancies, Discrepancy, Sort
from server.web.pages.model.labels import Label, Labels, best, in_language

_VARIANT: Final = EIK + "nameVariant"
_MOST_DATES: Final = 4


@dataclass(frozen=True)
class Wording:
    """The words for discrepancies in the language of a reader."""

    known: Discrepancies
    labels: Labels
    language: str

    def gist(self, one: Discrepancy) -> Label | None:
        """What a discrepancy is, in a sentence."""
        return self._best(one.gists)

    def words(self, said: Words) -> Label | None:
        """What a claim says, in a sentence."""
        return self._best(said.texts)

    def definition(self, concept: str) -> Label | None:
        """What a kind or a severity is."""
        return best(self.known.definitions.get(concept, ()), self.language)

    def _best(self, texts: Iterable[Literal]) -> Label | None:
        return best((Label(one.value, one.language or "") for one in texts), self.language)

    def said(self, side: Side) -> tuple[tuple[tuple[str, ...], Given], ...]:
        """What a side gives, once for all things for which it gives the same values of a property."""
        things: dict[tuple[str, tuple[Term, ...]], list[str]] = defaultdict(list)
        first: dict[tuple[str, tuple[Term, ...]], Given] = {}
        for given in side.given:
            key = (given.point.property, given.values)
            things[key].append(given.point.thing)
            first.setdefault(key, given)
        return tuple((tuple(things[key]), given) for key, given in first.items())

    def first_words(self, one: Discrepancy, side: Side) -> Label | None:
        """The first sentence of a side, None if its claims hold bare facts."""
        spoken = (said for claim in side.claims for said in one.said_by(claim).words)
        return next(filter(None, map(self.words, spoken)), None)

    def name_of(self, one: Discrepancy, side: Side) -> Given | None:
        """What a side calls the thing, None where names are not at issue or it gives none."""
        if one.sort is not Sort.NAMING:
            return None
        facts = (fact for claim in side.claims for fact in one.said_by(claim).facts)
        return next((fact for fact in facts if fact.point.property == _VARIANT), None)

    def values(self, given: Given) -> Sequence[Term]:
        """The values that a side gives: in the reader's language, but names in all, for they are what is at issue."""
        shown = given.values if given.point.property == _VARIANT else in_language(given.values, self.language)
        return [_dated(value) for value in shown]

    def citation(self, document: str) -> str:
        """Who wrote a document and when; its name where nobody read its passages or no author is known."""
        work = self.known.works.get(document, Work(document))
        if not (work.is_source and work.creators):
            return self.labels[document].text
        authors = ", ".join(self.labels[creator].text for creator in work.creators)
        return f"{authors}, {self.issued(document)}" if work.year else authors

    def issued(self, document: str) -> str:
        """The year of a document in words."""
        work = self.known.works.get(document, Work(document))
        key = "discrepancies_or_later" if work.or_later else "discrepancies_year"
        return message(self.language, key, year=work.year) if work.year else ""

    def issued_on(self, document: str) -> str:
        """The day, month or year of a document, as exactly as it is known."""
        work = self.known.works.get(document, Work(document))
        if not work.or_later:
            return readable_date(work.issued)
        first = readable_date(work.issued.strip("[]").removesuffix(".."))
        return message(self.language, "discrepancies_or_later", year=first)

    def dates(self, claim: Attestation) -> tuple[str, ...]:
        """The first dates that a claim speaks of."""
        return tuple(readable_date(date.value) for date in dates_of(claim)[:_MOST_DATES])

    def places(self, claim: Attestation) -> tuple[tuple[str, str], ...]:
        """Where a claim stands: the number and IRI of each passage, or the key of its record and its own IRI."""
        if claim.passages:
            return tuple((f"§\u00a0{iri.rpartition('-')[2]}", iri) for iri in claim.passages)
        return ((claim.record or local_name(claim.iri), claim.iri),)


def _dated(value: Term) -> Term:
    """Return a date as text that people read, any other value as it is."""
    if isinstance(value, Literal) and local_name(value.datatype.value) == "EDTF":
        return Literal(readable_date(value.value), datatype=value.datatype)
    return value
