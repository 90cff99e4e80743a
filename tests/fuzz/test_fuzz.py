"""Bad input at a real server: never a fault of its own, never a leak, and all is as before when it is over.

`make test` sends 500 requests, always the same; `make fuzz` at least 20,000, each time others.
"""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from server.release import Release
from server.web.memory import EVERY
from tests.conftest import RELEASES, ROOT
from tests.fuzz.requests import PATHS, REQUESTS, Sent
from tests.web.client import accepts, free_port, runs, until

NUMBER: Final = int(os.environ.get("EIKG_FUZZ_REQUESTS", "500"))
NIGHTLY: Final = "EIKG_FUZZ_REQUESTS" in os.environ
WARMING_UP: Final = 2000
EVALUATORS: Final = 2
EVALUATOR_MEMORY: Final = 2**26
LEAK: Final = re.compile(
    rf'Traceback \(most|File "[^"]*", line|panicked at|site-packages|{re.escape(str(ROOT))}|root:x:0'.encode()
)
SETTINGS: Final = {
    "EIKG_EVALUATORS": str(EVALUATORS),
    "EIKG_QUERY_DEADLINE": "1",
    "EIKG_QUERY_MEMORY": str(2**27),
    "EIKG_EVALUATOR_MEMORY": str(EVALUATOR_MEMORY),
    "EIKG_RESULT_SIZE": str(2**22),
    "EIKG_CACHE_SIZE": str(2**20),
    "EIKG_REQUEST_LOG": "",
}


class Target:
    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process, self.port = process, port
        self.answers: Counter[str] = Counter()

    def evaluators(self) -> list[int]:
        text = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        found = [int(number) for number in text.split()]
        for task in Path(f"/proc/{self.process.pid}/task").iterdir():
            found += [
                int(number) for number in (task / "children").read_text().split() if int(number) not in found
            ]
        return found

    def memory(self) -> list[int]:
        """Resident bytes of the server and of each evaluator."""
        found = (self.process.pid, *self.evaluators())
        pages = (int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in found)
        return [number * os.sysconf("SC_PAGE_SIZE") for number in pages]

    def send(self, sent: Sent) -> tuple[int, bytes]:
        """The status and everything else that came; 0 where the connection was broken off on purpose."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.putrequest(sent.method, sent.target, skip_host="Host" in dict(sent.headers))
            for name, value in sent.headers:
                connection.putheader(name, value.encode("latin-1", "replace"))
            if sent.body is not None:
                connection.putheader("Content-Length", str(len(sent.body)))
            connection.endheaders(sent.body)
            response = connection.getresponse()
            head = str(response.headers).encode()
            try:
                return response.status, head + response.read()
            except http.client.IncompleteRead as error:
                return response.status, head + error.partial
        except ValueError:  # what http.client does not let through
            return -1, b""
        finally:
            connection.close()


@pytest.fixture(scope="module")
def target(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    port = free_port()
    command = [
        str(Path(sys.executable).with_name("eikg")),
        "serve",
        "--port",
        str(port),
        "--releases",
        str(RELEASES),
    ]
    log = tmp_path_factory.mktemp("fuzz") / "log"
    with (
        log.open("wb") as errors,
        subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **SETTINGS}, stdout=errors, stderr=errors
        ) as process,
    ):
        try:
            until(lambda: accepts(port) or process.poll() is not None)
            yield Target(process, port)
        finally:
            process.terminate()
    assert b"Traceback" not in log.read_bytes(), log.read_text()[-4000:]


@pytest.mark.timeout(0 if NIGHTLY else 300)
def test_no_request_brings_out_a_fault(target: Target) -> None:
    if NIGHTLY:
        load_everything(target)
        throw(target, WARMING_UP)
    before = settled(target)[0] if NIGHTLY else 0
    throw(target, NUMBER)
    assert sum(target.answers.values()) >= NUMBER
    assert target.answers["200"] > NUMBER // 20
    assert target.answers["400"] > NUMBER // 20
    assert_sound(target)
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


def throw(target: Target, number: int) -> None:
    """Send so many requests, and judge every answer."""

    @settings(
        max_examples=number,
        deadline=None,
        database=None,
        derandomize=not NIGHTLY,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(REQUESTS)
    def judged(sent: Sent) -> None:
        status, answer = target.send(sent)
        target.answers[str(status)] += 1
        assert status < 500 or status == 503, (status, sent, answer[-500:])
        assert not LEAK.search(answer), (sent, answer[-2000:])
        assert target.process.poll() is None

    judged()


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
    assert_sound(target)


def assert_sound(target: Target) -> None:
    """The server answers with as many evaluators as it should have, all of them alive."""
    until(lambda: len(target.evaluators()) == EVALUATORS and all(map(runs, target.evaluators())))
    for _ in range(EVALUATORS):
        status, answer = target.send(Sent("GET", "/sparql?query=ASK%7B%7D&format=csv", (), None))
        assert (status, answer[-6:].strip()) == (200, b"true")


def assert_memory_is_back(target: Target, before: int) -> None:
    after, *evaluators = settled(target)
    assert after <= before * 1.1, f"{before} bytes before, {after} after"
    assert all(evaluator <= 1.1 * EVALUATOR_MEMORY for evaluator in evaluators), evaluators


def settled(target: Target) -> list[int]:
    """The memory of the server and its evaluators, once the server has had the time to give back what is free."""
    time.sleep(2.5 * EVERY)
    return target.memory()
