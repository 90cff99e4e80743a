"""Rules to a fixpoint."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, Quad

from server.build.infer import Rule, infer
from server.build.problems import InvalidInput
from server.build.vocabulary import graph

CHAIN = Rule("chain.rq", "PREFIX : <http://x/> CONSTRUCT { ?a :p ?c } WHERE { ?a :p ?b . ?b :p ?c }")
RENAME = Rule("rename.rq", "PREFIX : <http://x/> CONSTRUCT { ?a :q ?b } WHERE { ?a :p ?b }")


def node(name: str) -> NamedNode:
    return NamedNode("http://x/" + name)


def link(a: int, b: int, graph_name: str = "g") -> Quad:
    return Quad(node(str(a)), node("p"), node(str(b)), node(graph_name))


def test_rules_feed_each_other_across_graphs_until_nothing_is_new() -> None:
    size = 9
    given = [link(i, i + 1, f"g{i}") for i in range(size)]
    pairs = {(i, j) for i in range(size) for j in range(i + 1, size + 1)}
    inferred = infer([RENAME, CHAIN], given)
    assert len(inferred) == len(set(inferred))
    assert {q.graph_name for q in inferred} == {graph("inferred")}
    wanted = {(node(str(i)), node("q"), node(str(j))) for i, j in pairs}
    wanted |= {(node(str(i)), node("p"), node(str(j))) for i, j in pairs if j > i + 1}
    assert {(q.subject, q.predicate, q.object) for q in inferred} == wanted


def test_what_is_asserted_is_not_inferred_again() -> None:
    assert infer([CHAIN], [link(1, 2), link(2, 3), link(1, 3, "other")]) == []


def test_rules_without_end_are_stopped() -> None:
    growing = Rule(
        "growing.rq",
        "PREFIX : <http://x/> CONSTRUCT { ?a :p ?c } WHERE { ?a :p ?b BIND(IRI(CONCAT(STR(?b), 'x')) AS ?c) }",
    )
    with pytest.raises(InvalidInput, match="after 100 rounds"):
        infer([growing], [link(1, 2)])
