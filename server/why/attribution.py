"""Who says a triple: whether a speaker or a document says it, and how, or somebody else, or nobody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from server.engine.reading import Reader
from server.namespaces import EIK, PREFIXES
from server.rdf.dates import bounds, is_date
from server.rdf.iris import is_claim
from server.rdf.terms import UNCOMMITTED, Term
from server.why.proof_tree import Claim, Explanation, claims_of, explain
from server.why.proofs import Proofs

_MOST: Final = 1000
_STANCES: Final = PREFIXES["stance"]
_DENIES: Final = f"{_STANCES}denies"
_FUNCTIONAL: Final = "http://www.w3.org/2002/07/owl#FunctionalProperty"


class Verdict(StrEnum):
    """What can be said of an attribution. The first seven are the stances in which a source can say something."""

    ASSERTED = "asserted"
    EVALUATED = "evaluated"
    REPORTED = "reported"
    QUOTED = "quoted"
    PREDICTED = "predicted"
    RECOMMENDED = "recommended"
    DENIED = "denied"
    CONTRADICTED = "contradicted"
    """The source says something else, and both cannot be so."""
    ASCRIBED = "ascribed"
    """Somebody else says that the speaker holds it."""
    INFERRED = "inferred"
    """Nobody says it; it follows from what the source says, alone or with what others say."""
    PARTLY = "partly"
    """Of what the row of an answer stands on, a part is said by the source, the rest by others alone."""
    SAID_BY_OTHERS = "said-by-others"
    NOT_SAID = "not-said"


_BY_STANCE: Final[Mapping[str, Verdict]] = {
    "asserts": Verdict.ASSERTED,
    "evaluates": Verdict.EVALUATED,
    "reports": Verdict.REPORTED,
    "quotes": Verdict.QUOTED,
    "predicts": Verdict.PREDICTED,
    "recommends": Verdict.RECOMMENDED,
    "denies": Verdict.DENIED,
}
"""By the local name of the stance; what commits the speaker most comes first."""


@dataclass(frozen=True)
class Source:
    """To whom or what a statement is attributed: the IRI of a speaker, of a document, or both; "" for none."""

    speaker: str = ""
    document: str = ""

    @property
    def given(self) -> tuple[str, ...]:
        """The IRIs that are given."""
        return tuple(iri for iri in (self.speaker, self.document) if iri)

    def made(self, claim: Claim) -> bool:
        """Tell whether the claim is this speaker's, in this document."""
        return (not self.speaker or self.speaker in claim["statedBy"]) and (
            not self.document or self.document in claim["inDocument"]
        )


@dataclass(frozen=True)
class Other:
    """Another value of the property at hand: a claim gives the thing this value instead.

    `opposed`: whether this value and the one asked about cannot both be right.
    """

    claim: Claim
    value: Term
    opposed: bool


@dataclass(frozen=True)
class Grounds:
    """The claims that what nobody says follows from: those of the source, and those of others where it has none."""

    there: tuple[Claim, ...] = ()
    elsewhere: tuple[Claim, ...] = ()


@dataclass(frozen=True)
class Attribution:
    """What is known of a statement attributed to a source.

    `there` are the claims in which the source says it, `elsewhere` those of others, `ascribed` those that say that the
    speaker holds it. `others` give another value. `proof` is why the triple holds, None if it does not.
    """

    triple: Triple
    source: Source
    verdict: Verdict
    there: tuple[Claim, ...]
    elsewhere: tuple[Claim, ...]
    ascribed: tuple[Claim, ...]
    others: tuple[Other, ...]
    proof: Explanation | None
    grounds: Grounds
    unheard: tuple[str, ...]
    """What of the source neither speaks nor is a document that was read, so that nothing can be said there."""

    @property
    def contradicted_by(self) -> tuple[Other, ...]:
        """Who says what cannot be so as well."""
        return tuple(other for other in self.others if other.opposed)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """All claims that it stands on, each once."""
        grounds = (*self.grounds.there, *self.grounds.elsewhere)
        others = (other.claim for other in self.others)
        found = (*self.there, *self.ascribed, *self.elsewhere, *grounds, *others)
        return tuple({claim.iri: claim for claim in found}.values())


