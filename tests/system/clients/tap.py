"""A listener between a client and a server that hands every byte on and remembers what the requests looked like.

What a client puts on the wire is seen nowhere else: that it really sent POST, named a graph, or asked for gzip.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import Message
from email.parser import Parser
from threading import Lock, Thread
from urllib.parse import parse_qs, urlsplit

START = re.compile(rb"(?:GET|HEAD|POST|QUERY|OPTIONS) /\S* HTTP/1\.[01]\r\n")
"""How a request begins, and with it what arrives at once: no client here sends one before the last is answered."""


@dataclass(frozen=True)
class Sent:
    """A request as it went over the wire."""

    method: str
    target: str
    headers: Message
    body: str

    @property
    def content_type(self) -> str:
        return self.headers.get_content_type() if "Content-Type" in self.headers else ""

    @property
    def parameters(self) -> dict[str, list[str]]:
        """Those of the address and, of a form, those of the body."""
        form = self.body if self.content_type == "application/x-www-form-urlencoded" else ""
        query = urlsplit(self.target).query
        return parse_qs("&".join(part for part in (query, form) if part), keep_blank_values=True)


Remember = Callable[[bytes, bytearray], bytearray]
"""Takes what arrived and the request that it may belong to; gives the request that what comes next may belong to."""


class Tap:
    """What went by since the last `clear`."""

    def __init__(self, listener: socket.socket, port: int) -> None:
        self.address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self._listener, self._port = listener, port
        self._sent: list[bytearray] = []
        self._answered: list[bytes] = []
        self._lock = Lock()

    def clear(self) -> None:
        with self._lock:
            self._sent.clear()
            self._answered.clear()

    @property
    def requests(self) -> list[Sent]:
        """The requests, in the order in which they were sent."""
        with self._lock:
            return [_request(bytes(sent)) for sent in self._sent]

    @property
    def statuses(self) -> list[int]:
        """The status of every answer."""
        with self._lock:
            return [int(head.split()[1]) for head in self._answered]

    @property
    def answers(self) -> list[Message]:
        """The headers of every answer."""
        with self._lock:
            return [_headers(head.partition(b"\r\n")[2]) for head in self._answered]

    def listen(self) -> None:
        """Take connections until the listener is closed."""
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._port))
                Thread(target=self._hand_on, args=(client, server, self._ask), daemon=True).start()
                Thread(target=self._hand_on, args=(server, client, self._answer), daemon=True).start()

    def _hand_on(self, source: socket.socket, target: socket.socket, remember: Remember) -> None:
        request = bytearray()
        with suppress(OSError):
            while data := source.recv(65536):
                with self._lock:
                    request = remember(data, request)
                target.sendall(data)
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)

    def _ask(self, data: bytes, request: bytearray) -> bytearray:
        if START.match(data):
            request = bytearray()
            self._sent.append(request)
        request += data
        return request

    def _answer(self, data: bytes, request: bytearray) -> bytearray:
        if data.startswith(b"HTTP/1.1 "):
            self._answered.append(data.partition(b"\r\n\r\n")[0])
        return request


def _request(sent: bytes) -> Sent:
    line, _, rest = sent.partition(b"\r\n")
    head, _, body = rest.partition(b"\r\n\r\n")
    method, target, _ = line.decode("latin-1").split(" ")
    return Sent(method, target, _headers(head), body.decode("utf-8", "replace"))


def _headers(head: bytes) -> Message:
    return Parser().parsestr(head.decode("latin-1"), headersonly=True)


@contextmanager
def tapped(port: int) -> Iterator[Tap]:
    """A tap on a server of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        tap = Tap(listener, port)
        Thread(target=tap.listen, daemon=True).start()
        yield tap
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
