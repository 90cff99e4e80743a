"""Things of two classes that exclude each other (OWL 2 RL rules cax-dw and cax-adc), with what makes them so.

Ranges and domains infer classes, so a person named where a place belongs becomes both. The validator of the shapes
sees what was inferred and finds a place; the ontology's disjointness finds the mistake.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from itertools import combinations
from typing import Final

from pyoxigraph import NamedNode, Quad, Triple

from server.build.read.sources import Source, Sources
from server.faults import Fault
from server.rdf.iris import short
from server.rdf.terms import TYPE
from server.why.proofs import Proof

_REMEDY: Final = "name another thing there, or correct the class of this one"


def shared_things(
    sources: Sources,
    quads: Iterable[Quad],
    proofs: Iterable[Proof],
    pairs: Container[frozenset[NamedNode]],
) -> Iterator[tuple[NamedNode, tuple[NamedNode, NamedNode], Fault]]:
    """Yield each thing that is of two classes of `pairs`, with the first such pair and the fault that this is."""
    classes: dict[NamedNode, set[NamedNode]] = defaultdict(set)
    for quad in quads:
        if (
            quad.predicate == TYPE
            and isinstance(quad.subject, NamedNode)
            and isinstance(quad.object, NamedNode)
        ):
            classes[quad.subject].add(quad.object)
    shared = {
        thing: pair
        for thing, types in classes.items()
        for pair in reversed([*combinations(sorted(types, key=str), 2)])
        if frozenset(pair) in pairs
    }
    origins = {proof.conclusion: proof for proof in proofs} if shared else {}
    for thing, pair in shared.items():
        stated = [_stated(Triple(thing, TYPE, one), origins) for one in pair]
        yield thing, pair, _fault(sources, thing, stated, pair)


def _stated(triple: Triple, origins: dict[Triple, Proof]) -> Triple:
    """Follow the proof of a thing's class back to the statement about the thing that it rests on."""
    thing = triple.subject
    while proof := origins.get(triple):
        triple = next(p for p in proof.premises if thing in (p.subject, p.object))
    return triple


def _fault(
    sources: Sources, thing: NamedNode, stated: list[Triple], pair: tuple[NamedNode, NamedNode]
) -> Fault:
    """Report at a statement about another thing, if one of the two is such: there the wrong thing was named."""
    cause = next((triple for triple in stated if triple.subject != thing), stated[0])
    one, other = (f"{short(kind.value)} ({_text(triple)})" for kind, triple in zip(pair, stated, strict=True))
    file, line = _place(sources.under("triples"), cause)
    message = f"is of two classes that exclude each other, {one} and {other}"
    return Fault(file, line, short(thing.value), "disjoint", message, _REMEDY)


def _text(triple: Triple) -> str:
    terms = (triple.subject, triple.predicate, triple.object)
    return " ".join(short(term.value) if isinstance(term, NamedNode) else str(term) for term in terms)


def _place(sources: Iterable[Source], triple: Triple) -> tuple[str, int | None]:
    subject, predicate, value = (
        getattr(term, "value", "") for term in (triple.subject, triple.predicate, triple.object)
    )
    for source in sources:
        if line := source.positions.pair(subject, predicate, value):
            return source.name, line
    return "triples", None
