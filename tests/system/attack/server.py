"""The server that is attacked: one process with default settings over several releases, and what it takes."""

from __future__ import annotations

import http.client
import ipaddress
import json
import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import Final

from server.release import current
from server.web.pages import ahead
from tests.conftest import RELEASES
from tests.launcher import Launched, eikg_serve, start
from tests.ports import reserve
from tests.processes import proportional, read, runs, tree
from tests.system.attack.attack import HOST, NAME, PROXY
from tests.system.attack.others import right
from tests.system.soak.releases import changed, copy_of

SETTINGS: Final = {
    "EIKG_RATE_EXEMPT": "",
    "EIKG_TRUSTED_PROXIES": f"{PROXY}/32",
    "EIKG_OLD_RELEASES": "1",
    "EIKG_REQUEST_LOG": "",
}
"""What differs from the defaults: nobody is exempt, one address of loopback is that of a proxy, and fewer old releases
are open at a time than a build keeps."""

_OLD_RELEASES: Final = 2

_EVERY: Final = 0.5
_WARM: Final = (
    *(
        "/",
        "/ontology",
        "/ontology/Claim",
        "/queries",
        "/quality",
        "/conformance",
        "/releases",
        "/docs",
        "/why",
    ),
    *(
        "/id/state/belarus",
        "/id/body/eaeu",
        "/search?text=Union",
        "/fragments",
        "/fragments/quads",
        "/nothing",
    ),
)
_FORMATS: Final = ("arrow", "parquet")
"""Those that are written by a library, which takes 40 MiB once it is loaded."""

_KEPT: Final = 24
"""Results of 3.4 MB with which the cache is full before anything is measured."""


_PAUSES: Final = 8
"""Looks at whether it rests: between two queries it seems to for a moment."""


class Server:
    """A running server; `expected` are the right answers to what others ask.

    `usual` are the bytes that it takes when all is warm: later it may take less for a while, as idle evaluators are
    replaced and older releases are closed, and then as much again.
    """

    def __init__(self, folder: Path) -> None:
        self.port, self._folder, self._starts = reserve(), folder, 0
        self._process = self._start()
        self._let_read_ahead()
        self.usual = self.memory()
        self.expected = right(self.port)

    @property
    def pid(self) -> int:
        """The id of the process that serves."""
        return self._process.process.pid

    def start_again(self) -> None:
        """End it, and start it at the same port."""
        self.close()
        self._process = self._start()

    def close(self) -> None:
        """End it."""
        self._process.close()

    def _start(self) -> Launched:
        self._starts += 1
        unset = {name: None for name in os.environ if name.startswith("EIKG_")}
        process = start(
            eikg_serve("--host", HOST, "--releases", str(self._folder)),
            self._folder / f"said-{self._starts}",
            port=self.port,
            environment={**unset, **SETTINGS},
        )
        self._warm_up()
        return process

    def runs(self) -> bool:
        """Whether the process that was started still serves."""
        return self._process.process.poll() is None and runs(self.pid)

    def memory(self) -> int:
        """Bytes of the server with its templates and evaluators, pages that they share counted once."""
        return sum(map(proportional, tree(self.pid)))

    def serving(self) -> int:
        """Bytes of the process that serves, alone."""
        return proportional(self.pid)

    def connections(self, sources: list[str]) -> int:
        """How many connections the server has open with some addresses."""
        wanted = {int(ipaddress.ip_address(source)).to_bytes(4, "little").hex().upper() for source in sources}
        found = 0
        for fields in map(str.split, read(Path("/proc/net/tcp")).splitlines()[1:]):
            port, other = int(fields[1].rpartition(":")[2], 16), fields[2].partition(":")[0]
            found += port == self.port and other in wanted and fields[9] != "0"
        return found

    def faults(self) -> int:
        """How many tracebacks and panics it has written."""
        said = self._process.said()
        return said.count("Traceback (most") + said.count("panicked at")

    def answers(self, seconds: float) -> bool:
        """Whether it answers a question rightly, now or within so many seconds."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.runs():
            with suppress(OSError, RuntimeError, http.client.HTTPException):
                return right(self.port) == self.expected
            time.sleep(0.1)
        return False

    def rest(self, seconds: float) -> None:
        """Wait until it runs no query, at most so long."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.runs():
            with suppress(OSError, ValueError, http.client.HTTPException):
                health = json.loads(self._get("/health")[1])
                if not health["running"] and not health["waiting"]:
                    return
            time.sleep(0.1)

    def _warm_up(self) -> None:
        """Have all loaded that is loaded at its first use, and the cache of results full."""
        names = sorted(
            {*re.findall(r"/release/([0-9a-f]{16})", self._get("/releases", "text/html")[1].decode())}
        )
        for path in (*_WARM, *(f"/release/{name}/sparql?query=ASK%7B%7D" for name in names)):
            for accept in ("text/html", "text/turtle", "application/json"):
                self._get(path, accept)
        for form in _FORMATS:
            self._get(f"/sparql?query=SELECT%20*%7B%3Fs%20%3Fp%20%3Fo%7D%20LIMIT%209&format={form}")
        for number in range(_KEPT):
            self._get(f"/sparql?query=SELECT%20*%7B%3Fs%20%3Fp%20%3Fo%7D%20LIMIT%20{13_000 + number}")

    def _let_read_ahead(self) -> None:
        """Wait until it has read ahead, which leaves its evaluators larger."""
        time.sleep(ahead.SECONDS)
        for _ in range(_PAUSES):
            self.rest(60)
            time.sleep(1)

    def _get(self, target: str, accept: str = "*/*") -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=60)
        try:
            connection.request("GET", target, headers={"Host": NAME, "Accept": accept})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()


@contextmanager
def serving() -> Iterator[Server]:
    """A server as long as the context lasts. Raises NoRelease and NotStarted."""
    with tempfile.TemporaryDirectory(prefix="eikg-attack-") as name:
        folder = Path(name)
        release = copy_of(current(RELEASES), folder)
        for _ in range(_OLD_RELEASES):
            release = changed(release, folder)
        server = Server(folder)
        try:
            yield server
        finally:
            server.close()


@contextmanager
def watched(server: Server) -> Iterator[list[tuple[int, int]]]:
    """What the server took as long as the context lasts: all of it, and the process that serves alone."""
    found = [(server.memory(), server.serving())]
    over = Event()

    def look() -> None:
        while not over.wait(_EVERY):
            found.append((server.memory(), server.serving()))

    thread = Thread(target=look, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        over.set()
        thread.join()
