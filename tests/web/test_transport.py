"""However a request is transferred, its bytes are read once and its answer is the same; headers are bounded.

Every method × way of transfer × path, each compared with the same request of a known length.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

import pytest

from tests.conftest import RELEASES
from tests.engine.small_store import EX
from tests.launcher import eikg_serve, launched
from tests.web import http2
from tests.web.client import FORM, Answer, Server
from tests.web.conftest import StartServer
from tests.web.test_scratch import TOKEN, Scratch, scratch
from tests.web.transfers import (
    TRANSFERS,
    WITH_LENGTH_UNKNOWN,
    Headers,
    Transfer,
    by_socket,
    chunks,
    received,
    with_length,
    without_body,
)

QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
TURTLE = "text/turtle"
ROWS = f"SELECT * {{ ?s <{EX}number> ?n }} ORDER BY ?n LIMIT 20"
LONG = f"{ROWS} #{'é' * 30_000}"
OF_THE_TRANSFER = (
    "date",
    "server",
    "connection",
    "transfer-encoding",
    "content-length",
    "age",
    "x-request-id",
)


@dataclass(frozen=True)
class Asked:
    method: str
    target: str
    body: str = ""
    headers: Headers = field(default_factory=dict)

    def by(self, transfer: Transfer, server: Server) -> Answer:
        headers = {"Accept": "*/*", **self.headers}
        return transfer(server.port, self.method, self.target, headers, self.body.encode())


def posted(body: str, content_type: str, target: str = "/sparql", method: str = "POST", **more: str) -> Asked:
    named = {name.replace("_", "-"): value for name, value in more.items()}
    return Asked(method, target, body, {"Content-Type": content_type, **named})


def form(**parameters: str) -> str:
    return urlencode(parameters)


ARROW = "application/vnd.apache.arrow.stream"
AT_THE_ENDPOINT = {
    "query": posted(ROWS, QUERY),
    "form": posted(form(query=ROWS, format="csv"), FORM),
    "QUERY": posted(ROWS, QUERY, method="QUERY"),
    "QUERY by form": posted(form(query=ROWS), FORM, method="QUERY"),
    "long query": posted(LONG, QUERY),
    "long form": posted(form(query=LONG), FORM),
    "too long": posted(LONG * 20, QUERY),
    "explain": posted(f"SELECT * {{ ?s <{EX}nothing> ?n }}", QUERY, "/sparql?explain=empty"),
    "If-None-Match": posted(ROWS, QUERY, If_None_Match='"other", W/"another"'),
    "If-None-Match, any": posted(ROWS, QUERY, method="QUERY", If_None_Match="*"),
    "If-Match": posted(ROWS, QUERY, If_Match='"other"'),
    "If-Match, any": posted(ROWS, QUERY, If_Match="*"),
    "update, If-Match": posted("INSERT DATA { <a:a> <a:b> <a:c> }", UPDATE, If_Match="*"),
    "Arrow": posted(ROWS, QUERY, Accept=ARROW),
    "graph": posted(f"DESCRIBE <{EX}thing/3>", QUERY, Accept=TURTLE),
    "stream": posted("SELECT * { ?s ?p ?o . ?a ?b ?c } LIMIT 20000", QUERY, Accept="text/csv"),
    "syntax error": posted("SELEC * {}", QUERY),
    "not UTF-8": posted("query=ASK%7B%22%FF%22%20%3Fp%20%3Fo%7D", FORM),
    "update": posted("INSERT DATA { <a:a> <a:b> <a:c> }", UPDATE),
    "no type": Asked("POST", "/sparql", ROWS),
    "PUT": posted(ROWS, QUERY, method="PUT"),
    "PATCH": posted(ROWS, QUERY, method="PATCH"),
    "DELETE": posted(ROWS, QUERY, method="DELETE"),
    "OPTIONS": posted(ROWS, QUERY, method="OPTIONS"),
    "GET": posted("ASK", QUERY, f"/sparql?{form(query=ROWS)}", method="GET"),
}
"""Requests with a body. One of GET has no meaning, and must disturb nothing."""

ELSEWHERE = {
    "release": posted(ROWS, QUERY, "/release/{release}/sparql"),
    "saved query": posted("x", FORM, "/queries/allegations.json"),
    "saved query, GET": posted("x", FORM, "/queries/bodies-held-necessary.csv?language=ru", method="GET"),
    "fragment": posted("x=y", FORM, "/fragments?predicate=rdf:type"),
    "fragment, QUERY": posted("x=y", FORM, "/fragments", method="QUERY"),
    "page": posted("x=y", FORM, "/ontology"),
    "page, GET": posted("x=y", FORM, "/ontology", method="GET"),
    "no such page": posted("x=y", FORM, "/nowhere"),
}
WITHOUT_BODY = {
    "query": Asked("GET", f"/sparql?{form(query=ROWS, format='csv')}"),
    "HEAD": Asked("HEAD", f"/sparql?{form(query=ROWS)}"),
    "long query": Asked("GET", f"/sparql?{form(query=ROWS + ' #' + 'x' * 8000)}"),
    "explain": Asked("GET", f"/sparql?{form(query='ASK { <a:a> ?p ?o }', explain='empty')}"),
    "description": Asked("GET", "/sparql", headers={"Accept": TURTLE}),
    "editor": Asked("GET", "/sparql", headers={"Accept": "text/html"}),
    "POST": Asked("POST", "/sparql"),
    "POST, parameters": Asked("POST", f"/sparql?{form(query=ROWS)}", headers={"Content-Type": FORM}),
    "QUERY": Asked("QUERY", "/sparql", headers={"Content-Type": QUERY}),
    "DELETE": Asked("DELETE", "/sparql"),
    "OPTIONS": Asked("OPTIONS", "/sparql"),
    "saved query": Asked("GET", "/queries/allegations.json"),
    "saved query's page": Asked("GET", "/queries/bodies-held-necessary?language=ru"),
    "fragment": Asked("GET", "/fragments?predicate=rdf:type", headers={"Accept": TURTLE}),
    "fragment, HEAD": Asked("HEAD", "/fragments?predicate=rdf:type", headers={"Accept": TURTLE}),
    "page": Asked("GET", "/ontology", headers={"Accept": "text/html"}),
    "page, POST": Asked("POST", "/ontology"),
}


def seen(answer: Answer) -> tuple[int, list[tuple[str, str]], bytes]:
    """All of an answer that must not depend on how its request was transferred."""
    fields = [(name.lower(), value) for name, value in answer.headers.items()]
    return answer.status, sorted(pair for pair in fields if pair[0] not in OF_THE_TRANSFER), answer.anonymous


@pytest.fixture(scope="module")
def direct(start_server: StartServer) -> Server:
    """An endpoint that answers in the event loop."""
    return start_server(evaluators=2, query_deadline=60, cache_size=0)


@pytest.fixture(scope="module")
def by_flask(start_server: StartServer) -> Server:
    """An endpoint whose answers all come from a view of Flask."""
    return start_server(evaluators=2, query_deadline=60, cache_size=0, direct=0)


@pytest.fixture(scope="module")
def whole(release: object) -> Iterator[Server]:
    """The server with its pages."""
    environment = {"EIKG_CACHE_SIZE": "0", "EIKG_REQUEST_LOG": ""}
    with launched(eikg_serve("--releases", str(RELEASES)), environment=environment) as process:
        yield Server(process)


@pytest.fixture
def written(store: Scratch) -> Iterator[Scratch]:
    """An empty dataset that can be written to."""
    yield store
    assert store.update("DROP ALL").status == 204


@pytest.fixture(scope="module")
def store() -> Iterator[Scratch]:
    with scratch("--empty") as server:
        yield server


@pytest.mark.parametrize("transfer", TRANSFERS)
@pytest.mark.parametrize("name", AT_THE_ENDPOINT)
@pytest.mark.parametrize("driver", ["direct", "by_flask"])
def test_the_endpoint_answers_the_same_however_it_is_asked(
    request: pytest.FixtureRequest, driver: str, name: str, transfer: str
) -> None:
    server, asked = request.getfixturevalue(driver), AT_THE_ENDPOINT[name]
    expected = asked.by(with_length, server)
    assert ("X-Flask" in expected.headers) == (driver == "by_flask" and name != "too long")
    assert seen(asked.by(TRANSFERS[transfer], server)) == seen(expected)


def test_the_requests_are_answered_as_they_should_be(direct: Server) -> None:
    """Else all ways of transfer might fail alike."""
    status = {name: asked.by(with_length, direct).status for name, asked in AT_THE_ENDPOINT.items()}
    refused = {
        "too long": 413,
        "If-None-Match, any": 304,
        "If-Match": 412,
        "syntax error": 400,
        "not UTF-8": 400,
        "update": 403,
        "update, If-Match": 403,
        "no type": 415,
        "PUT": 405,
        "PATCH": 405,
        "DELETE": 405,
        "OPTIONS": 204,
    }
    assert status == {name: refused.get(name, 200) for name in AT_THE_ENDPOINT}


@pytest.mark.parametrize("transfer", TRANSFERS)
@pytest.mark.parametrize("name", ELSEWHERE)
def test_other_paths_answer_the_same_however_they_are_asked(whole: Server, name: str, transfer: str) -> None:
    asked = ELSEWHERE[name]
    release = str(whole.send("GET", "/health").json()["release"])
    asked = Asked(asked.method, asked.target.format(release=release), asked.body, asked.headers)
    assert seen(asked.by(TRANSFERS[transfer], whole)) == seen(asked.by(with_length, whole))


@pytest.mark.parametrize("transfer", [*WITH_LENGTH_UNKNOWN, "HTTP/2", "none at all"])
@pytest.mark.parametrize("name", WITHOUT_BODY)
def test_no_body_is_an_empty_one(whole: Server, name: str, transfer: str) -> None:
    asked = WITHOUT_BODY[name]
    way = without_body if transfer == "none at all" else TRANSFERS[transfer]
    assert seen(asked.by(way, whole)) == seen(asked.by(with_length, whole))


@pytest.mark.parametrize("transfer", ["with length", *TRANSFERS])
def test_a_client_that_has_the_answer_is_told_so(by_flask: Server, direct: Server, transfer: str) -> None:
    way = {**TRANSFERS, "with length": with_length}[transfer]
    for server in (by_flask, direct):
        asked = posted(ROWS, QUERY, method="QUERY")
        tag = asked.by(with_length, server).headers["ETag"]
        answer = posted(ROWS, QUERY, method="QUERY", If_None_Match=tag).by(way, server)
        assert (answer.status, answer.body, answer.headers["ETag"]) == (304, b"", tag)


BIG = "".join(f"<a:s{number}> <a:p> '{'é' * 50}' .\n" for number in range(3000))
GRAPH = "/data?graph=" + quote("http://e/Беларусь", safe="")
TRIPLE = "<a:a> <a:b> 'Беларусь' ."


@pytest.mark.parametrize("transfer", ["with length", *TRANSFERS])
def test_what_is_written_is_there(written: Scratch, transfer: str) -> None:
    way = {**TRANSFERS, "with length": with_length}[transfer]
    secret = {"Authorization": f"Bearer {TOKEN}"}

    def sent(method: str, target: str, body: str = "", content_type: str = TURTLE) -> int:
        return Asked(method, target, body, {"Content-Type": content_type, **secret}).by(way, written).status

    def named() -> int:
        return written.count("GRAPH <http://e/Беларусь> { ?s ?p ?o }")

    assert (sent("PUT", GRAPH, TRIPLE), named()) == (201, 1)
    assert written.count("GRAPH <http://e/Беларусь> { <a:a> <a:b> 'Беларусь' }") == 1
    assert (sent("POST", GRAPH, BIG), named()) == (204, 3001)
    assert (sent("PUT", GRAPH, TRIPLE), named()) == (204, 1)
    assert (sent("POST", "/data?default", BIG), written.count("?s ?p ?o")) == (204, 3000)
    parts = ("--x", 'Content-Disposition: form-data; name="f"; filename="f.ttl"', f"Content-Type: {TURTLE}")
    body = "\r\n".join((*parts, "", "<a:f> <a:b> 1 .", "--x--", ""))
    assert sent("POST", GRAPH, body, "multipart/form-data; boundary=x") == 204
    assert named() == 2
    assert sent("DELETE", GRAPH) == 204
    assert named() == 0
    assert sent("DELETE", "/data?default", "a body") == 204
    assert written.count("?s ?p ?o") == 0
    assert sent("POST", "/sparql", f"INSERT DATA {{ {TRIPLE} }}", UPDATE) == 204
    assert written.count("<a:a> <a:b> 'Беларусь'") == 1
    assert sent("POST", "/sparql", form(update=f"INSERT DATA {{ {BIG} }}"), FORM) == 204
    assert written.count("?s ?p ?o") == 3001
    assert sent("PUT", GRAPH, "") == 201
    assert named() == 0


@pytest.mark.parametrize("name", ["Transfer_Encoding", "Content_Length", "Content_Type", "Expect"])
def test_no_other_header_says_how_a_body_came(written: Scratch, name: str) -> None:
    headers = {"Content-Type": TURTLE, "Authorization": f"Bearer {TOKEN}"}
    wrong = {"Transfer_Encoding": "chunked", "Content_Length": "1", "Content_Type": "text/csv", "Expect": "x"}
    answer = Asked("PUT", "/data?default", TRIPLE, {**headers, name: wrong[name]}).by(with_length, written)
    assert answer.status == 204
    assert written.count("?s ?p ?o") == 1


TARGETS = (
    *(
        "/sparql?query=ASK%7B%7D",
        "/release/none/sparql",
        "/queries",
        "/queries/allegations.json",
        "/fragments",
    ),
    *("/ontology", "/releases", "/health", "/health/live", "/metrics", "/static/site.css", "/nowhere"),
)
FRAMINGS = {
    "nothing": ({}, []),
    "length": ({"Content-Length": "6"}, [b"ASK {}"]),
    "chunks": ({"Transfer-Encoding": "chunked"}, [*chunks([b"ASK", b" {}"])]),
}
NO_HOST: dict[str, tuple[str, ...]] = {
    "none": (),
    "an empty one": ("",),
    "twice the same": ("localhost", "localhost"),
    "two": ("localhost", "other.example"),
    "a path": ("localhost/a",),
    "a user": ("a@localhost",),
    "a space": ("local host",),
    "no port": ("localhost:a",),
}


def framed(
    server: Server, method: str, target: str, framing: str, hosts: tuple[str, ...], version: str
) -> Answer:
    fields, pieces = FRAMINGS[framing]
    headers = {"Accept": "*/*", "Content-Type": QUERY, **fields}
    return by_socket(server.port, method, target, headers, iter(pieces), hosts=hosts, version=version)


@pytest.mark.parametrize("framing", FRAMINGS)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "QUERY", "PUT", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("target", TARGETS)
def test_a_request_names_one_host(whole: Server, target: str, method: str, framing: str) -> None:
    for name, hosts in NO_HOST.items():
        refused = framed(whole, method, target, framing, hosts, "1.1")
        assert (refused.status, refused.media_type) == (400, "application/problem+json"), name
        assert method == "HEAD" or "Host" in refused.json()["detail"]
    assert b"Host" not in framed(whole, method, target, framing, ("localhost",), "1.1").body


@pytest.mark.parametrize("framing", ["nothing", "length"])
@pytest.mark.parametrize("target", TARGETS)
def test_http_1_0_may_name_no_host_and_no_wrong_one(whole: Server, target: str, framing: str) -> None:
    for method in ("GET", "POST"):
        named = framed(whole, method, target, framing, ("localhost",), "1.0")
        assert framed(whole, method, target, framing, (), "1.0").status == named.status
    for name, hosts in NO_HOST.items():
        assert not any(hosts) or framed(whole, "GET", target, framing, hosts, "1.0").status == 400, name


def test_http_2_names_the_host_by_its_authority(whole: Server) -> None:
    answered, body = http2.answer(whole.port, http2.ask())
    assert b'"boolean":true' in body
    for fields in ((http2.field(b"host", b"a"), http2.field(b"host", b"b")), (http2.field(b"host", b"a/b"),)):
        refused, body = http2.answer(whole.port, http2.ask(*fields, authority=b""))
        assert b"The header Host is not the name of one host" in body
        assert refused != answered
    assert b"Host" in http2.answer(whole.port, http2.ask(authority=b""))[1]


WORD = "Беларусь"
AT = {
    "query": "/sparql?format=csv&query=SELECT(COUNT(*)AS%20%3Fn)%7B%3Fs%20%3Fp%20%22{}%22@ru%7D",
    "query of a release": "/release/{release}/sparql?format=csv&query=SELECT(STRLEN(%22{}%22)AS%20%3Fn)%7B%7D",
    "saved query": "/queries/definitions.csv?document={}",
    "saved query's page": "/queries/definitions?document={}",
    "fragment": "/fragments?object=%22{}%22@ru",
    "fragment of quads": "/fragments/quads?graph=http://e/{}",
    "bindings": "/fragments?values=(%3Fo)%7B(%22{}%22@ru)%7D&object=%3Fo",
    "search": "/?q={}",
    "page": "/ontology?x={}",
    "proof": "/why?subject={}",
    "time gate": "/timegate/sparql?query={}",
}
"""Paths whose parameters hold a word."""


def got(server: Server, target: bytes) -> tuple[int, str, bytes]:
    """The answer to a GET whose target is sent as it is, all of it that the word's spelling must not change."""
    request = b"GET %b HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n" % target
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        connection.sendall(request)
        answer = received(connection, "GET")
    told = str(answer.headers["Location"]).replace(quote(WORD), WORD)
    return answer.status, told, answer.anonymous.replace(quote(WORD).encode(), WORD.encode())


