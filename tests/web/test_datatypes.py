"""Documents in RDF have the datatypes of the files, also where the store holds a literal with another one."""

from __future__ import annotations

from urllib.parse import quote

import pyoxigraph as ox
import pytest

from server.namespaces import BASE, VOID_GRAPH
from server.release import Release
from tests.web.client import Client
from tests.web.pages import get

CARDINALITIES = ("http://www.w3.org/2002/07/owl#cardinality", "http://www.w3.org/2002/07/owl#minCardinality")
DERIVED = "http://www.w3.org/2001/XMLSchema#nonNegativeInteger"
ONTOLOGY = ox.NamedNode(BASE + "graph/ontology")


def stated(release: Release) -> set[ox.Triple]:
    quads = ox.parse(path=release.data, format=ox.RdfFormat.N_QUADS)
    return {quad.triple for quad in quads if quad.predicate.value in CARDINALITIES}


def cardinalities(body: bytes) -> list[ox.Triple]:
    quads = ox.parse(body, format=ox.RdfFormat.N_TRIPLES)
    return [quad.triple for quad in quads if quad.predicate.value in CARDINALITIES]


@pytest.mark.parametrize(
    "address",
    [
        "/graph/ontology.nt",  # large, so that the engine writes it
        "/ontology.nt",
        "/sparql?query=" + quote("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"),
        "/sparql?query=" + quote(f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH {ONTOLOGY} {{ ?s ?p ?o }} }}"),
        "/sparql?query="
        + quote("CONSTRUCT { ?s ?p ?o } FROM <https://w3id.org/eikg/graph/asserted> { ?s ?p ?o }"),
        "/sparql?query=" + quote("DESCRIBE ?s { ?s <http://www.w3.org/2002/07/owl#minCardinality> 1 }"),
    ],
)
def test_a_graph_has_the_literals_that_the_files_have(site: Client, release: Release, address: str) -> None:
    found = cardinalities(get(site, address, Accept="application/n-triples").body)
    assert found
    assert {getattr(triple.object, "datatype").value for triple in found} == {DERIVED}  # noqa: B009
    if "CONSTRUCT" in address or "ontology.nt" in address[:16]:
        assert len(set(found)) == len(stated(release))


def test_a_term_has_the_literals_of_its_restrictions(site: Client, release: Release) -> None:
    quads = ox.parse(path=release.data, format=ox.RdfFormat.N_QUADS)
    restrictions = {triple.subject for triple in stated(release)}
    terms = {
        quad.subject.value for quad in quads if quad.object in restrictions and quad.graph_name == ONTOLOGY
    }
    found = 0
    for term in sorted(terms)[:3]:
        listed = cardinalities(get(site, f"/{term.removeprefix(BASE)}.nt").body)
        assert {getattr(triple.object, "datatype").value for triple in listed} == {DERIVED}  # noqa: B009
        found += len(listed)
    assert found


def test_the_description_says_which_datatype_no_query_finds(site: Client) -> None:
    query = f"""SELECT ?comment {{ GRAPH <{VOID_GRAPH}> {{
        ?partition <http://ldf.fi/void-ext#datatype> <{DERIVED}> ;
            <http://www.w3.org/2000/01/rdf-schema#comment> ?comment }} }}"""
    answer = get(site, "/sparql?query=" + quote(query), Accept="text/csv").text
    assert "of the datatype xsd:integer" in answer
