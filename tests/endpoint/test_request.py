from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.endpoint.problems import HttpProblem
from server.endpoint.request import (
    FORM,
    NAMES_OF_THE_DEFAULT_GRAPH,
    QUERY,
    UPDATE,
    Incoming,
    QueryRequest,
    UpdateRequest,
    read,
)


def test_all_parameters_are_read() -> None:
    parameters = [
        ("query", "ASK {}"),
        ("default-graph-uri", "a:1"),
        ("default-graph-uri", "a:2"),
        ("named-graph-uri", "a:3"),
        ("timeout", "2.5"),
        ("format", "csv"),
    ]
    expected = QueryRequest("ASK {}", ("a:1", "a:2"), ("a:3",), 2.5, "csv")
    assert read(Incoming("GET", urlencode(parameters)), 100) == expected
    assert read(Incoming("POST", "", FORM, urlencode(parameters).encode()), 100) == expected
    assert read(Incoming("POST", urlencode(parameters[1:]), QUERY, b"ASK {}"), 100) == expected


def test_without_parameters_nothing_is_assumed() -> None:
    assert read(Incoming("GET", "query=ASK%20%7B%7D"), 100) == QueryRequest("ASK {}", None, None, None, None)


def test_a_timeout_of_nothing_is_none() -> None:
    for text in ("0", "0.0", ""):
        request = read(Incoming("GET", f"query=a&timeout={text}"), 100)
        assert isinstance(request, QueryRequest)
        assert request.timeout is None


def test_a_get_without_a_query_asks_for_the_description() -> None:
    assert read(Incoming("GET", ""), 100) is None
    assert read(Incoming("HEAD", "format=ttl"), 100) is None


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri", "timeout", "explain"])
def test_a_get_with_a_parameter_of_a_query_alone_asks_for_nothing(name: str) -> None:
    with pytest.raises(HttpProblem) as caught:
        read(Incoming("GET", f"{name}=1"), 100)
    assert caught.value.status == 400


def test_a_plus_in_a_form_is_a_space_and_in_a_direct_query_itself() -> None:
    by_form = read(Incoming("POST", "", FORM, b"query=ASK+{}"), 100)
    direct = read(Incoming("POST", "", QUERY, b"ASK+{}"), 100)
    assert isinstance(by_form, QueryRequest)
    assert by_form.query == "ASK {}"
    assert isinstance(direct, QueryRequest)
    assert direct.query == "ASK+{}"


def test_a_query_by_the_method_query_is_one_by_post() -> None:
    for content_type, body in ((QUERY, b"ASK {}"), (FORM, b"query=ASK+{}")):
        by_query = read(Incoming("QUERY", "format=csv", content_type, body), 100)
        assert by_query == read(Incoming("POST", "format=csv", content_type, body), 100)
        assert by_query is not None


def test_an_update_has_a_dataset_of_its_own() -> None:
    graphs = [("using-graph-uri", "a:1"), ("using-named-graph-uri", "a:2"), ("default-graph-uri", "a:3")]
    expected = UpdateRequest("CLEAR ALL", ("a:1",), ("a:2",), None)
    assert read(Incoming("POST", urlencode(graphs), UPDATE, b"CLEAR ALL"), 100) == expected
    form = urlencode([*graphs, ("update", "CLEAR ALL")]).encode()
    assert read(Incoming("POST", "", FORM, form), 100) == expected


@pytest.mark.parametrize("name", sorted(NAMES_OF_THE_DEFAULT_GRAPH))
def test_a_clients_own_name_for_the_default_graph_is_none_at_all(name: str) -> None:
    request = read(Incoming("GET", urlencode({"query": "ASK {}", "default-graph-uri": name})), 100)
    assert request == QueryRequest("ASK {}", None, None, None, None)


@pytest.mark.parametrize(
    ("incoming", "status"),
    [
        (Incoming("GET", "query=%FF"), 400),
        (Incoming("GET", "query=" + "a" * 101), 413),
        (Incoming("GET", "&".join(["a=b"] * 2000)), 400),
        (Incoming("GET", "query=a&timeout=-1"), 400),
        (Incoming("GET", "query=a&timeout=inf"), 400),
        (Incoming("GET", "query=a&update=b"), 400),
        (Incoming("POST", "query=a", FORM, b"query=b"), 400),
        (Incoming("POST", "", FORM, b"query=a&update=b"), 400),
        (Incoming("POST", "", FORM, b"update=a&update=b"), 400),
        (Incoming("POST", "update=a", UPDATE, b"b"), 400),
        (Incoming("POST", "", UPDATE, "CLEAR ALL".encode("utf-16")), 400),
        (Incoming("QUERY", "", FORM, b"update=a"), 400),
        (Incoming("POST", "", QUERY, b"\x1f\x8b", "gzip"), 415),
        (Incoming("QUERY", "", UPDATE, b"a"), 415),
        (Incoming("QUERY", "", None, b"ASK {}"), 415),
        (Incoming("POST", "", QUERY, "é".encode("latin-1")), 400),
        (Incoming("POST", "", "multipart/form-data; boundary=x", b""), 415),
        (Incoming("POST", "", QUERY + "; charset=latin1", b"ASK {}"), 415),
    ],
)
def test_what_is_malformed_is_a_problem(incoming: Incoming, status: int) -> None:
    with pytest.raises(HttpProblem) as caught:
        read(incoming, 100)
    assert caught.value.status == status


@given(
    st.builds(
        Incoming,
        st.sampled_from(["GET", "HEAD", "POST", "QUERY"]),
        st.text(st.characters(max_codepoint=255)),
        st.none()
        | st.sampled_from([FORM, QUERY, UPDATE, QUERY + ";charset"])
        | st.text(st.characters(max_codepoint=255)),
        st.binary(),
    )
)
def test_nothing_that_is_sent_brings_anything_but_a_request_or_a_problem(incoming: Incoming) -> None:
    status = 200
    try:
        read(incoming, 100)
    except HttpProblem as problem:
        status = problem.status
    assert status == 200 or 400 <= status < 500
