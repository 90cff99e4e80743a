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
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Any, Final

from server.endpoint.problems import Problem, Slug
from server.web.front.asgi import Headers, Message, Receive, Send

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

PATIENCE: Final = 0.1
"""Seconds after which a request is watched for the leaving of its client."""

_log: Final = logging.getLogger(__name__)


class ClientLeft(Exception):
    """Nobody waits for the rest of the request or the response."""


@dataclass
class Started:
    """A response under way: the application has given its head, its body is pulled from `chunks`."""

    status: int
    headers: Headers
    chunks: Iterator[bytes]
    close: Callable[[], None]
    first: bytes
    ended: bool


class Bridge:
    """Runs WSGI applications. `threads` of them may begin an answer at once; `send_wait` is in seconds."""

    def __init__(self, threads: int, send_wait: float) -> None:
        self._send_wait = send_wait
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="request")
        # Answers that go on have threads of their own: those above may all be waiting for an evaluator.
        self._streams = ThreadPoolExecutor(threads, thread_name_prefix="stream")

    @asynccontextmanager
    async def watched(self, receive: Receive) -> AsyncIterator[Event]:
        """An event that is set when the client leaves, as long as the context lasts."""
        watch = _Watch(receive)
        try:
            yield watch.left
        finally:
            watch.end()

    async def start(self, application: WSGIApplication, environment: WSGIEnvironment) -> Started:
        """Call the application, up to its first bytes."""
        run = asyncio.get_running_loop().run_in_executor
        return await run(self._threads, _start, application, environment)

    async def send(self, started: Started, send: Send, left: Event) -> None:
        """Send an answer to its end. Raises ClientLeft; one that fails midway is logged and lacks its last message."""
        run = asyncio.get_running_loop().run_in_executor
        try:
            await send({"type": "http.response.start", "status": started.status, "headers": started.headers})
            chunk, ended = started.first, started.ended
            while not ended:
                _go_on(left)
                async with asyncio.timeout(self._send_wait):
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
                chunk, ended = await run(self._streams, _next, started.chunks)
            await send({"type": "http.response.body", "body": chunk})
        except ClientLeft:
            raise
        except Exception as error:
            if left.is_set():
                raise ClientLeft from None
            # Returning without the last message is what breaks the connection.
            _log.warning("a response was broken off: %s", str(error) or type(error).__name__)
        finally:
            if not started.ended:
                await run(self._streams, started.close)


def _go_on(left: Event) -> None:
    if left.is_set():
        raise ClientLeft


async def read_body(receive: Receive, limit: int, seconds: float) -> bytes:
    """The body of a request. Raises Problem if it is over `limit` bytes, takes longer, or does not come whole.

    A client that leaves and chunks that are malformed look the same here; whoever is still there is told.
    """
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Problem(
                        Slug.REQUEST, 400, "The body did not come whole, or its chunks are malformed."
                    )
                body += message.get("body", b"")
                if len(body) > limit:
                    raise Problem(Slug.TOO_LARGE, 413, f"The body is longer than {limit:,} bytes.")
                if not message.get("more_body"):
                    return bytes(body)
    except TimeoutError:
        raise Problem(Slug.REQUEST, 408, f"The body did not arrive within {seconds:g} seconds.") from None


def environment_of(scope: Message, body: bytes, client: str, prefix: str) -> WSGIEnvironment:
    """The WSGI environment (PEP 3333) of an ASGI request from `client`; the application stands at the path `prefix`."""
    server = scope.get("server") or ("localhost", 80)
    path: str = scope["path"]
    environment: WSGIEnvironment = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": prefix,
        "PATH_INFO": path.removeprefix(prefix).encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or 0),
        "REMOTE_ADDR": client,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
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


def _start(application: WSGIApplication, environment: WSGIEnvironment) -> Started:
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
    return Started(status, encoded, chunks, close, first, ended)


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
