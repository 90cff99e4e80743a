"""What other endpoints give is joined in as the standard says, whether or not they were asked for less."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest

from server.sparql.tokens import tokens
from tests.federation.conftest import REMOTE
from tests.federation.generator import PROLOGUE, Generator
from tests.web.client import Server
from tests.web.conftest import StartServer

QUERIES = {
    "join": "SELECT * { ?s :number ?n . SERVICE %s { ?s :label ?l } }",
    "service first": "SELECT * { SERVICE %s { ?s :label ?l } ?s :number ?n }",
    "in the middle": "SELECT * { ?s :number ?n SERVICE %s { ?s :next ?t } ?t :number ?m }",
    "filter after": "SELECT * { ?s :number ?n . SERVICE %s { ?s :label ?l } FILTER(?n < 3) }",
    "filter of its variables": "SELECT * { ?s :number ?n SERVICE %s { ?s :value ?v } FILTER(?v = ?n) }",
    "filter with bound": (
        "SELECT * { ?s :number ?n OPTIONAL { ?s :nothing ?l } SERVICE %s { ?s :label ?l } FILTER(BOUND(?l)) }"
    ),
    "optional": "SELECT * { ?s :number ?n FILTER(?n < 6) OPTIONAL { SERVICE %s { ?s :label ?l } } }",
    "optional with filter": (
        "SELECT * { ?s :number ?n FILTER(?n < 6) OPTIONAL { SERVICE %s { ?s :value ?v } FILTER(?v > ?n || ?n = 1) } }"
    ),
    "optional inside": "SELECT * { ?s :number ?n SERVICE %s { ?s :next ?t OPTIONAL { ?s :label ?l } } }",
    "only optional inside": "SELECT * { ?s :number ?n FILTER(?n < 4) SERVICE %s { OPTIONAL { ?s :label ?l } } }",
    "unbound before": (
        "SELECT * { VALUES (?s ?k) { (thing:1 1) (UNDEF 2) (thing:999 3) } SERVICE %s { ?s :label ?l } }"
    ),
    "optional before": "SELECT * { ?s :number ?n FILTER(?n < 4) OPTIONAL { ?s :none ?t } SERVICE %s { ?t :next ?u } }",
    "union": "SELECT * { ?s :number ?n FILTER(?n < 4) { SERVICE %s { ?s :label ?l } } UNION { ?s :number ?l } }",
    "union inside": "SELECT * { ?s :number ?n SERVICE %s { { ?s :label ?l } UNION { ?s :code ?l } } }",
    "minus": "SELECT * { ?s :number ?n FILTER(?n < 7) MINUS { SERVICE %s { ?s :label ?l } } }",
    "minus that shares nothing": "SELECT * { ?s :number ?n FILTER(?n < 4) MINUS { SERVICE %s { ?x :label ?l } } }",
    "minus after": "SELECT * { ?s :number ?n SERVICE %s { ?s :next ?t } MINUS { ?t :number 2 } }",
    "exists": "SELECT * { ?s :number ?n FILTER(?n < 9) FILTER EXISTS { SERVICE %s { ?s :label ?l } } }",
    "exists with more": (
        "SELECT * { ?s :number ?n FILTER(?n < 9) FILTER EXISTS { ?t :number ?n SERVICE %s { ?s :next ?t } } }"
    ),
    "not exists": "SELECT * { ?s :number ?n FILTER(?n < 9) FILTER NOT EXISTS { SERVICE %s { ?s :label ?l } } }",
    "exists in bind": (
        "SELECT * { ?s :number ?n FILTER(?n < 9) BIND(EXISTS { SERVICE %s { ?s :label ?l } } AS ?b) }"
    ),
    "graph": "SELECT * { GRAPH <http://example.org/graph/odd> { ?s :number ?n SERVICE %s { ?s :label ?l } } }",
    "graph variable": "SELECT * { GRAPH ?g { ?s :number ?n SERVICE %s { ?s :next ?t } } }",
    "in graph only": "SELECT * { ?s :number 1 GRAPH ?g { ?s :number ?n SERVICE %s { ?s :next ?t } } }",
    "bind": "SELECT * { BIND(thing:1 AS ?s) SERVICE %s { ?s :next ?t } BIND(STR(?t) AS ?u) }",
    "values": "SELECT * { VALUES ?s { thing:1 thing:1 thing:3 } SERVICE %s { ?s :next ?t } }",
    "values behind": "SELECT * { SERVICE %s { ?s :next ?t } } VALUES ?s { thing:1 thing:3 }",
    "count": "SELECT (COUNT(*) AS ?c) { ?s :number ?n SERVICE %s { ?s :next ?t } }",
    "group": (
        "SELECT ?s (COUNT(?t) AS ?c) { ?s :number ?n SERVICE %s { ?s :next ?t } } GROUP BY ?s HAVING(COUNT(?t) > 1)"
    ),
    "no variables": "SELECT * { SERVICE %s { thing:1 :label [] } }",
    "no variables and a join": "SELECT (COUNT(*) AS ?c) { ?s :number ?n SERVICE %s { thing:1 :label [] } }",
    "empty pattern": "SELECT * { ?s :number 1 SERVICE %s { } }",
    "no solutions": "SELECT * { ?s :number 1 SERVICE %s { ?s :none ?x } }",
    "nothing before": "SELECT * { ?s :number 1000 SERVICE %s { ?s :label ?l } }",
    "subquery inside": "SELECT * { ?s :number ?n SERVICE %s { SELECT ?s { ?s :next ?t } ORDER BY ?s LIMIT 2 } }",
    "in a subquery": (
        "SELECT * { ?t :number ?m { SELECT ?t { ?s :number ?n SERVICE %s { ?s :next ?t } FILTER(?n > 1) } } }"
    ),
    "in a subquery with a limit": (
        "SELECT * { ?s :number 2 { SELECT ?s ?t { SERVICE %s { ?s :next ?t } } ORDER BY ?s ?t LIMIT 1 } }"
    ),
    "in a subquery that counts": (
        "SELECT * { ?s :number 2 { SELECT (COUNT(?s) AS ?c) { SERVICE %s { ?s :next ?t } } } }"
    ),
    "filter of what is not bound there": (
        "SELECT * { VALUES ?c { 'ONE' 'X' } "
        "{ SERVICE %s { ?t :label ?l OPTIONAL { ?t :code ?c } } FILTER(!BOUND(?c)) } }"
    ),
    "minus of what is not bound there": (
        "SELECT * { VALUES ?s { thing:1 thing:4 } "
        "{ SERVICE %s { ?t :label ?l OPTIONAL { ?t :next ?s } } MINUS { ?s :number ?n } } }"
    ),
    "exists that looks outside": (
        "SELECT * { ?s :number ?n FILTER(?n < 9) "
        "FILTER EXISTS { { ?t :number ?m FILTER(?m = ?n) } SERVICE %s { ?t :label ?l } } }"
    ),
    "after a subquery with a limit": (
        "SELECT * { { SELECT ?s { ?s :number ?n } ORDER BY ?n LIMIT 3 } SERVICE %s { ?s :label ?l } }"
    ),
    "after a count": (
        "SELECT * { { SELECT ?s (COUNT(*) AS ?c) { ?s :number ?n } GROUP BY ?s } SERVICE %s { ?s :next ?t } }"
    ),
    "nested groups": "SELECT * { ?s :number ?n { { SERVICE %s { ?s :next ?t } } ?t :number ?m } }",
    "filter in a nested group": "SELECT * { ?s :number ?n { SERVICE %s { ?s :next ?t } FILTER(BOUND(?n)) } }",
    "scope of bind in a group": "SELECT * { BIND(thing:1 AS ?s) { SERVICE %s { ?s :next ?t } FILTER(!BOUND(?n)) } }",
    "numbers": "SELECT * { ?s :number ?v SERVICE %s { ?t :value ?v } }",
    "strings": 'SELECT * { BIND("TWO" AS ?c) SERVICE %s { ?s :code ?c } ?s :number ?n }',
    "languages": 'SELECT * { VALUES ?l { "two"@en "один"@ru "two" } SERVICE %s { ?s :label ?l } }',
    "same variable twice": "SELECT * { ?s :number ?n SERVICE %s { ?s :next ?s } }",
    "variable predicate": "SELECT * { ?s ?p 1 SERVICE %s { ?s ?q ?o } }",
    "path": "SELECT * { ?s :number 1 SERVICE %s { ?s :next+ ?t } }",
    "repeated": "SELECT * { ?s :number ?n SERVICE %s { ?s :next ?t } SERVICE %s { ?t :label ?l } }",
    "repeated in optional": (
        "SELECT * { ?s :number ?n SERVICE %s { ?s :next ?t } OPTIONAL { SERVICE %s { ?t :label ?l } } }"
    ),
    "variable endpoint": "SELECT * { VALUES ?e { %s } ?s :number ?n . SERVICE ?e { ?s :label ?l } }",
    "silent": "SELECT * { ?s :number ?n SERVICE SILENT %s { ?s :label ?l } }",
    "projection": "SELECT DISTINCT ?l { ?s :number ?n . SERVICE %s { ?s :label ?l ; :next ?t } }",
    "from": "SELECT * FROM <http://example.org/graph/odd> FROM NAMED %s { ?s :number ?n SERVICE %s { ?s :next ?t } }",
    "comment": "SELECT * { ?s :number ?n # SERVICE\n SERVICE # <x> {\n %s # }\n { ?s :label ?l # } \n } }",
    "dollar": "SELECT * { $s :number $n SERVICE %s { $s :label $l } }",
    "a string that looks like it": "SELECT * { BIND('SERVICE <x> { }' AS ?x) SERVICE %s { ?s :note ?y } }",
    "triple terms": "SELECT * { BIND(<<( thing:1 :next thing:2 )>> AS ?x) SERVICE %s { ?s :label ?l } }",
    "reified triples": (
        "SELECT * { ?s :number ?n OPTIONAL { << ?s :number ?n >> :note ?x } SERVICE %s { ?s :label ?l } }"
    ),
    "property list": "SELECT * { ?s :number ?n ; a* ?s . SERVICE %s { ?s :label ?l, ?m ; :next [ :label ?k ] . } }",
}
"""Queries with `%s` where the endpoint stands."""


@pytest.fixture(scope="module")
def asking_for_less(start_server: StartServer, remote: str) -> Server:
    return start_server(federation=remote, evaluators=1, federation_block=3, federation_calls=1000)


@pytest.fixture(scope="module")
def asking_for_all(start_server: StartServer, remote: str) -> Server:
    return start_server(federation=remote, evaluators=1, federation_bindings=0)


@pytest.fixture(scope="module")
def in_one_place(small_release: Path, remote: str) -> ox.Store:
    """The data of both, in memory: the graph with the name of the other endpoint has what that holds."""
    store = ox.Store()
    store.extend(ox.Store.read_only(str(small_release / "store")))
    store.load(REMOTE, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(remote))
    return store


def of_graphs(query: str) -> str:
    """The query with GRAPH in the place of SERVICE: the same question to `in_one_place`."""
    parts, end = [], 0
    for token in tokens(query):
        if token.word in ("SERVICE", "SILENT"):
            parts += [query[end : token.start], "GRAPH" if token.word == "SERVICE" else ""]
            end = token.start + len(token.text)
    return "".join([*parts, query[end:]])


Rows = Counter[tuple[tuple[str, str], ...]]


def _table(solutions: object) -> Rows:
    assert isinstance(solutions, ox.QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    return Counter(
        tuple(sorted((name, _plain(term)) for name, term in zip(names, row, strict=True) if term is not None))
        for row in solutions
    )


def _plain(term: object) -> str:
    """A term, with one text for every blank node and what became of it."""
    return "[]" if isinstance(term, ox.BlankNode) or "/.well-known/genid/" in str(term) else str(term)


def rows(server: Server, query: str) -> Rows:
    answer = server.post(query, "application/sparql-query", accept="application/sparql-results+json")
    assert answer.status == 200, answer.text
    return _table(ox.parse_query_results(answer.body, format=ox.QueryResultsFormat.JSON))


@pytest.mark.parametrize("name", QUERIES)
def test_the_answer_is_the_same_however_it_is_come_by(
    name: str, asking_for_less: Server, asking_for_all: Server, in_one_place: ox.Store, remote: str
) -> None:
    query = PROLOGUE + QUERIES[name].replace("%s", f"<{remote}>")
    expected = _table(in_one_place.query(of_graphs(query)))
    assert rows(asking_for_all, query) == expected, "without bindings sent"
    assert rows(asking_for_less, query) == expected, "with bindings sent"


def test_what_an_open_limit_chooses_is_asked_for(
    asking_for_less: Server, asking_for_all: Server, remote: str
) -> None:
    chosen = "{ SELECT ?s { ?s :number ?n } LIMIT 40 }"
    query = f"{PROLOGUE} SELECT * {{ {chosen} SERVICE <{remote}> {{ ?s :next ?t }} }}"
    assert rows(asking_for_less, query) == rows(asking_for_all, query)


@pytest.mark.parametrize("seed", range(120))
def test_sending_bindings_changes_no_answer(
    seed: int, asking_for_less: Server, asking_for_all: Server, in_one_place: ox.Store, remote: str
) -> None:
    query = Generator(seed).query().replace("ENDPOINT", f"<{remote}>")
    answers = [
        server.post(query, "application/sparql-query", accept="application/sparql-results+json")
        for server in (asking_for_less, asking_for_all)
    ]
    assert [answer.status for answer in answers] == [200, 200], answers[0].text + answers[1].text
    tables = [
        _table(ox.parse_query_results(answer.body, format=ox.QueryResultsFormat.JSON)) for answer in answers
    ]
    assert tables[0] == tables[1]
    expected = _table(in_one_place.query(of_graphs(query)))
    if not any(term == "[]" for row in expected for _, term in row):  # which differ from one call to the next
        assert tables[0] == expected
