"""On what the claims of a discrepancy differ, worked out from what they state: points at issue, and sides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from server.namespaces import EIK, PREFIXES
from server.rdf.iris import local_name
from server.rdf.terms import TYPE, Term
from server.web.pages.model.attestation import Attestation

_VARIANT: Final = EIK + "nameVariant"
_GIST: Final = EIK + "gist"
_ABOUT: Final = EIK + "about"
_HOLDER: Final = EIK + "holder"
_CLASSIFYING: Final = frozenset((TYPE.value, EIK + "topic"))
"""Properties by which curation sorts what is said: that two claims differ in them is no disagreement."""
_UNPOINTED: Final = _CLASSIFYING | {_GIST, _VARIANT}
_XSD: Final = PREFIXES["xsd"]
_OF_TEXTS: Final = frozenset((_XSD + "string", _XSD + "anyURI", PREFIXES["rdf"] + "langString"))
_DATES: Final = frozenset(("EDTF", "date", "dateTime", "gYear", "gYearMonth"))
_MOST_FACTS: Final = 6
_MOST_OTHER_FACTS: Final = 3


@dataclass(frozen=True)
class Point:
    """A property of a thing for which claims give different values."""

    thing: str
    property: str


@dataclass(frozen=True)
class Given:
    """The values that one side gives at a point."""

    point: Point
    values: tuple[Term, ...]


@dataclass(frozen=True)
class Words:
    """A statement that a claim holds, as it was put into words: in each language, of which class, and whose view."""

    texts: tuple[Literal, ...]
    kind: str = ""
    holder: str = ""


@dataclass(frozen=True)
class Said:
    """What a claim says of a matter: what it gives at the points at issue, and in words; facts if no values."""

    given: tuple[Given, ...]
    words: tuple[Words, ...]
    facts: tuple[Given, ...]

    def iris(self) -> Iterator[str]:
        """Yield every IRI that wants a label."""
        for given in (*self.given, *self.facts):
            yield from (given.point.thing, given.point.property)
            yield from (value.value for value in given.values if isinstance(value, NamedNode))
        for words in self.words:
            yield from filter(None, (words.kind, words.holder))


@dataclass(frozen=True)
class Side:
    """Claims that agree: what they give at the points at issue, nothing where they differ in words alone."""

    given: tuple[Given, ...]
    claims: tuple[Attestation, ...]

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents that speak on this side, each once."""
        return tuple(dict.fromkeys(claim.document for claim in self.claims))


def points(
    claims: Sequence[Attestation], about: frozenset[str], single: Collection[str], naming: bool
) -> tuple[Point, ...]:
    """Return the points on which claims differ; `single` are the functional properties.

    Values of a property that has one value, dates and numbers exclude each other, so they come before all others.
    Else it is what is said of the things that the discrepancy is about, which may complete one another as well. How
    they are called is at issue where the discrepancy is one of naming, and nowhere else.
    """
    given: dict[Point, dict[str, set[Term]]] = defaultdict(lambda: defaultdict(set))
    for claim in claims:
        for triple in claim.statements:
            if isinstance(triple.subject, NamedNode):
                point = Point(triple.subject.value, triple.predicate.value)
                given[point][claim.iri].add(triple.object)
    differing = {
        point: said
        for point, said in given.items()
        if len({frozenset(values) for values in said.values()}) > 1
    }
    if naming:
        found = [point for point in differing if point.property == _VARIANT]
        return _ordered([point for point in found if point.thing in about] or found)
    exclusive = [
        point
        for point, said in differing.items()
        if point.property in single or all(map(_measured, set().union(*said.values())))
    ]
    others = [point for point in differing if point.thing in about and point.property not in _UNPOINTED]
    return _ordered([point for point in exclusive if point.thing in about] or exclusive or others)


def _measured(value: Term) -> bool:
    """Whether a value is a date, a number or another literal that is no text."""
    return isinstance(value, Literal) and value.datatype.value not in _OF_TEXTS


def _ordered(found: Iterable[Point]) -> tuple[Point, ...]:
    return tuple(sorted(found, key=lambda point: (point.thing, point.property)))


def sides(claims: Sequence[Attestation], at: Sequence[Point]) -> tuple[Side, ...]:
    """Return the sides, the claims in their order: those stand together that give the same values at the points.

    What gives none stands with the other claims of its document, if there are other documents; else each by itself.
    """
    several = len({claim.document for claim in claims}) > 1
    together: dict[object, list[Attestation]] = defaultdict(list)
    given: dict[object, tuple[Given, ...]] = {}
    for claim in claims:
        values = given_by(claim, at)
        key: object = values or (claim.document if several else claim.iri)
        together[key].append(claim)
        given[key] = values
    return tuple(Side(given[key], tuple(listed)) for key, listed in together.items())


def given_by(claim: Attestation, at: Iterable[Point]) -> tuple[Given, ...]:
    """Return what a claim gives at points; those for which it has nothing are left out."""
    said: dict[Point, list[Term]] = defaultdict(list)
    for triple in claim.statements:
        if isinstance(triple.subject, NamedNode):
            said[Point(triple.subject.value, triple.predicate.value)].append(triple.object)
    return tuple(Given(point, tuple(sorted(said[point], key=str))) for point in at if point in said)


def said_by(claim: Attestation, at: Iterable[Point], about: frozenset[str]) -> Said:
    """Return what a claim says of the things that a discrepancy is about, and at its points."""
    given, words = given_by(claim, at), _words_of(claim, about)
    facts = () if given else _facts_of(claim)
    concerned = tuple(fact for fact in facts if fact.point.thing in about)
    shown = concerned[:_MOST_FACTS] or (() if words else facts[:_MOST_OTHER_FACTS])
    return Said(given, words, shown)


def dates_of(claim: Attestation) -> tuple[Literal, ...]:
    """Return the dates that a claim names, each once."""
    found = {
        triple.object
        for triple in claim.statements
        if isinstance(triple.object, Literal) and local_name(triple.object.datatype.value) in _DATES
    }
    return tuple(sorted(found, key=lambda date: date.value.lstrip("/.[")))


def _words_of(claim: Attestation, about: frozenset[str]) -> tuple[Words, ...]:
    """Return what a claim says in words of the things that a discrepancy is about; all its words if of none of them."""
    properties = _by_subject(claim.statements)
    spoken = {iri: said for iri, said in properties.items() if said.get(_GIST)}
    concerned = {
        iri: said
        for iri, said in spoken.items()
        if iri in about or about & {one.value for one in said.get(_ABOUT, ()) if isinstance(one, NamedNode)}
    }
    return tuple(_words(said) for _, said in sorted((concerned or spoken).items()))


def _facts_of(claim: Attestation) -> tuple[Given, ...]:
    return tuple(
        Given(Point(iri, name), tuple(values))
        for iri, said in sorted(_by_subject(claim.statements).items())
        for name, values in sorted(said.items())
        if name not in _CLASSIFYING | {_GIST}
    )


def _by_subject(statements: Iterable[Triple]) -> Mapping[str, Mapping[str, list[Term]]]:
    found: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for triple in statements:
        if isinstance(triple.subject, NamedNode):
            found[triple.subject.value][triple.predicate.value].append(triple.object)
    return found


def _words(said: Mapping[str, Sequence[Term]]) -> Words:
    kinds, holders = (
        sorted(one.value for one in said.get(name, ()) if isinstance(one, NamedNode))
        for name in (TYPE.value, _HOLDER)
    )
    texts = [one for one in said[_GIST] if isinstance(one, Literal)]
    return Words(tuple(sorted(texts, key=str)), next(iter(kinds), ""), next(iter(holders), ""))
