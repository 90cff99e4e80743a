"""Bodies: many at once, slow, in tiny chunks, compressed, and such as take long to read."""

from __future__ import annotations

import gzip
import json
import select
import socket
import time
from contextlib import suppress
from typing import Final

from tests.system.attack.attack import NAME, Attack, Target, flood, hold, message, repeat
from tests.web import http2

KIND: Final = "bodies"

_FORM: Final = ("Content-Type", "application/x-www-form-urlencoded")
_QUERY: Final = ("Content-Type", "application/sparql-query")
_LENGTH: Final = 250_000
_STREAMS: Final = 200
_WINDOW: Final = 65_535


def of_many_streams(target: Target) -> None:
    """8 connections of HTTP/2 with 200 streams each, whose bodies of 250 KB never end."""
    repeat(target, lambda: _bodies(target), 8)


def _bodies(target: Target) -> None:
    """Send as much of 200 bodies as the windows of the server allow."""
    with target.connect() as client:
        client.sendall(http2.PREFACE + http2.frame(http2.SETTINGS, 0, 0, b""))
        block = http2.head(b"/sparql", http2.field(b"content-type", _QUERY[1].encode()), method=http2.POST)
        for number in range(_STREAMS):
            client.sendall(b"".join(http2.request(block, 2 * number + 1, end=0)))
        left = {2 * number + 1: _WINDOW for number in range(_STREAMS)}
        unsent = dict.fromkeys(left, _LENGTH)
        shared, heard = _WINDOW, b""
        while not target.over():
            for stream, window in left.items():
                size = min(http2.FRAME, window, shared, unsent[stream])
                if size > 0:
                    client.sendall(http2.frame(http2.DATA, 0, stream, b"x" * size))
                    shared, left[stream], unsent[stream] = shared - size, window - size, unsent[stream] - size
            if not select.select([client], [], [], 0.1)[0]:
                continue
            heard += client.recv(2**16)
            while len(heard) >= 9 and len(heard) >= 9 + int.from_bytes(heard[:3], "big"):
                length, kind = int.from_bytes(heard[:3], "big"), heard[3]
                stream, content = int.from_bytes(heard[5:9], "big"), heard[9 : 9 + length]
                heard = heard[9 + length :]
                if kind == http2.GOAWAY:
                    return
                if kind == http2.WINDOW_UPDATE and stream == 0:
                    shared += int.from_bytes(content, "big")
                elif kind == http2.WINDOW_UPDATE and stream in left:
                    left[stream] += int.from_bytes(content, "big")
                elif kind == http2.RESET:
                    left.pop(stream, None)


def slow(target: Target) -> None:
    """500 connections that announce a body of 250 KB and send a byte a second."""
    head = message("/sparql", _QUERY, ("Content-Length", str(_LENGTH)), method="POST")
    hold(target, 500, lambda: head, lambda: b"x")


def tiny_chunks(target: Target) -> None:
    """Bodies in chunks of a byte with extensions, as fast as they go, and chunked bodies that never end."""
    head = message("/sparql", _QUERY, ("Transfer-Encoding", "chunked"), method="POST")
    chunks = b"1;a=b\r\nx\r\n" * 5000

    def act() -> None:
        with target.connect() as client:
            client.sendall(head)
            while not target.over():
                client.sendall(chunks)

    repeat(target, act)


def compressed(target: Target) -> None:
    """Bodies of 250 KB that are 250 MB when unpacked, in every coding that there is."""
    bomb = gzip.compress(bytes(2**24)) * 15

    def make() -> bytes:
        coding = target.random.choice(("gzip", "deflate", "br", "zstd", "gzip, gzip, gzip"))
        kind = target.random.choice((_QUERY, _FORM))
        path = target.random.choice(("/sparql", "/queries/discrepancies", "/fragments"))
        return message(path, kind, ("Content-Encoding", coding), method="POST", body=bomb)

    flood(target, make)


def many_parameters(target: Target) -> None:
    """Forms of 250 KB that are nothing but parameters, escapes or parts."""
    boundary = ("Content-Type", "multipart/form-data; boundary=x")
    part = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
    forms = [
        (_FORM, piece * (_LENGTH // len(piece)))
        for piece in (b"a&", b"a=b&", b"%41", b"query=ASK{}&", b"default-graph-uri=urn:x&", b"=&", b"+")
    ]
    forms.append((boundary, part * (_LENGTH // len(part))))

    def make() -> bytes:
        kind, body = target.random.choice(forms)
        path = target.random.choice(("/sparql", "/queries/discrepancies", "/why", "/search"))
        return message(path, kind, method="POST", body=body)

    flood(target, make)


def too_long(target: Target) -> None:
    """Bodies without end, after which nobody looks at the answer."""
    head = message("/sparql", _QUERY, ("Content-Length", str(2**40)), method="POST")
    piece = bytes(2**18)

    def act() -> None:
        with target.connect() as client:
            client.sendall(head)
            while not target.over():
                client.sendall(piece)

    repeat(target, act)


def half(target: Target) -> None:
    """Bodies that come half, and then the client leaves."""
    raw = f"POST /sparql HTTP/1.1\r\nHost: {NAME}\r\nContent-Type: {_QUERY[1]}\r\nContent-Length: 200000\r\n\r\n"

    def act() -> None:
        with target.connect() as client, suppress(OSError):
            client.sendall(raw.encode() + b"x" * 100_000)
            client.shutdown(socket.SHUT_WR)
            time.sleep(0.05)

    repeat(target, act, 16)


def many_values(target: Target) -> None:
    """Messages to /mcp of 200 KB, of 30 KB and of 6 KB, which are long lists of small objects."""
    fields = (("Content-Type", "application/json"), ("Accept", "application/json, text/event-stream"))

    def make() -> bytes:
        icons = [{"src": "x"}] * target.random.choice((200, 2_000, 15_000))
        told = {
            "protocolVersion": "2025-06-18",
            "capabilities": {},
            "clientInfo": {"name": "x", "icons": icons},
        }
        asked = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": told}
        return message("/mcp", *fields, method="POST", body=json.dumps(asked).encode())

    flood(target, make)


ATTACKS: Final = (
    Attack("bodies of many HTTP/2 streams", KIND, of_many_streams),
    Attack("slow bodies", KIND, slow, nginx=True),
    Attack("bodies in tiny chunks", KIND, tiny_chunks),
    Attack("compressed bodies", KIND, compressed),
    Attack("forms of many parameters", KIND, many_parameters, nginx=True),
    Attack("bodies without end", KIND, too_long),
    Attack("half bodies", KIND, half),
    Attack("many-valued messages", KIND, many_values, nginx=True),
)
