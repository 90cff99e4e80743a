"""Endpoints for the server to call: a real one, one that records, and ones that do whatever a test wants."""

from __future__ import annotations

import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs
from urllib.request import Request, urlopen

import pyoxigraph as ox

from tests.launcher import launched

RESULTS = "application/sparql-results+json"
EMPTY = b'{"head":{"vars":[]},"results":{"bindings":[]}}'


@contextmanager
def oxigraph(folder: Path, turtle: str) -> Iterator[int]:
    """The native Oxigraph server over some data; yields its port. The endpoint is at /query."""
    program = str(Path(sys.executable).with_name("oxigraph"))
    with launched(
        lambda port: [program, "serve", "--bind", f"127.0.0.1:{port}", "--location", str(folder)]
    ) as server:
        store = f"{server.address}/store?default"
        urlopen(Request(store, turtle.encode(), {"Content-Type": "text/turtle"}, method="PUT")).close()
        yield server.port


class Recorder:
    """An endpoint over a store in memory that keeps the queries it was sent; `before` is called ahead of each."""

    def __init__(self, turtle: str = "", before: Callable[[], object] = lambda: None) -> None:
        self.store = ox.Store()
        self.store.load(turtle, format=ox.RdfFormat.TURTLE)
        self.queries: list[str] = []
        self.headers: list[dict[str, str]] = []
        recorder = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                (query,) = parse_qs(body)["query"]
                recorder.headers.append(dict(self.headers))
                recorder.queries.append(query)
                before()
                answer = recorder.store.query(query)
                assert isinstance(answer, ox.QuerySolutions)
                content = answer.serialize(format=ox.QueryResultsFormat.JSON)
                assert content
                self.send_response(200)
                self.send_header("Content-Type", RESULTS)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                with suppress(OSError):
                    self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def forget(self) -> None:
        """Forget what it was sent so far."""
        self.queries.clear()
        self.headers.clear()

    def secure(self, certificate: Path, key: Path) -> None:
        """Speak TLS from now on."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self._server.socket = context.wrap_socket(
            self._server.socket, server_side=True, do_handshake_on_connect=False
        )

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class Listener:
    """Takes connections on loopback and counts them; `behave` says in bytes to its socket what it likes."""

    def __init__(self, behave: Callable[[socket.socket, bytes], object], host: str = "127.0.0.1") -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._socket = socket.create_server((host, 0), family=family)
        self._behave = behave
        self.port = int(self._socket.getsockname()[1])
        self.count = 0
        self.heads: list[str] = []
        self.gone = threading.Event()
        """Set when a client has closed its side."""
        threading.Thread(target=self._run, daemon=True).start()

    def close(self) -> None:
        self._socket.close()

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.count += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            try:
                head = _request(connection)
                self.heads.append(head.decode("latin-1"))
                self._behave(connection, head)
            except OSError:
                pass
            self.gone.set()


def _request(connection: socket.socket) -> bytes:
    """The bytes of a whole request."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return data
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        (int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
    )
    while len(body) < length:
        piece = connection.recv(65536)
        if not piece:
            break
        body += piece
    return head


def answering(body: bytes = EMPTY, content_type: str = RESULTS, status: str = "200 OK", *more: str) -> bytes:
    """A whole HTTP response."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {content_type}", f"Content-Length: {len(body)}", *more]
    return "\r\n".join([*lines, "", ""]).encode() + body


def always(response: bytes) -> Callable[[socket.socket, bytes], object]:
    """The behaviour of an endpoint that gives the same response to everything."""
    return lambda connection, _: connection.sendall(response)
