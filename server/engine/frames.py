"""The frames that the server and an evaluator send each other: a job one way, its result in pieces the other."""

from __future__ import annotations

import json
import struct
from dataclasses import fields
from enum import Enum
from typing import IO, Any, Final

from server.engine.job import Job


class Kind(Enum):
    """The kind of a frame. A result is HEAD, DATA…, END; or, at any point instead, ERROR."""

    JOB = b"J"
    READY = b"R"
    HEAD = b"H"
    DATA = b"D"
    END = b"E"
    ERROR = b"X"


_HEADER: Final = struct.Struct(">cI")
"""Before the body of a frame: its kind and its length."""

_KINDS: Final = {kind.value: kind for kind in Kind}
_DEFAULTS: Final = {field.name: field.default for field in fields(Job) if field.name != "query"}


class PipeClosed(EOFError):
    """The other side is gone."""


def frame(kind: Kind, body: bytes = b"") -> bytes:
    """One frame: kind, length, body."""
    return _HEADER.pack(kind.value, len(body)) + body


def json_frame(kind: Kind, content: Any) -> bytes:
    """A frame whose body is JSON."""
    return frame(kind, json.dumps(content).encode())


def encode_job(job: Job) -> bytes:
    """A job as a frame: its members in JSON, but for those that have their default."""
    given = {name: value for name, value in vars(job).items() if value != _DEFAULTS.get(name, ...)}
    return json_frame(Kind.JOB, given)


def decode_job(body: bytes) -> Job:
    """The job in the body of a frame."""
    content = json.loads(body)
    for name in ("default_graphs", "named_graphs", "more"):
        if content.get(name) is not None:
            content[name] = tuple(content[name])
    if "nodes" in content:
        content["nodes"] = tuple((variable, label) for variable, label in content["nodes"])
    return Job(**content)


def read_frame(channel: IO[bytes]) -> tuple[Kind, bytes]:
    """The next frame of a buffered file; waits for it. Raises PipeClosed where it ends."""
    header = channel.read(_HEADER.size)
    if len(header) < _HEADER.size:
        raise PipeClosed
    kind, length = _HEADER.unpack(header)
    body = channel.read(length)
    if len(body) < length:
        raise PipeClosed
    return _KINDS[kind], body


class FrameReader:
    """Takes bytes as they arrive and gives the frames that are whole by then."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[tuple[Kind, bytes]]:
        """The frames that are whole with these bytes, in order."""
        if self._rest:
            data = self._rest + data
        found = []
        start, length = 0, len(data)
        while length - start >= _HEADER.size:
            kind, size = _HEADER.unpack_from(data, start)
            end = start + _HEADER.size + size
            if end > length:
                break
            found.append((_KINDS[kind], data[start + _HEADER.size : end]))
            start = end
        self._rest = data[start:] if start else data
        return found
