"""The one prefix table of the project: Turtle files, saved queries, pages and the endpoint all use it."""

from __future__ import annotations

from typing import Final

BASE: Final = "https://w3id.org/eikg/"

KINDS: Final = (
    "claim",
    "segment",
    "document",
    "state",
    "contested-entity",
    "body",
    "organ",
    "organisation",
    "person",
    "office",
    "group",
    "place",
    "resolution",
    "treaty",
    "event",
    "initiative",
    "measure",
    "recommendation",
    "statement",
    "membership",
    "tenure",
    "succession",
    "participation",
    "treaty-action",
    "treaty-participation",
    "vote",
    "stage",
    "sanction",
    "sanction-change",
    "relation",
    "quantity",
    "discrepancy",
)
"""The kinds of things under `id/`; an IRI of any other kind is an error in the build."""

EIK: Final = BASE + "ontology/"

ENDPOINT: Final = BASE + "sparql"
"""The lasting address of the endpoint; where a server runs is known only to it."""

VOID_GRAPH: Final = BASE + ".well-known/void"
EXAMPLES_GRAPH: Final = BASE + ".well-known/sparql-examples"
"""The graphs in which clients look for the description of the data and for queries to begin with."""

_KIND_PREFIXES: Final = {("doc" if kind == "document" else kind): f"{BASE}id/{kind}/" for kind in KINDS}

SCHEMES: Final = (
    "stance",
    "mark",
    "membership-status",
    "legal-personality",
    "outcome",
    "stage-kind",
    "participation-role",
    "treaty-action-kind",
    "treaty-status",
    "vote-choice",
    "sanction-kind",
    "sanction-change-kind",
    "relation-kind",
    "polarity",
    "alignment",
    "topic",
    "unit",
    "precision",
    "discrepancy-kind",
    "severity",
    "verification",
)
"""The SKOS concept schemes, one file each in ontology/schemes/."""

PREFIXES: Final[dict[str, str]] = {
    "eik": EIK,
    "graph": BASE + "graph/",
    "scheme": BASE + "scheme/",
    **_KIND_PREFIXES,
    **{scheme: f"{BASE}scheme/{scheme}/" for scheme in SCHEMES},
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "org": "http://www.w3.org/ns/org#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "oa": "http://www.w3.org/ns/oa#",
    "eli": "http://data.europa.eu/eli/ontology#",
    "time": "http://www.w3.org/2006/time#",
    "cito": "http://purl.org/spar/cito/",
    "sh": "http://www.w3.org/ns/shacl#",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "void": "http://rdfs.org/ns/void#",
    "void-ext": "http://ldf.fi/void-ext#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "vann": "http://purl.org/vocab/vann/",
    "dqv": "http://www.w3.org/ns/dqv#",
    "schema": "https://schema.org/",
    "undo": "https://w3id.org/un/ontology/undo/",
    "eurovoc": "http://eurovoc.europa.eu/",
    "country": "http://publications.europa.eu/resource/authority/country/",
    "wd": "http://www.wikidata.org/entity/",
}
"""Prefix → namespace, in the order in which prefixes are declared at the top of every file."""
