"""Requests to throw at a scratch dataset: updates and what the Graph Store Protocol carries, whole and with faults."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from hypothesis import strategies as st

from tests.system.fuzz.queries import PROLOGUE, VALID
from tests.system.fuzz.requests import Sent

TOKEN = "thrown-at-a-scratch-dataset"
"""What the scratch dataset of the test takes; some requests bear another, or none."""

Text = st.SearchStrategy[str]

_GRAPHS = st.sampled_from(["<urn:g>", "<urn:h>", "graph:inferred", "<relative>", "nope:g", '"g"', "?g"])
_TARGETS = st.one_of(_GRAPHS.map("GRAPH {}".format), st.sampled_from(["DEFAULT", "NAMED", "ALL", ""]))
_TRIPLES = st.sampled_from(
    [
        "<urn:a> <urn:b> <urn:c> .",
        '_:x rdfs:label "Ā\\u0041\\n"@en-GB , 1.0e9 , false .',
        "<urn:a> a [ <urn:b> ( 1 2 3 ) ] .",
        "?s ?p ?o .",
        '<urn:a> <urn:b> "x"^^xsd:nope , "2026-02-30"^^xsd:date .',
        "<urn:a> <urn:b> <urn:c>",
        '"literal" <urn:b> <urn:c> .',
        "",
    ]
)
_QUADS = st.one_of(_TRIPLES, st.builds("GRAPH {} {{ {} }}".format, _GRAPHS, _TRIPLES))
_SILENT = st.sampled_from(["", "SILENT "])
_OPERATION: Text = st.one_of(
    st.builds("{} DATA {{ {} }}".format, st.sampled_from(["INSERT", "DELETE"]), _QUADS),
    st.builds("DELETE WHERE {{ {} }}".format, _QUADS),
    st.builds(
        "{}DELETE {{ {} }} INSERT {{ {} }} {}WHERE {{ {} }}".format,
        st.one_of(st.just(""), _GRAPHS.map("WITH {} ".format)),
        _QUADS,
        _QUADS,
        st.one_of(st.just(""), _GRAPHS.map("USING {} ".format), _GRAPHS.map("USING NAMED {} ".format)),
        _QUADS,
    ),
    st.builds("{} {}{}".format, st.sampled_from(["CLEAR", "DROP", "CREATE"]), _SILENT, _TARGETS),
    st.builds("{} {}{} TO {}".format, st.sampled_from(["COPY", "MOVE", "ADD"]), _SILENT, _TARGETS, _TARGETS),
    st.builds(
        "LOAD {}<{}>".format, _SILENT, st.sampled_from(["file:///etc/passwd", "http://127.0.0.1:1/", "", "%"])
    ),
    st.just("INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:1/> {} }"),
    VALID,
)


@st.composite
def _update(draw: st.DrawFn) -> str:
    text = PROLOGUE + " ; ".join(draw(st.lists(_OPERATION, max_size=3)))
    for _ in range(draw(st.sampled_from([0, 0, 0, 1, 3]))):
        place = draw(st.integers(0, len(text)))
        text = text[:place] + draw(st.text(max_size=3)) + text[place + draw(st.sampled_from([0, 1, 5])) :]
    return text


_AUTHORISED = st.sampled_from([f"Bearer {TOKEN}"] * 8 + [f"bearer  {TOKEN}", "Basic eDp5", ""])
_FORMS = st.sampled_from(
    [
        *["application/x-www-form-urlencoded", "application/sparql-update"] * 4,
        "application/sparql-update; charset=utf-7",
        "text/plain",
    ]
)
_PARAMETERS = st.lists(
    st.tuples(
        st.sampled_from(["using-graph-uri", "using-named-graph-uri", "query", "update", "timeout", "format"]),
        st.sampled_from(["urn:g", "", "relative", "1", "\u0000", "ASK {}"]),
    ),
    max_size=1,
)


@st.composite
def _of_an_update(draw: st.DrawFn) -> Sent:
    form, update = draw(_FORMS), draw(_update())
    body = urlencode([("update", update)], errors="surrogatepass") if "urlencoded" in form else update
    headers = (("Authorization", draw(_AUTHORISED)), ("Content-Type", form))
    target = f"/sparql?{urlencode(draw(_PARAMETERS))}"
    return Sent(
        draw(st.sampled_from(["POST", "POST", "POST", "PUT"])),
        target,
        headers,
        body.encode(errors="surrogatepass"),
    )


_DATA_FORMS = st.sampled_from(
    [
        *["text/turtle", "application/trig", "application/n-quads", "application/ld+json"] * 2,
        *["application/n-triples", "application/rdf+xml"] * 2,
        "text/turtle; charset=latin-9",
        "multipart/form-data; boundary=b",
        "text/html",
        "",
    ]
)
_BODIES = st.one_of(
    st.binary(max_size=80),
    st.sampled_from(
        [
            b"<urn:a> <urn:b> <urn:c> .\n",
            b"<urn:a> <urn:b> <urn:c> <urn:g> .\n",
            b"<a> <b> <c> .",
            b"@prefix : <urn:> . :a :b [ :c ( 1 2 ) ] .",
            b"@base <\x00> .",
            b"[" * 5000,
            b'{"@context": "http://127.0.0.1:1/context", "@id": "urn:a", "urn:b": 1}',
            b'{"@id": "urn:a", "urn:b": ' + b"[" * 3000 + b"]" * 3000 + b"}",
            b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
            b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="urn:a">'
            b'<p xmlns="urn:">&e;</p></rdf:Description></rdf:RDF>',
            b'--b\r\nContent-Disposition: form-data; name="x"; filename="x.ttl"\r\n\r\n<urn:a> <urn:b> 1 .'
            b"\r\n--b--\r\n",
            '<urn:a> <urn:b> "\ud800" .'.encode(errors="surrogatepass"),
        ]
    ),
)
_GRAPH_NAMES = st.one_of(
    st.sampled_from(
        ["urn:g", "urn:h", "", "relative", "http://[", "https://w3id.org/eikg/graph/asserted", "a b"]
    ),
    st.text(max_size=20),
)
_DATA_TARGETS = st.one_of(
    st.sampled_from(
        ["/data", "/data?default", "/data?default&graph=urn:g", "/data?graph", "/data/", "/data/x"]
    ),
    _GRAPH_NAMES.map(lambda name: f"/data?graph={quote(name, errors='surrogatepass')}"),
)


@st.composite
def _of_the_graph_store(draw: st.DrawFn) -> Sent:
    method = draw(st.sampled_from(["GET", "HEAD", "PUT", "POST", "POST", "DELETE", "PATCH", "OPTIONS"]))
    carries = method in ("PUT", "POST", "PATCH")
    form = draw(_DATA_FORMS) if carries else ""
    headers = [("Authorization", draw(_AUTHORISED)), *([("Content-Type", form)] if form else [])]
    return Sent(method, draw(_DATA_TARGETS), tuple(headers), draw(_BODIES) if carries else None)


WRITING = st.one_of(_of_an_update(), _of_the_graph_store())
