"""Kept connections to one server, over each of which one request goes at a time (HTTP/1.1)."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, cast
from urllib.parse import urlsplit

import h11

from server import __version__
from server.commands.load.requests import Request

_PIECE: Final = 64 * 1024
_KEPT: Final = 4096
"""Bytes of the body of a refusal that are kept, to say why."""

LONGEST: Final = 60.0
"""Seconds after which an answer is waited for no longer."""

_PORTS: Final = {"http": 80, "https": 443}
_REFUSAL: Final = 400


class NoServer(ValueError):
    """What was given is no address of a server."""


class Unanswered(Exception):
    """A request had no whole answer; the message says what came instead."""


@dataclass(frozen=True)
class Server:
    """Where a server is."""

    scheme: str
    host: str
    port: int

    @classmethod
    def at(cls, address: str) -> Server:
        """The server at an address as http://127.0.0.1:8000. Raises NoServer."""
        try:
            parts = urlsplit(address)
            port = parts.port
        except ValueError:
            raise NoServer(f"'{address}' is no address of a server") from None
        if parts.scheme not in _PORTS or not parts.hostname:
            raise NoServer(f"'{address}' is no address of a server; give one as http://127.0.0.1:8000")
        if parts.path not in ("", "/", "/sparql") or parts.query:
            raise NoServer(f"'{address}' has a path; give the server's address alone, without {parts.path}")
        return cls(parts.scheme, parts.hostname, port or _PORTS[parts.scheme])

    @property
    def authority(self) -> str:
        """Host and port as the header Host has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}"


@dataclass(frozen=True)
class Answer:
    """The status of an answer and its fields, names in lower case; of a refusal the beginning of the body, too."""

    status: int
    fields: Mapping[str, str]
    body: bytes


class Connection:
    """A connection that is opened when it is needed, and kept. `source`: the address that it comes from."""

    def __init__(self, server: Server, source: str | None = None) -> None:
        self._server, self._source = server, source
        self._fields = (("Host", server.authority), ("User-Agent", f"eikg-capacity/{__version__}"))
        self._protocol = h11.Connection(h11.CLIENT)
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._received = False
        """Whether anything of the answer to the current request has come."""

    async def ask(self, request: Request, whole: bool = False) -> Answer:
        """Send a request and read its answer; `whole` keeps the body of any. Raises Unanswered.

        Where the server has closed a connection that was kept, it is sent once more, as every client does.
        """
        try:
            async with asyncio.timeout(LONGEST):
                return await self._asked_or_again(request, whole)
        except TimeoutError:
            self.close()
            raise Unanswered(f"no answer within {LONGEST:g} s") from None

    def close(self) -> None:
        """Close it; it is opened again where it is needed again."""
        streams, self._streams = self._streams, None
        if streams:
            with suppress(OSError):
                streams[1].close()
        self._protocol = h11.Connection(h11.CLIENT)

    async def _asked_or_again(self, request: Request, whole: bool) -> Answer:
        kept = self._streams is not None
        try:
            return await self._asked(request, whole)
        except (OSError, h11.RemoteProtocolError) as error:
            self.close()
            if not kept or self._received:
                raise Unanswered(_reason(error)) from None
        try:
            return await self._asked(request, whole)
        except (OSError, h11.RemoteProtocolError) as error:
            self.close()
            raise Unanswered(_reason(error)) from None

    async def _asked(self, request: Request, whole: bool) -> Answer:
        if self._streams is None:
            self._streams = await self._open()
        reader, writer = self._streams
        self._received = False
        writer.write(self._sent(request))
        found, body, all_of = None, bytearray(), whole
        while True:
            event = self._protocol.next_event()
            if event is h11.NEED_DATA:
                piece = await reader.read(_PIECE)
                self._received |= bool(piece)
                self._protocol.receive_data(piece)
            elif isinstance(event, h11.Response):
                found = event
                all_of = whole or event.status_code >= _REFUSAL
            elif isinstance(event, h11.Data):
                if all_of and (whole or len(body) < _KEPT):
                    body += event.data
            elif isinstance(event, h11.EndOfMessage):
                break
            elif not isinstance(event, h11.InformationalResponse):
                raise ConnectionResetError("the server closed the connection")
        if self._protocol.our_state is h11.DONE and self._protocol.their_state is h11.DONE:
            self._protocol.start_next_cycle()
        else:
            self.close()
        response = cast("h11.Response", found)
        fields = {name.decode(): value.decode("latin-1") for name, value in response.headers}
        return Answer(response.status_code, fields, bytes(body))

    def _sent(self, request: Request) -> bytes:
        body = request.body.encode()
        length = [("Content-Length", str(len(body)))] if body else []
        head = h11.Request(
            method=request.method, target=request.target, headers=[*self._fields, *request.fields, *length]
        )
        parts = [self._protocol.send(head)]
        if body:
            parts.append(self._protocol.send(h11.Data(data=body)))
        parts.append(self._protocol.send(h11.EndOfMessage()))
        return b"".join(part for part in parts if part)

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        secure = ssl.create_default_context() if self._server.scheme == "https" else None
        source = (self._source, 0) if self._source else None
        return await asyncio.open_connection(
            self._server.host, self._server.port, ssl=secure, local_addr=source
        )


def _reason(error: Exception) -> str:
    match error:
        case ConnectionRefusedError():
            return "nobody takes connections there"
        case ConnectionResetError() | BrokenPipeError() | h11.RemoteProtocolError():
            return "the server closed the connection before its answer was whole"
        case _:
            return str(error) or type(error).__name__
