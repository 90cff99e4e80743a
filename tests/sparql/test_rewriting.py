from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.sparql.rewriting import (
    DatasetConflict,
    has_star,
    normalise_for_engine,
    with_columns,
    with_dataset,
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("SELECT (CONCAT ('a') AS ?x) {}", "SELECT (CONCAT('a') AS ?x) {}"),
        ("SELECT (coalesce # why\n (1) AS ?x) {}", "SELECT (coalesce(1) AS ?x) {}"),
        ("ASK { FILTER(TRUE || False) }", "ASK { FILTER(true || false) }"),
        ("ASK { VALUES ?x { 1TRUE } }", "ASK { VALUES ?x { 1true } }"),
        ("ASK { ?s ?p 'CONCAT (TRUE' }", "ASK { ?s ?p 'CONCAT (TRUE' }"),
        (
            "PREFIX TRUE: <a:> ASK { TRUE:TRUE ?TRUE <TRUE> }",
            "PREFIX TRUE: <a:> ASK { TRUE:TRUE ?TRUE <TRUE> }",
        ),
    ],
)
def test_what_the_engine_refuses_is_put_as_it_likes_it(written: str, meant: str) -> None:
    assert normalise_for_engine(written) == meant
    ox.Store().query(meant, base_iri="a:")


@given(st.text(st.sampled_from("CONCAT TRUE('\"<>#\\\n:?{}")))
def test_a_text_without_these_words_stays_as_it_is(text: str) -> None:
    assert "CONCAT" in text or "TRUE" in text or normalise_for_engine(text) == text


@pytest.mark.parametrize(
    ("query", "columns"),
    [
        ("SELECT * { ?s ?p ?o }", "s p o"),
        ("SELECT DISTINCT * { ?o ?a ?s OPTIONAL { ?a $z ?b } }", "o a s z b"),
        ("select*{ ?x ?y 1 { SELECT ?c ?b { ?c ?d ?b } } }", "x y c b"),
        ("SELECT * { { SELECT * { ?q ?p ?b } } BIND(1 AS ?a) FILTER(?c) }", "q p b a"),
        ("PREFIX a: <a:> SELECT REDUCED * FROM <a:b> WHERE { VALUES (?y ?x) { (1 2) } }", "y x"),
        ("SELECT * { ?b <a:p> 1 MINUS { ?a ?b ?c } }", "b"),
    ],
)
def test_columns_come_in_the_order_of_appearance(query: str, columns: str) -> None:
    solutions = ox.Store().query(query)
    assert isinstance(solutions, ox.QuerySolutions)
    named = ox.Store().query(with_columns(query, [variable.value for variable in solutions.variables]))
    assert isinstance(named, ox.QuerySolutions)
    assert [variable.value for variable in named.variables] == columns.split()


@pytest.mark.parametrize(
    "query", ["SELECT ?s { { SELECT * { ?s ?p ?o } } }", "ASK { ?s ?p '*' }", "SELECT (2 * 3 AS ?n) {}"]
)
def test_only_the_outermost_asterisk_counts(query: str) -> None:
    assert not has_star(query)
    assert with_columns(query, ["s"]) == query


@pytest.mark.parametrize(
    "update",
    [
        "INSERT { <a:new> <a:p> ?o } WHERE { ?s <a:p> ?o }",
        "DELETE { ?s <a:q> ?o } INSERT { <a:new> <a:p> ?o } WHERE { ?s <a:p> ?o { SELECT ?s WHERE { ?s ?p ?o } } }",
        "INSERT DATA { <a:other> <a:q> 1 } ; INSERT { <a:new> <a:p> ?o } WHERE { ?s <a:p> ?o }",
    ],
)
def test_the_dataset_of_the_request_is_that_of_every_pattern(update: str) -> None:
    store = ox.Store()
    store.update("INSERT DATA { <a:s> <a:p> 0 GRAPH <a:g> { <a:s> <a:p> 1 } GRAPH <a:h> { <a:s> <a:p> 2 } }")
    store.update(with_dataset(update, ["a:g"], []))
    (quad,) = store.quads_for_pattern(ox.NamedNode("a:new"), None, None)
    assert str(quad.object) == '"1"^^<http://www.w3.org/2001/XMLSchema#integer>'


def test_the_short_form_of_delete_takes_a_dataset_too() -> None:
    store = ox.Store()
    store.update("INSERT DATA { <a:s> <a:p> 1 . <a:s> <a:p> 2 . GRAPH <a:g> { <a:s> <a:p> 1 } }")
    store.update(with_dataset("DELETE WHERE { ?s ?p ?o }", ["a:g"], []))
    assert {str(quad.object) for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph())} == {
        '"2"^^<http://www.w3.org/2001/XMLSchema#integer>'
    }


@pytest.mark.parametrize("clause", ["USING <a:h>", "USING NAMED <a:h>"])
def test_a_dataset_named_twice_is_refused(clause: str) -> None:
    update = f"DELETE {{ ?s ?p ?o }} {clause} WHERE {{ ?s ?p ?o }}"
    with pytest.raises(DatasetConflict):
        with_dataset(update, ["a:g"], [])
    assert with_dataset(update, [], []) == update
    with pytest.raises(DatasetConflict):
        with_dataset("WITH <a:h> DELETE WHERE { ?s ?p ?o }", [], ["a:g"])
