"""What is for a server's own pages and for programs alone: no other site may ask it through a browser.

A page of another site can send requests to loopback from its visitor's browser, and by DNS rebinding under a name of
its own. So the name that is asked must be one of this server's, and what a browser says of the page must name it too.
That holds for a scratch dataset, and for /mcp, where its protocol asks for it.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from server.endpoint.http import Headers
from server.endpoint.problems import HttpProblem, Slug
from server.settings import Settings
from server.web.front.asgi import Application, Message, Receive, Scope, Send
from server.web.front.exchange import EXCHANGE, Exchange

_LOOPBACK: Final = frozenset(("localhost", "127.0.0.1", "[::1]"))
_FOR_OTHERS: Final = b"access-control-"


class OwnOrigin:
    """The names of this server; `any_host`: others than these may be asked for, as nobody knows all names it has."""

    def __init__(self, settings: Settings, what: str, any_host: bool = False) -> None:
        self._what, self._any_host = what, any_host
        self._public = urlsplit(settings.public_url).netloc.lower()
        self._hosts = _LOOPBACK | ({_name(self._public)} if self._public else set())

    def check(self, headers: Headers) -> None:
        """Refuse what asks for another host, or comes from the page of another site. Raises HttpProblem."""
        host, origin = headers.get(b"host"), headers.get(b"origin")
        if host and not self._any_host and _name(host) not in self._hosts:
            names = ", ".join(sorted(self._hosts))
            detail = f"{self._what} answers under {names}; EIKG_PUBLIC_URL may give one more name."
            raise HttpProblem(Slug.HOST, 421, detail)
        own = {(host or "").lower(), self._public} - {""}
        if origin is not None and _authority(origin) not in own:
            detail = f"{self._what} answers no page of another site."
            raise HttpProblem(Slug.HOST, 403, detail)


def _authority(origin: str) -> str:
    """The name that an Origin gives; empty for "null", and for what is none."""
    try:
        return urlsplit(origin.lower()).netloc
    except ValueError:
        return ""


class OwnOriginLayer:
    """Refuses whatever `OwnOrigin` refuses. Raises HttpProblem."""

    def __init__(self, inner: Application, settings: Settings) -> None:
        self._inner, self._own = inner, OwnOrigin(settings, "A scratch dataset")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Look at Host and Origin and go on."""
        exchange: Exchange = scope[EXCHANGE]
        self._own.check(exchange.headers)
        await self._inner(scope, receive, send)


def closed_to_others(inner: Application) -> Application:
    """The application without the fields that let pages of other sites read an answer (CORS), whoever gave them."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        async def closed(message: Message) -> None:
            if message["type"] == "http.response.start":
                fields = message["headers"]
                message["headers"] = [pair for pair in fields if not pair[0].startswith(_FOR_OTHERS)]
            await send(message)

        await inner(scope, receive, closed)

    return answer


def listens_on_loopback(settings: Settings) -> bool:
    """Whether only this machine reaches the server, so that its names are known."""
    return settings.host in ("localhost", "::1") or settings.host.startswith("127.")


def _name(host: str) -> str:
    """The name of a host without its port, as names are compared."""
    name, _, port = host.rpartition(":")
    return (name if name and port.isdigit() else host).lower().rstrip(".")
