"""Results as readers need them: in order, with the names of the query, and well formed whatever the data."""

from __future__ import annotations

from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from rdflib import Dataset
from rdflib.plugins.stores.sparqlstore import SPARQLStore

from server.namespaces import PREFIXES
from tests.engine.small_store import EX, THINGS
from tests.web.client import Client, Server
from tests.web.pages import get

CONTROL = r"'a\u0001b'"
SELECT_CONTROL = f"SELECT ?x {{ VALUES ?x {{ {CONTROL} }} }}"
CONSTRUCT_CONTROL = f"CONSTRUCT {{ <a:s> <a:p> ?x }} {{ VALUES ?x {{ {CONTROL} }} }}"
NAMELESS = "CONSTRUCT { <a:s> <http://example.org/1> 2 } {}"


def test_columns_come_in_the_order_of_appearance(endpoint: Server) -> None:
    query = "SELECT * { ?subject ?b ?number . ?a ?b 7 } LIMIT 1"
    for media_type, start in (
        ("text/csv", "subject,b,number,a"),
        ("text/tab-separated-values", "?subject\t?b\t?number\t?a"),
    ):
        assert endpoint.get(media_type, query=query).text.splitlines()[0] == start
    assert endpoint.get(query=query).json()["head"]["vars"] == ["subject", "b", "number", "a"]


def test_what_is_legal_but_unloved_by_the_engine_is_answered(endpoint: Server) -> None:
    answer = endpoint.get(
        "text/csv", query="SELECT (CONCAT ('a', 'b') AS ?x) { FILTER(TRUE && COALESCE (?y, true)) }"
    )
    assert answer.text.split() == ["x", "ab"]


@pytest.mark.parametrize(
    ("query", "media_type"),
    [
        (SELECT_CONTROL, "application/sparql-results+xml"),
        (CONSTRUCT_CONTROL, "application/rdf+xml"),
        (NAMELESS, "application/rdf+xml"),
    ],
)
def test_what_xml_cannot_carry_is_406_with_the_reason(endpoint: Server, query: str, media_type: str) -> None:
    answer = endpoint.get(media_type, query=query)
    assert (answer.status, answer.media_type) == (406, "application/problem+json")
    assert "ask for" in answer.json()["detail"]
    assert endpoint.get(query=query).status == 200


def test_a_carriage_return_survives_xml(endpoint: Server) -> None:
    answer = endpoint.get("application/sparql-results+xml", query=r"SELECT ('a\r\nb' AS ?x) {}")
    texts = [element.text for element in ElementTree.fromstring(answer.body).iter()]  # noqa: S314 - it is our own
    assert "a\r\nb" in texts


@pytest.mark.parametrize("media_type", ["text/turtle", "application/trig"])
def test_a_graph_is_written_with_the_prefixes_of_the_query(endpoint: Server, media_type: str) -> None:
    prologue = f"BASE <{EX}> PREFIX e: <{EX}> PREFIX thing: <thing/> PREFIX none: <none/>"
    query = f"{prologue} CONSTRUCT {{ ?s e:is e:odd }} {{ ?s e:number 7 }}"
    answer = endpoint.get(media_type, query=query)
    assert "thing:7 e:is e:odd" in answer.text
    assert "none:" not in answer.text
    assert len([*ox.parse(answer.body, format=ox.RdfFormat.TRIG)]) == 1


def test_the_method_query_is_answered_as_post_is(endpoint: Server) -> None:
    headers = {"Content-Type": "application/sparql-query", "Accept": "text/csv"}
    body = b"SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    answer, posted = (endpoint.send(method, "/sparql", headers, body) for method in ("QUERY", "POST"))
    assert (answer.status, answer.body) == (200, posted.body)
    assert "application/sparql-query" in endpoint.send("OPTIONS", "/sparql").headers["Accept-Query"]
    assert endpoint.send("QUERY", "/sparql", {}, body).status == 415


def test_rdflib_reaches_the_default_graph_by_its_own_name_for_it(endpoint: Server) -> None:
    store = SPARQLStore(f"http://127.0.0.1:{endpoint.port}/sparql")
    rows = [*Dataset(store, default_union=False).query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")]
    assert int(rows[0][0]) == THINGS


def test_a_resource_is_written_with_the_prefixes_of_the_project_that_it_needs(site: Client) -> None:
    text = get(site, "/id/state/belarus.ttl").text
    assert {"state:belarus", "eik:State"} <= set(text.split())
    declared = {line.split()[1] for line in text.splitlines() if line.startswith("@prefix ")}
    assert all(text.count(f"{prefix}") > 1 for prefix in declared)
    assert set(PREFIXES) > {prefix.rstrip(":") for prefix in declared}
