"""The endpoint gives the same answers whatever drives it: the event loop, or a view of the web application."""

from __future__ import annotations

import zlib
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
import zstandard

from tests.engine.small_store import ENDLESS, ENDLESS_ROWS, EX
from tests.web.client import Answer, Server
from tests.web.conftest import StartServer

Parameters = list[tuple[str, str]]

ROWS = f"SELECT * {{ ?s <{EX}number> ?n }} ORDER BY ?n"
CASES: list[tuple[str, Parameters]] = [
    ("application/sparql-results+json", [("query", ROWS)]),
    ("text/csv", [("query", ROWS + " LIMIT 3")]),
    ("*/*", [("query", "ASK {}"), ("format", "xml")]),
    ("text/turtle;q=0.5, application/n-triples", [("query", f"CONSTRUCT WHERE {{ ?s <{EX}number> ?n }}")]),
    ("application/ld+json", [("query", f"DESCRIBE <{EX}thing/3>")]),
    ("*/*", [("query", ROWS), ("default-graph-uri", f"{EX}graph/odd")]),
    (
        "*/*",
        [
            ("query", "SELECT ?g { GRAPH ?g {} }"),
            *[("named-graph-uri", f"{EX}graph/{n}") for n in ("odd", "all")],
        ],
    ),
    ("*/*", [("query", "SELECT (RAND() < 2 AS ?x) {}"), ("format", "tsv")]),
    ("*/*", [("query", "SELECT * { ?s a <https://w3id.org/eikg/ontology/Boddy> }")]),
    ("application/problem+json, */*;q=0.1", [("query", "SELEC * {}")]),
    ("text/html, */*;q=0.1", [("query", "SELECT * { ?s a eik:Body }")]),
    ("text/plain, */*;q=0.1", [("query", ENDLESS), ("timeout", "0.3")]),
    ("*/*", [("query", "ASK {}"), ("default-graph-uri", "not an IRI")]),
    ("*/*", [("query", "ASK {}"), ("query", "ASK {}")]),
    ("*/*", [("query", "ASK {}"), ("timeout", "soon")]),
    ("*/*", [("query", "INSERT DATA { <a:a> <a:b> <a:c> }")]),
    ("*/*", [("query", f"ASK {{ }} #{'é' * 4000}")]),
    ("image/png", [("query", "ASK {}")]),
    ("*/*", [("query", "ASK { SERVICE <http://127.0.0.1:9/> {} }")]),
    ("*/*", [("query", "ASK {}"), ("explain", "empty")]),
    ("*/*", [("query", f"ASK {{ }} #{'x' * 6000}")]),
    ("text/turtle", []),
]
OF_THE_TRANSFER = ("date", "server", "x-flask", "cache-status", "x-request-id")


@pytest.fixture(scope="module")
def both(start_server: StartServer) -> tuple[Server, Server]:
    """A server as it is, and one that leaves everything to Flask."""
    return (
        start_server(evaluators=2, query_deadline=60, cache_size=0),
        start_server(evaluators=2, query_deadline=60, cache_size=0, direct=0),
    )


def seen(answer: Answer, server: Server) -> tuple[int, dict[str, object], bytes]:
    headers: dict[str, object] = {
        name.lower(): value for name, value in answer.headers.items() if name.lower() not in OF_THE_TRANSFER
    }
    headers["vary"] = {name.strip().lower() for name in str(headers["vary"]).split(",")} - {"accept-encoding"}
    return answer.status, headers, answer.anonymous.replace(b":%d/" % server.port, b"/")


def through_flask(answer: Answer) -> bool:
    return "X-Flask" in answer.headers


@pytest.mark.parametrize("method", ["GET", "POST", "QUERY"])
@pytest.mark.parametrize(("accept", "parameters"), CASES)
def test_a_request_has_the_same_answer_without_flask(
    both: tuple[Server, Server], method: str, accept: str, parameters: Parameters
) -> None:
    text = urlencode(parameters)
    headers = {"Accept": accept, "Content-Type": "application/x-www-form-urlencoded"}
    direct, flask = (
        server.send(method, f"/sparql?{text}", headers)
        if method == "GET"
        else server.send(method, "/sparql", headers, text.encode())
        for server in both
    )
    assert seen(direct, both[0]) == seen(flask, both[1])
    assert (through_flask(direct), through_flask(flask)) == (False, True)


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_it_is_compressed_in_the_same_way(both: tuple[Server, Server], coding: str) -> None:
    headers = {"Accept-Encoding": coding}
    for query in (ROWS, "ASK {}", ROWS.replace("?n }", "?n . ?a ?b ?c }") + " LIMIT 5000"):
        direct, flask = (
            server.send("GET", f"/sparql?{urlencode({'query': query})}", headers) for server in both
        )
        bodies = []
        for answer in (direct, flask):
            body = answer.body
            if "Content-Encoding" in answer.headers:
                assert answer.headers["Content-Encoding"] == coding
                body = (
                    zlib.decompress(body, wbits=31)
                    if coding == "gzip"
                    else zstandard.ZstdDecompressor().decompressobj().decompress(body)
                )
            bodies.append(body)
        assert bodies[0] == bodies[1]
        assert direct.headers["ETag"] == flask.headers["ETag"]
        assert (through_flask(direct), through_flask(flask)) == (False, True)


def test_a_long_result_is_streamed(start_server: StartServer) -> None:
    server = start_server(evaluators=1, query_deadline=60, result_buffer=1000)
    rows = ENDLESS_ROWS + " LIMIT 20000"
    answer = server.get("text/csv", query=rows)
    assert "Content-Length" not in answer.headers
    assert answer.body.count(b"\r\n") == 20001
    assert server.get("text/csv", query=rows + " OFFSET 0").body == answer.body


def test_one_client_with_many_connections_waits_for_its_turns(start_server: StartServer) -> None:
    server = start_server(evaluators=2)
    with ThreadPoolExecutor(32) as threads:
        queries = [
            f"SELECT (COUNT(*) AS ?n) {{ ?s <{EX}number> ?n FILTER(?n >= {number}) }}"
            for number in range(100)
        ]
        answers = [*threads.map(lambda query: server.get("text/csv", query=query), queries)]
    assert [answer.text.split()[1] for answer in answers] == [str(300 - number) for number in range(100)]
    assert server.running() == 0
