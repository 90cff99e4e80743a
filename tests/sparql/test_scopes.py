"""Variables in scope are those that the engine has columns for; certain ones are bound in every row it gives."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given

from server.namespaces import BASE
from server.sparql.parser import parse
from server.sparql.scanner import Unreadable
from server.sparql.scopes import certain, in_scope, projected
from tests.sparql.productions import PROLOGUE, QUERIES
from tests.system.fuzz.queries import VALID

DATA = """
PREFIX : <http://example.org/>
:a :p :b , 1 ; :q :c . :b :p :c ; :q 2 . :c :r :a . :g { :a :p :d } :h { :b :p :a }
"""


def columns(query: str) -> set[str] | None:
    """The variables of a query's solutions; None where the engine refuses it or it has none."""
    try:
        found = ox.Store().query(query, base_iri=BASE)
    except (SyntaxError, RuntimeError, OSError):
        return None
    return {variable.value for variable in found.variables} if isinstance(found, ox.QuerySolutions) else None


@pytest.mark.parametrize("query", [query for query in QUERIES if columns(query) and "SERVICE" not in query])
def test_the_columns_are_those_of_the_engine(query: str) -> None:
    assert {*projected(parse(query).query)} == columns(query)


@given(VALID)
def test_the_columns_of_any_query_are_those_of_the_engine(query: str) -> None:
    expected = columns(query)
    if expected is not None:
        try:
            found = projected(parse(query).query)
        except Unreadable:
            return
        assert {*found} == expected


PATTERNS = {
    "?a :p ?b": ("a b", "a b"),
    "?a :p+/^:q ?b": ("a b", "a b"),
    "?a ?p [ :q ?b ]": ("a p b", "a p b"),
    "?a :p ?b OPTIONAL { ?b :q ?c }": ("a b c", "a b"),
    "?a :p ?b MINUS { ?a :q ?c }": ("a b", "a b"),
    "?a :p ?b FILTER(?c = 1 || EXISTS { ?d :p ?a })": ("a b", "a b"),
    "{ ?a :p ?b } UNION { ?a :q ?c }": ("a b c", "a"),
    "{ ?a :p ?b } { ?c :q ?d }": ("a b c d", "a b c d"),
    "GRAPH ?g { ?a :p ?b }": ("g a b", "g a b"),
    "GRAPH :g { ?a :p ?b }": ("a b", "a b"),
    "BIND(1 / 0 AS ?a)": ("a", ""),
    "VALUES (?a ?b) { (1 2) (UNDEF 3) }": ("a b", "b"),
    "VALUES ?a { }": ("a", "a"),
    "{ SELECT ?a { ?a :p ?b } }": ("a", "a"),
    "{ SELECT ?a ?c { ?a :p ?b OPTIONAL { ?b :r ?c } } }": ("a c", "a"),
    "{ SELECT (?b AS ?d) ?a { ?a :p ?b } }": ("a d", "a"),
    "{ SELECT * { ?a :p ?b } VALUES (?b ?c) { (1 UNDEF) } }": ("a b c", "a b"),
    "{ SELECT ?a (COUNT(?b) AS ?n) { ?a :p ?b } GROUP BY ?a }": ("a n", "a"),
    "": ("", ""),
}


@pytest.mark.parametrize("text", PATTERNS)
def test_what_a_pattern_binds_is_told(text: str) -> None:
    scope, bound = (set(names.split()) for names in PATTERNS[text])
    group = parse(f"{PROLOGUE}SELECT * {{ {text} }}").query.where
    assert group
    assert in_scope(group) == scope
    assert certain(group.elements) == bound
    store = ox.Store()
    store.load(DATA.encode(), format=ox.RdfFormat.TRIG)
    rows = store.query(f"{PROLOGUE}SELECT * {{ {text} }}")
    assert isinstance(rows, ox.QuerySolutions)
    for row in rows:
        assert all(row[name] is not None for name in bound)


def test_a_service_binds_what_its_pattern_may_bind_and_nothing_for_certain() -> None:
    group = parse(f"{PROLOGUE}SELECT * {{ SERVICE ?e {{ ?a :p ?b OPTIONAL {{ ?b :q ?c }} }} }}").query.where
    assert group
    assert in_scope(group) == {"e", "a", "b", "c"}
    assert certain(group.elements) == set()
