from __future__ import annotations

import pyoxigraph as ox
import pytest

from tests.engine.small_store import EX, THINGS
from tests.web.client import Server

SELECT = "SELECT ?s { ?s ?p 7 }"
CONSTRUCT = "CONSTRUCT WHERE { ?s ?p ?o }"
DESCRIBE = f"DESCRIBE <{EX}thing/7>"
SOLUTIONS = {
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
}
GRAPHS = {
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdf",
    "application/trig": "trig",
    "application/n-quads": "nq",
}


@pytest.mark.parametrize(("media_type", "name"), SOLUTIONS.items())
def test_select_in_every_format_by_accept_and_by_parameter(
    endpoint: Server, media_type: str, name: str
) -> None:
    for answer in (
        endpoint.get(media_type, query=SELECT),
        endpoint.get("text/turtle", query=SELECT, format=name),
    ):
        assert answer.status == 200
        assert answer.media_type == media_type
        assert f"{EX}thing/7" in answer.text
        assert int(answer.headers["Content-Length"]) == len(answer.body)


def test_csv_has_as_many_fields_as_columns_whatever_the_terms(endpoint: Server) -> None:
    query = 'SELECT (IRI("http://dbpedia.org/resource/Paris,_Texas") AS ?x) (1 AS ?y) {}'
    assert (
        endpoint.get("text/csv", query=query).text
        == 'x,y\r\n"http://dbpedia.org/resource/Paris,_Texas",1\r\n'
    )
    assert endpoint.get("text/csv", query='SELECT ?x { VALUES ?x { UNDEF "" } }').text == 'x\r\n""\r\n""\r\n'


@pytest.mark.parametrize(("media_type", "name"), SOLUTIONS.items())
def test_ask_in_every_format(endpoint: Server, media_type: str, name: str) -> None:
    answer = endpoint.get(query="ASK {}", format=name)
    assert (answer.status, answer.media_type) == (200, media_type)
    assert "true" in answer.text


@pytest.mark.parametrize(("media_type", "name"), GRAPHS.items())
def test_construct_in_every_format(endpoint: Server, media_type: str, name: str) -> None:
    for answer in (endpoint.get(media_type, query=CONSTRUCT), endpoint.get(query=CONSTRUCT, format=name)):
        assert (answer.status, answer.media_type) == (200, media_type)
        rdf_format = ox.RdfFormat.from_media_type(media_type)
        assert len({quad.triple for quad in ox.parse(answer.body, format=rdf_format)}) == THINGS


def test_describe_yields_a_graph(endpoint: Server) -> None:
    answer = endpoint.get(query=DESCRIBE)
    assert answer.media_type == "text/turtle"
    assert len(list(ox.parse(answer.body, format=ox.RdfFormat.TURTLE))) == 1


@pytest.mark.parametrize("accept", [None, "", "*/*", "nonsense"])
def test_without_a_wish_the_default_formats_are_sent(endpoint: Server, accept: str | None) -> None:
    assert endpoint.get(accept, query=SELECT).media_type == "application/sparql-results+json"
    assert endpoint.get(accept, query=CONSTRUCT).media_type == "text/turtle"


def test_text_formats_name_their_charset_and_answers_vary(endpoint: Server) -> None:
    answer = endpoint.get("text/csv", query="SELECT ('Беларусь' AS ?name) {}")
    assert answer.headers.get_content_charset() == "utf-8"
    assert "Беларусь" in answer.text
    assert set(answer.headers["Vary"].split(", ")) == {"Accept", "Accept-Encoding"}


def test_accept_is_weighed(endpoint: Server) -> None:
    accept = "text/csv;q=0.2, application/sparql-results+xml;q=0.9, application/sparql-results+json;q=0"
    assert endpoint.get(accept, query=SELECT).media_type == "application/sparql-results+xml"
    assert (
        endpoint.get("text/turtle, */*;q=0.1", query=SELECT).media_type == "application/sparql-results+json"
    )


@pytest.mark.parametrize(
    ("query", "accept", "offered"),
    [(SELECT, "text/turtle", SOLUTIONS), (CONSTRUCT, "text/csv", GRAPHS), (SELECT, "image/png", SOLUTIONS)],
)
def test_what_cannot_be_accepted_is_406_with_what_is_offered(
    endpoint: Server, query: str, accept: str, offered: dict[str, str]
) -> None:
    answer = endpoint.get(accept, query=query)
    assert (answer.status, answer.media_type) == (406, "application/problem+json")
    assert set(offered) <= set(answer.json()["offered"])


def test_an_unknown_format_parameter_is_406(endpoint: Server) -> None:
    assert endpoint.get(query=SELECT, format="docx").status == 406


def test_a_large_result_is_streamed_whole(endpoint: Server) -> None:
    query = f"SELECT ?a ?d {{ ?a <{EX}number> ?b . ?d <{EX}number> ?e }}"
    answer = endpoint.get("text/csv", query=query)
    assert answer.headers["Transfer-Encoding"] == "chunked"
    assert answer.body.count(b"\r\n") == THINGS * THINGS + 1
