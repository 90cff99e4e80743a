"""Asking a server that runs elsewhere, over HTTP."""

from __future__ import annotations

import asyncio
from email.message import Message
from http.client import HTTPException
from typing import Final
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import Request, urlopen

from server import __version__
from server.mcp.asking import JSON, LONGEST_BODY, Parameters, Refused, Reply, current_release

_SECONDS: Final = 60.0
"""Seconds without a byte after which a server is given up: its own deadline ends a query earlier."""

_POSTED: Final = "/sparql"


class OverHttp:
    """Asks the server at an address; everything is counted there as that of this machine."""

    def __init__(self, root: str) -> None:
        self._root = root

    @property
    def root(self) -> str:
        """The address of its home page, without the slash at its end."""
        return self._root

    async def release(self) -> str:
        """The name of the release that is current there."""
        return await current_release(self)

    async def __call__(self, path: str, parameters: Parameters = (), accept: str = JSON) -> Reply:
        """Ask for a path. Raises Refused where nobody answers, or too much."""
        return await asyncio.to_thread(self._asked, path, parameters, accept)

    def _asked(self, path: str, parameters: Parameters, accept: str) -> Reply:
        encoded = urlencode(parameters)
        posted = path == _POSTED
        address = f"{self._root}{quote(path, safe='/:@%')}{'' if posted or not encoded else f'?{encoded}'}"
        fields = {"Accept": accept, "User-Agent": f"eikg-mcp/{__version__}"}
        asked = Request(address, encoded.encode() if posted else None, fields)  # noqa: S310 - checked where it was given
        try:
            with urlopen(asked, timeout=_SECONDS) as response:  # noqa: S310
                return _reply(response.status, response.headers, response.read(LONGEST_BODY + 1))
        except HTTPError as refusal:
            with refusal:
                return _reply(refusal.code, refusal.headers, refusal.read(LONGEST_BODY + 1))
        except URLError as error:
            raise Refused(f"The server at {self._root} cannot be reached: {error.reason}.") from None
        except (OSError, HTTPException) as error:
            raise Refused(
                f"The server at {self._root} broke its answer off: {error or type(error).__name__}."
            ) from None


def _reply(status: int, fields: Message, body: bytes) -> Reply:
    if len(body) > LONGEST_BODY:
        raise Refused(
            f"The answer is longer than {LONGEST_BODY:,} bytes. Ask for less: a LIMIT, or fewer columns."
        )
    return Reply(status, {name.lower(): value for name, value in fields.items()}, body)


def root_of(address: str) -> str:
    """Return the address of a server's home page from it, or from that of its /sparql or /mcp. Raises ValueError."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"'{address}' is no address of the Web")
    return address.rstrip("/").removesuffix("/sparql").removesuffix("/mcp").rstrip("/")
