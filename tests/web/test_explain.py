"""Explanations over HTTP: why an answer is empty, and what cannot be explained."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.web.test_sparql_errors import ask as ask_endpoint

PROLOGUE = """PREFIX eik: <https://w3id.org/eikg/ontology/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX state: <https://w3id.org/eikg/id/state/>
"""


def explain(address: str, kind: str, query: str, status: int = 200, **parameters: str) -> dict[str, Any]:
    found, headers, body = ask_endpoint(address, PROLOGUE + query, explain=kind, **parameters)
    assert found == status, body
    assert headers["Content-Type"].endswith("json")
    document: dict[str, Any] = json.loads(body)
    return document


@pytest.mark.parametrize(
    ("query", "kind", "pattern", "alone", "without"),
    [
        (
            "SELECT * { ?c a eik:Claim ; eik:nothing ?x }",
            "triple pattern",
            "?c eik:nothing ?x .",
            False,
            True,
        ),
        ("ASK { ?c a eik:Claim . ?c eik:memberOf ?b }", "triple pattern", "?c eik:memberOf ?b .", True, True),
        ("SELECT * { ?c eik:inDocument ?d FILTER(?c = ?d) }", "filter", "FILTER(?c = ?d)", None, True),
        (
            "SELECT ?c { ?c eik:inDocument/eik:nothing ?d }",
            "triple pattern",
            "?eikg_1 eik:nothing ?d .",
            False,
            True,
        ),
        (
            "SELECT ?c { OPTIONAL { ?c a eik:None } GRAPH ?c { ?s ?p ?o . ?s eik:nothing [] } }",
            "triple pattern",
            "GRAPH ?c { ?s eik:nothing ?eikg_1 . }",
            False,
            True,
        ),
        (
            "SELECT * { ?c a eik:Claim MINUS { ?c a eik:Claim } }",
            "MINUS",
            "MINUS { ?c a eik:Claim }",
            None,
            True,
        ),
        (
            "SELECT * { ?c a eik:Claim { ?c a eik:No } UNION { ?c a eik:Nil } }",
            "UNION",
            "{ ?c a eik:No . } UNION { ?c a eik:Nil . }",
            False,
            True,
        ),
        ("SELECT * { ?c a eik:Claim VALUES ?c { <x:y> } }", "VALUES", "VALUES ?c { <x:y> }", True, True),
    ],
)
def test_the_part_that_empties_an_answer_is_named(
    address: str, query: str, kind: str, pattern: str, alone: bool | None, without: bool
) -> None:
    found = explain(address, "empty", query)
    assert found["empty"] is True
    culprit = found["culprit"]
    assert (culprit["kind"], culprit["pattern"]) == (kind, pattern)
    assert (culprit["alone"], culprit["without"]) == (alone, without)
    assert pattern in found["detail"]


def test_the_place_of_the_part_is_told(address: str) -> None:
    found = explain(address, "empty", "SELECT * {\n  ?c a eik:Claim ;\n    eik:nothing ?x\n}")
    assert (found["culprit"]["line"], found["culprit"]["column"]) == (6, 5)
    assert [condition["solutions"] for condition in found["conditions"]] == [True, False]


def test_hints_come_with_the_explanation(address: str) -> None:
    found = explain(address, "empty", "SELECT * { ?c a eik:Clam }")
    assert found["hints"][0]["suggestion"] == "eik:Claim"


def test_hints_alone_come_with_what_mends_the_query(address: str) -> None:
    query = 'SELECT * { ?c a eik:Clam ; rdfs:label "é"@en }'
    found = explain(address, "hints", query)
    assert [*found] == ["hints"]
    (hint,) = found["hints"]
    start = len(PROLOGUE) + query.index("eik:Clam")
    edit = {"start": start, "end": start + len("eik:Clam"), "text": "eik:Claim"}
    assert hint["fixes"] == [{"written": "eik:Claim", "edits": [edit]}]


def test_there_are_no_hints_for_what_is_no_query(address: str) -> None:
    found = explain(address, "hints", "SELECT * { ?c a }", 400)
    assert found["type"].endswith("/problem/query-syntax")
    assert explain(address, "hints", "SELECT * { SERVICE <https://example.org/> { ?s ?p ?o } }") == {
        "hints": []
    }


def test_there_are_no_hints_about_graphs_that_have_no_iri(address: str) -> None:
    for name in ("default-graph-uri", "named-graph-uri"):
        found = explain(address, "hints", "ASK { ?s ?p ?o }", 400, **{name: "no iri"})
        assert found["type"].endswith("/problem/graph-name")
        assert found["parameter"] == name


def test_an_unknown_format_is_refused_for_explanations_too(address: str) -> None:
    for kind in ("empty", "hints"):
        found = explain(address, kind, "ASK { ?s ?p ?o }", 406, format="nonesuch")
        assert found["type"].endswith("/problem/not-acceptable")
    assert explain(address, "empty", "ASK { ?s ?p ?o }", format="csv")["empty"] is False


def test_what_follows_the_pattern_may_leave_nothing(address: str) -> None:
    query = "SELECT ?d (COUNT(*) AS ?n) { ?c eik:inDocument ?d } GROUP BY ?d HAVING(?n > 1000000)"
    found = explain(address, "empty", query)
    assert (found["empty"], found["culprit"]) == (True, None)
    assert "HAVING" in found["detail"]


def test_an_answer_with_rows_is_not_empty(address: str) -> None:
    assert explain(address, "empty", "SELECT * { ?c a eik:Claim } LIMIT 1")["empty"] is False


def test_the_dataset_of_the_request_counts(address: str) -> None:
    query = "SELECT * { ?c a eik:Claim }"
    assert explain(address, "empty", query)["empty"] is False
    found = explain(address, "empty", query, 200, **{"default-graph-uri": "x:y"})
    assert found["culprit"]["pattern"] == "?c a eik:Claim ."


@pytest.mark.parametrize(
    ("kind", "query"),
    [
        ("empty", "CONSTRUCT WHERE { ?s ?p ?o }"),
        ("sources", "ASK { ?s ?p ?o }"),
        ("empty", "SELECT * { ?a ?b ?c FILTER(?a<?b#>\n) }"),
    ],
)
def test_a_query_of_another_shape_is_refused_with_the_reason(address: str, kind: str, query: str) -> None:
    found = explain(address, kind, query, 400)
    assert found["type"].endswith("/no-explanation")
    assert found["detail"].startswith("The query cannot be explained: ")


def test_an_unknown_explanation_is_refused(address: str) -> None:
    assert "`empty` or `sources` or `plan` or `hints`" in explain(address, "nothing", "ASK {}", 400)["detail"]


def test_a_syntax_error_is_told_as_without_explanation(address: str) -> None:
    found = explain(address, "empty", "SELECT * { ?c a }", 400)
    assert (found["line"], found["column"], found["token"]) == (4, 17, "}")


def test_a_syntax_error_comes_with_what_mends_it(address: str) -> None:
    query = "SELEC * { ?s skos:prefLabel ?o }"
    found = explain(address, "empty", query, 400)
    fixes = [fix for hint in found["hints"] for fix in hint["fixes"]]
    start = len(PROLOGUE)
    assert {"written": "SELECT", "edits": [{"start": start, "end": start + 5, "text": "SELECT"}]} in fixes
    declaration = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>"
    assert {
        "written": declaration,
        "edits": [{"start": 0, "end": 0, "text": f"{declaration}\n"}],
    } in fixes
