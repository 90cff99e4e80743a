"""Who is kept off a scratch dataset: pages of other sites, who guesses the token, and what servers left behind."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.endpoint.http import Headers
from server.endpoint.problems import HttpProblem
from server.endpoint.scratch import FREE_GUESSES
from server.settings import Settings
from server.web.front.asgi import Receive, Scope, Send
from server.web.front.exchange import EXCHANGE, Exchange
from server.web.front.own_origin import OwnOriginLayer
from tests.web.client import Answer, until
from tests.web.test_scratch import TOKEN, UPDATE, Scratch, scratch

INSERT = "INSERT DATA { <a:s> <a:p> 1 }"
SPARQL, DATA, PAGE, PROBLEM = "/sparql?query=ASK%7B%7D", "/data", "/editor", "/no-such-page"


@pytest.fixture(scope="module")
def server() -> Iterator[Scratch]:
    with scratch("--empty", EIKG_PUBLIC_URL="https://scratch.example.org") as found:
        yield found


@pytest.mark.parametrize("target", [SPARQL, DATA, PAGE, PROBLEM, "/", "/queries", "/health"])
def test_no_page_of_another_site_may_read_or_send_anything(server: Scratch, target: str) -> None:
    for origin in (
        "https://example.org",
        "null",
        "http://127.0.0.1:1",
        f"http://localhost:{server.port}",
        "file://",
    ):
        for method in ("GET", "POST", "PUT", "OPTIONS"):
            fields = {
                "Origin": origin,
                "Access-Control-Request-Method": "PUT",
                "Authorization": f"Bearer {TOKEN}",
            }
            answer = server.send(method, target, {**fields, "Content-Type": UPDATE}, INSERT.encode())
            assert answer.status == 403, (origin, method)
            assert answer.json()["type"].endswith("/foreign")
            assert not cors(answer)
    assert server.count("?s ?p ?o") == 0
    assert not cors(server.send("GET", target, {}))


def test_an_origin_that_names_no_site_is_foreign_where_there_is_no_public_url() -> None:
    async def nothing(scope: Scope, receive: Receive, send: Send) -> None: ...

    for origin in (b"null", b"file://", b""):
        scope: Scope = {"client": ("127.0.0.1", 1), "path": "/sparql", "http_version": "1.1"}
        headers = Headers([(b"host", b"localhost:8000"), (b"origin", origin)])
        scope[EXCHANGE] = Exchange(scope, headers, "POST", "/sparql")
        with pytest.raises(HttpProblem) as refused:
            asyncio.run(OwnOriginLayer(nothing, Settings())(scope, None, None))  # type: ignore[arg-type]
        assert refused.value.status == 403


def cors(answer: Answer) -> list[str]:
    return [name for name in answer.headers if name.lower().startswith("access-control-")]


@pytest.mark.parametrize(
    "host",
    [
        "example.org",
        "rebound.example.org:8000",
        "localhost.example.org",
        "127.0.0.1.example.org",
        "10.0.0.1",
        "[::2]",
    ],
)
def test_it_answers_under_its_own_names_alone(server: Scratch, host: str) -> None:
    for target in (SPARQL, DATA, PAGE):
        answer = server.send("GET", target, {"Host": host, "Origin": f"http://{host}"})
        assert (answer.status, cors(answer)) == (421, [])


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:99", "127.0.0.1", "[::1]:8000", "scratch.example.org", "localhost."]
)
def test_its_own_pages_may_ask_and_write(server: Scratch, host: str) -> None:
    fields = {"Host": host, "Origin": f"http://{host}"}
    assert server.send("GET", SPARQL, fields).status == 200
    written = server.send(
        "POST", "/sparql", {**fields, "Content-Type": UPDATE, "Authorization": f"Bearer {TOKEN}"}, b""
    )
    assert (written.status, cors(written)) == (204, [])


def guess(server: Scratch, token: str, source: str, target: str = "/sparql") -> Answer:
    return server.send(
        "POST", target, {"Content-Type": UPDATE, "Authorization": f"Bearer {token}"}, b"", source
    )


def test_who_guesses_the_token_waits_longer_and_longer_and_others_do_not() -> None:
    with scratch("--empty") as server:
        for number in range(FREE_GUESSES):
            assert guess(server, f"guess-{number}", "127.0.0.2").status == 401
        refused = guess(server, TOKEN, "127.0.0.2")
        assert (refused.status, refused.json()["type"].rpartition("/")[2]) == (429, "busy"), (
            "not even looked at"
        )
        assert int(refused.headers["Retry-After"]) == 1
        assert guess(server, "guess", "127.0.0.2", "/data?default").status == 429, "nor elsewhere"
        assert guess(server, TOKEN, "127.0.0.3").status == 204
        waits: list[int] = []
        while len(waits) < 2:
            if guess(server, "guess", "127.0.0.2").status == 401:
                waits.append(int(guess(server, "guess", "127.0.0.2").headers["Retry-After"]))
            time.sleep(0.05)
        assert waits == [2, 4]
        until(lambda: guess(server, TOKEN, "127.0.0.2").status == 204)
        assert guess(server, "guess", "127.0.0.2").status == 401, "the right token ends it"
        assert server.said().count("a wrong token came from 127.0.0.2") == FREE_GUESSES + 3
        assert "guess" not in server.said()


def test_a_token_is_made_and_printed_where_none_is_given() -> None:
    with scratch("--empty", EIKG_SCRATCH_TOKEN="") as server:
        server.wait_until_it_says("serves a scratch dataset")
        [token] = re.findall(r"^token: (\S+)$", server.said(), re.MULTILINE)
        assert len(token) >= 43, "256 bits"
        assert server.update(INSERT, token=token).status == 204
        assert server.update(INSERT).status == 401


def test_what_a_killed_server_left_is_removed_at_the_next_start_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "eikg-scratch-of-somebody").mkdir()
    where = str(tmp_path)
    with scratch("--empty", TMPDIR=where) as killed, scratch("--empty", TMPDIR=where) as running:
        assert len(folders(tmp_path)) == 2
        os.kill(killed.process.pid, signal.SIGKILL)
        killed.process.wait()
        left = folders(tmp_path)
        with scratch("--empty", TMPDIR=where):
            assert len(folders(tmp_path)) == 2
            assert len(folders(tmp_path) & left) == 1
            assert running.update(INSERT).status == 204
            assert running.count("?s ?p ?o") == 1
    assert folders(tmp_path) == set()
    assert (tmp_path / "eikg-scratch-of-somebody").is_dir(), "nobody knows whose it is"


def folders(where: Path) -> set[str]:
    return {path.parent.name for path in where.glob("eikg-scratch-*/server.lock")}
