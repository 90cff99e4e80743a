from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.endpoint.http import Headers, Request
from server.endpoint.problems import HttpProblem
from server.endpoint.request import (
    FORM,
    NAMES_OF_THE_DEFAULT_GRAPH,
    QUERY,
    UPDATE,
    QueryRequest,
    UpdateRequest,
    read,
)
from server.engine import Dataset


def incoming(
    method: str,
    query_string: str,
    content_type: str | None = None,
    body: bytes = b"",
    content_encoding: str | None = None,
) -> Request:
    given = ((b"content-type", content_type), (b"content-encoding", content_encoding))
    headers = Headers((name, value.encode("latin-1")) for name, value in given if value is not None)
    return Request(method, "/sparql", query_string, headers, body)


def test_all_parameters_are_read() -> None:
    parameters = [
        ("query", "ASK {}"),
        ("default-graph-uri", "a:1"),
        ("default-graph-uri", "a:2"),
        ("named-graph-uri", "a:3"),
        ("timeout", "2.5"),
        ("format", "csv"),
    ]
    expected = QueryRequest("ASK {}", Dataset(("a:1", "a:2"), ("a:3",)), 2.5, "csv")
    assert read(incoming("GET", urlencode(parameters)), 100) == expected
    assert read(incoming("POST", "", FORM, urlencode(parameters).encode()), 100) == expected
    assert read(incoming("POST", urlencode(parameters[1:]), QUERY, b"ASK {}"), 100) == expected


def test_without_parameters_nothing_is_assumed() -> None:
    assert read(incoming("GET", "query=ASK%20%7B%7D"), 100) == QueryRequest("ASK {}", None, None, None)


def test_a_timeout_of_nothing_is_none() -> None:
    for text in ("0", "0.0", ""):
        request = read(incoming("GET", f"query=a&timeout={text}"), 100)
        assert isinstance(request, QueryRequest)
        assert request.timeout is None


def test_a_get_without_a_query_asks_for_the_description() -> None:
    assert read(incoming("GET", ""), 100) is None
    assert read(incoming("HEAD", "format=ttl"), 100) is None


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri", "timeout", "explain"])
def test_a_get_with_a_parameter_of_a_query_alone_asks_for_nothing(name: str) -> None:
    with pytest.raises(HttpProblem) as caught:
        read(incoming("GET", f"{name}=1"), 100)
    assert caught.value.status == 400


def test_a_plus_in_a_form_is_a_space_and_in_a_direct_query_itself() -> None:
    by_form = read(incoming("POST", "", FORM, b"query=ASK+{}"), 100)
    direct = read(incoming("POST", "", QUERY, b"ASK+{}"), 100)
    assert isinstance(by_form, QueryRequest)
    assert by_form.query == "ASK {}"
    assert isinstance(direct, QueryRequest)
    assert direct.query == "ASK+{}"


def test_a_query_by_the_method_query_is_one_by_post() -> None:
    for content_type, body in ((QUERY, b"ASK {}"), (FORM, b"query=ASK+{}")):
        by_query = read(incoming("QUERY", "format=csv", content_type, body), 100)
        assert by_query == read(incoming("POST", "format=csv", content_type, body), 100)
        assert by_query is not None


def test_an_update_has_a_dataset_of_its_own() -> None:
    graphs = [("using-graph-uri", "a:1"), ("using-named-graph-uri", "a:2"), ("default-graph-uri", "a:3")]
    expected = UpdateRequest("CLEAR ALL", Dataset(("a:1",), ("a:2",)), None)
    assert read(incoming("POST", urlencode(graphs), UPDATE, b"CLEAR ALL"), 100) == expected
    form = urlencode([*graphs, ("update", "CLEAR ALL")]).encode()
    assert read(incoming("POST", "", FORM, form), 100) == expected


@pytest.mark.parametrize("name", sorted(NAMES_OF_THE_DEFAULT_GRAPH))
def test_a_clients_own_name_for_the_default_graph_is_none_at_all(name: str) -> None:
    request = read(incoming("GET", urlencode({"query": "ASK {}", "default-graph-uri": name})), 100)
    assert request == QueryRequest("ASK {}", None, None, None)


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (incoming("GET", "query=%FF"), 400),
        (incoming("GET", "query=" + "a" * 101), 413),
        (incoming("GET", "&".join(["a=b"] * 2000)), 400),
        (incoming("GET", "query=a&timeout=-1"), 400),
        (incoming("GET", "query=a&timeout=inf"), 400),
        (incoming("GET", "query=a&update=b"), 400),
        (incoming("POST", "query=a", FORM, b"query=b"), 400),
        (incoming("POST", "", FORM, b"query=a&update=b"), 400),
        (incoming("POST", "", FORM, b"update=a&update=b"), 400),
        (incoming("POST", "update=a", UPDATE, b"b"), 400),
        (incoming("POST", "", UPDATE, "CLEAR ALL".encode("utf-16")), 400),
        (incoming("QUERY", "", FORM, b"update=a"), 400),
        (incoming("POST", "", QUERY, b"\x1f\x8b", "gzip"), 415),
        (incoming("QUERY", "", UPDATE, b"a"), 415),
        (incoming("QUERY", "", None, b"ASK {}"), 415),
        (incoming("POST", "", QUERY, "é".encode("latin-1")), 400),
        (incoming("POST", "", "multipart/form-data; boundary=x", b""), 415),
        (incoming("POST", "", QUERY + "; charset=latin1", b"ASK {}"), 415),
    ],
)
def test_what_is_malformed_is_a_problem(asked: Request, status: int) -> None:
    with pytest.raises(HttpProblem) as caught:
        read(asked, 100)
    assert caught.value.status == status


@given(
    st.builds(
        incoming,
        st.sampled_from(["GET", "HEAD", "POST", "QUERY"]),
        st.text(st.characters(max_codepoint=255)),
        st.none()
        | st.sampled_from([FORM, QUERY, UPDATE, QUERY + ";charset"])
        | st.text(st.characters(max_codepoint=255)),
        st.binary(),
    )
)
def test_nothing_that_is_sent_brings_anything_but_a_request_or_a_problem(asked: Request) -> None:
    status = 200
    try:
        read(asked, 100)
    except HttpProblem as problem:
        status = problem.status
    assert status == 200 or 400 <= status < 500
