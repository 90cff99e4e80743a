"""Flask under an ASGI server: runs a WSGI application in threads and tells it when its client has left.

WSGI (PEP 3333) has no word for a client that leaves, and granian's WSGI side ends a failed stream as if it were whole.
Its ASGI side does better on both, so this is the bridge. The body is pulled from the application chunk by chunk, as
fast as the client takes it; an exception on the way leaves the response without its end, which clients report.
"""

from __future__ import annotations

import asyncio
import io
import logging
import sys
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from threading import Event
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

CLIENT_LEFT: Final = "eikg.client_left"
"""The key in the WSGI environment of a function that says whether the client has left."""

PATIENCE: Final = 0.1
"""Seconds after which a request is watched for the leaving of its client."""

STALLED: Final = 60.0
"""Seconds after which a client that takes nothing of a stream is given up."""

_log: Final = logging.getLogger(__name__)


class _ClientLeft(Exception):
    """Nobody waits for the rest of the request or the response."""


@dataclass
class _Started:
    """A response under way: the application has given its head, its body is pulled from `chunks`."""

    status: int
    headers: list[tuple[bytes, bytes]]
    chunks: Iterator[bytes]
    close: Callable[[], None]
    first: bytes
    ended: bool


class Bridge:
    """An ASGI application around a WSGI one. `threads` requests run at once; `body_limit` is in bytes."""

    def __init__(self, application: WSGIApplication, threads: int, body_limit: int) -> None:
        self._application = application
        self._body_limit = body_limit
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="request")

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one ASGI event stream; only HTTP is answered."""
        if scope["type"] != "http":
            return
        try:
            body = await self._body(receive)
        except _ClientLeft:
            return
        if body is None:
            await _too_large(send)
            return
        watch = _Watch(receive)
        try:
            await self._respond(_environment(scope, body, watch.left), send, watch.left)
        finally:
            watch.end()

    async def _body(self, receive: Receive) -> bytes | None:
        """The body of the request; None if it is over the limit."""
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise _ClientLeft
            body += message.get("body", b"")
            if len(body) > self._body_limit:
                return None
            if not message.get("more_body"):
                return bytes(body)

    async def _respond(self, environment: WSGIEnvironment, send: Send, left: Event) -> None:
        run = asyncio.get_running_loop().run_in_executor
        started = await run(self._threads, _start, self._application, environment)
        try:
            await send({"type": "http.response.start", "status": started.status, "headers": started.headers})
            chunk, ended = started.first, started.ended
            while not ended:
                if left.is_set():
                    return
                async with asyncio.timeout(STALLED):
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
                chunk, ended = await run(self._threads, _next, started.chunks)
            await send({"type": "http.response.body", "body": chunk})
        except Exception as error:
            # Returning without the last message is what breaks the connection.
            _log.warning("a response was broken off: %s", error or type(error).__name__)
        finally:
            if not started.ended:
                await run(self._threads, started.close)


def _environment(scope: Message, body: bytes, left: Event) -> WSGIEnvironment:
    """The WSGI environment (PEP 3333) of an ASGI request."""
    server = scope.get("server") or ("localhost", 80)
    client = scope.get("client") or ("", 0)
    environment: WSGIEnvironment = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or 0),
        "REMOTE_ADDR": client[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        CLIENT_LEFT: left.is_set,
    }
    for raw_name, raw_value in scope["headers"]:
        name = raw_name.decode("latin-1").upper().replace("-", "_")
        key = name if name in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{name}"
        value = raw_value.decode("latin-1")
        environment[key] = f"{environment[key]},{value}" if key in environment else value
    environment["CONTENT_LENGTH"] = str(len(body))
    return environment


class _Watch:
    """Sets `left` when the client leaves. Begins after a moment, as most requests are over by then."""

    def __init__(self, receive: Receive) -> None:
        self.left = Event()
        self._receive = receive
        self._task: asyncio.Task[None] | None = None
        self._timer = asyncio.get_running_loop().call_later(PATIENCE, self._begin)

    def end(self) -> None:
        """Watch no longer."""
        self._timer.cancel()
        if self._task:
            self._task.cancel()

    def _begin(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.left.set()


def _start(application: WSGIApplication, environment: WSGIEnvironment) -> _Started:
    """Call the application in a thread: its head and first chunk, and its end if there is no more than that."""
    head: list[Any] = []

    def start_response(
        status: str, headers: list[tuple[str, str]], _: object = None
    ) -> Callable[[bytes], object]:
        head[:] = [int(status[:3]), headers]
        return _no_write

    iterable = application(environment, start_response)
    chunks = iter(iterable)
    close = getattr(iterable, "close", _nothing)
    try:
        first, ended = _next(chunks)
        status, headers = head
        ended = ended or str(len(first)) == dict(headers).get("Content-Length")
    except BaseException:
        close()
        raise
    if ended:
        close()
    encoded = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    return _Started(status, encoded, chunks, close, first, ended)


def _next(chunks: Iterator[bytes]) -> tuple[bytes, bool]:
    """The next chunk that is not empty, or an empty one and True at the end."""
    for chunk in chunks:
        if chunk:
            return chunk, False
    return b"", True


def _no_write(_: bytes) -> None:
    raise RuntimeError("the write function of WSGI is not supported; yield the body instead")


def _nothing() -> None:
    """An application's body need not have a close method."""


async def _too_large(send: Send) -> None:
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    problem = b'{"type":"about:blank","title":"Request body too large","status":413}'
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", str(len(problem)).encode()),
    ]
    await send(
        {"type": "http.response.start", "status": status, "headers": [*headers, (b"connection", b"close")]}
    )
    await send({"type": "http.response.body", "body": problem})
