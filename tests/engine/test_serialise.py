from __future__ import annotations

import io
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.engine import NotExpressible
from server.engine.job import Kind, PipeClosed, read_frame
from server.engine.output import Output
from server.engine.serialise import XmlOutput, serialise

RDF_XML, XML, TURTLE = "application/rdf+xml", "application/sparql-results+xml", "text/turtle"
S, P = ox.NamedNode("http://example.org/s"), ox.NamedNode("http://example.org/p")


def written(pipe: io.BytesIO) -> bytes:
    pipe.seek(0)
    data = b""
    while True:
        try:
            kind, body = read_frame(pipe)
        except PipeClosed:
            return data
        data += body if kind is Kind.DATA else b""


def result(
    query: str, media_type: str, triples: list[ox.Triple], prefixes: dict[str, str] | None = None
) -> bytes:
    store = ox.Store()
    store.extend(ox.Quad(*triple) for triple in triples)
    pipe = io.BytesIO()
    output = Output(pipe, 1 << 20, 1_000_000)
    serialise(store.query(query), media_type, prefixes or {}, output)
    output.end()
    return written(pipe)


@given(st.text(max_size=20))
def test_xml_reads_back_as_it_was_or_is_refused(text: str) -> None:
    triples = [ox.Triple(S, P, ox.Literal(text))]
    for query, media_type in (("SELECT ?o { ?s ?p ?o }", XML), ("CONSTRUCT WHERE { ?s ?p ?o }", RDF_XML)):
        try:
            body = result(query, media_type, triples)
        except NotExpressible:
            assert any((c < " " and c not in "\t\n\r") or c in "\ufffe\uffff" for c in text)
        else:
            found = [element.text or "" for element in ElementTree.fromstring(body).iter()]  # noqa: S314 - it is our own
            assert text in found


@pytest.mark.parametrize("half", [b"\xef", b"\xef\xbf"])
def test_a_noncharacter_in_two_halves_is_seen(half: bytes) -> None:
    noncharacter, replacement = "\ufffe".encode(), "\ufffd".encode()
    output = XmlOutput(Output(io.BytesIO(), 100, 1))
    output.write(b"<a>" + half)
    with pytest.raises(NotExpressible):
        output.write(noncharacter[len(half) :])
    pipe = io.BytesIO()
    inner = Output(pipe, 100, 1)
    output = XmlOutput(inner)
    for part in (b"<a>" + half, replacement[len(half) :] + b"</a>"):
        assert output.write(part) == len(part)
    inner.end()
    assert written(pipe) == b"<a>" + replacement + b"</a>"


@pytest.mark.parametrize("name", ["1", "", "a/", "x#", "%20", "a/-"])
def test_a_predicate_that_no_element_can_be_named_after_is_refused(name: str) -> None:
    triples = [ox.Triple(S, ox.NamedNode(f"http://example.org/{name}"), S)]
    with pytest.raises(NotExpressible, match="RDF/XML cannot write the predicate"):
        result("CONSTRUCT WHERE { ?s ?p ?o }", RDF_XML, triples)


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=6))
def test_rdf_xml_reads_back_whatever_the_predicate(name: str) -> None:
    try:
        triples = [ox.Triple(S, ox.NamedNode(f"http://example.org/{name}"), S)]
        body = result("CONSTRUCT WHERE { ?s ?p ?o }", RDF_XML, triples)
    except (ValueError, NotExpressible):
        return
    assert [quad.triple for quad in ox.parse(body, format=ox.RdfFormat.RDF_XML)] == triples


def test_only_prefixes_that_are_needed_are_declared() -> None:
    triples = [ox.Triple(S, P, ox.Literal("1", datatype=ox.NamedNode("http://example.com/type")))]
    prefixes = {
        "ex": "http://example.org/",
        "t": "http://example.com/",
        "none": "http://example.net/",
        "top": "http://",
    }
    body = result("CONSTRUCT WHERE { ?s ?p ?o }", TURTLE, triples, prefixes).decode()
    assert "ex:s ex:p" in body
    assert "t:type" in body
    assert "none" not in body
    assert "top" not in body


def test_a_long_result_is_streamed_with_all_its_triples() -> None:
    triples = [ox.Triple(S, P, ox.Literal(number)) for number in range(12_000)]
    body = result("CONSTRUCT WHERE { ?s ?p ?o }", TURTLE, triples, {"ex": "http://example.org/"})
    assert len([*ox.parse(body, format=ox.RdfFormat.TURTLE)]) == len(triples)
