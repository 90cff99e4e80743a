"""Reading the parameters of a fragment, and the queries that come of them."""

from __future__ import annotations

import time

import pyoxigraph as ox
import pytest

from server.endpoint.formats import TURTLE
from server.endpoint.fragments.document import Address, Page, serialise
from server.endpoint.fragments.request import Pattern, count_query, page_query, read_bindings, read_fragment
from server.endpoint.fragments.terms import BlankNodeNames, Slot, read_slot, written
from server.endpoint.problems import HttpProblem
from server.namespaces import BASE, PREFIXES

NAMES = BlankNodeNames("0123456789abcdef")
GENID = f"{BASE}.well-known/genid/0123456789abcdef/"
XSD = PREFIXES["xsd"]
IRI = ox.NamedNode("http://example.org/a")


def number(text: str, kind: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + kind))


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        ("", None),
        ("?x", ox.Variable("x")),
        ("?имя_1", ox.Variable("имя_1")),
        ("http://example.org/a", IRI),
        ("<http://example.org/a>", IRI),
        ("urn:isbn:0", ox.NamedNode("urn:isbn:0")),
        ("eik:Claim", ox.NamedNode(PREFIXES["eik"] + "Claim")),
        ("<eik:Claim>", ox.NamedNode("eik:Claim")),
        (f"{GENID}c14n7", ox.BlankNode("c14n7")),
        (
            f"{BASE}.well-known/genid/of-another/c14n7",
            ox.NamedNode(f"{BASE}.well-known/genid/of-another/c14n7"),
        ),
        (f"{GENID}a/b", ox.NamedNode(f"{GENID}a/b")),
        ('"x"', ox.Literal("x")),
        ('""', ox.Literal("")),
        ('"say "x"@en"', ox.Literal('say "x"@en')),
        ('"a\\n\nb"', ox.Literal("a\\n\nb")),
        ('"x"@en-GB', ox.Literal("x", language="en-gb")),
        (f'"1"^^{XSD}integer', ox.Literal("1", datatype=ox.NamedNode(XSD + "integer"))),
        (f'"1"^^<{XSD}integer>', ox.Literal("1", datatype=ox.NamedNode(XSD + "integer"))),
        ('"1"^^xsd:integer', ox.Literal("1", datatype=ox.NamedNode(XSD + "integer"))),
    ],
)
def test_a_parameter_says_a_term_or_a_variable(text: str, slot: Slot) -> None:
    assert read_slot("object", text, NAMES) == slot


@pytest.mark.parametrize(
    ("parameter", "text"),
    [
        ("object", "?"),
        ("object", "?a b"),
        ("object", "?x } DROP ALL #"),
        ("object", "_:b0"),
        ("object", "name"),
        ("object", "http://example.org/a b"),
        ("object", "http://example.org/> } DROP ALL"),
        ("object", "<http://example.org/a"),
        ("object", "<<a b c>>"),
        ("object", '"x'),
        ("object", '"x"y'),
        ("object", '"x"@'),
        ("object", '"x"@en-'),
        ("object", '"x"^^'),
        ("object", '"x"^^no'),
        ("subject", '"x"'),
        ("predicate", '"x"'),
        ("graph", '"x"@en'),
    ],
)
def test_what_is_no_term_is_refused_by_the_name_of_its_parameter(parameter: str, text: str) -> None:
    with pytest.raises(HttpProblem) as caught:
        read_slot(parameter, text, NAMES)
    assert caught.value.status == 400
    assert caught.value.members == {"parameter": parameter}
    assert f"`{parameter}`" in caught.value.detail


@pytest.mark.parametrize(
    "term",
    [
        IRI,
        ox.Literal("x"),
        ox.Literal('a"b'),
        ox.Literal("x", language="be"),
        ox.Literal(5),
        ox.Literal(True),
    ],
)
def test_a_term_is_written_as_it_is_read(term: ox.NamedNode | ox.Literal) -> None:
    assert read_slot("object", written(term), NAMES) == term


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (
            '(?a ?b) { (<http://example.org/a> "x"@en) (UNDEF 5) }',
            [{"a": IRI, "b": ox.Literal("x", language="en")}, {"b": ox.Literal(5)}],
        ),
        ("VALUES ?a { <http://example.org/a> -1.5 }", [{"a": IRI}, {"a": number("-1.5", "decimal")}]),
        (
            "?a{true 1e3 .5}",
            [{"a": ox.Literal(True)}, {"a": number("1e3", "double")}, {"a": number(".5", "decimal")}],
        ),
        ('(?a){("x\\"} \\u0436"^^<http://example.org/a> )}', [{"a": ox.Literal('x"} ж', datatype=IRI)}]),
        (f"($a) {{ (<{GENID}c14n3>) }}", [{"a": ox.BlankNode("c14n3")}]),
        ("(?a ?b) { }", []),
        ("(?a ?b) { (<ex:comunica:unknown>) }", []),
        ("() { () }", [{}]),
        ("?a { 1+2 }", [{"a": ox.Literal(1)}, {"a": number("+2", "integer")}]),
    ],
)
def test_bindings_are_a_data_block(text: str, rows: list[dict[str, object]]) -> None:
    assert list(read_bindings(text, 5, NAMES)) == rows


