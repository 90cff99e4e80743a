"""Rules to a fixpoint."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, Quad

from server.build.infer import conclusions, prove
from server.build.read.rules import Rule
from server.build.vocabulary import graph
from server.faults import InvalidInput

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
    inferred = conclusions(prove([RENAME, CHAIN], given))
    assert len(inferred) == len(set(inferred))
    assert {q.graph_name for q in inferred} == {graph("inferred")}
    wanted = {(node(str(i)), node("q"), node(str(j))) for i, j in pairs}
    wanted |= {(node(str(i)), node("p"), node(str(j))) for i, j in pairs if j > i + 1}
    assert {(q.subject, q.predicate, q.object) for q in inferred} == wanted


def test_what_is_asserted_is_not_inferred_again() -> None:
    assert prove([CHAIN], [link(1, 2), link(2, 3), link(1, 3, "other")]) == []


def test_the_shortest_proof_is_found_from_what_was_there_a_round_before() -> None:
    size = 9
    known = {link(i, i + 1).triple for i in range(size)}
    for proof in prove([RENAME, CHAIN], [link(i, i + 1) for i in range(size)]):
        assert set(proof.premises) <= known
        assert len(proof.premises) == (2 if proof.rule == "chain" else 1)
        known.add(proof.conclusion)


def test_what_is_asked_not_to_be_must_not_be_inferred() -> None:
    unless = Rule(
        "unless.rq",
        "PREFIX : <http://x/>\nCONSTRUCT { ?a :r ?b }\nWHERE {\n  ?a :p ?b .\n  FILTER NOT EXISTS { ?a :q ?b }\n}",
    )
    assert prove([unless], [link(1, 2)])
    with pytest.raises(InvalidInput, match=r"unless\.rq.*yet a rule infers it"):
        prove([unless, RENAME], [link(1, 2)])


SHAPELESS = {
    "SELECT ?a WHERE { ?a ?b ?c }": "no CONSTRUCT",
    "CONSTRUCT { ?a :p ?b } WHERE { ?a :p }": "error at 1:",
    "CONSTRUCT { ?a :p ?b . ?b :p ?a } WHERE { ?a :p ?b }": "2 triples",
    "CONSTRUCT { ?a :p ?c } WHERE { ?a :p ?b }": r"\?c of its conclusion",
    "CONSTRUCT { ?a :p ?b } WHERE { ?a :p+ ?b }": "more than triple patterns",
    "CONSTRUCT { ?a :p ?b } WHERE { ?a :p ?b OPTIONAL { ?b :p ?c } }": "more than triple patterns",
    "CONSTRUCT { ?a :p ?b } WHERE { { ?a :q ?b } UNION { ?b :q ?a } }": "more than triple patterns",
    "CONSTRUCT { ?a :p ?c } WHERE { ?a :p ?b BIND(IRI(CONCAT(STR(?b), 'x')) AS ?c) }": "more than triple patterns",
    "CONSTRUCT { ?a :p ?b } WHERE { ?a :q [ :p ?b ] }": "blank nodes",
    "CONSTRUCT { ?a :p [] } WHERE { ?a :p ?b }": "blank nodes",
    "CONSTRUCT WHERE { ?a :p ?b }": r"is not a header, prefixes",
    "CONSTRUCT { ?a :p ?b } WHERE { ?a :p ?b .\nFILTER NOT EXISTS { ?a ?p ?a }\n}": "must name its predicate",
}


@pytest.mark.parametrize("query", SHAPELESS)
def test_a_rule_keeps_to_its_shape(query: str) -> None:
    with pytest.raises(InvalidInput, match=SHAPELESS[query]):
        Rule("rule.rq", f"PREFIX : <http://x/> {query}").check()
