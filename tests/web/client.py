"""A server process under test, and a plain HTTP client that hides nothing of what goes over the wire."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

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

    def json(self) -> Any:
        return json.loads(self.body)


class Server:
    def __init__(self, process: subprocess.Popen[str], port: int, log: Path = Path(os.devnull)) -> None:
        self.process, self.port, self.log = process, port, log
        self.evaluators: list[int] = []

    def wait_until_ready(self) -> None:
        assert self.process.stdout
        self.evaluators = [int(number) for number in self.process.stdout.readline().split()]
        assert self.evaluators, self.process.stderr and self.process.stderr.read()
        until(lambda: accepts(self.port))

    def wait_for_error(self, text: str) -> None:
        """Return when a line of the server's standard error holds a text."""
        assert self.process.stderr
        assert any(text in line for line in self.process.stderr)

    def end(self) -> None:
        self.process.terminate()
        self.process.communicate()

    def send(
        self,
        method: str,
        target: str,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        source: str = "127.0.0.1",
    ) -> Answer:
        """One request on a connection of its own; `source` is the loopback address of the client."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, source_address=(source, 0))
        try:
            connection.request(method, target, body, dict(headers or {}))
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

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


def until(condition: Callable[[], bool]) -> None:
    """Wait for what must happen; the test runner's time limit ends a wait in vain."""
    while not condition():
        time.sleep(0.02)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def accepts(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except ConnectionRefusedError:
        return False
    return True


def runs(process_id: int) -> bool:
    """Whether a process runs; one that has ended and only waits to be noticed does not."""
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{process_id}/stat").read_text()
    return status.rpartition(")")[2].split()[0] != "Z"
