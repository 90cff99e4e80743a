from __future__ import annotations

import csv
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

CSV, TSV = "text/csv", "text/tab-separated-values"
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


def table(query: str) -> list[list[str]]:
    """The CSV of a query as readers have it that skip blank lines, as most do."""
    text = result(query, CSV, []).decode()
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    return [row for row in rows if row]


@pytest.mark.parametrize(
    ("select", "fields"),
    [
        ('IRI("http://dbpedia.org/resource/Paris,_Texas")', "http://dbpedia.org/resource/Paris,_Texas"),
        ('"a, b"', "a, b"),
        ('"a, b"@en', "a, b"),
        ('STRDT("a, \\"b\\"", <http://e/t,u>)', 'a, "b"'),
        (r'"a\t\"b\"\\n\r\nc\r\n"', 'a\t"b"\\n\r\nc\r\n'),
        (r'"\u2028\u0085\u000B <>"', "\u2028\x85\x0b <>"),
        ('"?x"', "?x"),
        ("12", "12"),
        ("true", "true"),
        ('""', ""),
        ("?nothing", ""),
        ('TRIPLE(<a:a>, <a:b>, "x, y")', '<<( <a:a> <a:b> "x, y" )>>'),
    ],
)
def test_csv_has_a_field_for_each_term_whatever_it_holds(select: str, fields: str) -> None:
    assert table(f"SELECT ({select} AS ?x) (1 AS ?y) {{}}") == [["x", "y"], [fields, "1"]]
    assert table(f"SELECT ({select} AS ?x) {{}}") == [["x"], [fields]]


def test_csv_keeps_the_text_of_blank_nodes() -> None:
    names, (node,) = table("SELECT (BNODE() AS ?x) {}")
    assert names == ["x"]
    assert node.startswith("_:")


def test_csv_ends_lines_as_its_specification_does_and_quotes_no_more_than_needed() -> None:
    query = 'SELECT ?a ?b { VALUES (?a ?b) { (<a:b> "c d") (UNDEF UNDEF) ("," 1) } }'
    assert result(query, CSV, []) == b'a,b\r\na:b,c d\r\n,\r\n",",1\r\n'
    assert result("SELECT ?a { FILTER(false) }", CSV, []) == b"a\r\n"
    assert result("SELECT * {}", CSV, []) == b"\r\n\r\n"
    assert result("ASK {}", CSV, []) == b"true"


@given(st.lists(st.none() | st.text(st.characters(codec="utf-8")), min_size=1, max_size=4))
def test_csv_and_tsv_read_back_as_they_were(texts: list[str | None]) -> None:
    terms = ["UNDEF" if text is None else str(ox.Literal(text)) for text in texts]
    for count in (1, len(texts)):  # one column, and one row
        names = " ".join(f"?v{number}" for number in range(count))
        rows = [terms[start : start + count] for start in range(0, len(terms), count)]
        values = " ".join(f"({' '.join(row)})" for row in rows)
        query = f"SELECT {names} {{ VALUES ({names}) {{ {values} }} }}"
        found = table(query)[1:]
        assert found == [[text or "" for text in texts[n : n + count]] for n in range(0, len(texts), count)]
        tsv = ox.parse_query_results(result(query, TSV, []), format=ox.QueryResultsFormat.TSV)
        assert isinstance(tsv, ox.QuerySolutions)
        assert [term and term.value for row in tsv for term in row] == texts


def test_a_long_table_is_written_line_by_line() -> None:
    query = "SELECT ?s ?o { ?s ?p ?o }"
    triples = [ox.Triple(ox.NamedNode(f"a:{n}"), P, ox.Literal("x," * n)) for n in range(1000)]
    found = [(row[0], row[1]) for row in csv.reader(io.StringIO(result(query, CSV, triples).decode()))][1:]
    assert sorted(found) == sorted((f"a:{n}", "x," * n) for n in range(1000))
