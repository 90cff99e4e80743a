"""The proofs of the real release: of every inferred triple one, each minimal, none circular."""

from __future__ import annotations

import random
from collections import defaultdict

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse

from server.build.infer import DERIVATIONS, date_proofs, passage_proofs, premises, prove
from server.build.read.rules import Rule, read_rules
from server.namespaces import PREFIXES
from server.release import INFERRED_GRAPH, Release
from server.why.proofs import Proof, Proofs, rule_iri
from tests.conftest import ROOT

EACH = 12
"""How many proofs by each rule are tried; all of a rule that has no more."""

PASSAGE = NamedNode(PREFIXES["eik"] + "passage")


@pytest.fixture(scope="module")
def quads(release: Release) -> list[Quad]:
    return list(parse(path=release.data, format=RdfFormat.N_QUADS))


@pytest.fixture(scope="module")
def proofs(release: Release) -> dict[Triple, Proof]:
    return {proof.conclusion: proof for proof in Proofs(release.proofs)}


@pytest.fixture(scope="module")
def rules() -> list[Rule]:
    return read_rules(ROOT)


def test_every_inferred_triple_and_passage_has_a_proof_and_nothing_else_has(
    quads: list[Quad], proofs: dict[Triple, Proof], release: Release
) -> None:
    inferred = {
        q.triple for q in quads if q.graph_name == NamedNode(INFERRED_GRAPH) or q.predicate == PASSAGE
    }
    assert set(proofs) == inferred
    assert len(proofs) == release.manifest.counts["proofs"]


def test_no_proof_is_circular_and_each_ends_at_what_may_be_a_premise(
    quads: list[Quad], proofs: dict[Triple, Proof]
) -> None:
    known = {q.triple for q in premises(q for q in quads if q.graph_name != NamedNode(INFERRED_GRAPH))}
    dated = {q.triple for q in quads}
    waiting = dict(proofs)
    while waiting:
        ready = [
            proof
            for proof in waiting.values()
            # A date spans its days even where a claim only foresees it.
            if all(p in known or (proof.rule in DERIVATIONS and p in dated) for p in proof.premises)
        ]
        assert ready, f"{len(waiting)} proofs lean on one another or on nothing"
        for proof in ready:
            known.add(proof.conclusion)
            del waiting[proof.conclusion]


def test_every_triple_outside_claims_names_its_file(release: Release, quads: list[Quad]) -> None:
    found = Proofs(release.proofs)
    graphs = {
        PREFIXES["graph"] + name for name in ("ontology", "entities", "schemes", "segments", "leshenyuk-2021")
    }
    stated = [q for q in quads if isinstance(q.graph_name, NamedNode) and q.graph_name.value in graphs]
    for quad in random.Random(0).sample(stated, 2000):
        if quad.predicate != PASSAGE and isinstance(quad.subject, NamedNode):
            files = found.origin(quad.triple).files
            assert files, quad
            assert all((ROOT / file).is_file() for file in files)


def test_every_premise_is_proved_or_stated_by_a_claim_or_a_file(
    release: Release, quads: list[Quad], proofs: dict[Triple, Proof]
) -> None:
    found = Proofs(release.proofs)
    claimed = {q.triple for q in quads if str(q.graph_name).startswith(f"<{PREFIXES['claim']}")}
    leaves = {premise for proof in proofs.values() for premise in proof.premises} - set(proofs)
    assert [leaf for leaf in leaves if leaf not in claimed and not found.origin(leaf).files] == []


def sample(proofs: dict[Triple, Proof]) -> list[Proof]:
    by_rule: dict[str, list[Proof]] = defaultdict(list)
    for proof in proofs.values():
        by_rule[proof.rule].append(proof)
    chance = random.Random(4)
    return [proof for found in by_rule.values() for proof in chance.sample(found, min(EACH, len(found)))]


def follows(triple: Triple, given: list[Triple], rules: list[Rule]) -> bool:
    """Whether a triple follows from others alone, by the rules or the build's own reckoning."""
    quads = [Quad(t.subject, t.predicate, t.object) for t in given]
    found = [*date_proofs(quads), *passage_proofs(quads), *prove(rules, quads)]
    return triple in {proof.conclusion for proof in found}


def test_a_conclusion_follows_from_its_premises_alone_and_from_none_fewer(
    proofs: dict[Triple, Proof], rules: list[Rule]
) -> None:
    tried = sample(proofs)
    assert {proof.rule for proof in tried} >= {rule.name for rule in rules} - {
        "subproperty-of-transitive",
        "inverse-of-property",
        "type-by-all-values-from",
    }
    for proof in tried:
        given = list(proof.premises)
        assert follows(proof.conclusion, given, rules), proof
        # Another rule may hold where a premise is not given, as for a membership without a period.
        own = [rule for rule in rules if rule.name == proof.rule] or rules
        for premise in given:
            rest = [triple for triple in given if triple != premise]
            assert not follows(proof.conclusion, rest, own), (proof, premise)


def test_every_rule_of_a_proof_is_described(quads: list[Quad], proofs: dict[Triple, Proof]) -> None:
    label = NamedNode(PREFIXES["rdfs"] + "label")
    languages: dict[object, set[str]] = defaultdict(set)
    for quad in quads:
        if quad.predicate == label:
            languages[quad.subject].add(getattr(quad.object, "language", None) or "")
    for name in {proof.rule for proof in proofs.values()}:
        assert languages[rule_iri(name)] == {"en", "ru", "be"}, name
