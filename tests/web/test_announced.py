"""What the service description announces is there, each by a query over HTTP; what it does not announce is refused."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox
import pytest

from server.endpoint.extensions import FUNCTIONS
from server.engine.dataset import evaluate
from server.engine.job import Job
from server.engine.stores import Stores
from server.namespaces import PREFIXES
from server.settings import Settings
from tests.web.client import Client

PROLOGUE = "".join(
    f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("sd", "sh", "void", "rdfs", "xsd", "eik", "rdf")
)
GEOMETRY = "http://www.opengis.net/def/function/geosparql/"
MEDIA_TYPES = {
    "SPARQL_Results_JSON": "application/sparql-results+json",
    "SPARQL_Results_XML": "application/sparql-results+xml",
    "SPARQL_Results_CSV": "text/csv",
    "SPARQL_Results_TSV": "text/tab-separated-values",
    "Turtle": "text/turtle",
    "N-Triples": "application/n-triples",
    "JSON-LD": "application/ld+json",
    "RDF_XML": "application/rdf+xml",
    "TriG": "application/trig",
    "N-Quads": "application/n-quads",
}


@pytest.fixture(scope="module")
def description(site: Client) -> ox.Store:
    store = ox.Store()
    store.load(site.get("text/turtle").body, format=ox.RdfFormat.TURTLE)
    return store


def rows(description: ox.Store, pattern: str) -> list[Any]:
    found = description.query(f"{PROLOGUE} SELECT * {{ ?service a sd:Service . {pattern} }}")
    assert isinstance(found, ox.QuerySolutions)
    return [*found]


def asked(site: Client, query: str) -> bool:
    answer = site.post(query, "application/sparql-query", Accept="application/sparql-results+json")
    assert answer.status == 200, f"{query}: {answer.text}"
    return bool(answer.json()["boolean"])


def refused(site: Client, query: str) -> bool:
    return site.post(query, "application/sparql-query").status in {400, 403}


def test_each_extension_of_the_language_does_what_its_query_shows(
    site: Client, description: ox.Store
) -> None:
    found = rows(
        description, "?service sd:languageExtension ?part . ?part sh:ask ?query ; rdfs:comment ?text"
    )
    assert len(found) == 6
    for row in found:
        assert asked(site, row["query"].value), row["part"].value


def test_reified_triples_and_annotations_are_found_where_there_are_some() -> None:
    store = ox.Store()
    store.update(f"PREFIX rdf: <{PREFIXES['rdf']}> INSERT DATA {{ <x:s> <x:p> 1 ~ <x:r> {{| <x:q> 2 |}} }}")
    for query in ("ASK { << ?s ?p 1 ~ ?r >> <x:q> ?v }", "ASK { ?s <x:p> ?o ~ ?r {| ?q 2 |} }"):
        assert evaluate(Stores(store), Job(query), query)
    query = "ASK { << ?s ?p 3 ~ ?r >> <x:q> ?v }"
    assert not evaluate(Stores(store), Job(query), query)


def test_lateral_is_evaluated_once_for_each_solution_or_refused(site: Client) -> None:
    query = "SELECT * { ?s a eik:State LATERAL { SELECT ?s ?o { ?s rdfs:label ?o } LIMIT 1 } }"
    states = "SELECT * { ?s a eik:State FILTER EXISTS { ?s rdfs:label ?o } }"
    one_each, all_of_them = (
        len(site.post(PROLOGUE + text, "application/sparql-query").json()["results"]["bindings"])
        for text in (query, states)
    )
    assert one_each == all_of_them > 50
    assert refused(
        site, f"{PROLOGUE} SELECT * {{ VALUES ?x {{ 1 }} LATERAL {{ SELECT ?x (?x * 2 AS ?y) {{}} }} }}"
    )


def test_each_function_gives_a_value(site: Client, description: ox.Store) -> None:
    announced = {
        row["function"].value for row in rows(description, "?service sd:extensionFunction ?function")
    }
    assert announced == {function.iri for function in FUNCTIONS}
    assert len(announced) > 50
    for function in FUNCTIONS:
        assert asked(site, function.example), function.iri


@pytest.mark.parametrize(
    "query",
    [
        *(
            f"ASK {{ FILTER(BOUND(?x) || <{GEOMETRY}{name}>(1)) }}"
            for name in (
                "buffer",
                "boundary",
                "geometryType",
                "metricArea",
                "minX",
                "transform",
                "asWKT",
                "aggUnion",
            )
        ),
        *(
            f'ASK {{ FILTER(<{PREFIXES["xsd"]}{name}>("1") = 1) }}'
            for name in ("long", "anyURI", "dateTimeStamp")
        ),
        "ASK { FILTER(<http://www.w3.org/2005/xpath-functions/math#sqrt>(4) = 2) }",
        "ASK { FILTER(<http://jena.apache.org/ARQ/function#localname>(<x:a>)) }",
        "SELECT (<http://jena.apache.org/ARQ/function/aggregate#median>(?x) AS ?m) { VALUES ?x { 1 2 } }",
        "SELECT (FOLD(?x) AS ?list) { VALUES ?x { 1 } }",
        'SELECT * { UNFOLD("[1]" AS ?x) }',
        "ASK { LET (?x := 1) }",
        "ASK { ?s <x:p>{2} ?o }",
        "ASK { SEMIJOIN { ?s ?p ?o } }",
        "CONSTRUCT { GRAPH <x:g> { ?s ?p ?o } } WHERE { ?s ?p ?o }",
        "ASK { SERVICE <http://127.0.0.1:9/sparql> { ?s ?p ?o } }",
        "INSERT DATA { <x:s> <x:p> 1 }",
    ],
)
def test_what_is_not_announced_is_refused(site: Client, query: str) -> None:
    assert refused(site, query)


def test_of_proposal_2_there_is_only_what_is_told(site: Client) -> None:
    """The sum of a date and a duration has no value: were it given one day, the description would have to say so."""
    query = 'ASK { BIND("2020-01-02"^^xsd:date + "P1D"^^xsd:dayTimeDuration AS ?sum) FILTER(BOUND(?sum)) }'
    assert not asked(site, PROLOGUE + query)


def test_no_language_and_no_feature_is_announced_that_is_not_there(description: ox.Store) -> None:
    (language,) = rows(description, "?service sd:supportedLanguage ?language")
    assert language["language"].value.endswith("SPARQL11Query")
    (feature,) = rows(description, "?service sd:feature ?feature")
    assert feature["feature"].value.endswith("UnionDefaultGraph")


def test_the_default_graph_is_the_union_of_the_named_ones(site: Client, description: ox.Store) -> None:
    (found,) = rows(description, "?service sd:defaultDataset/sd:defaultGraph/void:triples ?triples")
    (answer,) = counted(site, "{ ?s ?p ?o }")
    assert answer == int(found["triples"].value)
    assert not asked(site, "ASK { GRAPH ?g { ?s ?p ?o } FILTER NOT EXISTS { ?s ?p ?o } }")


def test_each_dataset_that_is_announced_can_be_asked_and_has_its_size(
    site: Client, description: ox.Store
) -> None:
    found = rows(
        description,
        "?service sd:availableGraphs/sd:namedGraph [ sd:name ?name ; rdfs:comment ?text ; sd:graph/void:triples ?n ]",
    )
    names = {row["name"].value for row in found}
    assert PREFIXES["graph"] + "asserted" in names
    documents = {name for name in names if "/id/document/" in name and not name.endswith("/everything")}
    assert {f"{name}/everything" for name in documents} < names
    answer = site.get(
        "text/csv", query=f"{PROLOGUE} SELECT DISTINCT ?d {{ ?claim a eik:Claim ; eik:inDocument ?d }}"
    )
    assert documents == set(answer.text.split()[1:])
    for row in found:
        (size,) = counted(site, f"FROM <{row['name'].value}> {{ ?s ?p ?o }}")
        assert size == int(row["n"].value), row["name"].value


def counted(site: Client, pattern: str) -> list[int]:
    answer = site.get("text/csv", query=f"SELECT (COUNT(*) AS ?n) {pattern}")
    return [int(line) for line in answer.text.split()[1:]]


def test_entailment_is_simple_for_what_is_inferred_too_as_no_other_regime_is_complete(
    site: Client, description: ox.Store
) -> None:
    found = rows(
        description,
        "?service sd:defaultEntailmentRegime ?default . ?graph sd:name ?name ; sd:entailmentRegime ?regime",
    )
    assert {row["name"].value for row in found} == {PREFIXES["graph"] + "inferred"}
    assert {row[key].value for row in found for key in ("default", "regime")} == {
        "http://www.w3.org/ns/entailment/Simple"
    }
    assert asked(site, f"{PROLOGUE} ASK {{ ?s eik:memberOf ?o }}")
    assert not asked(site, f"{PROLOGUE} ASK {{ eik:memberOf a rdf:Property }}"), (
        "RDFS would have it (rule rdfD2)"
    )


def test_each_format_is_written(site: Client, description: ox.Store) -> None:
    found = {row["form"].value for row in rows(description, "?service sd:resultFormat ?form")}
    w3c = {iri.rpartition("/")[2] for iri in found if iri.startswith("http://www.w3.org/ns/formats/")}
    assert w3c == set(MEDIA_TYPES)
    media_types = {MEDIA_TYPES[name] for name in w3c}
    media_types |= {iri.partition("media-types/")[2] for iri in found if "media-types/" in iri}
    for media_type in media_types:
        answers = [
            site.get(media_type, query=query)
            for query in ("SELECT * { ?s ?p ?o } LIMIT 1", "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1")
        ]
        assert any(one.status == 200 and one.media_type == media_type for one in answers), media_type


def test_every_limit_of_the_server_is_told(description: ox.Store) -> None:
    comments = "\n".join(row["text"].value for row in rows(description, "?service rdfs:comment ?text"))
    limits = Settings().limits()
    assert len(limits) > 20
    assert [
        limit.partition(" is ")[0] for limit in limits if limit.partition(" is ")[0] not in comments
    ] == []
