"""Hints over HTTP for queries that are right by the letter: in the header, and in the explanation of what is empty."""

from __future__ import annotations

import json

import pytest

from tests.web.test_explain import explain
from tests.web.test_sparql_errors import ask

PROLOGUE = """PREFIX eik: <https://w3id.org/eikg/ontology/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        (
            "SELECT (GROUP_CONCAT(?s) AS ?all) { ?s a eik:State }",
            "GROUP_CONCAT takes strings, and ?s is an IRI",
        ),
        (
            "SELECT ?c (COUNT(*) AS ?n) { ?s a ?c } GROUP BY ?c HAVING(?n > 3)",
            "?n has no value in HAVING, which is evaluated before SELECT names it",
        ),
        ('ASK { ?s ?p "2020-13-45"^^xsd:date }', '"2020-13-45"^^xsd:date is no xsd:date'),
        ('SELECT * { ?s rdfs:label "Belarus" }', "add the language (@be, @en, @ru)"),
        ('SELECT * { ?s eik:position ?n FILTER(?n = "5") }', "leave the quotation marks away"),
        (
            "ASK { ?x owl:cardinality ?n FILTER(DATATYPE(?n) = xsd:nonNegativeInteger) }",
            "the store holds its values as xsd:integer",
        ),
    ],
)
def test_a_query_that_surely_means_something_else_is_answered_with_a_hint(
    address: str, query: str, hint: str
) -> None:
    for _ in range(2):  # evaluated, and from what was kept
        status, headers, _ = ask(address, PROLOGUE + query)
        assert status == 200
        assert hint in headers["EIKG-Hint"]


def test_hints_about_names_come_first(address: str) -> None:
    _, headers, _ = ask(address, f'{PROLOGUE}SELECT * {{ ?s a eik:Stat ; rdfs:label "Belarus" }}')
    names, _, values = headers["EIKG-Hint"].partition("; did you mean eik:State?; ")
    assert names == "eik:Stat does not exist in this release"
    assert values.startswith('"Belarus" matches nothing')


@pytest.mark.parametrize(
    ("query", "cause"),
    [
        ("SELECT ?c (COUNT(*) AS ?n) { ?s a ?c } GROUP BY ?c HAVING(?n > 3)", "has no value in HAVING"),
        ('SELECT * { ?s rdfs:label "Belarus" }', "rdfs:label has a string with a language"),
    ],
)
def test_the_explanation_of_an_empty_answer_names_the_cause(address: str, query: str, cause: str) -> None:
    found = explain(address, "empty", query)
    assert found["empty"]
    assert cause in found["hints"][0]["message"]
    assert cause in found["detail"]


def test_a_query_without_a_trap_gets_no_hint(address: str) -> None:
    status, headers, body = ask(address, f'{PROLOGUE}SELECT * {{ ?s rdfs:label "Belarus"@en }}')
    assert (status, headers["EIKG-Hint"]) == (200, None)
    assert json.loads(body)["results"]["bindings"]
