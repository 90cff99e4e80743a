"""Bad input at a real server: never a fault of its own, never a leak, and all is as before when it is over.

`make test-all` sends 500 requests, always the same; `make fuzz` at least 20,000, each time others.
"""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Final
from urllib.parse import quote

import pytest

from server.release import Release
from server.web.memory import EVERY
from tests.conftest import RELEASES
from tests.system.fuzz.requests import PATHS, REQUESTS, Sent
from tests.system.fuzz.target import LEAK, NIGHTLY, NUMBER, Target, serving

WARMING_UP: Final = 2000
EVALUATORS: Final = 2
EVALUATOR_MEMORY: Final = 2**26
SETTINGS: Final = {
    "EIKG_EVALUATORS": str(EVALUATORS),
    "EIKG_QUERY_DEADLINE": "1",
    "EIKG_QUERY_MEMORY": str(2**27),
    "EIKG_EVALUATOR_MEMORY": str(EVALUATOR_MEMORY),
    "EIKG_RESULT_SIZE": str(2**22),
    "EIKG_CACHE_SIZE": str(2**20),
    "EIKG_REQUEST_LOG": "",
}


@pytest.fixture(scope="module")
def target(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    log = tmp_path_factory.mktemp("fuzz") / "log"
    with serving(log, "--releases", str(RELEASES), **SETTINGS) as target:
        yield target


@pytest.mark.timeout(0 if NIGHTLY else 600)
def test_no_request_brings_out_a_fault(target: Target) -> None:
    if NIGHTLY:
        load_everything(target)
        target.throw(REQUESTS, WARMING_UP)
    before = settled(target)[0] if NIGHTLY else 0
    target.throw(REQUESTS, NUMBER)
    assert sum(target.answers.values()) >= NUMBER
    assert target.answers["200"] > NUMBER // 20
    assert target.answers["400"] > NUMBER // 20
    target.assert_sound(EVALUATORS)
    if NIGHTLY:
        print(sorted(target.answers.items()), f"{before} bytes before, {settled(target)} after")  # noqa: T201
        assert_memory_is_back(target, before)


def load_everything(target: Target) -> None:
    """Ask once for each thing that is kept by intention from its first use on: templates, the ontology, pyarrow."""
    for path in PATHS:
        for accept in ("text/html", "text/turtle", "application/json"):
            target.send(Sent("GET", path, (("Accept", accept),), None))
    for form in ("arrow", "parquet", "csv", "xml", "turtle", "json-ld", "rdf"):
        for query in ("SELECT * { ?s ?p ?o } LIMIT 2000", "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 2000"):
            for coding in ("gzip", "zstd"):
                target.send(
                    Sent(
                        "GET",
                        f"/sparql?query={quote(query)}&format={form}",
                        (("Accept-Encoding", coding),),
                        None,
                    )
                )


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\x01\x02\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET /sparql HTTP/1.1\r\n\r\n",
        b"GET /sparql?query=ASK{} HTTP/9.9\r\nHost: x\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET /sparql HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
        b"GET http://other/sparql HTTP/1.1\r\nHost: x\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ],
)
def test_what_is_no_http_brings_out_no_fault(target: Target, raw: bytes) -> None:
    with socket.create_connection(("127.0.0.1", target.port), timeout=10) as connection:
        connection.sendall(raw)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        with suppress(TimeoutError, ConnectionResetError):
            while part := connection.recv(65536):
                answer += part
    assert not re.match(rb"HTTP/1\.\d 5(?!03)", answer)
    assert not LEAK.search(answer)
    target.assert_sound(EVALUATORS)


def assert_memory_is_back(target: Target, before: int) -> None:
    after, *evaluators = settled(target)
    assert after <= before * 1.1, f"{before} bytes before, {after} after"
    assert all(evaluator <= 1.1 * EVALUATOR_MEMORY for evaluator in evaluators), evaluators


def settled(target: Target) -> list[int]:
    """The memory of the server and its evaluators, once the server has had the time to give back what is free."""
    time.sleep(2.5 * EVERY)
    return target.memory()
