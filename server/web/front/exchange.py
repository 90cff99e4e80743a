"""One request on its way through the layers: its id, what they learn of it, and how they answer it.

By the id an answer, its line of the log and its problem are known. The trace that a request is part of is that of W3C
Trace Context: `traceparent` of the request (Level 1, section 3.2) and `traceresponse` of the answer, as its draft of
response headers has it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from random import getrandbits
from typing import Any, Final

from server.endpoint.http import NO_CONTEXT, OPEN_TO_ALL, Answer, Context, Fields, Headers, problem_answer
from server.endpoint.problems import HttpProblem
from server.engine import Client
from server.web.front.asgi import Message, Scope, Send

EXCHANGE: Final = "eikg.exchange"
"""Where the scope of a request has its exchange."""

Peer = tuple[str, str]
"""Address and port of the other end of a connection, as the HTTP server writes them."""

LONGEST_LOGGED: Final = 4000
"""Characters of a query in the log."""


REQUEST_ID: Final = b"x-request-id"
TRACE_PARENT: Final = b"traceparent"
TRACE_RESPONSE: Final = b"traceresponse"

_BITS: Final = 64
"""Of an id: as many as Trace Context gives the id of a span, as which it serves too."""

_LONGEST: Final = 200
"""Bytes of a `traceparent`; those of later versions than 00 may be longer than its 55."""

_TRACE_PARENT: Final = re.compile(
    rb"(?!ff)(?P<version>[0-9a-f]{2})-(?!0{32})(?P<trace>[0-9a-f]{32})-(?!0{16})(?P<parent>[0-9a-f]{16})-(?P<flags>[0-9a-f]{2})"
    rb"(?P<later>-.*)?"
)
_SAMPLED: Final = 1


def _new_id() -> str:
    return f"{getrandbits(_BITS):016x}"  # no secret, and each request pays for it


@dataclass(slots=True)
class Trace:
    """The id of a request, made here, and the trace that its client says it is part of: empty where it says none.

    `parent` is the span of the client's from which it was sent, and `sampled` whether that one is recorded.
    """

    request: str = field(default_factory=_new_id)
    trace: str = ""
    parent: str = ""
    sampled: bool = False

    def continue_from(self, parent: bytes | None) -> None:
        """Take up the trace of a `traceparent`; one that is not as the standard has it is as none."""
        if parent is None or len(parent) > _LONGEST:
            return
        found = _TRACE_PARENT.fullmatch(parent)
        if found and not (found["version"] == b"00" and found["later"]):
            self.trace, self.parent = found["trace"].decode(), found["parent"].decode()
            self.sampled = bool(int(found["flags"], 16) & _SAMPLED)

    def fields(self) -> Fields:
        """What an answer tells of the request: no byte of it comes from the client but digits that were checked."""
        told = [(REQUEST_ID, self.request.encode())]
        if self.trace:
            told.append((TRACE_RESPONSE, f"00-{self.trace}-{self.request}-{self.sampled:02x}".encode()))
        return told


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
    context: Context = NO_CONTEXT
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
            "time": _stamp(int(time.time())),
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


@lru_cache(maxsize=8)
def _stamp(seconds: int) -> str:
    """A moment, in seconds since 1970, as the log has it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


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
