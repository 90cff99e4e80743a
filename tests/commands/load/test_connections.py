"""One request at a time over a connection that is kept: with real sockets and servers that misbehave."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from server.commands.load.connections import Connection, NoServer, Server, Unanswered
from server.commands.load.requests import Request

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
ROOT = Request("GET", "/")
PLAIN = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n3\r\n ho\r\n0\r\n\r\n"
LAST = b"HTTP/1.1 503 Busy\r\nConnection: close\r\nRetry-After: 7\r\nContent-Length: 4\r\n\r\nbusy"


class Scripted:
    """A server that gives answers in turn; None closes the connection instead. Counts connections."""

    def __init__(self, *answers: bytes | None) -> None:
        self.answers, self.connections, self.received = [*answers], 0, list[bytes]()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        while self.answers:
            try:
                self.received.append(await reader.readuntil(b"\r\n\r\n"))
            except (asyncio.IncompleteReadError, ConnectionResetError):
                break
            if (answer := self.answers.pop(0)) is None:
                break
            writer.write(answer)
        writer.close()


def asking(script: Scripted, use: Callable[[Connection], Awaitable[object]]) -> object:
    """What comes of using a connection to a server."""

    async def run() -> object:
        server = await asyncio.start_server(script.serve, "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            connection = Connection(Server("http", "127.0.0.1", port))
            try:
                return await use(connection)
            finally:
                connection.close()

    return asyncio.run(run())


def test_a_connection_is_kept_whatever_the_framing() -> None:
    script = Scripted(PLAIN, CHUNKED, b"HTTP/1.1 103 Early Hints\r\n\r\n" + PLAIN)

    async def use(connection: Connection) -> object:
        return [(await connection.ask(ROOT, whole=True)).body for _ in range(3)]

    assert asking(script, use) == [b"hi", b"hi ho", b"hi"]
    assert script.connections == 1
    assert b"User-Agent: eikg-capacity/" in script.received[0]


def test_a_refusal_is_read_and_the_next_request_has_a_new_connection() -> None:
    script = Scripted(LAST, PLAIN)

    async def use(connection: Connection) -> object:
        refused, answered = [await connection.ask(ROOT) for _ in range(2)]
        return refused.status, refused.body, refused.fields["retry-after"], answered.status, answered.body

    assert asking(script, use) == (503, b"busy", "7", 200, b"")
    assert script.connections == 2


def test_a_kept_connection_that_the_server_closed_is_opened_once_more() -> None:
    script = Scripted(PLAIN, None, PLAIN)

    async def use(connection: Connection) -> object:
        return [(await connection.ask(ROOT)).status for _ in range(2)]

    assert asking(script, use) == [200, 200]
    assert script.connections == 2


@pytest.mark.parametrize(
    "answer", [None, b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi", b"no HTTP\r\n\r\n"]
)
def test_an_answer_that_is_not_whole_is_none(answer: bytes | None) -> None:
    script = Scripted(answer)

    async def use(connection: Connection) -> object:
        with pytest.raises(Unanswered, match="closed the connection before its answer was whole"):
            await connection.ask(ROOT)
        return True

    assert asking(script, use)


def test_a_body_is_sent_with_its_length() -> None:
    script = Scripted(PLAIN)

    async def use(connection: Connection) -> object:
        return (await connection.ask(Request("POST", "/sparql", (), "ASK {}"))).status

    assert asking(script, use) == 200
    assert b"Content-Length: 6" in script.received[0]


def test_nobody_there_is_told() -> None:
    async def use() -> None:
        await Connection(Server("http", "127.0.0.1", 9)).ask(ROOT)

    with pytest.raises(Unanswered, match="nobody takes connections there"):
        asyncio.run(use())


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://127.0.0.1:8000/sparql", "http://127.0.0.1:8000"),
        ("https://eikg.example/", "https://eikg.example"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_an_address_names_a_server(address: str, shown: str) -> None:
    assert str(Server.at(address)) == shown


@pytest.mark.parametrize(
    "address", ["", "eikg.example", "ftp://eikg.example", "http://a:b", "http://a/b", "http://a/?b"]
)
def test_what_is_no_address_of_a_server_is_refused(address: str) -> None:
    with pytest.raises(NoServer):
        Server.at(address)
