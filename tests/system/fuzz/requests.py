"""Requests to throw at the server: what HTTP can carry, with parameters, headers and bodies that may be none."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from hypothesis import strategies as st

from tests.system.fuzz.queries import FAULTY, HOSTILE, VALID


@dataclass(frozen=True)
class Sent:
    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes | None


QUERIES = st.one_of(VALID, VALID, FAULTY, FAULTY, HOSTILE)
LONGEST_TARGET = 6000

_MEDIA_TYPES = st.sampled_from(
    [
        "*/*",
        "text/html",
        "text/html,application/xhtml+xml,*/*;q=0.8",
        "application/sparql-results+json",
        "application/sparql-results+xml;q=0.5, text/csv",
        "text/turtle",
        "application/vnd.apache.parquet",
        "application/ld+json;profile=x",
        "text/plain",
        "image/png",
        ";;;,,q=",
        "text/*;q=nan",
        "*/*;q=0",
        "a" * 2000,
        "\u00e9/\u00e9",
    ]
)
_HEADER_TEXT = st.text(
    st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=40
)
_HEADERS = st.lists(
    st.one_of(
        st.tuples(st.just("Accept"), _MEDIA_TYPES),
        st.tuples(
            st.just("Accept-Encoding"),
            st.sampled_from(["gzip", "zstd, gzip;q=0.1", "identity;q=0", "*", "x;;"]),
        ),
        st.tuples(
            st.sampled_from(
                [
                    "Authorization",
                    "Cookie",
                    "If-None-Match",
                    "If-Modified-Since",
                    "Range",
                    "Referer",
                    "X-Forwarded-For",
                    "X-Forwarded-Host",
                    "Accept-Language",
                    "Accept-Datetime",
                    "Origin",
                    "Access-Control-Request-Headers",
                    "Host",
                    "Prefer",
                ]
            ),
            _HEADER_TEXT,
        ),
    ),
    max_size=3,
    unique_by=lambda header: header[0],
).map(tuple)
_VALUE = st.one_of(
    st.sampled_from(
        ["", "json", "xml", "csv", "ttl", "parquet", "empty", "sources", "1", "0", "-1", "nan", "1e999"]
    ),
    st.text(max_size=20),
    st.just("urn:x-rdflib:default"),
    st.just("https://w3id.org/eikg/graph/asserted"),
)
_NAME = st.sampled_from(
    [
        "format",
        "timeout",
        "explain",
        "explain",
        "default-graph-uri",
        "named-graph-uri",
        "query",
        "update",
        "output",
        "x",
    ]
)
_PARAMETERS = st.lists(st.tuples(_NAME, _VALUE), max_size=3)
_CONTENT_TYPES = st.sampled_from(
    [
        "application/x-www-form-urlencoded",
        "application/sparql-query",
        "application/sparql-query; charset=utf-16",
        "application/sparql-update",
        "text/plain",
        "multipart/form-data; boundary=x",
        "application/sparql-query;;=;\u00ff",
        "",
    ]
)
_SLOTS = st.sampled_from(
    [
        "?x",
        "https://w3id.org/eikg/id/state/belarus",
        "<https://w3id.org/eikg/ontology/State>",
        '"Belarus"@en',
        '"2014"^^http://www.w3.org/2001/XMLSchema#gYear',
        "https://w3id.org/eikg/.well-known/genid/0/c14n0",
        "_:b",
        '"',
        "2",
    ]
)
_BLOCKS = st.sampled_from(
    [
        "(?x) { (<https://w3id.org/eikg/id/state/belarus>) }",
        "?x { UNDEF 1 'a' }",
        "(?x ?y) { (1) }",
        "(?x) {",
        "?x { <a> } } SELECT",
    ]
)
PATHS = [
    "/ontology",
    "/ontology/Membership",
    "/conformance",
    "/why?s=state:belarus&p=eik:memberOf&o=body:eaeu",
    "/",
    "/queries",
    "/editor",
    "/search?q=",
    "/why",
    "/why?subject=x&predicate=y&object=z",
    "/.well-known/void",
    "/.well-known/sparql-examples?format=jsonld",
    "/health",
    "/releases",
    "/release/0000000000000000/sparql?query=ASK%7B%7D",
    "/ontology/Claim.rdf",
    "/data?default",
    "/problem/query-syntax",
    "/quality",
    "/fragments",
    "/timegate/sparql?query=ASK%7B%7D",
    "/fragments/quads?graph=%3Fg&page=2",
    "//",
    "/%00",
    "/id/state/belarus?lang=ru",
    "/static/../../server/settings.py",
]
_PAGES = st.one_of(
    st.sampled_from(PATHS),
    st.builds(
        "/{}/{}".format,
        st.sampled_from(["id", "ontology", "scheme", "graph", "queries", "problem", "release", "static"]),
        st.text(max_size=20).map(lambda text: quote(text, safe="/.%")),
    ),
    st.builds(
        "/fragments{}?{}={}&{}={}".format,
        st.sampled_from(["", "", "/quads"]),
        st.sampled_from(["subject", "predicate", "object", "graph", "page", "format"]),
        st.one_of(_SLOTS, st.text(max_size=20)).map(quote),
        st.sampled_from(["object", "values", "page"]),
        st.one_of(_SLOTS, _BLOCKS, st.text(max_size=20)).map(quote),
    ),
    st.builds(
        "/{}?{}={}".format,
        st.sampled_from(["search", "editor", "why", "queries/members-as-of", "queries/members-as-of.json"]),
        st.sampled_from(["q", "text", "saved", "subject", "predicate", "object", "date", "body", "lang"]),
        st.text(max_size=20).map(quote),
    ),
)


@st.composite
def _by_get(draw: st.DrawFn) -> Sent:
    parameters = [("query", draw(QUERIES)), *draw(_PARAMETERS)]
    target = f"/sparql?{urlencode(parameters, errors='surrogatepass')}"[:LONGEST_TARGET]
    return Sent(draw(st.sampled_from(["GET", "GET", "HEAD"])), target, draw(_HEADERS), None)


@st.composite
def _by_post(draw: st.DrawFn) -> Sent:
    query, content_type = draw(QUERIES), draw(_CONTENT_TYPES)
    text = urlencode([("query", query), *draw(_PARAMETERS)]) if "form-url" in content_type else query
    body = draw(st.one_of(st.just(text.encode(errors="surrogatepass")), st.binary(max_size=60)))
    headers = [*draw(_HEADERS), *([("Content-Type", content_type)] if content_type else [])]
    target = f"/sparql?{urlencode(draw(_PARAMETERS))}"
    return Sent(draw(st.sampled_from(["POST", "POST", "QUERY"])), target, tuple(headers), body)


@st.composite
def _of_a_page(draw: st.DrawFn) -> Sent:
    method = draw(st.sampled_from(["GET", "GET", "GET", "HEAD", "POST", "PUT", "OPTIONS", "DELETE", "PATCH"]))
    body = draw(st.binary(max_size=20)) if method in ("POST", "PUT") else None
    return Sent(method, draw(_PAGES), draw(_HEADERS), body)


REQUESTS = st.one_of(_by_get(), _by_get(), _by_post(), _by_post(), _of_a_page())
