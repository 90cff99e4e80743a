"""What follows from the curated files: by derivation and by rules, each conclusion with its proof.

A rule sees every graph: plain patterns match their union, with what has been inferred so far. Each query asks for the
solutions whose conclusion is not there yet; their triple patterns, filled in, are the premises. All rules of a round
see the same triples, so a premise was there a round before its conclusion: no proof is circular.

A claim whose stance is denies, predicts or recommends holds what is *not* said to be the case. Nothing follows from
it, save of what kind its nodes are: a forecast is found as a statement, but a denied membership makes no member.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Final, cast

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QuerySolutions, Store, Triple

from server.build.read.rules import Rule, filled
from server.build.read.segments import Segment, Tables
from server.build.read.sources import Sources
from server.build.read.versions import module_versions
from server.build.vocabulary import (
    EARLIEST,
    END_OFFSET,
    IN_DOCUMENT,
    LATEST,
    PASSAGE,
    POSITION,
    SEGMENT,
    SEGMENT_BASE,
    SEGMENT_CLASS,
    SHA256,
    START_OFFSET,
    document,
    graph,
)
from server.faults import Fault, InvalidInput
from server.rdf.dates import bounds, is_date
from server.rdf.graphs import canonical
from server.rdf.terms import TERMS, TYPE, UNCOMMITTED, XSD
from server.why.proofs import Proof

EDTF_BOUNDS: Final = "edtf-bounds"
PASSAGE_OF_SEGMENT: Final = "passage-of-segment"
DERIVATIONS: Final = {
    EDTF_BOUNDS: {
        "title": "A date spans the days from the first to the last that it can mean (EDTF bounds)",
        "title in Russian": "Дата охватывает дни от первого до последнего, которые она может означать (границы EDTF)",
        "title in Belarusian": "Дата ахоплівае дні ад першага да апошняга, якія яна можа азначаць (межы EDTF)",
        "reason": "As days, dates of every precision can be compared and sorted by plain queries.",
    },
    PASSAGE_OF_SEGMENT: {
        "title": "The passage of a claim is the segment whose key it names",
        "title in Russian": "Место утверждения — фрагмент, ключ которого в нём указан",
        "title in Belarusian": "Месца сцвярджэння — фрагмент, ключ якога ў ім указаны",
        "reason": "The key is what curators write; the segment itself has position, offsets and digest.",
    },
}
"""What the build reckons out, explained as the rules of ontology/rules are."""

_INFERRED: Final = graph("inferred")

_STANCE: Final = TERMS["stance"]

Stage = Callable[[str], AbstractContextManager[object]]
"""Opens a stage of the work by its name, for a progress display."""


def segment_quads(tables: Tables, quads: Iterable[Quad]) -> Iterator[Quad]:
    """Yield graph:segments: each segment as a resource, and the passage of each claim that names one."""
    name = graph("segments")
    for segment in tables.segments.values():
        node = _node(segment)
        yield Quad(node, TYPE, SEGMENT_CLASS, name)
        yield Quad(node, IN_DOCUMENT, document(segment.source), name)
        yield Quad(node, POSITION, Literal(int(segment.number)), name)
        yield Quad(node, START_OFFSET, Literal(segment.start), name)
        yield Quad(node, END_OFFSET, Literal(segment.end), name)
        yield Quad(node, SHA256, Literal(segment.sha256), name)
    yield from _in_graph((proof.conclusion for proof in passage_proofs(quads)), name)


def passage_proofs(quads: Iterable[Quad]) -> Iterator[Proof]:
    """Yield, for each claim, that the segment whose key it names is its passage."""
    for quad in quads:
        if quad.predicate == SEGMENT and isinstance(quad.object, Literal):
            node = NamedNode(SEGMENT_BASE + quad.object.value.replace("/", "-"))
            yield Proof(Triple(quad.subject, PASSAGE, node), PASSAGE_OF_SEGMENT, (quad.triple,))


def date_proofs(quads: Iterable[Quad]) -> list[Proof]:
    """Return the earliest and the latest day of each dated subject, each once, with a date that has it."""
    found: dict[Triple, Proof] = {}
    dated = (quad for quad in quads if isinstance(quad.object, Literal) and is_date(quad.object))
    for quad in sorted(dated, key=str):
        if isinstance(quad.object, Literal):
            span = bounds(quad.object.value)
            for predicate, day in ((EARLIEST, span.earliest), (LATEST, span.latest)):
                if day is not None:
                    triple = Triple(quad.subject, predicate, Literal(day.isoformat(), datatype=XSD["date"]))
                    found.setdefault(triple, Proof(triple, EDTF_BOUNDS, (quad.triple,)))
    return list(found.values())


def _in_graph(triples: Iterable[Triple], name: NamedNode) -> Iterator[Quad]:
    return (Quad(t.subject, t.predicate, t.object, name) for t in triples)


def _node(segment: Segment) -> NamedNode:
    return NamedNode(SEGMENT_BASE + segment.slug)


def prove(rules: Iterable[Rule], quads: Iterable[Quad]) -> list[Proof]:
    """Return a proof of every triple that the rules add to the union of the given graphs.

    Triples about blank nodes are left out. Of several proofs found in one round the one with the fewest premises is
    kept, then the first by name. Raises InvalidInput if a rule infers what another one has under NOT EXISTS.
    """
    rules = list(rules)
    store = Store()
    store.bulk_extend(_plain({quad.triple for quad in quads}))
    proofs: list[Proof] = []
    changed: set[NamedNode] | None = None
    while True:
        found: dict[Triple, Proof] = {}
        for rule in rules:
            if changed is None or rule.reads is None or rule.reads & changed:
                for proof in _steps(rule, store):
                    rival = found.get(proof.conclusion)
                    if rival is None or _rank(proof) < _rank(rival):
                        found[proof.conclusion] = proof
        if not found:
            _check_negations(rules, proofs)
            return proofs
        store.extend(_plain(found))
        proofs += found.values()
        changed = {triple.predicate for triple in found}


def conclusions(proofs: Iterable[Proof]) -> list[Quad]:
    """Return the conclusions of proofs as graph:inferred, each once."""
    triples = dict.fromkeys(proof.conclusion for proof in proofs)
    return [Quad(t.subject, t.predicate, t.object, _INFERRED) for t in triples]


def _plain(triples: Iterable[Triple]) -> Iterator[Quad]:
    return (Quad(t.subject, t.predicate, t.object) for t in triples)


def _steps(rule: Rule, store: Store) -> Iterator[Proof]:
    for solution in cast("QuerySolutions", store.query(rule.search)):
        conclusion = filled(rule.conclusion, solution)
        if (
            conclusion is None
            or isinstance(conclusion.subject, BlankNode)
            or isinstance(conclusion.object, BlankNode)
        ):
            continue
        premises = dict.fromkeys(filled(pattern, solution) for pattern in rule.patterns)
        yield Proof(conclusion, rule.name, tuple(premise for premise in premises if premise is not None))


def _rank(proof: Proof) -> tuple[int, str, tuple[str, ...]]:
    return len(proof.premises), proof.rule, tuple(map(str, proof.premises))


def _check_negations(rules: Iterable[Rule], proofs: Iterable[Proof]) -> None:
    inferred = {proof.conclusion.predicate for proof in proofs}
    faults = [
        Fault(
            rule.file,
            None,
            None,
            "rule",
            f"{predicate} stands under NOT EXISTS, yet a rule infers it",
            remedy,
        )
        for rule in rules
        for predicate in sorted(rule.negated & inferred, key=str)
        for remedy in ["ask for the absence of something that only files state"]
    ]
    if faults:
        raise InvalidInput(faults)


def premises(quads: Iterable[Quad]) -> Iterator[Quad]:
    """Yield the quads that rules may start from: all but what uncommitted claims state, types excepted."""
    given = list(quads)
    claims = {quad.subject for quad in given if quad.predicate == _STANCE and quad.object in UNCOMMITTED}
    return (quad for quad in given if quad.graph_name not in claims or quad.predicate == TYPE)


def no_stage(_: str) -> AbstractContextManager[object]:
    """Show nothing."""
    return nullcontext()


@dataclass(frozen=True)
class Closure:
    """What the files assert, segments included, what follows from it, and why."""

    asserted: tuple[Quad, ...] = ()
    inferred: tuple[Quad, ...] = ()
    proofs: tuple[Proof, ...] = ()


def closure(sources: Sources, tables: Tables, rules: Iterable[Rule], stage: Stage = no_stage) -> Closure:
    """Derive and infer, from files whose dates and segments exist.

    Raises InvalidInput for rules that get in one another's way.
    """
    with stage("derive"):
        # With the labels that blank nodes have in the release, so that proofs can name them.
        given = [*sources.quads]
        asserted = canonical([*given, *module_versions(given)])
        derived = date_proofs(asserted)
        passages = list(passage_proofs(asserted))
        asserted += segment_quads(tables, asserted)
    with stage("infer"):
        drawn = prove(rules, premises(asserted + conclusions(derived)))
        # A rule may conclude a date, such as that of a signature: it spans days as a curated one does.
        known = {proof.conclusion for proof in derived}
        spans = (proof for proof in date_proofs(conclusions(drawn)) if proof.conclusion not in known)
        steps = [*derived, *drawn, *spans]
        return Closure(tuple(asserted), tuple(conclusions(steps)), tuple(steps + passages))
