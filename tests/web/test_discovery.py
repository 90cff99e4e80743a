"""Finding out about the endpoint as clients do it: descriptions, prefixes, examples, and the address they believe."""

from __future__ import annotations

import json
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pyoxigraph as ox
import pytest

from server.endpoint.formats import GRAPHS, Format
from server.namespaces import BASE, EXAMPLES_GRAPH, PREFIXES, VOID_GRAPH
from server.release import Release
from server.saved.query import from_json
from tests.web.client import Server
from tests.web.conftest import StartServer

EDITOR_SCHEMA = """
    PREFIX void: <http://rdfs.org/ns/void#> PREFIX void-ext: <http://ldf.fi/void-ext#>
    SELECT DISTINCT ?subjectClass ?prop ?objectClass ?objectDatatype { %s {
      ?part void:class ?subjectClass ; void:propertyPartition ?pp . ?pp void:property ?prop .
      OPTIONAL { { ?pp void:classPartition [ void:class ?objectClass ] }
        UNION { ?pp void-ext:datatypePartition [ void-ext:datatype ?objectDatatype ] } } } }
"""
EXAMPLES = """
    PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    SELECT DISTINCT ?example ?comment ?query { ?example a sh:SPARQLExecutable ; rdfs:comment ?comment ;
      sh:select|sh:ask|sh:construct ?query } ORDER BY ?example
"""


def fetch(url: str, accept: str = "*/*", **headers: str) -> tuple[str, bytes]:
    with urlopen(Request(url, headers={"Accept": accept, **headers})) as response:
        return response.headers.get_content_type(), response.read()


def triples(url: str, **headers: str) -> ox.Dataset:
    media_type, body = fetch(url, "application/n-triples", **headers)
    assert media_type == "application/n-triples"
    return ox.Dataset(ox.parse(body, format=ox.RdfFormat.N_TRIPLES))


def objects(found: ox.Dataset, name: str, subject: str | None = None) -> set[str]:
    prefix, _, local = name.partition(":")
    predicate = ox.NamedNode(PREFIXES[prefix] + local)
    return {
        getattr(quad.object, "value", "")
        for quad in found
        if quad.predicate == predicate and subject in (None, getattr(quad.subject, "value", ""))
    }


