"""The server that bad input is thrown at: a process of its own, judged by each answer and by its log."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.conftest import ROOT
from tests.launcher import eikg_serve, launched
from tests.processes import EVALUATOR, below, private, runs
from tests.system.fuzz.requests import Sent
from tests.web.client import until

NUMBER: Final = int(os.environ.get("EIKG_FUZZ_REQUESTS", "500"))
NIGHTLY: Final = "EIKG_FUZZ_REQUESTS" in os.environ
LEAK: Final = re.compile(
    rf'Traceback \(most|File "[^"]*", line|panicked at|site-packages|{re.escape(str(ROOT))}|root:x:0'.encode()
)


class Target:
    """A running server, and how many answers of each status it gave."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process, self.port = process, port
        self.answers: Counter[str] = Counter()

    def evaluators(self) -> list[int]:
        return [one.pid for one in below(self.process.pid) if one.name == EVALUATOR]

    def memory(self) -> list[int]:
        """Bytes of memory that the server has alone, and each evaluator beside what it shares with its template."""
        return [private(pid) for pid in (self.process.pid, *self.evaluators())]

    def send(self, sent: Sent) -> tuple[int, bytes]:
        """The status and everything else that came; -1 for what http.client does not let through."""
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
        except ValueError:
            return -1, b""
        finally:
            connection.close()

    def throw(self, requests: st.SearchStrategy[Sent], number: int) -> None:
        """Send so many requests, and judge every answer."""

        @settings(
            max_examples=number,
            deadline=None,
            database=None,
            derandomize=not NIGHTLY,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        )
        @given(requests)
        def judged(sent: Sent) -> None:
            status, answer = self.send(sent)
            self.answers[str(status)] += 1
            assert status < 500 or status == 503, (status, sent, answer[-500:])
            assert not LEAK.search(answer), (sent, answer[-2000:])
            assert self.process.poll() is None

        judged()

    def assert_sound(self, evaluators: int) -> None:
        """The server answers with as many evaluators as it should have, all of them alive."""
        until(lambda: len(self.evaluators()) == evaluators and all(map(runs, self.evaluators())))
        for _ in range(evaluators):
            status, answer = self.send(Sent("GET", "/sparql?query=ASK%7B%7D&format=csv", (), None))
            assert (status, answer[-6:].strip()) == (200, b"true")


@contextmanager
def serving(log: Path, *options: str, **environment: str) -> Iterator[Target]:
    """`eikg serve` with options; fails the test if there is a traceback in what it said, which is kept in `log`."""
    with launched(eikg_serve(*options), log, environment=environment) as server:
        yield Target(server.process, server.port)
        server.stop()
        assert "Traceback" not in server.said(), server.said()[-4000:]
