"""A scratch dataset is for its own pages and for programs of this machine: no other site may ask it through a browser.

A page of another site can send requests to loopback from its visitor's browser, and by DNS rebinding under a name of
its own. So the name that is asked must be one of this server's, and what a browser says of the page must name it too.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from server.endpoint.problems import HttpProblem, Slug
from server.settings import Settings
from server.web.front.asgi import Application, Message, Receive, Scope, Send
from server.web.front.exchange import EXCHANGE, Exchange

_LOOPBACK: Final = frozenset(("localhost", "127.0.0.1", "[::1]"))
_FOR_OTHERS: Final = b"access-control-"


class OwnOriginLayer:
    """Refuses what asks for another host, or comes from the page of another site. Raises HttpProblem."""

    def __init__(self, inner: Application, settings: Settings) -> None:
        self._inner = inner
        self._public = urlsplit(settings.public_url).netloc.lower()
        self._hosts = _LOOPBACK | ({_name(self._public)} if self._public else set())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Look at Host and Origin and go on."""
        exchange: Exchange = scope[EXCHANGE]
        host, origin = exchange.headers.get(b"host"), exchange.headers.get(b"origin")
        if host and _name(host) not in self._hosts:
            names = ", ".join(sorted(self._hosts))
            detail = f"A scratch dataset answers under {names}; EIKG_PUBLIC_URL may give one more name."
            raise HttpProblem(Slug.HOST, 421, detail)
        own = {(host or "").lower(), self._public} - {""}
        if origin is not None and urlsplit(origin.lower()).netloc not in own:  # that of "null" is empty
            detail = "A scratch dataset answers no page of another site."
            raise HttpProblem(Slug.HOST, 403, detail)
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


def _name(host: str) -> str:
    """The name of a host without its port, as names are compared."""
    name, _, port = host.rpartition(":")
    return (name if name and port.isdigit() else host).lower().rstrip(".")
