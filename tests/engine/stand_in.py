"""An engine that stands behind a server, for tests: SPARQL over a store in memory, which can be told to misbehave."""

from __future__ import annotations

import threading
import time
from collections import deque
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pyoxigraph as ox

from server.engine.remote.calls import AT_ONCE

TABLE = "application/sparql-results+json"
GRAPH = "application/n-triples"


class StandIn:
    """An engine at `address`. It keeps the forms that it was sent, and the times; `faults` are taken one a request.

    A fault is `drop` (the connection is closed), `half` (the answer ends too early), `hang`, a
    status, or `late` and a status.
    """

    def __init__(self) -> None:
        self.store = ox.Store()
        self.faults: deque[str] = deque()
        self.always = ""
        """A fault of every request, once `faults` are used up."""
        self.wrong = ""
        """A text of queries that have no solution here, whatever they ask."""
        self.headers: dict[str, str] = {}
        """Header fields of every answer."""
        self.forms: list[dict[str, list[str]]] = []
        self.times: list[float] = []
        self.left = threading.Event()
        """A client has left a request that hangs."""
        engine = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                engine.forms.append(form)
                engine.times.append(time.monotonic())
                fault = engine.faults.popleft() if engine.faults else engine.always
                if fault == "drop":
                    self.close_connection = True
                elif fault == "login":
                    self.answer(200, TABLE, b'{"error": "login"}')
                elif fault == "half":
                    self.evaluate(form, True)
                elif fault == "hang":
                    self.connection.recv(1)  # returns when the client leaves
                    engine.left.set()
                    self.close_connection = True
                elif fault:
                    if fault.startswith("late "):
                        time.sleep(AT_ONCE)
                    self.answer(int(fault.removeprefix("late ")), "text/plain", b"as the test wants it")
                else:
                    self.evaluate(form, False)

            def evaluate(self, form: dict[str, list[str]], half: bool) -> None:
                try:
                    body = engine.answer(form)
                except (SyntaxError, ValueError) as error:
                    self.answer(400, "text/plain", str(error).encode())
                    return
                self.answer(200, GRAPH if not body.startswith(b"{") else TABLE, body, half)

            def answer(self, status: int, media_type: str, body: bytes, half: bool = False) -> None:
                self.send_response(status)
                for name, value in {"Content-Type": media_type, **engine.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                with suppress(OSError):
                    self.wfile.write(body[: len(body) // 2] if half else body)
                self.close_connection = half

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}/query"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def answer(self, form: dict[str, list[str]]) -> bytes:
        (query,) = form["query"]
        if self.wrong and self.wrong in query:
            query = "SELECT * { <x:none> <x:none> ?nothing }"
        given = {
            name: [ox.NamedNode(iri) for iri in form.get(f"{name}-graph-uri", ())]
            for name in ("default", "named")
        }
        chosen = (
            {"default_graph": given["default"], "named_graphs": given["named"]} if any(given.values()) else {}
        )
        found = self.store.query(query, **chosen)  # type: ignore[arg-type]
        if isinstance(found, ox.QueryTriples):  # an engine may write a triple again for each solution
            return b"".join(2 * f"{triple} .\n".encode() for triple in found)
        return found.serialize(format=ox.QueryResultsFormat.JSON) or b""

    def forget(self) -> None:
        """Behave, and forget what it was sent."""
        self.faults.clear()
        self.always = ""
        self.headers.clear()
        self.forms.clear()
        self.times.clear()
        self.left.clear()

    def close(self) -> None:
        """Listen no more."""
        self._server.shutdown()
        self._server.server_close()
