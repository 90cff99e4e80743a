"""Reading answers: whatever another endpoint sends becomes terms or an error, and never anything else in a query."""

from __future__ import annotations

import json
from contextlib import suppress

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.engine.errors import RemoteFailed
from server.federation.calls import DEEPEST, read
from server.federation.services import sendable
from server.rdf.terms import for_query, values_clause
from server.sparql.tokens import calls_service

ENDPOINT = "http://example.org/sparql"
TEXTS = st.text(max_size=30) | st.lists(
    st.sampled_from(['"', "\\", "\n", "SERVICE <x:y> {", "}", "#", "'", "\\u0041"])
).map("".join)
NAMES = st.text("abcé'?=/:SERVICE", max_size=12)
SCHEMES, MARKS = st.sampled_from(["x:e", "http://a/"]), st.sampled_from(["", "#"])
IRIS = st.tuples(SCHEMES, NAMES, MARKS, NAMES).map("".join)
LITERALS = (
    st.builds(ox.Literal, TEXTS)
    | st.builds(
        lambda text, language: ox.Literal(text, language=language),
        TEXTS,
        st.sampled_from(["en", "be-tarask"]),
    )
    | st.builds(lambda text, iri: ox.Literal(text, datatype=ox.NamedNode(iri)), TEXTS, IRIS)
)
TERMS = st.builds(ox.NamedNode, IRIS) | LITERALS


@given(st.lists(st.tuples(TERMS, TERMS), max_size=4))
def test_what_is_written_means_the_same_and_calls_nobody(rows: list[tuple[ox.NamedNode, ox.Literal]]) -> None:
    clause = values_clause(["a", "b"], [[for_query(term, "") for term in row] for row in rows])
    query = f"SELECT * {{ {clause} }} # SERVICE <x:y> {{ }}"
    assert not calls_service(query)
    found = ox.Store().query(query)
    assert isinstance(found, ox.QuerySolutions)
    assert [(str(row["a"]), str(row["b"])) for row in found] == [(str(a), str(b)) for a, b in rows]


KEYS = st.sampled_from(["head", "vars", "results", "bindings", "x", "type", "value"])
DOCUMENTS = st.recursive(
    st.none() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
)


@given(st.binary(max_size=200) | DOCUMENTS.map(lambda content: json.dumps(content).encode()))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    with suppress(RemoteFailed):
        read(ENDPOINT, body, 10)


def triple(depth: int) -> object:
    iri = {"type": "uri", "value": "x:a"}
    found: object = iri
    for _ in range(depth):
        found = {"type": "triple", "value": {"subject": iri, "predicate": iri, "object": found}}
    return found


def table(term: object) -> bytes:
    return json.dumps({"head": {"vars": ["x"]}, "results": {"bindings": [{"x": term}]}}).encode()


def test_terms_of_terms_are_read_as_deep_as_anybody_needs() -> None:
    assert read(ENDPOINT, table(triple(3)), 10).rows[0][0].count("<<(") == 3
    with pytest.raises(RemoteFailed, match="too deep"):
        read(ENDPOINT, table(triple(DEEPEST)), 10)


def test_brackets_in_strings_do_not_count() -> None:
    text = '[{"' * 100 + "\\"
    assert read(ENDPOINT, table({"type": "literal", "value": text}), 10).rows == (
        (for_query(ox.Literal(text), ""),),
    )


@pytest.mark.parametrize("text", ['"', '"\\', "[", "[]", '["', '[1,"a', "{" * 9 + "}" * 9])
def test_a_long_answer_of_nothing_is_refused(text: str) -> None:
    with pytest.raises(RemoteFailed):
        read(ENDPOINT, text.encode() * 200_000, 10)


def test_blank_nodes_of_two_answers_differ() -> None:
    first, second = (read(ENDPOINT, table({"type": "bnode", "value": "b0"}), 10).rows for _ in range(2))
    assert first != second


@pytest.mark.parametrize(
    ("term", "sent"),
    [
        (ox.NamedNode("x:a"), True),
        (ox.Literal("a"), True),
        (ox.Literal("a", language="en"), True),
        (ox.Literal("a", language="en-GB"), False),
        (ox.Literal(5), False),
        (ox.Literal("2014", datatype=ox.NamedNode("x:date")), False),
        (ox.BlankNode("b"), False),
        (ox.Triple(ox.NamedNode("x:a"), ox.NamedNode("x:a"), ox.NamedNode("x:a")), False),
    ],
)
def test_only_terms_that_mean_the_same_elsewhere_are_sent(term: ox.NamedNode, sent: bool) -> None:
    assert sendable(term) is sent