def attribution(
    proofs: Proofs, triple: Triple, source: Source, rivals: Mapping[str, Iterable[Term]]
) -> Reader[Attribution]:
    """Return what is known of the attribution of a triple to a source.

    `rivals` are the claims that a discrepancy sets against this triple, each with its own values.
    """
    proof = yield from explain(proofs, triple)
    stated, held, functional, heard = yield [*_queries(triple, source)]
    values: dict[str, set[Term]] = {}
    for row in stated:
        if row["o"] != triple.object:
            values.setdefault(_iri(row["g"]), set()).add(row["o"])
    single = bool(functional)
    known = yield from claims_of({*filter(is_claim, values), *rivals})
    known = {iri: claim for iri, claim in known.items() if claim["stance"] != (_DENIES,)}
    others = tuple(
        Other(known[iri], value, (single or _dates(value, triple.object)) and differ(value, triple.object))
        for iri in sorted(values.keys() & known.keys())
        for value in sorted(values[iri], key=str)
        if value not in set(rivals.get(iri, ()))
    ) + tuple(
        Other(known[iri], value, differ(value, triple.object))
        for iri in sorted(rivals.keys() & known.keys())
        for value in rivals[iri]
    )
    said = proof.claims if proof else ()
    there = tuple(claim for claim in said if source.made(claim))
    holders = {_iri(row["g"]) for row in held if _iri(row["h"]) == source.speaker}
    ascribed = tuple(
        claim for claim in said if claim not in there and claim.iri in holders and _in(source, claim)
    )
    elsewhere = tuple(claim for claim in said if claim not in there and claim not in ascribed)
    grounds = _grounds(source, proof) if proof and not said else Grounds()
    verdict = _verdict(source, there, ascribed, elsewhere, others, grounds)
    sources = {_iri(row["source"]) for row in heard}
    unheard = tuple(iri for iri in source.given if iri not in sources)
    return Attribution(triple, source, verdict, there, elsewhere, ascribed, others, proof, grounds, unheard)


def _dates(one: Term, other: Term) -> bool:
    """Tell whether both are dates: a thing has one of each, however exactly it is given."""
    return all(isinstance(term, Literal) and is_date(term) for term in (one, other))


def _puts_forward(claim: Claim) -> bool:
    """Tell whether the speaker puts forward what the claim states: it is not denied, predicted or recommended."""
    return not claim["stance"] or any(NamedNode(stance) not in UNCOMMITTED for stance in claim["stance"])


def differ(one: Term, other: Term) -> bool:
    """Tell whether two values of a property that has one cannot both be right.

    A date that is given more closely is none against one that spans it; texts in two languages are no rivals either.
    """
    if not isinstance(one, Literal) or not isinstance(other, Literal):
        return one != other
    if one.language != other.language:
        return False
    if not (is_date(one) and is_date(other)):
        return one != other
    try:
        first, second = bounds(one.value), bounds(other.value)
    except ValueError:
        return one != other
    return bool(
        (first.latest and second.earliest and first.latest < second.earliest)
        or (second.latest and first.earliest and second.latest < first.earliest)
    )


def most_committed(claims: Iterable[Claim]) -> Verdict:
    """Return the verdict by the stance of the claims, of several the one that commits the source most."""
    stances = {stance.removeprefix(_STANCES) for claim in claims for stance in claim["stance"]}
    return next((found for name, found in _BY_STANCE.items() if name in stances), Verdict.REPORTED)


def _verdict(
    source: Source,
    there: tuple[Claim, ...],
    ascribed: tuple[Claim, ...],
    elsewhere: tuple[Claim, ...],
    others: tuple[Other, ...],
    grounds: Grounds,
) -> Verdict:
    if there:
        return most_committed(there)
    if any(other.opposed and source.made(other.claim) for other in others):
        return Verdict.CONTRADICTED
    if ascribed:
        return Verdict.ASCRIBED
    if grounds.there:
        return Verdict.INFERRED
    said = any(claim["stance"] != (_DENIES,) for claim in elsewhere) or grounds.elsewhere
    return Verdict.SAID_BY_OTHERS if said else Verdict.NOT_SAID


def _grounds(source: Source, proof: Explanation) -> Grounds:
    """Return the claims at the ends of a proof."""
    there: dict[str, Claim] = {}
    elsewhere: dict[str, Claim] = {}
    for one in proof:
        claims = [claim for claim in one.claims if _puts_forward(claim)]
        own = [claim for claim in claims if source.made(claim)]
        there.update((claim.iri, claim) for claim in own)
        if not own:
            elsewhere.update((claim.iri, claim) for claim in claims)
    return Grounds(tuple(there.values()), tuple(elsewhere.values()))


def _in(source: Source, claim: Claim) -> bool:
    return not source.document or source.document in claim["inDocument"]


def _queries(triple: Triple, source: Source) -> Iterator[str]:
    """Ask for other values, whose the statement is if it is one, whether there can be one value, and who is heard."""
    about, link = triple.subject, triple.predicate
    if isinstance(about, NamedNode):
        yield f"SELECT DISTINCT ?g ?o WHERE {{ GRAPH ?g {{ {about} {link} ?o }} }} ORDER BY ?g ?o LIMIT {_MOST}"
        yield f"SELECT DISTINCT ?g ?h WHERE {{ GRAPH ?g {{ {about} <{EIK}holder> ?h }} }} LIMIT {_MOST}"
    else:  # a query cannot name a blank node
        yield "SELECT ?g ?o WHERE { VALUES (?g ?o) { } }"
        yield "SELECT ?g ?h WHERE { VALUES (?g ?h) { } }"
    yield f"SELECT ?p WHERE {{ VALUES ?p {{ {link} }} ?p a <{_FUNCTIONAL}> }}"
    given = " ".join(str(NamedNode(iri)) for iri in source.given)
    yield f"""SELECT ?source WHERE {{ VALUES ?source {{ {given} }}
        FILTER EXISTS {{ ?claim <{EIK}statedBy>|<{EIK}inDocument> ?source }} }}"""


def _iri(term: Term | None) -> str:
    return term.value if isinstance(term, NamedNode) else ""
