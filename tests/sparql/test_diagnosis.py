"""What is said of malformed queries and updates: the first place that is wrong, and what to do, whatever the text."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.namespaces import BASE
from server.sparql.diagnosis import SyntaxFault, diagnose, overlooked_fault
from server.sparql.suggestions import missing_prefixes
from tests.sparql.malformed import Malformed, malformed
from tests.sparql.productions import BEYOND_THE_ENGINE, PROLOGUE, QUERIES
from tests.sparql.texts import TEXTS

MALFORMED_QUERIES = malformed("queries")
MALFORMED_UPDATES = malformed("updates")


def refusal(text: str, update: bool = False) -> SyntaxFault | None:
    """What an evaluator says of a text: None if it is right."""
    if fault := overlooked_fault(text, update):
        return fault
    store = ox.Store()
    try:
        if update:
            store.update(text, base_iri=BASE)
        else:
            store.query(text, base_iri=BASE)
    except SyntaxError as error:
        return diagnose(text, error, update)
    except (RuntimeError, OSError, ValueError):
        pass  # it is read, and cannot be evaluated
    return None


def check(case: Malformed, fault: SyntaxFault | None) -> None:
    """The fault is the one that the case tells of."""
    assert fault
    found = (fault.line, fault.column, fault.token, fault.message, fault.advice)
    assert found == (case.line, case.column, case.token, case.message, case.advice)
    assert case.text.split("\n")[fault.line - 1][fault.column - 1 :].startswith(fault.token.split("\n")[0])


@pytest.mark.parametrize("case", MALFORMED_QUERIES, ids=lambda case: str(case.text))
def test_a_malformed_query_is_blamed_at_its_place_with_advice(case: Malformed) -> None:
    check(case, refusal(case.text))


@pytest.mark.parametrize("case", MALFORMED_UPDATES, ids=lambda case: str(case.text))
def test_a_malformed_update_is_blamed_at_its_place_with_advice(case: Malformed) -> None:
    check(case, refusal(case.text, update=True))


def test_there_are_many_and_each_has_advice() -> None:
    assert len(MALFORMED_QUERIES) > 200
    assert len(MALFORMED_UPDATES) > 25
    assert all(case.message and case.advice for case in (*MALFORMED_QUERIES, *MALFORMED_UPDATES))


@pytest.mark.parametrize("query", QUERIES)
def test_nothing_is_overlooked_in_a_right_query(query: str) -> None:
    assert overlooked_fault(query) is None


@pytest.mark.parametrize(
    ("query", "token"),
    [
        ("SELECT * { FILTER(?x<?a&&?b>?y) }", "<?a&&?b>"),
        ("SELECT * { FILTER(?x<=?a&&?b>?y) }", "<=?a&&?b>"),
        ("SELECT * { FILTER(?x <5&&?y> 3) }", "<5&&?y>"),
        ("SELECT * { FILTER(?x<STR(?a)&&?y>3) }", "<STR(?a)&&?y>"),
        ("SELECT (IF(?x<?a,?b>?c,1) AS ?z) { ?x ?a ?b }", "<?a,?b>"),
        ("SELECT (COUNT(COUNT(*)) AS ?c) {}", "COUNT(*)"),
        ("SELECT (SUM( # AS\n MAX(?x)) AS ?c) { ?x ?p ?o }", "MAX(?x)"),
        ("SELECT ?p { ?s ?p ?o } GROUP BY ?p ORDER BY MAX(1 + MIN(?o))", "MIN(?o)"),
        ("SELECT ?p { ?s ?p ?o OPTIONAL { ?o ?q ?r FILTER(COUNT(?r) > 1) } } GROUP BY ?p", "COUNT(?r)"),
        ("SELECT ?p { ?s ?p ?o } GROUP BY ?p HAVING (EXISTS { ?a ?b ?c BIND(MAX(?c) AS ?d) })", "MAX(?c)"),
        ("SELECT * { BIND(<<( <<( ?a ?b ?c )>> ?p 1 )>> AS ?t) }", "<<( ?a ?b ?c )>>"),
        ("SELECT * { FILTER(<<( ?s ?p <<( 1 ?b ?c )>> )>> = ?t) ?t ?u ?v }", "1"),
        ("SELECT * { FILTER(isTRIPLE(<<( 'a' ?b ?c )>>)) }", "'a'"),
    ],
)
def test_what_the_engine_lets_pass_is_refused(query: str, token: str) -> None:
    ox.Store().query(query, base_iri=BASE)
    fault = overlooked_fault(query)
    assert fault
    assert fault.token == token


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?x ?p ?y FILTER(?x < ?y && ?y > 1) FILTER(?x<?y) FILTER(?x<5 &&?y>=3) }",
        "SELECT (COUNT(?x) AS ?n) (SUM(?y) AS ?m) { ?x ?p ?y } GROUP BY ?p HAVING (COUNT(?x) > 1 && SUM(?y) > 2)",
        "SELECT (MAX(?x) - MIN(?x) AS ?n) { ?s ?p ?x FILTER(?x > 1) } ORDER BY COUNT(?x) SUM(?x)",
        "SELECT (SUM(?n) AS ?m) { { SELECT (COUNT(?x) AS ?n) { ?x ?p ?y FILTER(?y > 1) } GROUP BY ?p } }",
        "SELECT * { ?s ?p ?o FILTER EXISTS { SELECT (COUNT(?x) AS ?n) { ?x ?p ?y } } }",
        "SELECT (123 AS ?z) { ?s ?p ?z } GROUP BY ?s",
        "SELECT * { << 'a' ?p ?o >> ?q <<( 1 ?p ?o )>> }",
        "SELECT * { ?s ?p <a&b> , <http://example.org/a(b)> , <#c,d> }",
        "SELECT (?x AS ?count) (?max AS ?y) { ?x ?max ?sum FILTER(?sum > 1) }",
    ],
)
def test_what_looks_like_it_is_answered(query: str) -> None:
    assert refusal(query) is None


def test_whatever_is_wrong_further_on_the_first_is_told() -> None:
    fault = refusal("SELECT ?s ?c {\n  ?s “x” ?o ; ?p ] } GROUP BY ?s")
    assert fault
    assert (fault.line, fault.column) == (2, 6)


def test_an_unknown_function_before_the_end_of_the_grammar_is_the_first() -> None:
    fault = refusal("SELECT (NVL(?o, 1) AS ?x) { ?s ?p ]")
    assert fault
    assert (fault.column, fault.meant) == (9, "COALESCE")


def test_a_place_behind_what_is_too_deep_for_the_tree_is_found() -> None:
    brackets = 200
    fault = refusal("SELECT * { FILTER(" + "(" * brackets + "1" + ")" * brackets + ") ?s ?p ] }")
    assert fault
    assert (fault.token, fault.column) == ("]", 2 * brackets + 28)


def test_undeclared_prefixes_do_not_hide_that_one_is_declared_wrongly() -> None:
    declared = (
        "PREFX eik: <https://w3id.org/eikg/ontology/>\nPREFIX rdfs <http://www.w3.org/2000/01/rdf-schema#>\n"
    )
    hints = missing_prefixes(
        f"{declared}SELECT * {{ ?s a eik:Claim ; rdfs:label ?l ; skos:note ?n ; http://a ?x }}"
    )
    assert [hint.written for hint in hints] == ["skos:"]


@pytest.mark.parametrize("text", BEYOND_THE_ENGINE)
def test_a_right_query_that_the_engine_refuses_is_blamed_on_the_engine_or_a_token(text: str) -> None:
    query = f"{PROLOGUE}SELECT * {{ {text} }}"
    fault = refusal(query)
    assert fault
    assert fault.token in text


@given(TEXTS, st.booleans())
def test_every_text_is_read_or_blamed_within_itself(text: str, update: bool) -> None:
    fault = refusal(text, update)
    if fault:
        lines = text.split("\n")
        assert 1 <= fault.line <= len(lines)
        assert 1 <= fault.column <= len(lines[fault.line - 1]) + 1
        assert fault.token in text


@given(st.sampled_from([*QUERIES, *(case.text for case in MALFORMED_QUERIES)]), st.data())
def test_every_query_with_a_piece_taken_out_is_read_or_blamed_within_itself(
    query: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(query)))
    end = data.draw(st.integers(start, min(len(query), start + 10)))
    text = query[:start] + query[end:]
    fault = refusal(text)
    assert fault is None or fault.token in text
