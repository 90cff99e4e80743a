"""The findings about things of the whole graph: each by itself, or, where many have one cause, the axiom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from pyoxigraph import NamedNode, Quad, Triple

from server.build.infer import premises, prove
from server.build.read.places import Places, shown
from server.build.read.rules import Rule
from server.build.read.sources import Sources
from server.build.validate.causes import LEAST, Axiom, Conflict, Derivations, causes, told
from server.build.validate.disjointness import shared_things
from server.build.validate.shapes import FOLDER as SHAPES
from server.build.validate.shapes import Failure
from server.build.validate.structure.axioms import Axioms
from server.build.vocabulary import graph
from server.faults import Fault
from server.rdf.terms import OWL, SH, TYPE
from server.why.proofs import Proof

_ONTOLOGY: Final = graph("ontology")
_TARGET: Final = SH["targetClass"]
_PATH: Final = SH["path"]
_MEMBERS: Final = OWL["members"]
_REMEDY: Final = "correct or remove it; if it is right, correct these things (`eikg check --all` shows each)"


def conflict_faults(
    sources: Sources,
    places: Places,
    quads: Sequence[Quad],
    proofs: Sequence[Proof],
    failures: Iterable[Failure],
    rules: Sequence[Rule],
) -> Iterator[Fault]:
    """Yield what is wrong with things: of two classes that exclude each other, or against a shape that must hold.

    `quads` is everything, what is inferred included, and `proofs` says why. Where many findings have one cause, that
    is told with the severity of the worst, and each of them with severity info.
    """
    axioms = Axioms(sources, places)
    ontology = [quad for quad in quads if quad.graph_name == _ONTOLOGY]
    pairs = {pair: axioms.disjoint[pair] for pair in axioms.disjoint}
    shared = list(shared_things(sources, quads, proofs, pairs))
    failing = list(failures)
    if len(shared) + len(failing) < LEAST:
        yield from (fault for _, _, fault in shared)
        yield from (failure.fault for failure in failing)
        return
    derivations = Derivations(proofs, ontology)
    members = _members(quads)
    conflicts: list[Conflict] = []
    for thing, pair, fault in shared:
        drawn = (derivations.axioms(Triple(thing, TYPE, one)) for one in pair)
        axiom = pairs[frozenset(pair)]
        rarer = min((members[one] for one in pair), key=len)
        derivations.resting[axiom] |= rarer
        conflicts.append(Conflict(thing, fault, frozenset(pair), frozenset((axiom,)).union(*drawn)))
    conflicts += [_of_shape(sources, failure, derivations, members) for failure in failing]

    def explains(axiom: Axiom, concerned: list[Conflict]) -> list[Conflict]:
        if axiom.predicate in (_PATH, _TARGET) or axiom in pairs.values():
            return concerned
        things = {conflict.thing for conflict in concerned}
        about = [
            q
            for q in quads
            if q.graph_name != graph("inferred") and (q.subject in things or q.object in things)
        ]
        given = [quad for quad in premises([*ontology, *about]) if quad.triple != axiom]
        drawn = {proof.conclusion for proof in prove(rules, given)} | {quad.triple for quad in given}
        return [c for c in concerned if any(Triple(c.thing, TYPE, one) not in drawn for one in c.classes)]

    found, left = causes(conflicts, derivations.resting, explains)
    for cause in found:
        yield from told(cause, places.triple(cause.axiom), _words(cause.axiom), _REMEDY)
    yield from (conflict.fault for conflict in left)


def _words(axiom: Axiom) -> str:
    if axiom.predicate == _MEMBERS:
        return "this owl:AllDisjointClasses"
    return shown(axiom)


def _members(quads: Iterable[Quad]) -> dict[NamedNode, set[NamedNode]]:
    members: dict[NamedNode, set[NamedNode]] = defaultdict(set)
    for quad in quads:
        if (
            quad.predicate == TYPE
            and isinstance(quad.subject, NamedNode)
            and isinstance(quad.object, NamedNode)
        ):
            members[quad.object].add(quad.subject)
    return members


def _of_shape(
    sources: Sources, failure: Failure, derivations: Derivations, members: dict[NamedNode, set[NamedNode]]
) -> Conflict:
    """A thing fails a shape because it is of the shape's class, and because the shape demands so much."""
    thing, shape = NamedNode(failure.thing), NamedNode(failure.shape)
    targets = [
        quad.object
        for source in sources.under(SHAPES)
        for quad in source.quads
        if quad.subject == shape and quad.predicate == _TARGET and isinstance(quad.object, NamedNode)
    ]
    target = next((one for one in targets if thing in members[one]), None)
    if target is None:
        return Conflict(thing, failure.fault, frozenset(), frozenset())
    demanded = (
        Triple(shape, _PATH, NamedNode(failure.path)) if failure.path else Triple(shape, _TARGET, target)
    )
    derivations.resting[demanded] |= members[target]
    drawn = derivations.axioms(Triple(thing, TYPE, target))
    return Conflict(thing, failure.fault, frozenset((target,)), drawn | {demanded})
