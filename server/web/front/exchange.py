"""One request with its answer, as it is counted, logged and kept."""

from __future__ import annotations

import time
from http import HTTPStatus
from typing import Any, Final

from server.endpoint.problems import Problem, render
from server.web.citable import OPEN_TO_ALL
from server.web.front.asgi import Headers, Message, Send
from server.web.front.cache import Kept, Recording
from server.web.front.security_headers import protected

_HIT: Final = (b"cache-status", b"eikg; hit")
_OF_NOT_MODIFIED: Final = (b"cache-control", b"etag", b"link", b"vary", b"access-control-allow-origin")
_OPEN_TO_ALL: Final = tuple((name.lower().encode(), value.encode()) for name, value in OPEN_TO_ALL)
_LONGEST: Final = 4000
"""Characters of a query in the log."""


class Exchange:
    """Sends the answer and remembers what came of it.

    `outcome` is one of those that metrics.py lists.
    """

    def __init__(self, scope: Message, send: Send, https: bool) -> None:
        self.scope = scope
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.headers: dict[bytes, bytes] = {}
        for name, value in scope["headers"]:
            self.headers[name] = b",".join((self.headers[name], value)) if name in self.headers else value
        self.client = ""
        self.release = ""
        self.body = b""
        self.outcome = "miss"
        self.extra: Headers = []
        self.recording: Recording | None = None
        self.status = 0
        self.whole = False
        self._sent = 0
        self._https = https
        self._send = send
        self._began = time.perf_counter()

    @property
    def peer(self) -> str:
        """The address at the other end of the connection: a client, or the proxy before it."""
        return (self.scope.get("client") or ("",))[0]

    @property
    def reads(self) -> bool:
        """Whether the method is one by which an answer is asked for that the client may have already."""
        return self.method in ("GET", "HEAD", "QUERY")

    async def send(self, message: Message) -> None:
        """Pass on a message of the application."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = protected(message["headers"], self._https)
            if self.recording:
                self.recording.start(self.status, headers)
            message["headers"] = [*headers, *self.extra]
            await self._send(message)
            return
        body, more = message.get("body", b""), bool(message.get("more_body"))
        if self.recording:
            self.recording.take(body, more)
        await self._send(message)
        self._sent += len(body)
        self.whole = not more

    async def answer(self, status: int, headers: Headers, body: bytes) -> None:
        """Answer at once."""
        length = [] if status == HTTPStatus.NOT_MODIFIED else [(b"content-length", str(len(body)).encode())]
        await self.send({"type": "http.response.start", "status": status, "headers": [*headers, *length]})
        await self.send({"type": "http.response.body", "body": b"" if self.method == "HEAD" else body})

    async def answer_kept(self, kept: Kept) -> None:
        """Answer with what was kept, or that the client has it already."""
        if self.reads and kept.matches(self.headers.get(b"if-none-match")):
            self.outcome, self.status = "revalidated", HTTPStatus.NOT_MODIFIED
            headers, body = [pair for pair in kept.headers if pair[0] in _OF_NOT_MODIFIED], b""
        else:
            self.outcome, self.status = "hit", HTTPStatus.OK
            headers, body = kept.headers, b"" if self.method == "HEAD" else kept.body
        # Not by `send`: what was kept has the headers already that it would add.
        await self._send(
            {
                "type": "http.response.start",
                "status": int(self.status),
                "headers": [*headers, _HIT, *self.extra],
            }
        )
        await self._send({"type": "http.response.body", "body": body})
        self._sent, self.whole = len(body), True

    async def refuse(self, problem: Problem, close: bool = False) -> None:
        """Answer with a problem document; `close` the connection if the rest of the request is not wanted."""
        self.outcome = "refused"
        rendered = render(problem, self.headers.get(b"accept", b"").decode("latin-1"))
        given = {"Content-Type": rendered.content_type, "Cache-Control": "no-store", **problem.headers}
        headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in given.items()]
        headers += [(b"vary", b"Accept"), *_OPEN_TO_ALL]
        if close:
            headers.append((b"connection", b"close"))
        await self.answer(problem.status, headers, rendered.body)

    def seconds(self) -> float:
        """How long the exchange has taken so far."""
        return time.perf_counter() - self._began

    def entry(self, with_query: bool) -> dict[str, Any]:
        """The line for the log. The query string is left out by default, as it has the text of queries."""
        entry = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "client": self.client,
            "method": self.method,
            "path": self.path,
            "status": int(self.status),
            "bytes": self._sent,
            "seconds": round(self.seconds(), 6),
            "outcome": self.outcome,
            "release": self.release,
            "agent": self.headers.get(b"user-agent", b"").decode("latin-1")[:200],
        }
        if with_query:
            entry["query"] = self.scope["query_string"].decode("latin-1")[:_LONGEST]
            entry["body"] = self.body.decode(errors="replace")[:_LONGEST]
        return entry
