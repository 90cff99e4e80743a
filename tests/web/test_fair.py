"""The criteria of FOOPS! and F-UJI that the answers of a server decide, and that server/docs/fair.md tells of."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, TypeGuard
from urllib.parse import urlsplit

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from server.namespaces import BASE, EIK, PREFIXES
from tests.conftest import ROOT
from tests.documentation.markdown import rows
from tests.web.client import Answer, Client
from tests.web.pages import get

DOCUMENT: Final = ROOT / "server/docs/fair.md"
ONTOLOGY: Final = NamedNode(f"{BASE}ontology")
DATASET: Final = NamedNode(BASE)
RDF_TYPES: Final = ("text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json")
PERSISTENT: Final = ("https://w3id.org/", "https://doi.org/", "https://purl.org/")


@dataclass(frozen=True)
class Found:
    """What a server answers of its ontology and of its data."""

    site: Client

    @cached_property
    def ontology(self) -> set[Triple]:
        return {q.triple for q in parse(self.fetched("/ontology", "text/turtle").body, RdfFormat.TURTLE)}

    @cached_property
    def data(self) -> set[Triple]:
        return {
            q.triple for q in parse(self.fetched("/.well-known/void", "text/turtle").body, RdfFormat.TURTLE)
        }

    @cached_property
    def markup(self) -> dict[str, Any]:
        """What the home page holds for search engines."""
        scripts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', get(self.site, "/").text)
        found: dict[str, Any] = json.loads(scripts[0])
        return found

    @cached_property
    def downloads(self) -> list[str]:
        return [
            t.object.value for t in self.data if t.predicate == term("dcat:downloadURL") and is_iri(t.object)
        ]

    def fetched(self, path: str, accept: str) -> Answer:
        return self.site.send("GET", path, {"Accept": accept})

    def leads(self, iri: str, accept: str = "text/turtle") -> bool:
        return self.fetched(iri.removeprefix(BASE[:-1]), accept).status == 200

    def of(self, *names: str, node: NamedNode = ONTOLOGY) -> list[Any]:
        """The values that the ontology, or the data, has for one of some properties."""
        triples = self.ontology if node == ONTOLOGY else self.data
        properties = {term(name) for name in names}
        return [t.object for t in triples if t.subject == node and t.predicate in properties]

    def has(self, *names: str) -> bool:
        return all(self.of(*one.split("|")) for one in names)

    def data_has(self, *names: str) -> bool:
        return all(self.of(*one.split("|"), node=DATASET) for one in names)

    @cached_property
    def terms(self) -> set[Any]:
        kinds = {term(f"owl:{name}") for name in ("Class", "ObjectProperty", "DatatypeProperty")}
        typed = (t.subject for t in self.ontology if t.predicate == term("rdf:type") and t.object in kinds)
        return {subject for subject in typed if is_iri(subject) and subject.value.startswith(EIK)}

    def all_terms_have(self, *names: str) -> bool:
        properties = {term(name) for name in names}
        described = {t.subject for t in self.ontology if t.predicate in properties}
        return bool(self.terms) and self.terms <= described


def term(name: str) -> NamedNode:
    prefix, _, local = name.partition(":")
    return NamedNode(PREFIXES.get(prefix, f"urn:x:{prefix}:") + local)


def is_iri(node: object) -> TypeGuard[NamedNode]:
    return isinstance(node, NamedNode)


def reused(found: Found) -> bool:
    """Whether terms of other vocabularies stand above or beside the project's own."""
    ties = {term("rdfs:subClassOf"), term("rdfs:subPropertyOf"), term("owl:equivalentClass")}
    ends = {t.object.value for t in found.ontology if t.predicate in ties and is_iri(t.object)}
    return any(
        end.startswith((PREFIXES["prov"], PREFIXES["foaf"], PREFIXES["org"], PREFIXES["skos"]))
        for end in ends
    )


FOOPS: Final[Mapping[str, Callable[[Found], bool]]] = {
    "PURL1": lambda found: ONTOLOGY.value.startswith(PERSISTENT),
    "URI1": lambda found: found.leads(ONTOLOGY.value),
    "URI2": lambda found: Triple(ONTOLOGY, term("rdf:type"), term("owl:Ontology")) in found.ontology,
    "VER1": lambda found: found.has("owl:versionIRI"),
    "VER2": lambda found: all(found.leads(one.value, "text/html") for one in found.of("owl:versionIRI")),
    "OM1": lambda found: found.has(
        "dcterms:title",
        "dcterms:description",
        "dcterms:license",
        "owl:versionIRI",
        "dcterms:creator",
        "vann:preferredNamespaceUri",
    ),
    "OM2": lambda found: found.has(
        "vann:preferredNamespacePrefix",
        "owl:versionInfo",
        "dcterms:created",
        "dcterms:bibliographicCitation",
    ),
    "OM3": lambda found: found.has(
        "bibo:doi|dcterms:identifier",
        "dcterms:publisher",
        "foaf:logo",
        "bibo:status",
        "dcterms:source",
        "dcterms:issued",
    ),
    "OM4.1": lambda found: found.has("dcterms:license"),
    "OM5.1": lambda found: found.has("dcterms:created", "dcterms:creator"),
    "OM5.2": lambda found: found.has("dcterms:issued", "dcterms:publisher"),
    "FIND1": lambda found: found.has("vann:preferredNamespacePrefix"),
    "HTTP1": lambda found: urlsplit(ONTOLOGY.value).scheme in ("http", "https"),
    "CN1": lambda found: all(found.fetched("/ontology", one).media_type == one for one in RDF_TYPES),
    "RDF1": lambda found: len(found.ontology) > 100,
    "DOC1": lambda found: found.fetched("/ontology", "text/html").media_type == "text/html",
    "VOC1": lambda found: found.has("dcterms:title", "vann:preferredNamespaceUri", "owl:versionInfo"),
    "VOC2": reused,
    "VOC3": lambda found: found.all_terms_have("rdfs:label"),
    "VOC4": lambda found: found.all_terms_have("skos:definition", "rdfs:comment"),
}

