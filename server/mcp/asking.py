"""How a tool asks the HTTP API, whoever carries the request: in this process, or over HTTP."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, Protocol
from urllib.parse import urlencode

JSON: Final = "application/json"
LONGEST_BODY: Final = 4 * 1024 * 1024
"""Bytes that are read of an answer: a tool's own answer is far shorter."""

_LONG: Final = 64 * 1024
"""Bytes of an answer that is read in a thread, as others wait for the event loop meanwhile."""

_LONGEST_LINK: Final = 2000
"""Characters of an address that is told: a longer one costs a model more than it is worth."""

UNEXPLAINED: Final = "no-explanation"
"""The kind of problem of a query whose rows cannot be taken apart."""

Parameters = Sequence[tuple[str, str]]
"""The parameters of a request, in order; a name may come several times."""


@dataclass(frozen=True)
class Reply:
    """What the API answers: the status of HTTP, the fields by their names in lower case, the body."""

    status: int
    fields: Mapping[str, str]
    body: bytes


class Ask(Protocol):
    """Asks the API on behalf of one client."""

    @property
    def root(self) -> str:
        """The address of the home page, without the slash at its end."""

    async def release(self) -> str:
        """The name of the release that answers; empty for data that changes, which has none, and where none is told."""

    async def __call__(self, path: str, parameters: Parameters = (), accept: str = JSON) -> Reply:
        """Ask for a path, by GET, or by a form where that is /sparql, as a query may be longer than an address.

        Raises Refused where nobody answers, or more than LONGEST_BODY.
        """


class Refused(Exception):
    """What was asked was not answered; the message says why and what to do.

    `kind` is that of the problem, as /problem lists them, and `members` are what it tells beside the message.
    """

    def __init__(self, message: str, kind: str = "", members: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.kind, self.members = kind, dict(members or {})


def given(**parameters: str | int) -> list[tuple[str, str]]:
    """Return the parameters that have a value."""
    return [(name, str(value)) for name, value in parameters.items() if value != ""]


async def data(ask: Ask, path: str, parameters: Parameters = ()) -> Any:
    """Return what an address answers in JSON. Raises Refused with what a problem document says."""
    return await parsed(answered(await ask(path, parameters)).body)


async def parsed(body: bytes) -> Any:
    """Return what a document in JSON says; a long one is read in a thread."""
    return await asyncio.to_thread(json.loads, body) if len(body) > _LONG else json.loads(body)


def answered(reply: Reply) -> Reply:
    """Return the reply. Raises Refused if it is a refusal."""
    if reply.status < HTTPStatus.BAD_REQUEST:
        return reply
    try:
        problem = json.loads(reply.body)
    except ValueError:
        problem = {}
    if not isinstance(problem, dict):
        problem = {}
    detail = str(problem.get("detail") or HTTPStatus(reply.status).phrase)
    if (wait := reply.fields.get("retry-after")) and "Try again" not in detail:
        detail += f" Try again in {wait} s."
    raise Refused(detail, str(problem.get("type", "")).rpartition("/")[2], problem)


async def current_release(ask: Ask) -> str:
    """Return the name of the current release, as /releases tells it; empty where it tells none."""
    try:
        kept = (await data(ask, "/releases"))["releases"]
    except Refused:  # an answer that is there is worth more than its address
        return ""
    return next((one["name"] for one in kept if one["current"]), "")


async def permanent(ask: Ask, path: str, parameters: Parameters = ()) -> dict[str, str]:
    """Return the member `link`: the address under which the same is answered for good; none if it were too long."""
    query = f"?{urlencode(parameters)}" if parameters else ""
    name = await ask.release()
    link = f"{ask.root}/release/{name}{path}{query}" if name else f"{ask.root}{path}{query}"
    return {"link": link} if len(link) <= _LONGEST_LINK else {"release": name}
