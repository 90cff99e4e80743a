"""Clients of a server under test that hide nothing of what it answers: over HTTP, here, or in this process."""

from __future__ import annotations

import http.client
import json
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from tests.launcher import Launched

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def media_type(self) -> str:
        return self.headers.get_content_type()

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def anonymous(self) -> bytes:
        """The body without the id of the request, by which every problem differs from every other one."""
        return self.body.replace((self.headers["X-Request-Id"] or "no id").encode(), b"")

    def json(self) -> Any:
        return json.loads(self.body)


class Client(ABC):
    """Asks a server; `send` is how."""

    @abstractmethod
    def send(
        self,
        method: str,
        target: str,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        source: str = "127.0.0.1",
    ) -> Answer:
        """One request and its whole answer; `source` is the loopback address of the client."""

    def get(self, accept: str | None = None, method: str = "GET", /, **parameters: str | list[str]) -> Answer:
        """A request to /sparql; `default_graph_uri=…` gives the parameter default-graph-uri."""
        named = {name.replace("_", "-"): value for name, value in parameters.items()}
        headers = {"Accept": accept} if accept is not None else {}
        return self.send(method, f"/sparql?{urlencode(named, doseq=True)}", headers)

    def post(
        self, body: str | bytes, content_type: str | None, target: str = "/sparql", **headers: str
    ) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if content_type:
            named["Content-Type"] = content_type
        return self.send("POST", target, named, body.encode() if isinstance(body, str) else body)

    def running(self) -> int:
        return int(self.send("GET", "/health").json()["running"])


class HttpClient(Client):
    """Asks a server of this machine, each time on a connection of its own."""

    def __init__(self, port: int) -> None:
        self.port = port

    def send(
        self,
        method: str,
        target: str,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        source: str = "127.0.0.1",
    ) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, source_address=(source, 0))
        try:
            connection.request(method, target, body, dict(headers or {}))
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()


class Server(HttpClient):
    """A server process and a client of it."""

    def __init__(self, launched: Launched) -> None:
        super().__init__(launched.port)
        self.process, self.said = launched.process, launched.said

    def wait_until_it_says(self, text: str) -> None:
        """Return when the server has said a text."""
        until(lambda: text in self.said())


def until(condition: Callable[[], bool]) -> None:
    """Wait for what must happen; the test runner's time limit ends a wait in vain."""
    while not condition():
        time.sleep(0.02)
