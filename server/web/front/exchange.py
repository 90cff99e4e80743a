"""One request on its way through the layers: what they learn of it, and how they answer it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from server.endpoint.http import OPEN_TO_ALL, Answer, Context, Fields, Headers, problem_answer
from server.endpoint.problems import HttpProblem
from server.engine import Client
from server.web.front.asgi import Message, Scope, Send
from server.web.front.tracing import Trace

EXCHANGE: Final = "eikg.exchange"
"""Where the scope of a request has its exchange."""

Peer = tuple[str, str]
"""Address and port of the other end of a connection, as the HTTP server writes them."""

LONGEST_LOGGED: Final = 4000
"""Characters of a query in the log."""


class ClientLeft(Exception):
    """Nobody waits for the rest of the request or the response."""


def _no_fields(_: int) -> Fields:
    return []


def _uncounted() -> None:
    """Nobody counts what a client asks."""


class NothingTaken(Exception):
    """A client has taken nothing of its answer for so long that it is given up."""

    def __str__(self) -> str:
        return "its client took nothing of it for too long"


@dataclass(slots=True)
class Exchange:
    """A request and what comes of it. `outcome` is one of those that `Metrics.count` lists.

    `address` is the client's, `client` whom the limits count it as. `context` says which release answers. `body` is
    that of the request, and `received` whether somebody has read it. `answered` is told the status of the answer,
    whatever it is, and gives fields to add to it. `requested` counts one more request, as one of /mcp makes
    several, and raises ClientSpent for one too many. `trace` has the id of the request.
    """

    scope: Scope
    headers: Headers
    method: str
    path: str
    address: str = ""
    client: Client = field(default_factory=Client)
    context: Context = field(default_factory=Context)
    body: bytes = b""
    received: bool = False
    answered: Callable[[int], Fields] = _no_fields
    requested: Callable[[], None] = _uncounted
    outcome: str = "miss"
    status: int = 0
    sent: int = 0
    whole: bool = False
    began: float = field(default_factory=time.perf_counter)
    trace: Trace = field(default_factory=Trace)

    @property
    def connection(self) -> Peer:
        """The other end of the connection: a client, or the proxy before it."""
        return self.scope.get("client") or ("", "")

    @property
    def peer(self) -> str:
        """The address of the other end of the connection."""
        return self.connection[0]

    def entry(self, with_query: bool) -> dict[str, Any]:
        """The line for the log. The query string is left out by default, as it has the text of queries."""
        entry = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "request": self.trace.request,
            "client": self.address,
            "method": self.method,
            "path": self.path,
            "status": self.status,
            "bytes": self.sent,
            "seconds": round(time.perf_counter() - self.began, 6),
            "outcome": self.outcome,
            "release": self.context.release,
            "agent": (self.headers.get(b"user-agent") or "")[:200],
        }
        if self.trace.trace:
            entry["trace"] = self.trace.trace
        if with_query:
            entry["query"] = self.scope["query_string"].decode("latin-1")[:LONGEST_LOGGED]
            entry["body"] = self.body.decode(errors="replace")[:LONGEST_LOGGED]
        return entry


async def send_at_once(send: Send, method: str, answer: Answer) -> None:
    """Send an answer whose body is whole.

    To HEAD an application gives no body; then the length is the one that its fields tell, if they do (RFC 9110, 8.6).
    """
    assert isinstance(answer.body, bytes)  # noqa: S101 - the caller knows
    start: Message = {"type": "http.response.start", "status": answer.status, "headers": answer.fields}
    if answer.status not in (204, 304) and (answer.body or method != "HEAD"):
        start["headers"] = [*answer.fields, (b"content-length", str(len(answer.body)).encode())]
    await send(start)
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else answer.body})


async def refuse(exchange: Exchange, send: Send, problem: HttpProblem) -> None:
    """Answer with a problem document; the connection closes where the rest of the request is not wanted."""
    exchange.outcome = "refused"
    answer = problem_answer(problem, exchange.headers.get(b"accept"), exchange.trace.request)
    answer.fields += [(b"cache-control", b"no-store"), *OPEN_TO_ALL]
    if problem.status in (408, 413, 431, 501):
        answer.fields.append((b"connection", b"close"))
    await send_at_once(send, exchange.method, answer)
