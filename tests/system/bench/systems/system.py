"""What a system is to the measurement: files to load, a command to start, an address to ask."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Final

from server.release import Release
from tests.launcher import Launched, start
from tests.system.bench.load import prepared

_FIRST_QUERY: Final = "ASK { ?s ?p ?o }"


@dataclass(frozen=True)
class Data:
    """The quads, in the forms that systems read: a release, its N-Quads, and those with the union as default graph."""

    release: Release
    quads: Path
    with_union: Path


def data_of(release: Release, folder: Path) -> Data:
    """The data of a release, with a file of the quads and the union of all graphs as the default graph."""
    with_union = folder / "with-union.nq"
    lines = release.data.read_text("utf-8").splitlines(
        keepends=True
    )  # every line ends with the name of its graph
    union = {line[: line.rindex(" <")] + " .\n" for line in lines}
    with with_union.open("w", encoding="utf-8") as file:
        file.writelines(lines)
        file.writelines(sorted(union))
    return Data(release, release.data, with_union)


class System(ABC):
    """A system that can be measured. `folder` is one of its own, for whatever it writes."""

    name: str
    path: str = "/sparql"
    """Where it answers queries; a path with parameters is followed by `&query=…`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @abstractmethod
    def version(self) -> str:
        """Its version."""

    def missing(self) -> str | None:
        """Why it cannot be measured here, or None."""
        return None

    def prepare(self, data: Data) -> None:  # noqa: B027 - a system may have nothing to do here
        """Load the data; nothing where the system reads it at every start, or where the release is what it reads."""

    @abstractmethod
    def command(self, data: Data, port: int) -> list[str]:
        """What to run to have it answer on a port of loopback."""

    def environment(self) -> dict[str, str]:
        """Variables of its own."""
        return {}


@dataclass
class Server:
    """A running system, which can be started anew on a port of its own. `ready` is in seconds."""

    system: System
    data: Data
    port: int = 0
    ready: float = 0.0
    _launched: Launched | None = field(default=None, repr=False)

    @property
    def base(self) -> str:
        """Its address, without a path."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """The process that was started."""
        assert self._launched
        return self._launched.process.pid

    def start(self) -> None:
        """Start it and wait for its first answer. Raises NotStarted if there is none."""

        def ready(launched: Launched) -> bool:
            self.port = launched.port
            return self.answers(5)

        begin = time.monotonic()
        self._launched = start(
            lambda port: self.system.command(self.data, port),
            self.system.folder / "log",
            environment=self.system.environment(),
            folder=self.system.folder,
            ready=ready,
        )
        self.ready = time.monotonic() - begin

    def stop(self) -> None:
        """End it at once, whatever it is doing."""
        if self._launched is not None:
            self._launched.process.kill()
            self._launched.close()

    def restart(self) -> None:
        """End it and start it again."""
        self.stop()
        self.start()

    def answers(self, seconds: float) -> bool:
        """Whether it answers a small query within so many seconds."""
        accept = "application/sparql-results+json"
        try:
            return self.get(prepared(self.system.path, _FIRST_QUERY, accept).path, accept, seconds)[0] == 200
        except (OSError, HTTPException):
            return False

    def get(self, path: str, accept: str, seconds: float) -> tuple[int, bytes]:
        """The status and the body of an answer. Raises OSError and HTTPException."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        try:
            connection.request("GET", path, headers={"Accept": accept})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()
