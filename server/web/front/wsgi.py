"""The web application in threads: runs a WSGI application (PEP 3333) and hands its answer to the event loop.

WSGI has no word for a client that leaves, and granian's WSGI side ends a failed stream as if it were whole. Its ASGI
side does better on both, so this is the bridge. The body is pulled from the application chunk by chunk, as fast as the
client takes it; an exception on the way leaves the response without its end, which clients report.
"""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final

from server.endpoint.http import Answer, Context, decoded
from server.endpoint.request import parameters_of
from server.engine import Client
from server.engine.interpreter import INTERPRETER
from server.web.front.exchange import Exchange

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

KEY: Final = "eikg.context"
"""Where the environment has the context of the request."""

_OF_THE_TRANSFER: Final = (b"transfer-encoding", b"content-length", b"expect", b"trailer")
"""Fields that say how the body came. It is here now, and an application that reads them would look for it elsewhere."""


class Threads:
    """Runs WSGI applications; `number` of them may begin an answer at once."""

    def __init__(self, number: int) -> None:
        self._threads = ThreadPoolExecutor(number, thread_name_prefix="request")
        # Answers that go on have threads of their own: those above may all be waiting for an evaluator.
        self._streams = ThreadPoolExecutor(number, thread_name_prefix="stream")

    async def answer(self, application: WSGIApplication, exchange: Exchange) -> Answer:
        """Call the application, up to its first bytes."""
        run = asyncio.get_running_loop().run_in_executor
        environment = environment_of(exchange)
        started = await run(self._threads, _start, application, environment, exchange.client)
        if started.ended:
            return Answer(started.status, started.fields, started.first)

        async def release() -> None:
            await run(self._streams, started.close)

        return Answer(started.status, started.fields, self._stream(started), release)

    async def _stream(self, started: _Started) -> AsyncIterator[bytes]:
        run = asyncio.get_running_loop().run_in_executor
        yield started.first
        while True:
            chunk, ended = await run(self._streams, _next, started.chunks)
            if ended:
                return
            yield chunk


def environment_of(exchange: Exchange) -> WSGIEnvironment:
    """The WSGI environment of a request whose body has been read; the application stands at a release's prefix.

    Raises HttpProblem for parameters that are not UTF-8, of which the application would read something else.
    """
    scope, context = exchange.scope, exchange.context
    scheme, _, host = context.root.partition("://")
    path: str = scope["path"]
    server = scope.get("server") or ("localhost", 80)
    parameters_of(decoded(scope["query_string"]), "the query string")
    environment: WSGIEnvironment = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": context.prefix,
        "PATH_INFO": path.removeprefix(context.prefix).encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1] or 0),
        "REMOTE_ADDR": exchange.address,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scheme,
        "wsgi.input": io.BytesIO(exchange.body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in exchange.headers.items():
        # In an environment a hyphen and an underscore are the same: `Transfer_Encoding` would pass for another field.
        if name not in _OF_THE_TRANSFER and b"_" not in name:
            key = name.decode("latin-1").upper().replace("-", "_")
            environment[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value.decode("latin-1")
    environment["CONTENT_LENGTH"] = str(len(exchange.body))
    environment["HTTP_HOST"] = host.partition("/")[0]
    environment[KEY] = context
    return environment


def context_of(environment: WSGIEnvironment) -> Context:
    """The context of a request; where the application runs under another server, one that knows nothing."""
    found = environment.get(KEY)
    return found if isinstance(found, Context) else Context()


class _Started:
    """A response under way: the application has given its head, its body is pulled from `chunks`."""

    def __init__(self, application: WSGIApplication, environment: WSGIEnvironment) -> None:
        head: list[Any] = []

        def start_response(
            status: str, headers: list[tuple[str, str]], _: object = None
        ) -> Callable[[bytes], object]:
            head[:] = [int(status[:3]), headers]
            return _no_write

        iterable = application(environment, start_response)
        self.chunks = iter(iterable)
        self.close: Callable[[], object] = getattr(iterable, "close", _nothing)
        try:
            self.first, self.ended = _next(self.chunks)
            self.status, headers = head
            self.ended = self.ended or str(len(self.first)) == dict(headers).get("Content-Length")
        except BaseException:
            self.close()
            raise
        if self.ended:
            self.close()
        self.fields = [
            (name.lower().encode("latin-1"), value.encode("latin-1"))
            for name, value in headers
            if name.lower() != "content-length" or not self.ended or environment["REQUEST_METHOD"] == "HEAD"
        ]


def _start(application: WSGIApplication, environment: WSGIEnvironment, client: Client) -> _Started:
    with INTERPRETER.held(client.name), client.working():
        return _Started(application, environment)


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
