from __future__ import annotations

from contextlib import suppress

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.sparql.tokens import (
    asks_graphs,
    calls_service,
    dataset_clauses,
    is_update,
    tokens,
    undeclared_prefix,
)

CALLS = [
    "ASK { SERVICE <http://localhost/> { ?s ?p ?o } }",
    "ASK { sErViCe ?x { ?s ?p ?o } }",
    "ASK { SERVICE SILENT <http://localhost/>{} }",
    "ASK{{}SERVICE<http://localhost/>{}}",
    "PREFIX ex: <http://localhost/> ASK { SERVICEex:a { } }",
    "ASK { ?s ?p trueSERVICE<http://localhost/>{} }",
    "ASK { ?s ?p 1SERVICE<http://localhost/>{} }",
    "ASK { ?s ?p 'it\\'s' . SERVICE <http://localhost/> {} }",
    "PREFIX ex: <http://localhost/> ASK { ?s ex:it\\'s ?o . SERVICE <http://localhost/> {} }",
    "ASK { ?s <http://localhost/\\u0041#> ?o . SERVICE <http://localhost/> {} }",
    "ASK { ?s ?p ''' ' '' ''' . SERVICE <http://localhost/> {} # '''\n }",
    "ASK { ?a ?p ?b FILTER(?a<?b#> '''\n) SERVICE <http://localhost/> {} #'''\n }",
    "ASK { ?a ?p ?b # <\n SERVICE <http://localhost/> {} }",
]
CALLS_NOT = [
    "PREFIX ex: <http://localhost/> ASK { ?s ex:SERVICE ?o }",
    "PREFIX service: <http://localhost/> ASK { ?s service:a service:b }",
    "PREFIX service: <http://localhost/> ASK { GRAPH service:g { ?s ?p ?o } }",
    "ASK { ?s ?p 'SERVICE <http://localhost/> {}' }",
    'ASK { ?s ?p """ " SERVICE " """ }',
    "ASK { ?s <http://localhost/SERVICE> ?o } # SERVICE",
    "ASK { ?service ?p $SERVICE }",
    "ASK { _:SERVICE ?p 'a'@en-SERVICE }",
]


@pytest.mark.parametrize("query", CALLS)
def test_service_is_found_however_it_is_written(query: str) -> None:
    assert calls_service(query)


@pytest.mark.parametrize("query", CALLS_NOT)
def test_what_only_looks_like_service_is_let_pass(query: str) -> None:
    ox.Store().query(query)  # it is a query, or the example proves nothing
    assert not calls_service(query)


LONG_PIECES = (
    "SERVICE",
    "FILTER(?x",
    "FILTER(?x<?x#>",
    "\\u0041",
    "SERVICE <http://localhost:1/> {}",
    "#'''\n",
)
SHORT_PIECES = ("'''", '"""', "<http://localhost:1/>", "{}", "ex:", "?x", "true", "^^")
PIECES = st.sampled_from([*"<>#'\"\\?:.{}()\n a1@", *SHORT_PIECES, *LONG_PIECES])


@given(st.lists(PIECES, max_size=10).map("".join))
def test_no_query_that_the_engine_takes_for_federated_is_missed(text: str) -> None:
    query = (
        f"PREFIX ex: <http://localhost:1/> PREFIX : <http://localhost:1/> ASK {{ VALUES ?x {{ 1 }} {text} }}"
    )
    if not calls_service(query):
        with suppress(SyntaxError):
            bool(
                ox.Store().query(query)
            )  # the engine refuses port 1 with an OSError, which would fail the test


@given(st.text(max_size=200))
def test_tokens_cover_any_text_in_order(text: str) -> None:
    position = 0
    for token in tokens(text):
        assert token.start >= position
        assert text[token.start : token.start + len(token.text)] == token.text
        position = token.start + len(token.text)


def test_dataset_clauses_are_those_of_the_grammar_only() -> None:
    query = "PREFIX ex: <http://localhost/> SELECT * FROM ex:a FROM<b> FROM NAMED ex:c { ?from ?p 'FROM <d>' } # FROM"
    clauses = dataset_clauses(query)
    assert clauses.prologue == "PREFIX ex: <http://localhost/> "
    assert clauses.default_graphs == ("ex:a", "<b>")
    assert clauses.named_graphs == ("ex:c",)


@pytest.mark.parametrize(
    "text", ["PREFIX insert: <a:> INSERT DATA {}", "load <a:b>", "WITH <a:b> DELETE {} WHERE {}"]
)
def test_an_update_is_known_by_its_first_keyword(text: str) -> None:
    assert is_update(text)


def test_a_query_with_words_of_updates_is_none() -> None:
    assert not is_update("PREFIX insert: <a:> # DELETE\nSELECT (1 AS ?load) {}")


def test_undeclared_prefix_is_found_at_its_place() -> None:
    token = undeclared_prefix("PREFIX ex: <a:> ASK { ex:a _:b 'c:d' . ?x foo:bar ?y }")
    assert token is not None
    assert (token.text, token.start) == ("foo:bar", 42)
    assert undeclared_prefix("PREFIX ex: <a:> ASK { ex:a ex:b ex:c }") is None


@pytest.mark.parametrize(
    ("query", "asks"),
    [
        ("SELECT * { GRAPH ?g { ?s ?p ?o } }", True),
        ("SELECT * { graph<a:b>{ ?s ?p ?o } }", True),
        ("SELECT * { ?s ?p trueGRAPHex:a { ?s ?p ?o } }", True),
        ("SELECT * { ?s ?p 1 . GRAPHex:a { ?s ?p ?o } }", True),
        ("SELECT * FROM <https://w3id.org/eikg/graph/asserted> { ?s ?p ?o }", False),
        ("PREFIX graph: <x:> SELECT * FROM graph:asserted { ?s ?p ?o }", False),
        ("PREFIX graph: <x:> SELECT * FROM NAMED graph:asserted { ?s graph:p ?o }", False),
        ("SELECT * { ?s ?p 'graph' } # GRAPH", False),
        ("SELECT * { ?graph ?p ?o }", False),
        ("ASK {}", False),
    ],
)
def test_whether_a_query_asks_of_named_graphs(query: str, asks: bool) -> None:
    assert asks_graphs(query) is asks
