from __future__ import annotations

from uuid import uuid4

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.sparql.rewriting import (
    DatasetConflict,
    normalise_for_engine,
    with_columns,
    with_dataset,
    without_constants,
)
from server.sparql.tokens import tokens


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
    ("first", "second"),
    [
        (
            "SELECT * { BIND(CONCAT('<http://x/',?a,'>') AS ?l) VALUES (?a ?b) {(1 2)} }",
            "SELECT * { BIND(CONCAT('<http://x/',?b,'>') AS ?l) VALUES (?a ?b) {(1 2)} }",
        ),
        ("SELECT * { ?s ?p '<http://x',?y,'>' }", "SELECT * { ?s ?p '<http://x',?z,'>' }"),
        (
            'SELECT * { VALUES ?v { "S""a ?x " "" } OPTIONAL { ?q ?w ?e } #"""\n}',
            'SELECT * { VALUES ?v { """a ?x " "" } OPTIONAL { ?q ?w ?e } #"""\n}}',
        ),
    ],
)
def test_strings_that_look_like_constants_are_none(first: str, second: str) -> None:
    for query in (first, second, first):
        named = variables(with_columns(query, without_constants(query), variables))
        appearing = dict.fromkeys(token.text[1:] for token in tokens(query) if token.kind == "variable")
        assert named == [name for name in appearing if name in variables(query)]


def variables(query: str) -> list[str]:
    """Those in scope of a SELECT, as the engine has them."""
    solutions = ox.Store().query(query)
    assert isinstance(solutions, ox.QuerySolutions)
    return [variable.value for variable in solutions.variables]


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
    assert variables(with_columns(query, without_constants(query), variables)) == columns.split()


@pytest.mark.parametrize(
    "query", ["SELECT ?s { { SELECT * { ?s ?p ?o } } }", "ASK { ?s ?p '*' }", "SELECT (2 * 3 AS ?n) {}"]
)
def test_only_the_outermost_asterisk_counts(query: str) -> None:
    assert with_columns(query, "", lambda _: ["s"]) == query


@pytest.mark.parametrize(
    ("before", "constant"),
    [
        ("", '"{}"'),
        ("# SELECT * of all\n", '"{}"'),
        ("PREFIX a: <http://a/{}#>\n", "<http://a/{}>"),
        ("PREFIX a: <http://a/SELECT*{}>\n", "<http://a/SELECT*{}>"),
    ],
)
def test_the_columns_of_queries_that_differ_in_constants_are_looked_up_once(
    before: str, constant: str
) -> None:
    new, asked = f"?v{uuid4().hex}", []
    query = f'{before}SELECT * {{ ?s ?p {constant} . ?s {new} 1 . FILTER("SELECT *" != ?p) }}'

    def find(text: str) -> list[str]:
        asked.append(text)
        return variables(text)

    for number in range(3):
        given = query.replace("{}", "x" * number)
        named = with_columns(given, without_constants(given), find)
        assert named == given.replace("SELECT * {", f"SELECT  ?s ?p {new}  {{")
    assert len(asked) == (3 if "{}" in before else 1)


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
