"""Terms written are read back as the same terms, and nothing else comes with them; lists are read, whole and broken."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.namespaces import PREFIXES
from server.rdf.terms import (
    RDF,
    XSD,
    RdfList,
    Term,
    for_query,
    literal_text,
    named,
    parse_term,
    read_list,
    text,
    to_json,
)

TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=12)
LITERALS = st.one_of(
    TEXTS.map(ox.Literal),
    st.builds(
        lambda value, tag: ox.Literal(value, language=tag), TEXTS, st.sampled_from(["en", "ru", "be-tarask"])
    ),
    st.builds(
        lambda value, name: ox.Literal(value, datatype=XSD[name]),
        st.one_of(TEXTS, st.sampled_from(["05", "1.", ".5", "1e3", "true", "-1", "+1.0"])),
        st.sampled_from(["integer", "decimal", "double", "boolean", "date"]),
    ),
)


@given(LITERALS)
def test_a_literal_keeps_its_lexical_form(literal: ox.Literal) -> None:
    assert parse_term(literal_text(literal)) == literal


@given(LITERALS)
def test_a_term_in_a_query_is_that_term(literal: ox.Literal) -> None:
    found = ox.Store().query(f"SELECT ?x {{ VALUES ?x {{ {for_query(literal)} }} }}")
    assert isinstance(found, ox.QuerySolutions)
    term = next(found)["x"]
    assert isinstance(term, ox.Literal)
    assert term.datatype == literal.datatype
    if (
        literal.datatype in (XSD["string"], XSD["date"]) or literal.language
    ):  # numbers are kept by their value
        assert term == literal


@pytest.mark.parametrize(
    ("term", "written"),
    [
        (RDF["type"], "rdf:type"),
        (ox.NamedNode("urn:x"), "<urn:x>"),
        (ox.Literal("05", datatype=XSD["integer"]), "05"),
        (ox.Literal("five", datatype=XSD["integer"]), '"five"^^xsd:integer'),
        (ox.Literal("a\nb"), '"""a\nb"""'),
        (ox.Literal("x\u00ad", language="en"), '"x\\u00AD"@en'),
        (ox.BlankNode("b"), "_:b"),
    ],
)
def test_for_people_a_term_is_written_in_its_shortest_form(term: Term, written: str) -> None:
    assert text(term) == written


def test_in_a_query_nothing_can_end_a_term_or_look_like_a_comment() -> None:
    assert for_query(ox.NamedNode("urn:x#y'z")) == "<urn:x\\u0023y\\u0027z>"
    assert for_query(ox.BlankNode("b"), "7").endswith("/.well-known/genid/7-b>")
    assert for_query(ox.Literal('"}\n')) == '"\\u0022}\\u000A"'


@pytest.mark.parametrize("term", ["", "1 2", "1 . <urn:a> <urn:b> 2", "?x", "<a", "[]; <urn:p> 1"])
def test_what_is_not_exactly_one_term_is_refused(term: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the parser's words differ
        parse_term(term)


def test_prefixes_are_known_only_where_they_are_wanted() -> None:
    assert parse_term("state:belarus") == ox.NamedNode(PREFIXES["state"] + "belarus")
    assert named("state:belarus") == parse_term("state:belarus")
    with pytest.raises(ValueError, match="prefix"):
        parse_term("state:belarus", prefixes=False)


@given(LITERALS)
def test_json_is_read_by_the_engine_as_the_same_term(literal: ox.Literal) -> None:
    import json

    body = {"head": {"vars": ["x"]}, "results": {"bindings": [{"x": to_json(literal)}]}}
    found = ox.parse_query_results(json.dumps(body).encode(), format=ox.QueryResultsFormat.JSON)
    assert isinstance(found, ox.QuerySolutions)
    assert next(found)["x"] == literal


def test_json_of_a_plain_string_names_no_datatype() -> None:
    assert to_json(ox.Literal("a")) == {"type": "literal", "value": "a"}
    assert to_json(ox.Literal("a", language="en")) == {"type": "literal", "value": "a", "xml:lang": "en"}
    assert to_json(ox.Triple(ox.BlankNode("b"), RDF["type"], ox.NamedNode("urn:x"))) == {
        "type": "triple",
        "value": {
            "subject": {"type": "bnode", "value": "b"},
            "predicate": {"type": "uri", "value": PREFIXES["rdf"] + "type"},
            "object": {"type": "uri", "value": "urn:x"},
        },
    }


PREFIX = "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> "


def read(turtle: str) -> RdfList:
    triples = [*ox.parse(f"{PREFIX} <urn:s> <urn:p> {turtle}", format=ox.RdfFormat.TURTLE)]

    def objects(subject: Term, predicate: ox.NamedNode) -> list[Term]:
        return [one.object for one in triples if (one.subject, one.predicate) == (subject, predicate)]

    return read_list(objects(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"))[0], objects)


def values(found: RdfList) -> list[str]:
    return [item.value for item in found.items if isinstance(item, ox.Literal)]


def test_a_list_is_read_in_order() -> None:
    found = read('("a" "b" "c") .')
    assert values(found) == ["a", "b", "c"]
    assert found.whole
    assert len(found.cells) == 3


def test_the_empty_list_is_whole() -> None:
    assert read("() .") == RdfList((), (), whole=True)


@pytest.mark.parametrize(
    ("turtle", "items"),
    [
        ('[ rdf:first "a" ] .', ["a"]),
        ('[ rdf:first "a" ; rdf:rest [ rdf:rest () ] ] .', ["a"]),
        ('[ rdf:first "a" ; rdf:rest <urn:elsewhere> ] .', ["a"]),
        ('[ rdf:first "a" ; rdf:rest (), ("b") ] .', None),
        ('_:x . _:x rdf:first "a" ; rdf:rest _:x .', ["a"]),
        ('"no list" .', []),
    ],
)
def test_a_broken_list_ends_where_it_breaks_and_is_not_whole(turtle: str, items: list[str] | None) -> None:
    found = read(turtle)
    assert not found.whole
    assert items is None or values(found) == items