def rows(address: str, query: str) -> list[dict[str, str]]:
    parameters = urlencode({"query": query})
    _, body = fetch(f"{address}/sparql?{parameters}", "application/sparql-results+json")
    bindings = json.loads(body)["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in bindings]


def test_the_service_description_tells_address_edition_graphs_and_entailment(
    address: str, release: Release
) -> None:
    found = triples(f"{address}/sparql")
    assert objects(found, "sd:endpoint") == objects(found, "dcat:endpointURL") == {f"{address}/sparql"}
    assert objects(found, "dcat:version", BASE) == {release.manifest.digest}
    assert {VOID_GRAPH, EXAMPLES_GRAPH} <= objects(found, "sd:name")
    assert objects(found, "sd:defaultEntailmentRegime") == {"http://www.w3.org/ns/entailment/Simple"}
    assert any("explain=empty" in comment for comment in objects(found, "rdfs:comment"))
    assert any("EIKG_QUERY_DEADLINE is " in comment for comment in objects(found, "rdfs:comment"))


@pytest.mark.parametrize("form", GRAPHS, ids=lambda form: str(form.names[0]))
def test_the_description_of_the_data_comes_in_every_format(address: str, form: Format) -> None:
    media_type, body = fetch(f"{address}/.well-known/void", form.media_type)
    assert media_type == form.media_type
    found = ox.Dataset(ox.parse(body, format=ox.RdfFormat.from_media_type(form.media_type)))
    assert PREFIXES["dcat"] + "Dataset" in objects(found, "rdf:type", BASE)
    assert int(next(iter(objects(found, "void:triples", BASE)))) > 10_000
    assert {f"{address}/sparql", f"{BASE}sparql"} == objects(found, "void:sparqlEndpoint", BASE)


def test_prefixes_are_declared_as_editors_read_them(address: str) -> None:
    query = (
        f"PREFIX sh: <{PREFIXES['sh']}> SELECT ?prefix ?namespace {{ "
        "[] sh:declare [ sh:prefix ?prefix ; sh:namespace ?namespace ] }"
    )
    assert {row["prefix"]: row["namespace"] for row in rows(address, query)} == PREFIXES


def test_the_schema_of_the_classes_can_be_read_as_editors_do(address: str) -> None:
    eik = PREFIXES["eik"]
    found = rows(address, EDITOR_SCHEMA % f"GRAPH <{VOID_GRAPH}>")
    assert {"subjectClass": f"{eik}Claim", "prop": f"{eik}passage", "objectClass": f"{eik}Segment"} in found
    segment = {"subjectClass": f"{eik}Claim", "prop": f"{eik}segment"}
    assert {**segment, "objectDatatype": f"{PREFIXES['xsd']}string"} in found


@pytest.mark.parametrize("below", ["", "/sparql"])
def test_the_graphs_are_found_under_the_address_of_this_server_too(address: str, below: str) -> None:
    graph = f"{address}{below}/.well-known/"
    assert rows(address, f"SELECT * {{ GRAPH <{graph}void> {{ ?s ?p ?o }} }} LIMIT 3")
    parameters = urlencode({"query": "ASK { ?s ?p ?o }", "default-graph-uri": f"{graph}sparql-examples"})
    assert json.loads(fetch(f"{address}/sparql?{parameters}", "application/json")[1])["boolean"] is True


def test_every_saved_query_is_an_example_with_a_question_in_both_languages(
    address: str, release: Release
) -> None:
    found = rows(address, EXAMPLES)
    saved = from_json(release.queries.read_text("utf-8"))
    assert {(row["example"], row["query"]) for row in found} == {
        (f"{BASE}queries/{query.name}", query.text) for query in saved
    }
    assert {row["comment"] for row in found} == {text for query in saved for text in query.question.values()}


def test_an_example_names_its_parameters(address: str) -> None:
    found = triples(f"{address}/.well-known/sparql-examples")
    assert objects(found, "sh:parameter")
    for parameter in objects(found, "sh:parameter"):
        assert len(objects(found, "sh:name", parameter)) >= 1
        assert len(objects(found, "sh:path", parameter)) == 1
        assert objects(found, "sh:optional", parameter) <= {"true", "false"}


def test_the_public_address_is_the_one_of_the_settings(start_server: StartServer) -> None:
    server = start_server(evaluators=1, public_url="https://example.org/")
    found = triples(f"http://127.0.0.1:{server.port}/sparql", Host="elsewhere.example")
    assert objects(found, "sd:endpoint") == {"https://example.org/sparql"}


@pytest.mark.parametrize(
    ("trusted", "endpoint"), [("127.0.0.1", "https://example.org"), ("", "http://inner:80")]
)
def test_only_a_trusted_proxy_is_believed_about_the_address(
    start_server: StartServer, trusted: str, endpoint: str
) -> None:
    server = start_server(evaluators=1, trusted_proxies=trusted)
    headers = {
        "Host": "inner:80",
        "X-Forwarded-Proto": "gopher, https",
        "X-Forwarded-Host": "evil, example.org",
    }
    found = triples(f"http://127.0.0.1:{server.port}/sparql", **headers)
    assert objects(found, "sd:endpoint") == {f"{endpoint}/sparql"}


@pytest.mark.parametrize(
    ("settings", "fields"),
    [
        ({}, {"host"}),
        ({"trusted_proxies": "127.0.0.1"}, {"host", "x-forwarded-host", "x-forwarded-proto"}),
        ({"trusted_proxies": "127.0.0.1", "public_url": "https://example.org"}, set()),
    ],
)
def test_what_names_the_address_varies_with_what_it_is_read_from(
    start_server: StartServer, settings: dict[str, str], fields: set[str]
) -> None:
    server = start_server(evaluators=1, **settings)
    local = "SELECT * { GRAPH <http://%s/.well-known/void> { ?s ?p ?o } } LIMIT 1"
    for target in (
        "/sparql",
        f"/sparql?{urlencode({'query': local % f'127.0.0.1:{server.port}'})}",
    ):
        for _ in range(2):  # made, and perhaps kept
            answer = server.send("GET", target, {"Accept": "application/n-triples, application/json"})
            vary = {name.strip().lower() for name in ", ".join(answer.headers.get_all("Vary", [])).split(",")}
            assert answer.status == 200
            assert vary - {"accept", "accept-encoding"} == fields, target
            other = {
                "Accept": "application/n-triples",
                "X-Forwarded-Host": "evil.example",
                "Host": "other.example",
            }
            assert server.send("GET", target, other).headers.get("Cache-Status") is None or not fields
    assert server.get(query="ASK {}").headers["Vary"] == "Accept, Accept-Encoding"


def test_a_host_that_is_none_is_refused(start_server: StartServer) -> None:
    server = start_server(evaluators=1)
    answer = server.send("GET", "/sparql", {"Host": 'a"><b', "Accept": "text/turtle"})
    assert answer.status == 400


@pytest.mark.parametrize("host", [".", "..", "a..b", ".a", "a" * 64, "a:b", "[::1", "a b", "a/b"])
def test_a_host_that_no_address_can_have_is_refused_before_any_page_is_made(
    endpoint: Server, host: str
) -> None:
    answer = endpoint.send("GET", "/fault", {"Host": host})
    assert (answer.status, answer.json()["title"]) == (400, "Malformed request")


@pytest.mark.parametrize("host", ["a", "a.", "a_b.example:80", "[::1]:8000", "xn--80ak6aa92e.com"])
def test_other_hosts_are_not(endpoint: Server, host: str) -> None:
    assert endpoint.send("OPTIONS", "/sparql", {"Host": host}).status == 204
