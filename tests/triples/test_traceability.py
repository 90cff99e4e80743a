"""Every triple of a claim leads to a passage and a speaker, or to a record and its source: counted, all of them."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from server.namespaces import BASE, EIK, PREFIXES
from server.release import Release

CLAIMS = f"{BASE}id/claim/"
REFERENCE = PREFIXES["doc"] + "reference-"

Facts = dict[str, dict[str, set[str]]]


class Data:
    """The release by graph: what claims state, and the metadata of each claim."""

    def __init__(self, release: Release) -> None:
        self.stated: Counter[str] = Counter()
        self.of: Facts = defaultdict(lambda: defaultdict(set))
        for quad in parse(path=release.data, format=RdfFormat.N_QUADS):
            graph = quad.graph_name
            assert isinstance(graph, NamedNode)
            if graph.value.startswith(CLAIMS):
                self.stated[graph.value] += 1
            elif isinstance(quad.subject, NamedNode):
                value = getattr(quad.object, "value", "")
                self.of[quad.subject.value][quad.predicate.value].add(value)

    def values(self, thing: str, name: str) -> set[str]:
        return self.of[thing][EIK + name]


@pytest.fixture(scope="module")
def data(release: Release) -> Data:
    return Data(release)


def reached(data: Data, claim: str) -> bool:
    """Tell whether a claim names who speaks, how, and either a passage of a document or a record with its source."""
    documents = data.values(claim, "inDocument")
    if len(documents) != 1 or not data.values(claim, "statedBy") or len(data.values(claim, "stance")) != 1:
        return False
    if documents.pop().startswith(REFERENCE):
        return all(data.values(claim, name) for name in ("recordKey", "source", "verification"))
    passages = data.values(claim, "passage")
    return bool(passages) and all(data.values(passage, "sha256") for passage in passages)


def test_every_triple_of_a_claim_is_reached_from_a_passage_and_a_speaker(data: Data) -> None:
    total = sum(data.stated.values())
    traced = sum(count for claim, count in data.stated.items() if reached(data, claim))
    assert total > 10_000
    assert traced == total, [claim for claim in data.stated if not reached(data, claim)][:5]


def test_every_claim_states_something(data: Data) -> None:
    claims = {thing for thing, facts in data.of.items() if EIK + "stance" in facts}
    assert claims == set(data.stated)


def test_speakers_are_actors(data: Data) -> None:
    kinds = tuple(PREFIXES[kind] for kind in ("person", "group", "organ", "body", "organisation", "state"))
    speakers = {speaker for claim in data.stated for speaker in data.values(claim, "statedBy")}
    assert all(speaker.startswith(kinds) for speaker in speakers)
    assert len(speakers) > 10


def test_a_claim_without_its_passage_is_noticed(data: Data) -> None:
    claim = next(claim for claim in data.stated if data.values(claim, "passage"))
    passages = data.of[claim].pop(EIK + "passage")
    assert not reached(data, claim)
    data.of[claim][EIK + "passage"] = passages
