"""Many findings about things that one axiom causes: found and told once, at the axiom.

Each finding rests on axioms: those by which the rules drew the classes of the thing, and the one that the classes
contradict. As debugging by spectra does (Ochiai's coefficient), an axiom is the more suspicious the more of the
findings rest on it and the fewer sound things do; the smallest set of axioms that explains a group is then taken one
axiom after the other. Whether the group goes without the axiom is tried: the rules draw their conclusions again from
the statements about these things, with the axiom left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from math import sqrt
from typing import Final

from pyoxigraph import NamedNode, Quad, Triple

from server.build.read.places import Place
from server.faults import SEVERITIES, Fault, counted
from server.rdf.terms import RDFS, TYPE
from server.why.proofs import Proof

LEAST: Final = 4
"""From so many things with findings of one cause on, the cause is told and not each of them: of fewer the data are."""
_SHOWN: Final = 3
_SUSPICIOUS: Final = 0.6
"""An axiom that less than about half of what rests on it contradicts is no cause: the data are."""

_INFERRING: Final = frozenset((RDFS["domain"], RDFS["range"], RDFS["subClassOf"]))
"""Of two equally suspicious axioms the one that infers classes is told: the other only shows that they are wrong."""

Axiom = Triple
"""A triple of the ontology or its shapes, which stands for the axiom that it belongs to."""


@dataclass(frozen=True)
class Conflict:
    """A finding about a thing, the classes that the thing would have to lack, and the axioms that it rests on."""

    thing: NamedNode
    fault: Fault
    classes: frozenset[NamedNode]
    axioms: frozenset[Axiom]


@dataclass(frozen=True)
class Cause:
    """An axiom, and the conflicts that it explains."""

    axiom: Axiom
    conflicts: tuple[Conflict, ...]


class Derivations:
    """By which axioms each class of each thing was inferred."""

    def __init__(self, proofs: Iterable[Proof], axioms: Iterable[Quad]) -> None:
        self._proofs = {proof.conclusion: proof for proof in proofs}
        self._axioms = {quad.triple for quad in axioms}
        self.resting: dict[Axiom, set[NamedNode]] = defaultdict(set)
        for triple in self._proofs:
            if triple.predicate == TYPE and isinstance(triple.subject, NamedNode):
                for axiom in self.axioms(triple):
                    self.resting[axiom].add(triple.subject)

    @cache  # noqa: B019 - lives as long as one look at the project
    def axioms(self, triple: Triple) -> frozenset[Axiom]:
        """Return the axioms that a triple was drawn from; none where it is asserted."""
        if triple in self._axioms:
            return frozenset((triple,))
        proof = self._proofs.get(triple)
        return frozenset().union(*map(self.axioms, proof.premises)) if proof else frozenset()


def causes(
    conflicts: Iterable[Conflict],
    resting: Mapping[Axiom, set[NamedNode]],
    explains: Callable[[Axiom, list[Conflict]], list[Conflict]],
) -> tuple[list[Cause], list[Conflict]]:
    """Return the causes of conflicts of LEAST or more things each, the worst first, and the conflicts that are left.

    `resting` holds the things that rest on an axiom, sound ones among them; `explains` returns those of some conflicts
    that would be gone without the axiom.
    """
    left = list(conflicts)
    found: list[Cause] = []
    refused: set[Axiom] = set()
    while len(left) >= LEAST:
        axiom = _most_suspicious(left, resting, refused)
        if axiom is None:
            break
        explained = explains(axiom, [conflict for conflict in left if axiom in conflict.axioms])
        if len({conflict.thing for conflict in explained}) < LEAST:
            refused.add(axiom)
            continue
        found.append(Cause(axiom, tuple(explained)))
        gone = set(map(id, explained))
        left = [conflict for conflict in left if id(conflict) not in gone]
    return found, left


def _most_suspicious(
    conflicts: list[Conflict], resting: Mapping[Axiom, set[NamedNode]], refused: set[Axiom]
) -> Axiom | None:
    failing: dict[Axiom, set[NamedNode]] = defaultdict(set)
    numbers: dict[Axiom, int] = defaultdict(int)
    for conflict in conflicts:
        for axiom in conflict.axioms:
            failing[axiom].add(conflict.thing)
            numbers[axiom] += 1
    everything = len({conflict.thing for conflict in conflicts})
    ranked = []
    for axiom, things in failing.items():
        share = len(things) / len(things | resting.get(axiom, set()))
        if axiom not in refused and len(things) >= LEAST and share >= _SUSPICIOUS:
            score = round(sqrt(share * len(things) / everything), 1)
            ranked.append((score, axiom.predicate in _INFERRING, numbers[axiom], str(axiom), axiom))
    return max(ranked)[-1] if ranked else None


def told(cause: Cause, place: Place, axiom: str, remedy: str) -> Iterator[Fault]:
    """Yield a cause as one finding at the axiom, with three of the things, and each single finding as information."""
    of_things = {conflict.thing: conflict.fault for conflict in reversed(cause.conflicts)}
    first, *others = list(reversed(of_things.values()))[:_SHOWN]
    also = "".join(f"; {other.subject} ({other.place})" for other in others)
    more = f"; and {len(of_things) - _SHOWN} more" if len(of_things) > _SHOWN else ""
    message = (
        f"{axiom} explains {counted(len(cause.conflicts), 'finding')} about {counted(len(of_things), 'thing')}, "
        f"such as {first.subject} ({first.place}), which {first.message}{also}{more}"
    )
    worst = min((conflict.fault.severity for conflict in cause.conflicts), key=SEVERITIES.index)
    yield Fault(place.file, place.line, None, "cause", message, remedy, worst)
    for conflict in cause.conflicts:
        yield replace(conflict.fault, severity="info")
