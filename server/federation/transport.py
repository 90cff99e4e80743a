"""One call of one endpoint: a query by POST (SPARQL 1.1 Protocol, section 2.1.2), to its pinned addresses only.

The standard library's plain HTTP client does as little as is wanted here: it looks no name up, as the connection is
made by hand, obeys no proxy of the environment, follows no redirect and reads no body by itself.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from functools import lru_cache
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Final, Literal, Self
from urllib.parse import urlencode, urljoin, urlsplit

from server import __version__
from server.engine.errors import RemoteFailed
from server.federation.endpoints import Endpoint

INTERVAL: Final = 0.05
"""Seconds between two looks."""

Ending = Literal["", "late", "left"]

MEDIA_TYPES: Final = ("application/sparql-results+json", "application/json")
MOST_REDIRECTS: Final = 3
_PIECE: Final = 64 * 1024
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_HEADERS: Final = {
    "Accept": ", ".join(MEDIA_TYPES),
    "Accept-Encoding": "identity",
    "Connection": "close",
    "Content-Type": "application/x-www-form-urlencoded",
    "User-Agent": f"eikg/{__version__}",
}


class Guard:
    """Shuts the socket of a call when `end` (by the monotonic clock) is reached, or `left()` says that nobody waits.

    Whoever reads from the socket finds it at its end; `ended` says which of the two it was.
    """

    def __init__(self, end: float, left: Callable[[], bool]) -> None:
        self.ended: Ending = ""
        self._end, self._left = end, left
        self._socket: socket.socket | None = None
        self._lock = Lock()
        self._over = Event()
        self._thread = Thread(target=self._run, name="federation-guard", daemon=True)

    def remaining(self) -> float:
        """Seconds that are left, never 0: to a socket that would mean not to wait at all."""
        return max(0.01, self._end - time.monotonic())

    def watch(self, connection: socket.socket) -> None:
        """Shut this socket too, at once if the time is over already."""
        with self._lock:
            self._socket = connection
            if self.ended:
                _shut(connection)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(INTERVAL):
            ended: Ending = "left" if self._left() else "late" if time.monotonic() >= self._end else ""
            if ended:
                with self._lock:
                    self.ended = ended
                    if self._socket is not None:
                        _shut(self._socket)
                return


def _shut(connection: socket.socket) -> None:
    with suppress(OSError):  # it was never connected, or is closed
        socket.socket.shutdown(connection, socket.SHUT_RDWR)  # also of TLS, without its farewell


def answer_of(
    endpoint: Endpoint, query: str, guard: Guard, size: int, allowed: Mapping[str, Endpoint]
) -> bytes:
    """The body of the answer, JSON by its type, of at most `size` bytes. Raises RemoteFailed, for whatever reason.

    A redirect is followed to an endpoint of `allowed`, whose own pinned address is used then, and to nothing else.
    """
    asked = endpoint
    for _ in range(MOST_REDIRECTS + 1):
        try:
            found = _once(endpoint, query, guard, size)
        except (OSError, http.client.HTTPException, ValueError, RemoteFailed) as error:
            if guard.ended or isinstance(error, TimeoutError):
                raise RemoteFailed(asked.iri, "did not answer in time", late=True) from None
            if isinstance(error, RemoteFailed):
                raise
            raise RemoteFailed(asked.iri, f"could not be read: {_reason(error)}") from None
        if isinstance(found, bytes):
            return found
        following = allowed.get(urljoin(endpoint.iri, found.partition("#")[0]))
        if following is None:
            reason = "redirects to an address that is not on the list of endpoints that may be called"
            raise RemoteFailed(asked.iri, reason)
        endpoint = following
    raise RemoteFailed(asked.iri, f"redirects more than {MOST_REDIRECTS} times")


def _once(endpoint: Endpoint, query: str, guard: Guard, size: int) -> bytes | str:
    """The body of an answer, or where it redirects to."""
    if not endpoint.addresses:
        raise RemoteFailed(endpoint.iri, "had no public address when this server started")
    url = urlsplit(endpoint.iri)
    target = (url.path or "/") + (f"?{url.query}" if url.query else "")
    with closing(_Connection(endpoint, guard)) as connection:
        body = urlencode({"query": query}).encode()
        connection.request("POST", target, body, {**_HEADERS, "Host": url.netloc})
        response = connection.getresponse()
        if response.status in _REDIRECTS and (location := response.headers.get("Location")):
            return str(location)
        if response.status != http.client.OK:
            raise RemoteFailed(endpoint.iri, f"answered with status {response.status}")
        media_type = response.headers.get_content_type()
        if media_type not in MEDIA_TYPES:
            raise RemoteFailed(endpoint.iri, f"answered in {media_type!r}, no SPARQL results in JSON")
        if (coding := response.headers.get("Content-Encoding", "identity").lower()) != "identity":
            raise RemoteFailed(endpoint.iri, f"answered in the encoding {coding!r}, which was not asked for")
        return _body(endpoint, response, size)


def _body(endpoint: Endpoint, response: http.client.HTTPResponse, size: int) -> bytes:
    body = bytearray()
    while piece := response.read1(_PIECE):
        body += piece
        if len(body) > size:
            raise RemoteFailed(endpoint.iri, f"sent more than {size:,} bytes; ask it for less")
    if response.length:
        raise RemoteFailed(endpoint.iri, "sent less than it announced")
    return bytes(body)


def _reason(error: Exception) -> str:
    """What a library says of a failure, as one short line of plain characters."""
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return "".join(one if " " <= one <= "~" else "?" for one in str(text))[:120]


class _Connection(http.client.HTTPConnection):
    """A connection to the addresses of one endpoint, whatever its name means to others; over TLS if its IRI says so."""

    def __init__(self, endpoint: Endpoint, guard: Guard) -> None:
        super().__init__(endpoint.host, http.client.HTTP_PORT)
        self._endpoint, self._guard = endpoint, guard

    def connect(self) -> None:
        """Connect to the first of the pinned addresses that takes it."""
        for place, address in enumerate(self._endpoint.addresses):
            try:
                self.sock = self._dial(*address)
                break
            except OSError:
                if self._guard.ended or place == len(self._endpoint.addresses) - 1:
                    raise
        if self._endpoint.secure:
            secured = _tls().wrap_socket(
                self.sock, server_hostname=self._endpoint.host, do_handshake_on_connect=False
            )
            self.sock = secured
            self._guard.watch(secured)
            secured.do_handshake()

    def _dial(self, address: str, port: int) -> socket.socket:
        family = socket.AF_INET6 if ipaddress.ip_address(address).version == 6 else socket.AF_INET
        connection = socket.socket(family, socket.SOCK_STREAM)
        try:
            connection.settimeout(self._guard.remaining())
            self._guard.watch(connection)
            connection.connect((address, port))
        except BaseException:
            connection.close()
            raise
        return connection


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
