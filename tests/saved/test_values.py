"""A visitor's values reach the query only as validated, serialised terms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, QuerySolutions, Store

from server.saved.front_matter import read
from server.saved.query import SavedQuery
from server.saved.values import InvalidParameter, bind

MATTER = """\
#+ title: {en: t, ru: t}
#+ question: {en: q, ru: q}
#+ answers: []
#+ parameters:
#+   x: {type: TYPE, label: {en: x, ru: x}}
#+ columns: {x: {en: x, ru: x}}
"""


def query(kind: str, default: str = "UNDEF", matter: str = MATTER) -> SavedQuery:
    return read(
        "queries/sample.rq", matter.replace("TYPE", kind) + f"SELECT ?x {{ VALUES ?x {{ {default} }} }}\n"
    )


def rows(text: str) -> list[str]:
    result = Store().query(text)
    assert isinstance(result, QuerySolutions)
    return [str(row["x"]) for row in result]


@pytest.mark.parametrize(
    ("kind", "value", "term"),
    [
        ("iri", "state:belarus", "<https://w3id.org/eikg/id/state/belarus>"),
        ("iri", "https://w3id.org/eikg/id/state/belarus", "<https://w3id.org/eikg/id/state/belarus>"),
        ("iri", "<urn:a:b>", "<urn:a:b>"),
        ("date", "2015-01-31", '"2015-01-31"^^<http://www.w3.org/2001/XMLSchema#date>'),
        ("integer", "007", '"7"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("language", "RU", '"ru"'),
        ("string", 'a "quoted" \\ word', '"a \\"quoted\\" \\\\ word"'),
    ],
)
def test_value_becomes_a_term_of_its_type(kind: str, value: str, term: str) -> None:
    assert rows(bind(query(kind), {"x": [value]})) == [term]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("iri", "belarus"),
        ("iri", "a:b c"),
        ("iri", "state:belarus> } DROP ALL #"),
        ("iri", "x" * 3000),
        ("date", "2015-13-01"),
        ("date", "yesterday"),
        ("integer", "1.5"),
        ("integer", "9" * 30),
        ("language", "en us"),
        ("language", " en"),
        ("language", "en\n"),
        ("string", "a" * 3000),
        ("string", "\ud800"),
    ],
)
def test_value_of_another_type_is_refused_by_name(kind: str, value: str) -> None:
    with pytest.raises(InvalidParameter, match="parameter 'x'"):
        bind(query(kind), {"x": [value]})


def test_several_values_stand_beside_each_other() -> None:
    assert rows(bind(query("integer"), {"x": ["1", "2"]})) == [str(Literal(1)), str(Literal(2))]


def test_a_value_that_is_given_twice_counts_once() -> None:
    assert rows(bind(query("integer"), {"x": ["1", "1", "01"]})) == [str(Literal(1))]


def test_value_not_given_keeps_the_default_of_the_file() -> None:
    assert rows(bind(query("integer", "5 6"), {})) == rows(bind(query("integer", "5 6"), {"x": [""]}))
    assert rows(bind(query("integer", "5 6"), {})) == [str(Literal(5)), str(Literal(6))]


def test_required_parameter_must_be_given() -> None:
    required = query("integer", "5", MATTER.replace("type: TYPE", "required: true, type: TYPE"))
    with pytest.raises(InvalidParameter, match="is required"):
        bind(required, {})
    assert rows(bind(required, {"x": ["6"]})) == [str(Literal(6))]


def test_unknown_parameter_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InvalidParameter, match="it has: x"):
        bind(query("integer"), {"y": ["1"]})


def test_too_many_values_are_refused() -> None:
    with pytest.raises(InvalidParameter, match="at most 50"):
        bind(query("integer"), {"x": ["1"] * 51})


@given(st.text(max_size=200))
def test_no_string_can_leave_its_place(text: str) -> None:
    """Whatever a visitor writes, the query still parses and the string comes back as it went in."""
    try:
        bound = bind(query("string"), {"x": [text]})
    except InvalidParameter:
        return
    expected = str(Literal(text.strip())) if text else "None"
    assert rows(bound) == [expected]


@given(st.text(max_size=60))
def test_no_iri_can_leave_its_place(text: str) -> None:
    try:
        bound = bind(query("iri"), {"x": [text]})
    except InvalidParameter:
        return
    assert len(rows(bound)) == 1


def test_block_inside_a_string_or_comment_is_no_parameter() -> None:
    text = MATTER.replace("TYPE", "integer") + (
        "# VALUES ?x { 9 }\nSELECT ?x { VALUES ?x { 1 } FILTER(\"VALUES ?x { 2 }\" != '''VALUES ?x { 3 }''') }\n"
    )
    bound = bind(read("queries/sample.rq", text), {"x": ["4"]})
    assert rows(bound) == [str(Literal(4))]
    assert '"VALUES ?x { 2 }"' in bound
