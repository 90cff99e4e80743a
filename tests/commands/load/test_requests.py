"""What is sent: saved queries, or what a log tells of, if it only reads."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from server.commands.load.requests import NUMBER, Request, of_log, of_saved_queries, with_literal
from server.endpoint.http import Headers
from server.release import Release
from server.saved.query import from_json
from server.web.front.exchange import LONGEST_LOGGED, Exchange

ASK = "ASK { ?s ?p ?o }"


def line(method: str, path: str, query: str | None = None, body: str = "") -> str:
    """A line as the server writes it."""
    scope = {"query_string": (query or "").encode()}
    exchange = Exchange(scope, Headers(()), method, path, body=body.encode())
    return json.dumps(exchange.entry(with_query=query is not None))


def asked(request: Request) -> str:
    return parse_qs(urlsplit(request.target).query)["query"][0]


def test_a_log_is_sent_as_it_was_received() -> None:
    lines = [
        line("GET", "/sparql", f"query={quote(ASK)}&format=csv"),
        line("GET", "/id/body/sco"),
        line("HEAD", "/lists/State", "text=a%20b"),
        "",
        line("GET", "/id/place/Брест и край"),
    ]
    load = of_log(lines, unique=False)
    assert [(one.method, one.target) for one in load.requests] == [
        ("GET", f"/sparql?query={quote(ASK)}&format=csv"),
        ("GET", "/id/body/sco"),
        ("HEAD", "/lists/State?text=a%20b"),
        ("GET", f"/id/place/{quote('Брест и край')}"),
    ]
    assert not load.left_out


def test_a_query_in_a_body_is_sent_in_the_way_that_its_body_tells() -> None:
    form, direct = of_log(
        [line("POST", "/sparql", "format=csv", f"query={quote(ASK)}"), line("POST", "/sparql", "", ASK)],
        unique=False,
    ).requests
    assert (form.method, asked(form)) == ("GET", ASK)
    assert "format=csv" in form.target
    assert (direct.method, direct.target, direct.body) == ("POST", "/sparql", ASK)
    assert ("Content-Type", "application/sparql-query") in direct.fields


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (line("POST", "/sparql", "", "INSERT DATA { <a:a> <a:a> 1 }"), "an update"),
        (line("POST", "/sparql", "", "update=CLEAR%20ALL"), "POST, which may do more than read"),
        (line("GET", "/sparql", f"query={quote(ASK)}&update=CLEAR%20ALL"), "an update"),
        (
            line("GET", "/sparql", f"query={quote('SELECT * { SERVICE <http://a.example/> { ?a ?b ?c } }')}"),
            "SERVICE",
        ),
        (line("PUT", "/data", "default"), "PUT, which may do more than read"),
        (line("DELETE", "/sparql", ""), "DELETE, which may do more than read"),
        (line("POST", "/mcp", "", "{}"), "POST, which may do more than read"),
        (line("GET", "/sparql"), "EIKG_LOG_QUERIES=1"),
        (line("GET", "/sparql", "query=" + "a" * LONGEST_LOGGED), "cut off"),
        (line("GET", "/health"), "health and figures"),
        (line("GET", "http://elsewhere.example/"), "no path"),
        ("no line of JSON", "no line"),
        ("[1]", "no line"),
        ('{"path": "/"}', "no line"),
    ],
)
def test_what_may_write_or_call_others_or_is_not_known_is_left_out(text: str, reason: str) -> None:
    load = of_log([text, text], unique=False)
    assert not load.requests
    [(told, number)] = load.left_out.items()
    assert (reason in told, number) == (True, 2), told


def test_a_request_holds_no_byte_that_http_would_take_for_something_else() -> None:
    [request] = of_log([line("GET", "/a\r\nHost: elsewhere", "b= \r\n#x")], unique=False).requests
    assert request.target == "/a%0D%0AHost%3A%20elsewhere?b=%20%0D%0A%23x"


@pytest.mark.parametrize(
    ("query", "told_apart"),
    [
        ("SELECT * WHERE { ?a ?b ?c } LIMIT 1", True),
        ("SELECT (COUNT(*) AS ?n) { ?a ?b ?c FILTER(?c > 1) } GROUP BY ?a VALUES ?b { <a:b> }", True),
        ("ASK { { SELECT ?a { ?a ?b ?c } } ?a ?d ?e }", True),
        ("CONSTRUCT { ?a ?b ?c } { ?a ?b ?c }", True),
        ("DESCRIBE ?a { ?a ?b 1 }", True),
        ("CONSTRUCT WHERE { ?a ?b ?c }", False),
        ("DESCRIBE <a:b>", False),
        ("SELECT * { SELECT * { ?a ?b ?c } }", False),
        ("SELECT nonsense", False),
    ],
)
def test_a_literal_is_bound_where_the_grammar_lets_it(query: str, told_apart: bool) -> None:
    text = with_literal(query, "7")
    assert (text != query) is told_apart
    assert ('BIND("7" AS ?requestNumber)' in text) is told_apart


def test_each_saved_query_is_asked_and_told_apart_by_its_number(release: Release) -> None:
    queries = from_json(release.queries.read_text("utf-8"))
    repeated, unique = (of_saved_queries(queries, unique).requests for unique in (False, True))
    assert [asked(one) for one in repeated] == [query.text for query in queries]
    assert all(one.numbered(1) is one for one in repeated)
    for one in unique:
        assert NUMBER in one.target
        assert asked(one.numbered(12)) == asked(one).replace(NUMBER, "000000000012")
