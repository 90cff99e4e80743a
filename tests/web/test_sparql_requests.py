from __future__ import annotations

from urllib.parse import urlencode

import pytest

from tests.engine.small_store import ALL, EX, ODD, THINGS
from tests.web.client import FORM, Server

ASK = "ASK { ?s ?p 7 }"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
DIRECT = "application/sparql-query"


def test_the_three_ways_to_send_a_query_answer_alike(endpoint: Server) -> None:
    by_get = endpoint.get(query=ASK)
    assert by_get.status == 200
    assert by_get.body == endpoint.post(urlencode({"query": ASK}), FORM).body
    assert by_get.body == endpoint.post(ASK, DIRECT).body
    assert by_get.body == endpoint.post(ASK, DIRECT + "; charset=UTF-8").body


def test_head_tells_what_get_would(endpoint: Server) -> None:
    head, get = endpoint.get(None, "HEAD", query=ASK), endpoint.get(query=ASK)
    assert head.body == b""
    for name in ("Content-Type", "Content-Length", "Vary", "Access-Control-Allow-Origin"):
        assert head.headers[name] == get.headers[name]


def test_a_browser_may_ask_from_any_site(endpoint: Server) -> None:
    headers = {
        "Origin": "https://example.org",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type, accept",
    }
    preflight = endpoint.send("OPTIONS", "/sparql", headers)
    assert preflight.status == 204
    assert preflight.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]
    assert preflight.headers["Access-Control-Allow-Headers"] == "content-type, accept"
    assert endpoint.get(query="not SPARQL").headers["Access-Control-Allow-Origin"] == "*"


def test_parameters_of_other_endpoints_are_let_alone(endpoint: Server) -> None:
    answer = endpoint.get(query=ASK, format="json", output=["json", "xml"], results="json", debug="on")
    assert answer.json() == {"head": {}, "boolean": True}


def test_the_dataset_of_the_request_is_used(endpoint: Server) -> None:
    def count(**parameters: str | list[str]) -> int:
        return int(endpoint.get("text/csv", query=COUNT, **parameters).text.split()[1])

    assert count() == THINGS
    assert count(default_graph_uri=ODD) == THINGS // 2
    assert count(default_graph_uri=[ODD, ALL]) == THINGS
    assert count(named_graph_uri=ALL) == 0
    assert count(default_graph_uri=EX + "graph/unknown") == 0
    direct = endpoint.post(
        COUNT, DIRECT, f"/sparql?{urlencode({'default-graph-uri': ODD})}", Accept="text/csv"
    )
    assert int(direct.text.split()[1]) == THINGS // 2
    form = urlencode({"query": COUNT, "default-graph-uri": ODD})
    assert int(endpoint.post(form, FORM, Accept="text/csv").text.split()[1]) == THINGS // 2


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ([("query", ASK), ("query", ASK)], 400),
        ([("update", "CLEAR ALL")], 400),
        ([("query", "SELECT")], 400),
        ([("query", "")], 400),
        ([("query", ASK), ("timeout", "soon")], 400),
        ([("query", ASK), ("timeout", "-1")], 400),
        ([("query", ASK), ("timeout", "nan")], 400),
        ([("query", ASK), ("default-graph-uri", "no IRI")], 400),
        ([("query", "DELETE WHERE { ?s ?p ?o }")], 403),
        ([("query", "ASK { SERVICE <http://127.0.0.1/> {} }")], 403),
        ([("query", "ASK { FILTER(" + "(" * 2000 + "1" + ")" * 2000 + ") }"), ("timeout", "x")], 400),
    ],
)
def test_a_malformed_get_is_refused_with_a_reason(
    endpoint: Server, parameters: list[tuple[str, str]], status: int
) -> None:
    answer = endpoint.send("GET", f"/sparql?{urlencode(parameters)}")
    assert (answer.status, answer.media_type) == (status, "application/problem+json")
    problem = answer.json()
    assert problem["status"] == status
    assert problem["type"].startswith("https://w3id.org/eikg/problem/")
    assert problem["title"]
    assert problem["detail"]


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (ASK, None, 415),
        (ASK, "text/plain", 415),
        (ASK, DIRECT + "; charset=utf-16", 415),
        (ASK.encode("utf-16"), DIRECT, 400),
        (b"query=%FF", FORM, 400),
        ("", FORM, 400),
        (urlencode([("query", ASK), ("query", ASK)]), FORM, 400),
        (urlencode({"update": "CLEAR ALL"}), FORM, 403),
        ("CLEAR ALL", "application/sparql-update", 403),
        (b"query=" + b"a" * 300_000, FORM, 413),
    ],
)
def test_a_malformed_post_is_refused_with_a_reason(
    endpoint: Server, body: str | bytes, content_type: str | None, status: int
) -> None:
    answer = endpoint.post(body, content_type)
    assert (answer.status, answer.media_type) == (status, "application/problem+json")
    assert answer.json()["status"] == status


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_405_with_those_allowed(endpoint: Server, method: str) -> None:
    answer = endpoint.send(method, "/sparql")
    assert (answer.status, answer.media_type) == (405, "application/problem+json")
    assert answer.headers["Allow"] == "GET, HEAD, POST, QUERY, OPTIONS"


def test_a_syntax_error_has_line_and_column(endpoint: Server) -> None:
    problem = endpoint.get(query="SELECT * {\n  ?s ?p ]\n}").json()
    assert (problem["line"], problem["column"]) == (2, 9)
    assert "“]”" in problem["detail"]


def test_problems_come_as_text_or_html_if_wished(endpoint: Server) -> None:
    text = endpoint.get("text/plain", query="<script>")
    assert (text.status, text.media_type) == (400, "text/plain")
    page = endpoint.get("text/html,application/xhtml+xml,*/*;q=0.8", query="<script> x")
    assert (page.status, page.media_type) == (400, "text/html")
    assert "<script>" not in page.text


def test_without_a_query_the_service_describes_itself(endpoint: Server) -> None:
    answer = endpoint.send("GET", "/sparql")
    assert (answer.status, answer.media_type) == (200, "text/turtle")
    assert f"sd:endpoint <http://127.0.0.1:{endpoint.port}/sparql>" in answer.text
    assert "60 seconds" in answer.text
    assert endpoint.get("application/ld+json").media_type == "application/ld+json"
    assert endpoint.get("image/png").status == 406


def test_health_tells_that_the_server_lives(endpoint: Server) -> None:
    answer = endpoint.send("GET", "/health")
    assert (answer.status, answer.json()["status"]) == (200, "live")
