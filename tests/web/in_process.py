"""A client that calls an ASGI application in this process: no socket, no server, and a breakpoint stops in it.

What HTTP itself is about (connections, framing, clients that leave) needs a server process; answers do not.
"""

from __future__ import annotations

import asyncio
import http.client
import io
import sys
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar
from urllib.parse import unquote

from server.endpoint.sparql import SparqlEndpoint
from server.engine import Pool
from server.engine.remote.opening import pool_of
from server.release import Release, current
from server.settings import Settings
from server.web.app import create_app
from server.web.front.app import App
from server.web.serving import Serving
from tests.web.client import Answer, Client

Message = Any
Value = TypeVar("Value")
Application = Callable[
    [Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]
]
"""ASGI 3.0: `app(scope, receive, send)`."""


class AsgiClient(Client):
    """Calls an application in an event loop that runs in another thread."""

    def __init__(
        self, application: Application, loop: asyncio.AbstractEventLoop, host: str = "127.0.0.1:8000"
    ) -> None:
        self._application, self._loop, self._host = application, loop, host

    def send(
        self,
        method: str,
        target: str,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        source: str = "127.0.0.1",
    ) -> Answer:
        """As over HTTP. Raises IncompleteRead if the application returns before the end of its answer."""
        given = {"host": self._host, **{name.lower(): value for name, value in (headers or {}).items()}}
        if body is not None:
            given.setdefault("content-length", str(len(body)))
        path, _, query = target.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(path),
            "raw_path": path.encode("ascii"),
            "query_string": query.encode("ascii"),
            "root_path": "",
            "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in given.items()],
            "client": (source, 50_000),
            "server": ("127.0.0.1", 8000),
        }
        exchange = _Exchange(body or b"")
        call = self._call(scope, exchange)
        asyncio.run_coroutine_threadsafe(call, self._loop).result()
        return exchange.answer()

    def set_profile(self, note: Any) -> None:
        """Have a function of `sys.setprofile` see what runs in the event loop; None ends that."""

        async def set_it() -> None:
            sys.setprofile(note)

        asyncio.run_coroutine_threadsafe(set_it(), self._loop).result()

    async def _call(self, scope: Message, exchange: _Exchange) -> None:
        await self._application(scope, exchange.receive, exchange.send)


@dataclass
class _Exchange:
    """One request and what came of it."""

    body: bytes
    status: int = 0
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    content: bytearray = field(default_factory=bytearray)
    whole: bool = False
    _asked: bool = False

    async def receive(self) -> Message:
        if self._asked:
            await asyncio.Future()  # the client neither sends more nor leaves
        self._asked = True
        return {"type": "http.request", "body": self.body, "more_body": False}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            assert not self.status, "a second head"
            self.status, self.headers = message["status"], [*message["headers"]]
            return
        assert message["type"] == "http.response.body"
        assert self.status, "a body before the head"
        assert not self.whole, "a body after its end"
        self.content += message.get("body", b"")
        self.whole = not message.get("more_body", False)

    def answer(self) -> Answer:
        if not self.whole:
            raise http.client.IncompleteRead(bytes(self.content))
        lines = b"".join(b"%s: %s\r\n" % pair for pair in self.headers)
        return Answer(
            self.status, http.client.parse_headers(io.BytesIO(lines + b"\r\n")), bytes(self.content)
        )


@contextmanager
def served_in_process(releases: Path, **settings: object) -> Iterator[AsgiClient]:
    """The application over a folder of releases, as `eikg serve` makes it, with settings as `fragment_size=7`."""
    chosen = replace(Settings(releases=releases, request_log="", evaluators=1), **settings)  # type: ignore[arg-type]

    def make(release: Release, pool: Pool, settings: Settings, endpoint: SparqlEndpoint) -> Any:
        return create_app(release, pool, settings, endpoint=endpoint)

    with event_loop() as loop:

        def run(work: Coroutine[Any, Any, Value]) -> Value:
            return asyncio.run_coroutine_threadsafe(work, loop).result()

        serving, release = Serving(make, chosen), current(releases)
        manager = run(serving.managed(release, pool_of(release, chosen, 1), releases))
        application = App(manager, chosen)
        try:
            yield AsgiClient(application, loop)
        finally:
            run(application.close())
            run(manager.close())


@contextmanager
def event_loop() -> Iterator[asyncio.AbstractEventLoop]:
    """An event loop that runs in a thread of its own as long as the context lasts."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