FUJI: Final[Mapping[str, Callable[[Found], bool]]] = {
    "F1-01MD-1": lambda found: found.markup["@id"] == BASE,
    "F1-01MD-2": lambda found: bool(found.downloads) and all(urlsplit(one).netloc for one in found.downloads),
    "F1-02MD-1": lambda found: BASE.startswith(PERSISTENT),
    "F1-02MD-4": lambda found: all(one.startswith(PERSISTENT) for one in found.downloads),
    "F2-01M-2": lambda found: (
        found.data_has("dcterms:creator", "dcterms:title", "dcterms:publisher", "dcterms:identifier")
        and found.data_has("dcterms:modified|dcterms:issued")
        and {"creator", "name", "publisher", "datePublished", "identifier"} <= found.markup.keys()
    ),
    "F2-01M-3": lambda found: (
        found.data_has("dcterms:description", "dcat:keyword")
        and bool(found.markup["description"] and found.markup["keywords"])
    ),
    "F3-01M-2": lambda found: (
        {one["contentUrl"] for one in found.markup["distribution"]} == {*found.downloads} != set()
    ),
    "F4-01M-1": lambda found: found.markup["@type"] == "Dataset",
    "A1-01M-1": lambda found: found.data_has("dcterms:accessRights"),
    "A1-02MD-1": lambda found: found.leads(BASE, "text/html") and bool(found.data),
    "A1-02MD-2": lambda found: all(
        found.site.send("HEAD", urlsplit(one).path).status == 200 for one in found.downloads
    ),
    "A1.1-01MD-1": lambda found: urlsplit(BASE).scheme == "https",
    "A1.1-01MD-2": lambda found: {urlsplit(one).scheme for one in found.downloads} <= {"http", "https"},
    "A1.2-01MD-1": lambda found: urlsplit(BASE).scheme == "https",
    "A1.2-01MD-2": lambda found: {urlsplit(one).scheme for one in found.downloads} <= {"http", "https"},
    "I1-01M-1": lambda found: found.markup["@context"] == "https://schema.org",
    "I1-01M-2": lambda found: found.data_has("void:sparqlEndpoint"),
    "I2-01M-2": lambda found: found.data_has("dcterms:title", "dcat:distribution", "void:vocabulary"),
    "I3-01M-2": lambda found: all(
        is_iri(one) for one in found.of("dcterms:hasPart", "void:subset", node=DATASET)
    ),
    "R1-01M-1": lambda found: term("dcat:Dataset") in found.of("rdf:type", node=DATASET),
    "R1-01M-2": lambda found: (
        all(
            isinstance(size, Literal) and int(size.value) > 0
            for size in (t.object for t in found.data if t.predicate == term("dcat:byteSize"))
        )
        and all(one["encodingFormat"] for one in found.markup["distribution"])
    ),
    "R1-01M-3": lambda found: "variableMeasured" in found.markup,
    "R1.1-01M-1": lambda found: found.data_has("dcterms:license") and "license" in found.markup,
    "R1.2-01M-1": lambda found: found.data_has("dcterms:creator", "dcterms:publisher", "dcterms:modified"),
    "R1.2-01M-2": lambda found: any(t.predicate.value.startswith(PREFIXES["prov"]) for t in found.data),
    "R1.3-01M-3": lambda found: found.data_has("dcat:distribution"),
}

RESULTS: Final = {
    row[0]: row[2].partition(":")[0]
    for row in rows(DOCUMENT.read_text(encoding="utf-8"))
    if len(row) == 3 and row[0] != "criterion"
}
"""Criterion → `yes`, `no` or `elsewhere`, as the document tells."""


@pytest.fixture(scope="module")
def found(site: Client) -> Found:
    return Found(site)


def test_the_document_tells_of_every_criterion_that_is_computed() -> None:
    assert {name for name, result in RESULTS.items() if result != "elsewhere"} == {*FOOPS, *FUJI}
    assert {*RESULTS.values()} == {"yes", "no", "elsewhere"}


@pytest.mark.parametrize("name", [*FOOPS, *FUJI])
def test_a_criterion_is_met_as_the_document_tells(found: Found, name: str) -> None:
    assert {**FOOPS, **FUJI}[name](found) == (RESULTS[name] == "yes")
