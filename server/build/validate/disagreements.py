"""What claims say of one thing that cannot all be so, with the discrepancy that is missing, as it can be pasted.

Documents may disagree. A claim must hold in itself; where two of them give a property that has one value two, or dates
that exclude each other, nothing is wrong with either, but somebody has to say that they differ.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Triple

from server.build.read.places import Place, Places
from server.build.read.sources import Source, Sources, subject_iri
from server.build.validate.agreement import NUMBERS, agree
from server.build.validate.shapes import FOLDER as SHAPES
from server.build.validate.shapes import Failure
from server.build.vocabulary import DOCUMENTS, graph
from server.faults import Fault
from server.namespaces import OWN, PREFIXES
from server.rdf.dates import is_date
from server.rdf.graphs import ONTOLOGY_GRAPHS
from server.rdf.iris import short
from server.rdf.terms import OWL, SH, TERMS, TYPE, UNCOMMITTED, Term
from server.why.proofs import Proof

_PATH: Final = SH["path"]
_MOST: Final = SH["maxCount"]
_BETWEEN: Final = TERMS["betweenClaims"]
_FUNCTIONAL: Final = OWL["FunctionalProperty"]
_ONTOLOGY: Final = frozenset(map(graph, ONTOLOGY_GRAPHS))
_CLAIMS: Final = PREFIXES["claim"]
_FILE: Final = "triples/discrepancies.ttl"
_SHOWN: Final = 60
_ENTITIES: Final = graph("entities")
_STANCE: Final = TERMS["stance"]


@dataclass(frozen=True)
class Disagreement:
    """Two claims, in order, that give one property of a thing values that exclude each other."""

    thing: NamedNode
    property: NamedNode
    claims: tuple[NamedNode, NamedNode]
    values: tuple[Term, Term]

    @classmethod
    def of(
        cls, thing: NamedNode, prop: NamedNode, one: tuple[NamedNode, Term], other: tuple[NamedNode, Term]
    ) -> Disagreement:
        """The disagreement of two claims, each with the value that it gives."""
        (first, value), (second, other_value) = sorted((one, other), key=str)
        return cls(thing, prop, (first, second), (value, other_value))


def disagreement_faults(
    sources: Sources, places: Places, found: Iterable[Disagreement] = ()
) -> Iterator[Fault]:
    """Yield a warning for each disagreement that no discrepancy ties: those that are `found`, and those of the files.

    A date within the other, such as 5 September 2014 and September 2014, differs in precision only. An open or
    unknown end of an interval has room for any day.
    """
    tied: dict[object, set[object]] = defaultdict(set)
    homes: dict[object, Source] = {}
    for source in sources.files:
        for quad in source.quads:
            homes[quad.graph_name] = source
            if quad.predicate == _BETWEEN:
                tied[quad.object].add(quad.subject)
    for one in dict.fromkeys([*_in_files(sources), *found]):
        if not tied[one.claims[0]] & tied[one.claims[1]]:
            yield _fault(one, _place(one, homes, places))


def functional_faults(sources: Sources) -> Iterator[Fault]:
    """Yield an error for each thing to which one claim, or the files of the entities, give two values where one may be.

    So is what a claim says against those files, which say what the thing is that is spoken of. This is of functional
    properties; where a shape bounds one, the shape tells.
    """
    shapes = [quad for source in sources.under(SHAPES) for quad in source.quads]
    with_bound = {quad.subject for quad in shapes if quad.predicate == _MOST}
    bounded = {quad.object for quad in shapes if quad.predicate == _PATH and quad.subject in with_bound}
    functional = _functional(sources) - bounded
    statements = [
        (source, quad)
        for source in sources.under("triples")
        for quad in source.quads
        if quad.predicate in functional
    ]
    entities = {(q.subject, q.predicate): q.object for _, q in statements if q.graph_name == _ENTITIES}
    given: dict[tuple[object, object, object], Term] = {}
    for source, quad in statements:
        first = given.setdefault((quad.graph_name, quad.subject, quad.predicate), quad.object)
        known = entities.get((quad.subject, quad.predicate), quad.object)
        first = first if agree(known, quad.object) else known
        if not agree(first, quad.object):
            prop, thing = short(quad.predicate.value), subject_iri(quad)
            said = quad.object.value if isinstance(quad.object, NamedNode | Literal) else ""
            line = source.positions.line(thing, quad.predicate.value, said)
            message = f"{prop} is {_shown(first)} and {_shown(quad.object)}, but has one value"
            remedy = "keep the one that is right, or state each in a claim of its own"
            yield Fault(source.name, line, short(thing), "functional", message, remedy)


def between_claims(
    failures: Sequence[Failure], quads: Iterable[Quad], proofs: Iterable[Proof]
) -> tuple[list[Failure], list[Disagreement]]:
    """Divide what fails shapes: what is wrong in itself, and where claims together have more values than there may be.

    Each value counts for the claims that state it, or from which it follows.
    """
    counted = {(failure.thing, failure.path) for failure in failures if failure.most}
    if not counted:
        return [*failures], []
    values: dict[tuple[str, str | None], dict[Term, set[frozenset[NamedNode]]]] = defaultdict(
        lambda: defaultdict(set)
    )
    said = _said(quads, proofs)
    for quad in quads:
        if (
            isinstance(quad.subject, NamedNode)
            and (key := (quad.subject.value, quad.predicate.value)) in counted
        ):
            values[key][quad.object] |= said(quad.triple)
    wrong: list[Failure] = []
    found: list[Disagreement] = []
    for failure in failures:
        given = values.get((failure.thing, failure.path), {})
        pairs = _pairs(failure, given) if failure.most and failure.path else None
        if pairs is None:
            wrong.append(failure)
        else:
            found += pairs
    return wrong, found


def _pairs(failure: Failure, values: dict[Term, set[frozenset[NamedNode]]]) -> list[Disagreement] | None:
    """The disagreements that a failure comes to; None if one claim, or what no claim says, is to blame."""
    if len(values) <= (failure.most or 0):
        return None  # the values are of another path than a property, or of a blank node: the shape tells
    numbers: dict[frozenset[NamedNode], int] = defaultdict(int)
    for speakers in values.values():
        if not any(map(_of_claims, speakers)):
            return None
        for one in speakers:
            numbers[one] += 1
    if max(numbers.values(), default=len(values)) > (failure.most or 0):
        return None
    speaking = {
        value: sorted({claim for one in speakers if _of_claims(one) for claim in one}, key=str)
        for value, speakers in values.items()
    }
    pairs = []
    for value, another in combinations(sorted(values, key=str), 2):
        first = speaking[value][0]
        second = next((claim for claim in speaking[another] if claim != first), first)
        first = next((claim for claim in speaking[value] if claim != second), first)
        if first != second and not agree(value, another):
            thing, prop = NamedNode(failure.thing), NamedNode(failure.path or "")
            pairs.append(Disagreement.of(thing, prop, (first, value), (second, another)))
    alike = all(agree(value, another) for value, another in combinations(values, 2))
    return pairs if pairs or alike else None


def _of_claims(speakers: frozenset[NamedNode]) -> bool:
    return bool(speakers) and all(one.value.startswith(_CLAIMS) for one in speakers)


def _said(quads: Iterable[Quad], proofs: Iterable[Proof]) -> Callable[[Triple], set[frozenset[NamedNode]]]:
    """Return what tells the graphs that state a triple, or together what it follows from; the ontology left out."""
    origins = {proof.conclusion: proof for proof in proofs}
    stated: dict[Triple, set[frozenset[NamedNode]]] = defaultdict(set)
    for quad in quads:
        if isinstance(quad.graph_name, NamedNode) and quad.graph_name != graph("inferred"):
            stated[quad.triple].add(frozenset((quad.graph_name,)))

    @cache
    def said(triple: Triple) -> frozenset[frozenset[NamedNode]]:
        if triple in stated:
            return frozenset(stated[triple])
        proof = origins.get(triple)
        if proof is None:
            return frozenset()
        given = [
            min(said(premise), key=lambda one: sorted(map(str, one)), default=frozenset())
            for premise in proof.premises
        ]
        return frozenset((frozenset().union(*given) - _ONTOLOGY,))

    return lambda triple: {*said(triple)}


def _in_files(sources: Sources) -> Iterator[Disagreement]:
    """Yield the disagreements of statements as they stand: of functional properties, and of dates."""
    functional, uncommitted = _functional(sources), _uncommitted(sources)
    given: dict[tuple[NamedNode, NamedNode], list[tuple[NamedNode, Term]]] = defaultdict(list)
    for source in sources.under("triples"):
        for quad in source.quads:
            subject, claim = quad.subject, quad.graph_name
            if (
                isinstance(subject, NamedNode)
                and isinstance(claim, NamedNode)
                and claim.value.startswith(_CLAIMS)
                and claim not in uncommitted
                and (
                    quad.predicate in functional
                    or (isinstance(quad.object, Literal) and is_date(quad.object))
                )
            ):
                given[subject, quad.predicate].append((claim, quad.object))
    for (thing, predicate), values in given.items():
        for (one, first), (other, second) in combinations(values, 2):
            if one != other and not agree(first, second):
                yield Disagreement.of(thing, predicate, (one, first), (other, second))


def _uncommitted(sources: Sources) -> set[Term]:
    """Return the claims that do not put forward what they state: they contradict nobody who says otherwise."""
    return {
        quad.subject
        for source in sources.under("triples")
        for quad in source.quads
        if quad.predicate == _STANCE and quad.object in UNCOMMITTED
    }


def _functional(sources: Sources) -> set[Term]:
    return {
        quad.subject
        for source in sources.under("ontology/modules")
        for quad in source.quads
        if quad.predicate == TYPE and quad.object == _FUNCTIONAL
    }


def _place(found: Disagreement, homes: dict[object, Source], places: Places) -> Place:
    """Return where one of the claims gives its value: the later one, but a document's rather than a reference's."""
    value, claim = max(
        zip(found.values, found.claims, strict=True),
        key=lambda pair: homes[pair[1]].name.startswith(DOCUMENTS),
    )
    said = value.value if isinstance(value, NamedNode | Literal) else ""
    source, thing, prop = homes[claim], found.thing.value, found.property.value
    if source.positions.describes(thing, prop, said):
        return Place(source.name, source.positions.line(thing, prop, said))
    return places.resource(claim.value)  # it follows from what the claim says


def _fault(found: Disagreement, place: Place) -> Fault:
    claims, values = found.claims, found.values
    given = " and ".join(
        f"{_shown(value)} in {short(claim.value)}" for value, claim in zip(values, claims, strict=True)
    )
    message = f"{short(found.property.value)} is {given}"
    return Fault(
        place.file, place.line, short(found.thing.value), "discrepancy", message, _remedy(found), "warning"
    )


def _remedy(found: Disagreement) -> str:
    """Return the discrepancy that is missing, as it can be pasted: `eikg format` lays it out."""
    one, other = (short(claim.value).partition(":")[2] for claim in found.claims)
    name = short(found.property.value).partition(":")[2]
    label = Literal(f"Two values of {name}", language="en")
    gist = Literal(f"One says {_plain(found.values[0])}, the other {_plain(found.values[1])}.", language="en")
    return (
        f"correct one of the claims, or add to {_FILE} what ties them: "
        f"discrepancy:{one}-{other}-{name.lower()} a {OWN}:Discrepancy ; "
        f"rdfs:label {label} ; {OWN}:about {short(found.thing.value)} ; "
        f"{OWN}:betweenClaims {short(found.claims[0].value)} , {short(found.claims[1].value)} ; "
        f"{OWN}:discrepancyKind discrepancy-kind:{_kind(found)} ; {OWN}:severity severity:low ; "
        f"{OWN}:gist {gist} ."
    )


def _kind(found: Disagreement) -> str:
    """Return the kind that is likely: of dates and numbers by the values, else by whether it is one document."""
    for value in found.values:
        if isinstance(value, Literal) and is_date(value):
            return "date"
        if isinstance(value, Literal) and value.datatype.value in NUMBERS:
            return "number"
    one, other = (claim.value.removeprefix(_CLAIMS).rpartition("-")[0] for claim in found.claims)
    return "within-document" if one == other else "document-against-document"


def _shown(value: Term) -> str:
    return short(value.value) if isinstance(value, NamedNode) else f'"{_plain(value)}"'


def _plain(value: Term) -> str:
    if isinstance(value, NamedNode):
        return short(value.value)
    text = str(getattr(value, "value", value))
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