@pytest.mark.parametrize(
    "text",
    [
        "?a",
        "?a {",
        "(?a { }",
        "(?a) { <http://example.org/a> }",
        "(?a ?b ?c) { (1 2) }",
        "(?a ?a) { (1 2) }",
        "?a { eik:Claim }",
        "?a { ?b }",
        "?a { 'x }",
        '?a { "x"^^xsd:integer }',
        "?a { [] }",
        "?a { <a> }",
        "?a { 1 } SELECT",
        "?a { 1 } } DROP ALL #",
        "?a { 1 + 2 }",
        "?a { <http://example.org/\\u0020> }",
        "?a { 1 . <http://example.org/x> <http://example.org/y> 2 }",
        "?a { << 1 >> }",
        "SELECT ?a {}",
    ],
)
def test_what_is_no_data_block_is_refused(text: str) -> None:
    with pytest.raises(HttpProblem) as caught:
        read_bindings(text, 5, NAMES)
    assert (caught.value.status, caught.value.members) == (400, {"parameter": "values"})


def test_more_bindings_than_may_be_sent_are_refused() -> None:
    assert len(read_bindings("?a { 1 2 3 4 5 }", 5, NAMES)) == 5
    with pytest.raises(HttpProblem) as caught:
        read_bindings("?a { 1 2 3 4 5 6 }", 5, NAMES)
    assert caught.value.status == 413


def test_bindings_replace_the_variables_that_have_their_name() -> None:
    given = [
        ("subject", "?a"),
        ("object", "?b"),
        ("values", "(?a ?b) { (<urn:a> 1) (<urn:a> 1) (UNDEF 2) (3 4) }"),
    ]
    request = read_fragment(given, False, 5, NAMES)
    assert request.patterns() == (
        Pattern(ox.NamedNode("urn:a"), None, ox.Literal(1)),
        Pattern(ox.Variable("a"), None, ox.Literal(2)),
    )


def test_a_pattern_without_a_graph_is_one_over_the_default_graph_or_over_all_named_ones() -> None:
    for quads in (False, True):
        assert read_fragment([], quads, 5, NAMES).pattern.named is quads
        assert not read_fragment([("graph", "urn:ldf:defaultGraph")], quads, 5, NAMES).pattern.named
        assert read_fragment([("graph", "?g")], quads, 5, NAMES).pattern.named
        assert read_fragment([("graph", "urn:g")], quads, 5, NAMES).pattern.graph == ox.NamedNode("urn:g")


def test_names_of_variables_do_not_reach_the_query() -> None:
    given = [("subject", "?SERVICE"), ("predicate", "?x"), ("object", "?SERVICE")]
    job = page_query(read_fragment(given, False, 5, NAMES).patterns(), 10, 20)
    assert "SERVICE" not in job.query
    assert "?s ?p ?s" in job.query
    assert "OFFSET 20" in job.query


def test_blank_nodes_are_handed_to_the_engine_by_their_labels() -> None:
    patterns = read_fragment([("subject", f"{GENID}c14n1")], False, 5, NAMES).patterns()
    assert count_query(patterns).nodes == (("node0", "c14n1"),)
    assert "c14n1" not in count_query(patterns).query


@pytest.mark.parametrize(
    ("query", "page", "fragment"),
    [
        ("", "", ""),
        ("subject=a&page=3", "?subject=a&page=3", "?subject=a"),
        ("page=3&subject=a", "?page=3&subject=a", "?subject=a"),
        ("%70age=3", "?%70age=3", ""),
        ('object="a b"|%', "?object=%22a%20b%22%7C%25", "?object=%22a%20b%22%7C%25"),
        ("object=%D0%B6&x", "?object=%D0%B6&x", "?object=%D0%B6&x"),
    ],
)
def test_the_address_of_a_page_is_that_of_the_request(query: str, page: str, fragment: str) -> None:
    address = Address("http://example.org/fragments", query)
    assert ox.NamedNode(address.page).value == f"http://example.org/fragments{page}"
    assert address.fragment == f"http://example.org/fragments{fragment}"
    assert address.numbered(2) == f"http://example.org/fragments{fragment}{'&' if fragment else '?'}page=2"


def test_a_page_with_a_long_address_is_written_at_once() -> None:
    query = "x=" + "a." * 29_000
    page = Page(Address("http://example.org/fragments", query), 1, 100, 0, (), False, 5)
    start = time.thread_time()
    assert query.encode() in serialise(page, TURTLE, NAMES)
    assert time.thread_time() - start < 2