@pytest.mark.parametrize("name", AT)
def test_a_target_is_utf_8_encoded_or_not(whole: Server, name: str) -> None:
    release = whole.send("GET", "/health").json()["release"]
    target = AT[name].replace("{release}", release).encode()

    def spelt(word: bytes) -> tuple[int, str, bytes]:
        return got(whole, target.replace(b"{}", word))

    raw = spelt(WORD.encode())
    assert raw == spelt(quote(WORD).encode())
    assert raw[0] == {"saved query": 400, "saved query's page": 400, "time gate": 302}.get(name, 200)
    assert raw != spelt(quote(WORD.encode().decode("latin-1")).encode())
    cyrillic = WORD.encode("cp1251")
    assert spelt(cyrillic)[0] == 400
    status, _, problem = spelt(quote(cyrillic).encode())
    assert (status, json.loads(problem)["detail"]) == (
        400,
        "A parameter in the query string is not percent-encoded UTF-8.",
    )


def test_a_query_finds_what_its_target_spells(whole: Server) -> None:
    name, count = got(whole, AT["query"].format(WORD).encode())[2].split()
    assert (name, int(count) > 0) == (b"n", True)
    assert WORD.encode() in got(whole, AT["fragment"].format(WORD).encode())[2]


def test_the_name_of_a_graph_is_utf_8_encoded_or_not(written: Scratch) -> None:
    assert written.update(f"INSERT DATA {{ GRAPH <http://e/{WORD}> {{ <a:a> <a:b> 1 }} }}").status == 204
    for word, status in ((WORD.encode(), 200), (WORD.encode("cp1251"), 400)):
        for spelling in (word, quote(word).encode()):
            assert got(written, b"/data?graph=http://e/" + spelling)[0] == status
