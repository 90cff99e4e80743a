"""Another endpoint, on loopback, that SERVICE reaches: it answers well half of the time, and misbehaves otherwise."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from threading import Event, Lock, Thread
from typing import Final
from urllib.parse import parse_qs

import pyoxigraph as ox

from server.release import Release
from tests.system.soak.answers.asks import PROLOGUE, Ask
from tests.system.soak.answers.bodies import JSON, TABLES
from tests.system.soak.tally import Tally
from tests.system.soak.target import HOST

VALUE: Final = ox.NamedNode("urn:soak:value")
LONGEST: Final = 20.0
"""Seconds after which the endpoint gives up what it does."""

_THINGS: Final = PROLOGUE + "SELECT ?s { VALUES ?class { eik:State eik:Body } ?s a ?class } ORDER BY ?s"


class Remote:
    """The endpoint. It holds a number for every second state and body of a release."""

    def __init__(self, release: Release, seed: int, tally: Tally) -> None:
        result = ox.Store.read_only(str(release.store)).query(_THINGS)
        assert isinstance(result, ox.QuerySolutions)
        things = [solution["s"] for solution in result][::2]
        self._store = ox.Store()
        for number, thing in enumerate(things):
            assert isinstance(thing, ox.NamedNode)
            self._store.add(ox.Quad(thing, VALUE, ox.Literal(number)))
        rows = " ".join(f"({thing} {number})" for number, thing in enumerate(things))
        self._values = f"VALUES (?s ?v) {{ {rows} }}"
        self._random, self._lock, self._tally = Random(f"{seed} remote"), Lock(), tally
        self.well_behaved = Event()
        self._server = ThreadingHTTPServer((HOST, 0), self._handler())
        self._server.daemon_threads = True
        self.address = f"http://{HOST}:{self._server.server_port}/sparql"

    @contextmanager
    def running(self) -> Iterator[None]:
        """Answer as long as the context lasts."""
        thread = Thread(target=self._server.serve_forever, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._server.shutdown()
            self._server.server_close()

    def asks(self) -> list[Ask]:
        """Questions that need this endpoint, each with queries of the same meaning that do not."""
        call, silent = (f"SERVICE {how}<{self.address}>" for how in ("", "SILENT "))
        part = "{ ?s <urn:soak:value> ?v FILTER(STR(?v) != '$UNIQUE') }"
        values = self._values
        given = {
            "after": ("SELECT ?s ?v", f"?s a eik:State . {call} {part}", [f"?s a eik:State . {values}"]),
            "before": ("SELECT ?s ?v", f"{call} {part} ?s a eik:Body", [f"{values} ?s a eik:Body"]),
            "optional": (
                "SELECT ?s ?v",
                f"?s a eik:State OPTIONAL {{ {call} {part} }}",
                [f"?s a eik:State OPTIONAL {{ {values} }}"],
            ),
            "silent": (
                "SELECT ?s ?v",
                f"?s a eik:State . {silent} {part}",
                [f"?s a eik:State . {values}", "?s a eik:State"],
            ),
            "yes": ("ASK", f"?s a eik:State . {call} {part}", [f"?s a eik:State . {values}"]),
        }
        return [
            Ask(
                f"federated {name}",
                "/sparql",
                f"{PROLOGUE}{form} {{ {where} }}",
                TABLES,
                unique=True,
                equivalents=tuple(f"{PROLOGUE}{form} {{ {same} }}" for same in equivalents),
            )
            for name, (form, where, equivalents) in given.items()
        ]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        remote = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                with suppress(OSError):
                    remote._answer(self)

            def log_message(self, *_: object) -> None:
                pass

        return Handler

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers["Content-Length"])).decode()
        result = self._store.query(parse_qs(body)["query"][0])
        assert isinstance(result, ox.QuerySolutions)
        content = result.serialize(format=ox.QueryResultsFormat.JSON) or b""
        with self._lock:
            good = self.well_behaved.is_set() or self._random.random() < 0.5
            name = "answers well" if good else self._random.choice([*_MISBEHAVIOUR])
        self._tally.add("the other endpoint", name)
        if good:
            _send(handler, content)
        else:
            _MISBEHAVIOUR[name](handler, content)
        handler.close_connection = True


def _send(
    handler: BaseHTTPRequestHandler, content: bytes, length: int | None = None, status: int = 200
) -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", JSON)
    handler.send_header("Content-Length", str(len(content) if length is None else length))
    handler.end_headers()
    handler.wfile.write(content)


def _hang(handler: BaseHTTPRequestHandler, _: bytes) -> None:
    handler.connection.settimeout(LONGEST)
    handler.rfile.read(1)  # until the other side gives up


def _endless(handler: BaseHTTPRequestHandler, content: bytes, pause: float = 0.0) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.end_headers()
    start, bracket, _ = content.rpartition(b"]")
    row = b'{"s":{"type":"uri","value":"urn:soak:endless"},"v":{"type":"literal","value":"1"}},'
    handler.wfile.write(start.rpartition(b"[")[0] + b"[")
    end = time.monotonic() + LONGEST
    while bracket and time.monotonic() < end:
        handler.wfile.write(row if pause else row * 1000)
        time.sleep(pause)


def _redirect(handler: BaseHTTPRequestHandler, _: bytes) -> None:
    handler.send_response(307)
    handler.send_header("Location", f"http://{HOST}:9/sparql")
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def _chunks_without_end(handler: BaseHTTPRequestHandler, content: bytes) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {JSON}\r\nTransfer-Encoding: chunked\r\n\r\n"
    piece = content[: len(content) * 3 // 4]
    handler.wfile.write(f"{head}{len(piece):x}\r\n".encode() + piece + b"\r\n")


_MISBEHAVIOUR: Final[dict[str, Callable[[BaseHTTPRequestHandler, bytes], None]]] = {
    "hangs": _hang,
    "sends garbage": lambda handler, _: _send(handler, bytes(range(256)) * 50),
    "sends half of the JSON": lambda handler, content: _send(handler, content[: len(content) // 2]),
    "closes early": lambda handler, content: _send(handler, content[: len(content) // 2], len(content)),
    "ends its chunks early": _chunks_without_end,
    "sends an endless body": _endless,
    "drips": lambda handler, content: _endless(handler, content, 0.3),
    "fails": lambda handler, _: _send(handler, b"no", status=500),
    "redirects elsewhere": _redirect,
    "says yes": lambda handler, _: _send(handler, b'{"head":{},"boolean":true}'),
    "closes at once": lambda handler, _: handler.connection.close(),
}
