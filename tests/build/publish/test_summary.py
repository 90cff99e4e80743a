"""What changed between two releases is told by digests: of claims, of terms, of the rows of saved queries."""

from __future__ import annotations

from dataclasses import replace

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from server.build.publish.summary import summary
from server.build.vocabulary import graph
from server.namespaces import BASE, EIK
from server.rdf.graphs import canonical
from server.rdf.terms import OWL, RDFS, TERMS, TYPE
from server.release import INFERRED_GRAPH
from server.summary import Change, Summary, changes

CLAIM, SECOND = NamedNode(f"{BASE}id/claim/x-001"), NamedNode(f"{BASE}id/claim/x-002")
STATE, KIND = NamedNode(f"{BASE}id/state/x"), NamedNode(f"{EIK}Kind")
DOCUMENT, ONTOLOGY = graph("x"), graph("ontology")


def kind(label: str, filler: str, node: str = "b") -> list[Quad]:
    """A class with a restriction, which is a blank node."""
    return [
        Quad(KIND, TYPE, OWL["Class"], ONTOLOGY),
        Quad(KIND, RDFS["label"], Literal(label), ONTOLOGY),
        Quad(KIND, RDFS["subClassOf"], BlankNode(node), ONTOLOGY),
        Quad(BlankNode(node), OWL["someValuesFrom"], NamedNode(EIK + filler), ONTOLOGY),
    ]


GIVEN = [
    Quad(STATE, TYPE, KIND, CLAIM),
    Quad(CLAIM, TERMS["stance"], NamedNode(f"{BASE}scheme/stance/asserts"), DOCUMENT),
    Quad(NamedNode(f"{EIK}module"), TYPE, OWL["Ontology"], ONTOLOGY),
    *kind("kind", "Actor"),
]


def changed(after: list[Quad]) -> tuple[Change, Change]:
    found = changes(summary(canonical(GIVEN)), summary(canonical(after)))
    return found.claims, found.terms


def test_equal_data_has_an_equal_summary() -> None:
    assert summary(canonical(reversed(GIVEN))).to_json() == summary(canonical(GIVEN)).to_json()
    assert [*summary(GIVEN).claims] == [CLAIM.value]
    assert [*summary(GIVEN).terms] == [KIND.value]  # a module is no term


def test_a_claim_changes_with_its_graph_and_with_what_is_said_of_it() -> None:
    change = Change(changed=(CLAIM.value,))
    assert changed([*GIVEN, Quad(STATE, RDFS["label"], Literal("x"), CLAIM)]) == (change, Change())
    denied = Quad(CLAIM, TERMS["stance"], NamedNode(f"{BASE}scheme/stance/denies"), DOCUMENT)
    assert changed([GIVEN[0], denied, *GIVEN[2:]]) == (change, Change())
    inferred = Quad(CLAIM, TYPE, OWL["Thing"], NamedNode(INFERRED_GRAPH))
    assert changed([*GIVEN, inferred]) == (Change(), Change())


def test_claims_come_and_go() -> None:
    assert changed([*GIVEN, Quad(STATE, TYPE, KIND, SECOND)])[0] == Change(added=(SECOND.value,))
    assert changed(GIVEN[2:])[0] == Change(removed=(CLAIM.value,))


def test_a_term_changes_with_what_is_nested_in_it_but_not_with_the_names_of_blank_nodes() -> None:
    change = Change(changed=(KIND.value,))
    assert changed([*GIVEN[:3], *kind("sort", "Actor")])[1] == change
    assert changed([*GIVEN[:3], *kind("kind", "State")])[1] == change
    other = Quad(BlankNode("a"), RDFS["comment"], Literal("shifts the canonical labels"), graph("shapes"))
    assert changed([*GIVEN[:3], *kind("kind", "Actor", "z"), other])[1] == Change()


def test_answers_are_compared_where_both_were_asked() -> None:
    asked = Summary({}, {}, {"one": "1", "two.setting": "2"})
    later = replace(asked, answers={"one": "1", "two.setting": "3", "three": "4"})
    assert changes(asked, later).answers == Change(added=("three",), changed=("two.setting",))
    assert changes(replace(asked, answers=None), later).answers is None
