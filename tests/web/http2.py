"""Just enough of HTTP/2 (RFC 9113) to send what no client library sends: any frame, any block of fields."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Final

PREFACE: Final = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, RESET, SETTINGS, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = 0, 1, 3, 4, 6, 7, 8, 9
END_STREAM, END_HEADERS = 1, 4
FRAME: Final = 16_384
"""Bytes of the largest frame that everybody takes."""

GET, POST = b"\x82", b"\x83"
"""The fields :method (RFC 7541, appendix A)."""

_INITIAL_WINDOW_SIZE: Final = 4

ASK: Final = b"/sparql?query=ASK%7B%7D"
TOO_LARGE: Final = b"\x48\x83\x69\x90\xff"
"""What a block of fields begins with whose status is 431 (RFC 7541: a name by index, Huffman code)."""

REPEATED: Final = b"\xbe"
"""The field that was added to the table last, again."""


def field(name: bytes, value: bytes) -> bytes:
    """A field as it is, which is added to the table (RFC 7541, section 6.2.1)."""
    return b"\x40" + _text(name) + _text(value)


def ask(*fields: bytes, authority: bytes = b"localhost", target: bytes = ASK, post: bool = False) -> bytes:
    """The block of a request that asks a small query, with more fields; without an authority that is empty."""
    return head(target, *fields, method=POST if post else GET, authority=authority)


def head(target: bytes, *fields: bytes, method: bytes = GET, authority: bytes = b"localhost") -> bytes:
    """The block of a request with more fields; without an authority that is empty."""
    host = b"\x01" + _text(authority) if authority else b""
    return b"".join((method, b"\x86", b"\x04" + _text(target), host, *fields))


def answer(port: int, block: bytes, source: str = "127.0.0.1") -> tuple[bytes, bytes]:
    """The block of fields and the body of the answer; both are empty if the server gives the connection up."""
    with socket.create_connection(("127.0.0.1", port), timeout=60, source_address=(source, 0)) as connection:
        connection.sendall(preface() + b"".join(request(block)))
        fields = body = b""
        for kind, flags, content in frames(connection):
            fields += content if kind == HEADERS else b""
            body += content if kind == DATA else b""
            if kind in (GOAWAY, RESET) or (kind in (HEADERS, DATA) and flags & END_STREAM):
                break
        return fields, body


def preface(window: int | None = None) -> bytes:
    """How a client begins; `window` is how many bytes of each answer it takes before it says that it has read some."""
    size = b"" if window is None else _INITIAL_WINDOW_SIZE.to_bytes(2, "big") + window.to_bytes(4, "big")
    return PREFACE + frame(SETTINGS, 0, 0, size)


def begun(stream: int, block: bytes, *, ended: bool) -> bytes:
    """A request of one frame; if it is not `ended`, its body is to follow."""
    return frame(HEADERS, END_HEADERS | (END_STREAM if ended else 0), stream, block)


def settings(connection: socket.socket) -> dict[int, int]:
    """What a server says of itself first (RFC 9113, section 6.5.1)."""
    _, _, content = next(frames(connection))
    pairs = [content[start : start + 6] for start in range(0, len(content), 6)]
    return {int.from_bytes(pair[:2], "big"): int.from_bytes(pair[2:], "big") for pair in pairs}


def request(block: bytes, stream: int = 1, end: int = END_STREAM) -> Iterator[bytes]:
    """The frames of a request on a stream; with an `end` of 0 it has a body, too."""
    parts = [block[start : start + FRAME] for start in range(0, len(block), FRAME)]
    for number, part in enumerate(parts):
        last = END_HEADERS if number == len(parts) - 1 else 0
        kind, flags = (CONTINUATION, last) if number else (HEADERS, last | end)
        yield frame(kind, flags, stream, part)


def frame(kind: int, flags: int, stream: int, content: bytes) -> bytes:
    """A frame (RFC 9113, section 4.1)."""
    return len(content).to_bytes(3, "big") + bytes((kind, flags)) + stream.to_bytes(4, "big") + content


def frames(connection: socket.socket) -> Iterator[tuple[int, int, bytes]]:
    """Kind, flags and content of each frame that comes until the connection is closed."""
    with connection.makefile("rb") as stream:
        while len(head := stream.read(9)) == 9:
            yield head[3], head[4], stream.read(int.from_bytes(head[:3], "big"))


def _text(text: bytes) -> bytes:
    """A string with its length in front (RFC 7541, sections 5.1 and 5.2)."""
    if len(text) < 127:
        return bytes([len(text)]) + text
    length, rest = b"\x7f", len(text) - 127
    while rest >= 128:
        length, rest = length + bytes([rest % 128 + 128]), rest // 128
    return length + bytes([rest]) + text
