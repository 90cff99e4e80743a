"""The headers of a request are bounded, and cost others nothing, whatever they hold."""

from __future__ import annotations

import http.client
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.conftest import RELEASES
from tests.launcher import eikg_serve, launched
from tests.web import http2
from tests.web.client import Answer, Server
from tests.web.conftest import StartServer

ASK = "/sparql?query=ASK%7B%7D"
OTHER = "127.0.0.2"


@pytest.fixture(scope="module")
def server(release: object) -> Iterator[Server]:
    with launched(eikg_serve("--releases", str(RELEASES)), environment={"EIKG_REQUEST_LOG": ""}) as process:
        yield Server(process)


def sent(server: Server, fields: list[tuple[str, str]], target: str = ASK, method: str = "GET") -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    try:
        connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
        for name, value in [("Host", "localhost"), *fields]:
            connection.putheader(name, value)
        connection.endheaders()
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())
    finally:
        connection.close()


def is_refused(answer: Answer) -> bool:
    problem = answer.json()
    told = (answer.status, answer.media_type, answer.headers["Connection"], problem["status"])
    assert problem["type"].endswith("/headers-too-large")
    return told == (431, "application/problem+json", "close", 431)


def test_the_number_of_fields_is_bounded(start_server: StartServer) -> None:
    server = start_server(headers_number=20)
    assert sent(server, [("X", "1")] * 19).json()["boolean"] is True
    assert is_refused(sent(server, [("X", "1")] * 20))
    assert is_refused(sent(server, [(f"X-{number}", "1") for number in range(20)], "/sparql", "POST"))
    assert sent(server, [("X", "1")] * 500).status == 431


def test_the_size_of_all_fields_is_bounded(start_server: StartServer) -> None:
    server = start_server(headers_size=1000)
    assert sent(server, [("Accept", "*/*"), ("X", "x" * 900)]).json()["boolean"] is True
    assert is_refused(sent(server, [("X", "x" * 1001)]))
    assert is_refused(sent(server, [("X", "x" * 300)] * 4, "/nowhere", "PUT"))
    assert sent(server, [("X", "x" * 1_000_000)]).status == 431


def test_as_much_as_is_allowed_comes_through(server: Server) -> None:
    assert sent(server, [("X", "1")] * 99).json()["boolean"] is True
    assert sent(server, [("X", "x" * 16_000)]).json()["boolean"] is True
    assert is_refused(sent(server, [("X", "x" * 17_000)]))
    long = f"ASK%7B%7D%23{'x' * 64_000}"
    assert sent(server, [("X", "x" * 16_000)], f"/sparql?query={long}").json()["boolean"] is True


@pytest.mark.parametrize(
    "fields",
    [
        [http2.field(b"x", b"y")] * 101,
        [http2.field(b"x", b"y"), http2.REPEATED * 2000],
        [http2.field(b"x", b"y" * 3900), http2.REPEATED * 5],
        [http2.field(b"x", b"y" * 17_000)],
    ],
)
def test_they_are_bounded_over_http_2(server: Server, fields: list[bytes]) -> None:
    head, body = http2.answer(server.port, http2.ask(*fields))
    assert head.startswith(http2.TOO_LARGE)
    assert b'/problem/headers-too-large"' in body


def test_a_field_repeated_by_reference_is_read_no_further_than_the_bounds(server: Server) -> None:
    field = http2.field(b"x", b"y" * 3900)
    head, _ = http2.answer(server.port, http2.ask(field, http2.REPEATED * 50))
    assert head.startswith(http2.TOO_LARGE)
    block = http2.ask(field, http2.REPEATED * 4100)  # 8 KB that stand for 16 MB
    assert http2.answer(server.port, block) == (b"", b"")
    others_are_answered(server, lambda: http2.answer(server.port, block) == (b"", b""))
    _, body = http2.answer(server.port, http2.ask(http2.field(b"accept", b"*/*")))
    assert b'"boolean":true' in body


@pytest.mark.parametrize(
    ("name", "value", "status"),
    [
        ("Accept", "a/b;q=0.1," * 199, 406),
        ("Accept", "," * 2000, 200),
        ("Accept", ";" * 2000, 200),
        ("Accept", "*/*" + ";q=1" * 499, 200),
        ("Accept", "a/b;q=0.1," * 201, 431),
        ("Accept-Encoding", "gzip;q=0.5, " * 166, 200),
        ("Accept-Encoding", ";" * 2001, 431),
        ("If-None-Match", '"a", ' * 400, 200),
        ("If-None-Match", '"a", ' * 3000, 431),
        ("X-Forwarded-For", "1.1.1.1, " * 1600, 200),
        ("Cookie", "a=b;" * 3700, 200),
    ],
)
def test_a_long_list_keeps_nobody_waiting(server: Server, name: str, value: str, status: int) -> None:
    others_are_answered(server, lambda: sent(server, [(name, value)]).status == status)


def test_the_size_of_a_list_that_is_taken_apart_is_bounded_over_all_its_fields(server: Server) -> None:
    assert sent(server, [("Accept", "*/*;a=" + "b" * 600)] * 3).json()["boolean"] is True
    assert is_refused(sent(server, [("Accept", "*/*;a=" + "b" * 600)] * 4))


@pytest.mark.parametrize(("target", "status"), [("/sparql", 415), ("/ontology", 405), ("/fragments", 405)])
@pytest.mark.parametrize("value", [";" * 2000, "text/plain" + "; a=b" * 398, 'a/b; c="' + '\\"' * 990])
def test_a_long_content_type_keeps_nobody_waiting(
    server: Server, value: str, target: str, status: int
) -> None:
    fields = [("Content-Type", value), ("Content-Length", "0")]
    others_are_answered(server, lambda: sent(server, fields, target, "POST").status == status)


@pytest.mark.parametrize("value", ["en;q=0.1," * 222, "ru-" * 666, "," * 2000, ";q=" * 666])
def test_a_long_list_of_languages_keeps_nobody_waiting(server: Server, value: str) -> None:
    fields = [("Accept-Language", value), ("Accept", "text/html")]
    others_are_answered(server, lambda: sent(server, fields, "/ontology").status == 200)


def others_are_answered(server: Server, attack: Callable[[], bool], number: int = 12) -> None:
    """One client attacks again and again, and another one is answered meanwhile."""
    with ThreadPoolExecutor(4) as threads:
        attacks = [threads.submit(attack) for _ in range(number)]
        asked = 0
        while not asked or not all(attack.done() for attack in attacks):
            assert server.send("GET", ASK, source=OTHER).json()["boolean"] is True
            asked += 1
        assert all(attack.result() for attack in attacks)
