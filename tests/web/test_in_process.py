"""The client without a server answers as the server does, and shows an answer that is broken off."""

from __future__ import annotations

from http.client import IncompleteRead

import pytest

from tests.web.client import Client, HttpClient
from tests.web.in_process import AsgiClient, Message, event_loop

UNLIKE = {"date", "server", "connection", "transfer-encoding", "content-length", "x-request-id"}
"""Headers of HTTP itself, those that tell the time, and the one that each request has of its own."""


@pytest.mark.parametrize(
    ("method", "target", "accept"),
    [
        ("GET", "/", "text/html"),
        ("HEAD", "/id/state/belarus", "text/html"),
        ("GET", "/id/state/belarus", "text/turtle"),
        ("GET", "/search?q=%D0%9C%D0%B8%D0%BD%D1%81%D0%BA", "text/html"),
        ("GET", "/sparql?query=ASK%7B%7D", "application/sparql-results+json"),
        ("GET", "/sparql?query=ASK", "application/problem+json"),
        ("POST", "/sparql", "text/csv"),
        ("GET", "/none", "text/html"),
    ],
)
def test_it_answers_as_the_server_does(
    site: Client, address: str, method: str, target: str, accept: str
) -> None:
    server = HttpClient(int(address.rpartition(":")[2]))
    headers = {"Accept": accept, "Host": "example.org", "Content-Type": "application/sparql-query"}
    body = b"SELECT * { ?s ?p ?o } LIMIT 3" if method == "POST" else None
    here, there = (client.send(method, target, headers, body) for client in (site, server))
    assert (here.status, here.anonymous) == (there.status, there.anonymous)
    for name in {*map(str.lower, here.headers), *map(str.lower, there.headers)} - UNLIKE:
        assert here.headers.get_all(name) == there.headers.get_all(name), name


def test_an_answer_without_its_end_is_not_whole() -> None:
    async def breaks(scope: Message, receive: object, send: Message) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"half", "more_body": True})

    with event_loop() as loop, pytest.raises(IncompleteRead) as caught:
        AsgiClient(breaks, loop).send("GET", "/")
    assert caught.value.partial == b"half"


def test_what_is_sent_arrives() -> None:
    seen: list[Message] = []

    async def echo(scope: Message, receive: Message, send: Message) -> None:
        seen.extend([scope, await receive()])
        await send({"type": "http.response.start", "status": 204, "headers": [(b"a", b"1"), (b"a", b"2")]})
        await send({"type": "http.response.body"})

    with event_loop() as loop:
        answer = AsgiClient(echo, loop).send(
            "POST", "/a%20b?c=%64", {"X-One": "1"}, b"body", source="127.0.0.9"
        )
    scope, body = seen
    assert (answer.status, answer.headers.get_all("A")) == (204, ["1", "2"])
    assert (scope["method"], scope["path"], scope["query_string"]) == ("POST", "/a b", b"c=%64")
    assert {(b"x-one", b"1"), (b"content-length", b"4")} < {*scope["headers"]}
    assert scope["client"][0] == "127.0.0.9"
    assert (body["body"], body["more_body"]) == (b"body", False)
