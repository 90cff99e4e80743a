"""The discrepancies of a release with their sides, read once: what they are about, who says what, what settles them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from server.engine.reading import Reader
from server.engine.rows import Row
from server.namespaces import BASE, EIK, OWN
from server.rdf.dates import EDTF
from server.rdf.terms import TERMS, Term
from server.web.pages.messages import LANGUAGES
from server.web.pages.model.at_issue import Given, Point, Said, Side, points, said_by, sides
from server.web.pages.model.attestation import (
    DESCRIBING,
    METADATA,
    Attestation,
    Fields,
    Work,
    attestations,
    fields,
    works,
)
from server.web.pages.model.graph import text, values
from server.web.pages.model.labels import Label, Labels, labels_in

_KINDS: Final = f"{BASE}scheme/discrepancy-kind/"
PRECISION: Final = frozenset((f"{_KINDS}precision",))
NAMING: Final = frozenset(_KINDS + name for name in ("naming", "spelling", "terminology"))
DATING: Final = frozenset(_KINDS + name for name in ("date", "status", "out-of-date", "precision"))
"""What is about when something held, or as what."""
OUT_OF_DATE: Final = frozenset((f"{_KINDS}out-of-date",))
_DATE: Final = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?$")
_TIED: Final = f"{{ SELECT DISTINCT ?claim WHERE {{ ?d {OWN}:betweenClaims|{OWN}:settledBy ?claim }} }}"


class Sort(IntEnum):
    """What a discrepancy amounts to, the gravest first; a kind is a contradiction if it is nothing milder."""

    CONTRADICTION = 0
    OUT_OF_DATE = 1
    NAMING = 2
    PRECISION = 3


class Scope(IntEnum):
    """Between whom it is: source documents, a document and what it was checked against, passages of one document."""

    DOCUMENTS = 0
    REFERENCE = 1
    WITHIN = 2


@dataclass(frozen=True)
class Discrepancy:
    """Claims that differ. `kinds` are those given, `sorts` these with every concept above them."""

    iri: str
    gists: tuple[Literal, ...]
    kinds: tuple[str, ...]
    sorts: frozenset[str]
    severity: str
    rank: int
    """How grave its severity is, 0 if that has no notation."""
    about: tuple[str, ...]
    points: tuple[Point, ...]
    sides: tuple[Side, ...]
    settling: tuple[Attestation, ...]
    sources: frozenset[str]
    """Those of its documents whose passages were read."""

    @cached_property
    def claims(self) -> tuple[Attestation, ...]:
        """The claims that differ, side by side."""
        return tuple(claim for side in self.sides for claim in side.claims)

    @cached_property
    def documents(self) -> tuple[str, ...]:
        """The documents of its claims, each once, those whose passages were read before the others."""
        return tuple(dict.fromkeys(claim.document for claim in self.claims))

    @property
    def settled(self) -> bool:
        """Whether a claim decides it."""
        return bool(self.settling)

    @cached_property
    def sort(self) -> Sort:
        """What it amounts to."""
        if self.sorts & PRECISION:
            return Sort.PRECISION
        if self.sorts & NAMING:
            return Sort.NAMING
        return Sort.OUT_OF_DATE if self.sorts & OUT_OF_DATE else Sort.CONTRADICTION

    @cached_property
    def scope(self) -> Scope:
        """Between whom it is."""
        if len(self.sources) > 1:
            return Scope.DOCUMENTS
        return Scope.WITHIN if len(self.documents) == 1 else Scope.REFERENCE

    @property
    def order(self) -> tuple[int, int, int, int, str]:
        """Where it stands in a list: contradictions between documents first, then what misleads most."""
        return self.sort, self.scope, -self.rank, -len(self.sides), self.iri

    def more_exact(self, side: Side) -> bool:
        """Tell whether a side dates something more closely than another: a day of the month that the other gives."""
        dates = {given.point: _dates(given) for given in side.given}
        return self.sort is Sort.PRECISION and any(
            date.startswith(f"{coarser}-")
            for other in self.sides
            for given in other.given
            for coarser in _dates(given)
            for date in dates.get(given.point, ())
        )

    def said_by(self, claim: Attestation) -> Said:
        """Return what a claim says of the matter."""
        return self._said[claim.iri]

    @cached_property
    def _said(self) -> Mapping[str, Said]:
        about = frozenset(self.about)
        return {claim.iri: said_by(claim, self.points, about) for claim in (*self.claims, *self.settling)}

    def iris(self) -> Iterator[str]:
        """Yield every IRI that wants a label."""
        yield from (self.iri, *self.kinds, *self.sorts, self.severity, *self.about)
        for claim in (*self.claims, *self.settling):
            yield from claim.named
            yield from self.said_by(claim).iris()


Disputed = Mapping[tuple[str, Term], tuple[Discrepancy, ...]]
"""By property and value: the discrepancies on one of whose sides a thing has that value."""


@dataclass(frozen=True)
class Discrepancies:
    """All discrepancies in the order of a list, the documents they are between, labels and definitions."""

    listed: tuple[Discrepancy, ...]
    works: Mapping[str, Work]
    labels: Mapping[str, Labels]
    """By language: what is called how that a discrepancy names."""
    definitions: Mapping[str, tuple[Label, ...]]
    """Of kinds and severities."""

    @cached_property
    def by_iri(self) -> Mapping[str, Discrepancy]:
        """The discrepancies by IRI."""
        return {one.iri: one for one in self.listed}

    @cached_property
    def by_thing(self) -> Mapping[str, Disputed]:
        """What is disputed of each thing."""
        found: dict[str, dict[tuple[str, Term], dict[str, Discrepancy]]] = defaultdict(
            lambda: defaultdict(dict)
        )
        for one in self.listed:
            for given in _given(one):
                for value in given.values:
                    found[given.point.thing][given.point.property, value][one.iri] = one
        return {
            thing: {key: tuple(several.values()) for key, several in values.items()}
            for thing, values in found.items()
        }

    @cached_property
    def by_dated(self) -> Mapping[str, tuple[Discrepancy, ...]]:
        """The discrepancies about times and statuses, by each thing to which a claim on a side gives one of these.

        Where one claim dates one membership and another the next one, neither value has another beside it.
        """
        found: dict[str, dict[str, Discrepancy]] = defaultdict(dict)
        for one in self.listed:
            for claim in one.claims if one.sorts & DATING else ():
                for triple in claim.statements:
                    if isinstance(triple.subject, NamedNode) and _gives_time_or_status(triple):
                        found[triple.subject.value][one.iri] = one
        return {thing: tuple(several.values()) for thing, several in found.items()}


def _gives_time_or_status(triple: Triple) -> bool:
    value = triple.object
    return triple.predicate == TERMS["status"] or (
        isinstance(value, Literal) and value.datatype.value == EDTF
    )


def _dates(given: Given) -> tuple[str, ...]:
    """The values that are the beginning of a date in full."""
    return tuple(
        value.value for value in given.values if isinstance(value, Literal) and _DATE.match(value.value)
    )


def _given(one: Discrepancy) -> Iterator[Given]:
    for side in one.sides:
        yield from side.given


def discrepancies() -> Reader[Discrepancies]:
    """Return the discrepancies of the release."""
    (
        about_each,
        broader,
        notations,
        definitions,
        metadata,
        statements,
        described,
        functional,
    ) = yield [
        f"SELECT ?d ?p ?o WHERE {{ ?d a {OWN}:Discrepancy ; ?p ?o }}",
        f"SELECT ?kind ?sort WHERE {{ ?d {OWN}:discrepancyKind ?kind . ?kind skos:broader* ?sort }}",
        f"SELECT DISTINCT ?severity ?n WHERE {{ ?d {OWN}:severity ?severity . ?severity skos:notation ?n }}",
        f"""SELECT DISTINCT ?concept ?text WHERE {{
        ?d {OWN}:severity|{OWN}:discrepancyKind ?concept . ?concept skos:definition ?text }}""",
        f"SELECT ?claim ?p ?o WHERE {{ {_TIED} VALUES ?p {{ {values(METADATA)} }} ?claim ?p ?o }}",
        f"SELECT ?claim ?s ?p ?o WHERE {{ {_TIED} GRAPH ?claim {{ ?s ?p ?o }} }}",
        f"""SELECT ?document ?p ?o WHERE {{
        {{ SELECT DISTINCT ?document WHERE {{ {_TIED} ?claim {OWN}:inDocument ?document }} }}
        VALUES ?p {{ {values(DESCRIBING)} }} ?document ?p ?o }}""",
        "SELECT DISTINCT ?p WHERE { ?p a owl:FunctionalProperty }",
    ]
    known = _Known(
        attestations(metadata, statements),
        works(described),
        _related(broader, "kind", "sort"),
        {text(row, "severity"): int(n) for row in notations if (n := text(row, "n")).isdecimal()},
        frozenset(text(row, "p") for row in functional),
    )
    gists = _texts((row for row in about_each if text(row, "p") == EIK + "gist"), "d", "o")
    found = tuple(
        sorted(
            (
                known.discrepancy(iri, given, gists.get(iri, ()))
                for iri, given in fields(about_each, "d").items()
            ),
            key=lambda one: one.order,
        )
    )
    named = {iri for one in found for iri in one.iris()}
    named |= {iri for work in known.works.values() for iri in (work.iri, *work.creators)}
    labels = yield from labels_in(named - {""}, LANGUAGES)
    defined = {
        iri: tuple(Label(one.value, one.language or "") for one in listed)
        for iri, listed in _texts(definitions, "concept", "text").items()
    }
    return Discrepancies(found, known.works, labels, defined)


@dataclass(frozen=True)
class _Known:
    """What discrepancies are made of, by IRI."""

    claims: Mapping[str, Attestation]
    works: Mapping[str, Work]
    above: Mapping[str, frozenset[str]]
    ranks: Mapping[str, int]
    single: frozenset[str]

    def discrepancy(self, iri: str, given: Fields, gists: tuple[Literal, ...]) -> Discrepancy:
        kinds, about = given.get(EIK + "discrepancyKind", ()), given.get(EIK + "about", ())
        sorts = frozenset[str]().union(*(self.above.get(kind, frozenset()) for kind in kinds))
        claims = self._claims(given.get(EIK + "betweenClaims", ()))
        at = points(claims, frozenset(about), self.single, bool(sorts & NAMING))
        severity = next(iter(given.get(EIK + "severity", ())), "")
        return Discrepancy(
            iri,
            gists,
            kinds,
            sorts,
            severity,
            self.ranks.get(severity, 0),
            about,
            at,
            sides(claims, at),
            self._claims(given.get(EIK + "settledBy", ())),
            frozenset(claim.document for claim in claims if self._is_source(claim)),
        )

    def _claims(self, iris: Iterable[str]) -> tuple[Attestation, ...]:
        """Return claims, those of documents whose passages were read before those they were checked against."""
        found = [self.claims[iri] for iri in iris if iri in self.claims]
        return tuple(sorted(found, key=lambda claim: (not self._is_source(claim), claim.iri)))

    def _is_source(self, claim: Attestation) -> bool:
        return claim.document in self.works and self.works[claim.document].is_source


def _related(rows: Iterable[Row], one: str, other: str) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        found[text(row, one)].add(text(row, other))
    return {iri: frozenset(others) for iri, others in found.items()}


def _texts(rows: Iterable[Row], subject: str, name: str) -> dict[str, tuple[Literal, ...]]:
    found: dict[str, dict[Literal, None]] = defaultdict(dict)
    for row in rows:
        if isinstance(term := row.get(name), Literal):
            found[text(row, subject)].setdefault(term)
    return {iri: tuple(sorted(texts, key=str)) for iri, texts in found.items()}
