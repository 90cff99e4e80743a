"""Clients on plain HTTP: a connection that is kept, one for each request, curl; from a request to its reply."""

from __future__ import annotations

import http.client
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from tests.system.soak.answers.asks import Sent
from tests.system.soak.answers.judge import Reply
from tests.system.soak.target import HOST

SECONDS: Final = 60.0
"""How long a client waits for the server to say anything."""

Send = Callable[[Sent], Reply]


class KeptConnection:
    """http.client on one connection, which is opened again when it was closed. `pace` is in bytes a second."""

    def __init__(self, port: int, source: str, pace: float = 0.0, piece: int = 65536) -> None:
        self._port, self._source, self._pace, self._piece = port, source, pace, piece
        self._connection: http.client.HTTPConnection | None = None

    def __call__(self, sent: Sent) -> Reply:
        """Send a request; what goes wrong on a connection that was kept too long is tried once more on a new one."""
        kept = self._connection is not None
        reply = self._send(sent)
        return self._send(sent) if kept and not reply.status else reply

    def close(self) -> None:
        """Give the connection up."""
        if self._connection:
            self._connection.close()
            self._connection = None

    def _send(self, sent: Sent) -> Reply:
        began = time.monotonic()
        if self._connection is None:
            self._connection = http.client.HTTPConnection(
                HOST, self._port, timeout=SECONDS, source_address=(self._source, 0)
            )
        try:
            self._connection.request(sent.method, sent.target, sent.body, sent.headers)
            response = self._connection.getresponse()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            return Reply(0, {}, b"", False, began, error=type(error).__name__)
        headers = {name.lower(): text for name, text in response.getheaders()}
        body, failure = self._body(response)
        if failure or response.will_close:
            self.close()
        return Reply(response.status, headers, body, not failure, began, error=failure)

    def _body(self, response: http.client.HTTPResponse) -> tuple[bytes, str]:
        pieces: list[bytes] = []
        try:
            if not self._pace:
                return response.read(), ""
            expected = response.length
            while piece := response.read1(self._piece):
                pieces.append(piece)
                time.sleep(len(piece) / self._pace)
            lacking = expected is not None and sum(map(len, pieces)) < expected
            return b"".join(pieces), "IncompleteRead" if lacking else ""
        except http.client.IncompleteRead as error:
            return b"".join([*pieces, error.partial]), type(error).__name__
        except (OSError, http.client.HTTPException) as error:
            return b"".join(pieces), type(error).__name__


class Urllib:
    """urllib.request: a connection for each request."""

    def __init__(self, port: int) -> None:
        self._root = f"http://{HOST}:{port}"

    def __call__(self, sent: Sent) -> Reply:
        """Send a request."""
        began = time.monotonic()
        request = Request(self._root + sent.target, sent.body, sent.headers, method=sent.method)
        try:
            response = urlopen(request, timeout=SECONDS)
        except HTTPError as error:
            response = error
        except (OSError, http.client.HTTPException) as error:
            return Reply(0, {}, b"", False, began, error=type(error).__name__)
        headers = {name.lower(): text for name, text in response.headers.items()}
        try:
            with response:
                return Reply(response.status, headers, response.read(), True, began)
        except http.client.IncompleteRead as error:
            return Reply(response.status, headers, error.partial, False, began, error="IncompleteRead")
        except OSError as error:
            return Reply(response.status, headers, b"", False, began, error=type(error).__name__)


class Curl:
    """curl, with what else is to be said on its command line."""

    def __init__(self, program: str, port: int, source: str, folder: Path, *options: str) -> None:
        self._root = f"http://{HOST}:{port}"
        self._command = [
            program,
            "-sS",
            "--globoff",
            "--max-time",
            str(SECONDS),
            "--interface",
            source,
            *options,
        ]
        self._head, self._body, self._sent = (folder / name for name in ("head", "body", "sent"))
        self.decodes = "--compressed" in options
        folder.mkdir()

    def __call__(self, sent: Sent) -> Reply:
        """Send a request."""
        began = time.monotonic()
        method = ["--head"] if sent.method == "HEAD" else ["-X", sent.method]
        given = [part for name, text in sent.headers.items() for part in ("-H", f"{name}: {text}")]
        if sent.body is not None:
            self._sent.write_bytes(sent.body)
            given += ["--data-binary", f"@{self._sent}"]
        for path in (self._head, self._body):
            path.write_bytes(b"")
        files = ["-D", str(self._head), "-o", str(self._body)]
        run = subprocess.run(
            [*self._command, *method, *given, *files, self._root + sent.target],
            capture_output=True,
            check=False,
        )
        status, headers = _head(self._head.read_text("latin-1"))
        body = b"" if sent.method == "HEAD" else self._body.read_bytes()
        error = f"curl {run.returncode}" if run.returncode else ""
        return Reply(status, headers, body, not error, began, self.decodes, error)


def _head(text: str) -> tuple[int, dict[str, str]]:
    """Status and headers of the last response in the file that curl -D writes."""
    blocks = [block for block in text.replace("\r\n", "\n").split("\n\n") if block.strip()]
    if not blocks:
        return 0, {}
    first, *lines = blocks[-1].splitlines()
    pairs = (line.partition(":") for line in lines)
    return int(first.split()[1]), {name.strip().lower(): text.strip() for name, _, text in pairs}


def connection(port: int, source: str) -> socket.socket:
    """A bare connection."""
    return socket.create_connection((HOST, port), timeout=SECONDS, source_address=(source, 0))
