"""What is asked: queries at the endpoint, saved queries, pages and descriptions of things, each with its formats."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Final
from urllib.parse import urlencode

import pyoxigraph as ox

from server.namespaces import PREFIXES
from server.release import Release
from server.saved.query import from_json
from tests.system.soak.answers.bodies import GRAPHS, HTML, TABLES

PROLOGUE: Final = "".join(
    f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n"
    for prefix in ("eik", "rdfs", "skos", "xsd", "graph", "state", "body")
)
SUFFIXES: Final = {
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdf",
}
FORM: Final = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Ask:
    """A question. `query` is asked at the endpoint, or answers the saved query at `path`; a page has none.

    `unique`: the query holds $UNIQUE, to be replaced by what no request before had. `weight`: how often it is asked.
    `equivalents`: queries that are recorded in its place, for one that needs another endpoint; any answer is right.
    """

    name: str
    path: str
    query: str
    media_types: tuple[str, ...]
    weight: float = 1.0
    unique: bool = False
    equivalents: tuple[str, ...] = ()

    @property
    def federated(self) -> bool:
        """Whether it needs another endpoint."""
        return bool(self.equivalents)

    @property
    def fetched(self) -> bool:
        """Whether a quiet server must record it: a page, or a query of a dataset that the store alone does not have."""
        return not self.query or "\nFROM " in self.query

    @property
    def ordered(self) -> bool:
        """Whether the rows have an order."""
        return "ORDER BY" in self.query

    @property
    def at_endpoint(self) -> bool:
        """Whether the query is sent as such."""
        return self.path == "/sparql"


@dataclass(frozen=True)
class Sent:
    """A request. `release` names the one that must answer; empty where the current one does."""

    ask: Ask
    media_type: str
    method: str
    target: str
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    release: str = ""


_GRAPH_TYPES: Final = tuple(GRAPHS)

_QUERIES: Final = {
    "ask": "ASK { ?claim a eik:Claim }",
    "ask-none": "ASK { ?claim a eik:NoSuchClass }",
    "states": "SELECT ?s ?label { ?s a eik:State ; rdfs:label ?label FILTER(LANG(?label) = 'en') } ORDER BY ?s",
    "counts": "SELECT ?class (COUNT(?s) AS ?n) { ?s a ?class } GROUP BY ?class ORDER BY DESC(?n) ?class",
    "claims-of-documents": "SELECT ?d (COUNT(?c) AS ?n) { ?c eik:inDocument ?d } GROUP BY ?d ORDER BY ?d",
    "belarus": "SELECT ?p ?o { state:belarus ?p ?o FILTER(!isBlank(?o)) }",
    "who-says": "SELECT ?g ?p ?o { GRAPH ?g { body:eaeu ?p ?o FILTER(!isBlank(?o)) } }",
    "labels": "SELECT ?s ?label { ?s rdfs:label ?label }",
    "languages": "SELECT ?l (COUNT(*) AS ?n) { ?s rdfs:label ?x BIND(LANG(?x) AS ?l) } GROUP BY ?l ORDER BY ?l",
    "optional": "SELECT ?m ?status { ?m a eik:Affiliation OPTIONAL { ?m eik:status ?status } }",
    "dates": "SELECT ?x ?d { ?x eik:earliest ?d FILTER(?d < '2000-01-01'^^xsd:date) } ORDER BY ?d ?x",
    "path": "SELECT ?c { eik:State rdfs:subClassOf* ?c FILTER(!isBlank(?c)) } ORDER BY ?c",
    "inferred": "SELECT (COUNT(*) AS ?n) { GRAPH graph:inferred { ?s ?p ?o } }",
    "construct": "CONSTRUCT { ?s rdfs:label ?l } { ?s a eik:State ; rdfs:label ?l }",
    "describe-like": "CONSTRUCT { body:eaeu ?p ?o } { body:eaeu ?p ?o FILTER(!isBlank(?o)) }",
    "memberships": "CONSTRUCT { ?m ?p ?o } { ?m a eik:Affiliation ; ?p ?o FILTER(!isBlank(?o)) }",
}
_UNIQUE: Final = {
    "unique-states": "SELECT ?s { ?s a eik:State FILTER(STR(?s) != '$UNIQUE') } ORDER BY ?s",
    "unique-sum": "SELECT (COUNT(?c) AS ?n) { ?c a eik:Claim FILTER(?c != <urn:x:$UNIQUE>) }",
    "unique-construct": "CONSTRUCT { ?s a eik:Body } { ?s a eik:Body FILTER(STR(?s) != '$UNIQUE') }",
}
LARGE: Final = {
    "all": "SELECT ?s ?p ?o { ?s ?p ?o FILTER(!isBlank(?s) && !isBlank(?o) && ?s != <urn:x:$UNIQUE>) }",
    "all-graphs": "SELECT ?g ?s ?o { GRAPH ?g { ?s a ?o FILTER(!isBlank(?s) && !isBlank(?o)) } }",
    "all-triples": "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o FILTER(!isBlank(?s) && !isBlank(?o) && ?s != <urn:x:$UNIQUE>) }",
}
_PAGES: Final = (
    "/",
    "/queries",
    "/queries/discrepancies",
    "/id/state/belarus",
    "/id/state/belarus?lang=ru",
    "/id/body/eaeu",
    "/ontology",
    "/ontology/Claim",
    "/ontology/Membership",
    "/search?text=Union",
    "/quality",
    "/conformance",
)
_FRAGMENTS: Final = (
    "/fragments",
    "/fragments?predicate=http%3A%2F%2Fwww.w3.org%2F2000%2F01%2Frdf-schema%23label",
    "/fragments?subject=https%3A%2F%2Fw3id.org%2Feikg%2Fid%2Fstate%2Fbelarus",
    "/fragments?predicate=https%3A%2F%2Fw3id.org%2Feikg%2Fontology%2FinDocument&page=3",
    "/fragments?subject=%3Fs&object=https%3A%2F%2Fw3id.org%2Feikg%2Fontology%2FState"
    "&values=%28%3Fs%29+%7B+%28%3Chttps%3A%2F%2Fw3id.org%2Feikg%2Fid%2Fstate%2Fbelarus%3E%29+%7D",
    "/fragments/quads?predicate=https%3A%2F%2Fw3id.org%2Feikg%2Fontology%2Fstatus",
)
_DESCRIPTIONS: Final = ("/id/state/belarus", "/id/body/eaeu", "/id/body/un", "/ontology/State")


def asks_of(release: Release) -> list[Ask]:
    """Everything that is asked, given a release with its saved queries."""
    return [*_at_endpoint(), *_saved(release), *_pages()]


def _at_endpoint() -> list[Ask]:
    given = [*_QUERIES.items(), *_UNIQUE.items(), *LARGE.items()]
    return [
        Ask(
            name,
            "/sparql",
            PROLOGUE + text,
            _GRAPH_TYPES if text.startswith("CONSTRUCT") else TABLES,
            weight=0.2 if name in LARGE else 3.0,
            unique="$UNIQUE" in text,
        )
        for name, text in given
    ]


def _saved(release: Release) -> list[Ask]:
    found = []
    for saved in from_json(release.queries.read_text(encoding="utf-8")):
        required = [parameter for parameter in saved.parameters if parameter.required]
        given = urlencode([(parameter.name, _plain(parameter.default[0])) for parameter in required])
        path = f"/queries/{saved.name}.{{suffix}}{'?' if given else ''}{given}"
        media_types = _GRAPH_TYPES if saved.form == "GRAPH" else TABLES
        found.append(Ask(f"saved {saved.name}", path, saved.text, media_types, weight=0.5))
    return found


def _plain(term: str) -> str:
    """The value of a term in N-Triples."""
    [quad] = ox.parse(f"<urn:s> <urn:p> {term} .", format=ox.RdfFormat.N_TRIPLES)
    return str(getattr(quad.object, "value", ""))


def _pages() -> list[Ask]:
    pages = [Ask(f"page {path}", path, "", (HTML,), weight=0.5) for path in _PAGES]
    described = [
        Ask(f"description {path}", path + ".{suffix}", "", _GRAPH_TYPES, 0.5) for path in _DESCRIPTIONS
    ]
    fragments = [
        Ask(f"fragment {path}", path, "", ("text/turtle", "application/n-triples")) for path in _FRAGMENTS
    ]
    return pages + described + fragments


def compose(ask: Ask, random: Random, unique: str, release: str = "") -> Sent:
    """A request for an answer: one of the ways in which it can be asked for. `release` asks by its permanent link."""
    media_type = random.choice(ask.media_types)
    prefix = f"/release/{release}" if release and ask.query and not ask.federated else ""
    pinned = release if prefix else ""
    if not ask.at_endpoint:
        target = prefix + ask.path.replace("{suffix}", SUFFIXES.get(media_type, ""))
        headers = {} if "{suffix}" in ask.path else {"Accept": media_type}
        method = random.choice(("GET", "GET", "GET", "HEAD"))
        return Sent(ask, media_type, method, target, headers=headers, release=pinned)
    query = ask.query.replace("$UNIQUE", unique)
    headers, parameters = {"Accept": media_type}, {"query": query}
    if random.random() < 0.3:
        headers, parameters = {}, {**parameters, "format": media_type}
    way = random.choice(("GET", "GET", "HEAD", "form", "direct", "QUERY"))
    path = f"{prefix}/sparql"
    if way in ("GET", "HEAD"):
        return Sent(ask, media_type, way, f"{path}?{urlencode(parameters)}", query, headers, None, pinned)
    if way == "form":
        body = urlencode(parameters).encode()
        return Sent(ask, media_type, "POST", path, query, {**headers, "Content-Type": FORM}, body, pinned)
    method = "POST" if way == "direct" else "QUERY"
    headers = {**headers, "Accept": media_type, "Content-Type": "application/sparql-query"}
    return Sent(ask, media_type, method, path, query, headers, query.encode(), pinned)
