"""Inference: the rules of ontology/rules, run until they give nothing new, with a proof of each conclusion.

A rule sees every graph: plain patterns match their union, with what has been inferred so far. Each query asks for the
solutions whose conclusion is not there yet; their triple patterns, filled in, are the premises. All rules of a round
see the same triples, so a premise was there a round before its conclusion: no proof is circular.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, cast

from pyoxigraph import BlankNode, NamedNode, Quad, QuerySolutions, Store, Triple

from server.build.read.rules import Rule, filled
from server.build.vocabulary import graph
from server.faults import Fault, InvalidInput
from server.why.proofs import Proof

_INFERRED: Final = graph("inferred")


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
