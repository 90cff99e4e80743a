"""What travels between the server and its evaluators: jobs one way, frames of the result the other."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import IO, Any, Final, Literal

from server.settings import Settings

Form = Literal["solutions", "boolean", "graph", "nothing"]
"""What a job yields: SELECT a table of solutions, ASK a boolean, CONSTRUCT and DESCRIBE a graph, an update nothing."""


class Access(StrEnum):
    """What evaluators may do with their store.

    A store that can be written has one evaluator. Its default graph stands for itself (SCRATCH), or follows the
    named graphs as their union, as it does in a release (SCRATCH_UNION).
    """

    RELEASE = "release"
    SCRATCH = "scratch"
    SCRATCH_UNION = "scratch-union"


@dataclass(frozen=True)
class Job:
    """One query to evaluate, or one update to carry out.

    `solutions_format` and `graph_format` are the media types to write a table or boolean, or a graph, in; None
    where the client accepts none. `default_graphs` and `named_graphs` are the dataset of the SPARQL 1.1 Protocol
    (section 2.1.4): if either is given they replace the FROM clauses of the query; both None means no such
    parameter. `timeout` (seconds) may shorten the deadline, never lengthen it. With `update` the query is a SPARQL
    Update, and the dataset that of its section 2.2.3. `nodes` are variables, which the query must select, that stand
    for blank nodes of the store, each with the node's label: SPARQL has no way to name one.
    """

    query: str
    solutions_format: str | None = "application/sparql-results+json"
    graph_format: str | None = "application/n-triples"
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    timeout: float | None = None
    update: bool = False
    nodes: tuple[tuple[str, str], ...] = ()


def _stays() -> bool:
    """Say that a client never leaves."""
    return False


@dataclass(frozen=True)
class Asker:
    """Who asks: clients get their turns in rounds, and none of them gets every evaluator.

    The empty name is the server itself, which takes its turn with the others but has no share to keep to. `left` is
    asked many times a second, from other threads, whether the client has left.
    """

    name: str = ""
    left: Callable[[], bool] = _stays


SERVER: Final = Asker()


@dataclass(frozen=True)
class Limits:
    """The limits of a pool; seconds and bytes. The fields of the same names in Settings say what they mean."""

    deadline: float = 30.0
    memory: int = 1024 * 1024 * 1024
    result_size: int = 256 * 1024 * 1024
    result_rows: int = 1_000_000
    result_buffer: int = 1024 * 1024
    queue_length: int = 64
    queue_wait: float = 10.0
    client_queries: int = 3
    client_queue: int = 8
    evaluator_memory: int = 256 * 1024 * 1024

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        """The limits that settings ask for."""
        return cls(
            deadline=settings.query_deadline,
            memory=settings.query_memory,
            result_size=settings.result_size,
            result_rows=settings.result_rows,
            result_buffer=settings.result_buffer,
            queue_length=settings.queue_length,
            queue_wait=settings.queue_wait,
            client_queries=settings.client_queries,
            client_queue=settings.client_queue,
            evaluator_memory=settings.evaluator_memory,
        )


@dataclass(frozen=True)
class Head:
    """What is known of a result before its bytes."""

    form: Form
    media_type: str


class Kind(Enum):
    """The kind of a frame. A result is HEAD, DATA…, END; or, at any point instead, ERROR."""

    JOB = b"J"
    READY = b"R"
    HEAD = b"H"
    DATA = b"D"
    END = b"E"
    ERROR = b"X"


HEADER: Final = struct.Struct(">cI")
"""Before the body of a frame: its kind and its length."""


class PipeClosed(EOFError):
    """The other side is gone."""


def frame(kind: Kind, body: bytes = b"") -> bytes:
    """One frame: kind, length, body."""
    return HEADER.pack(kind.value, len(body)) + body


def json_frame(kind: Kind, content: Any) -> bytes:
    """A frame whose body is JSON."""
    return frame(kind, json.dumps(content).encode())


def read_frame(pipe: IO[bytes]) -> tuple[Kind, bytes]:
    """The next frame of a buffered pipe; raises PipeClosed where it ends."""
    header = pipe.read(HEADER.size)
    if len(header) < HEADER.size:
        raise PipeClosed
    kind, length = HEADER.unpack(header)
    body = pipe.read(length)
    if len(body) < length:
        raise PipeClosed
    return Kind(kind), body


def encode_job(job: Job) -> bytes:
    """A job as a frame."""
    return json_frame(Kind.JOB, vars(job))  # `asdict` would copy it all, which takes longer than the rest


def decode_job(body: bytes) -> Job:
    """The job in the body of a frame."""
    content = json.loads(body)
    for graphs in ("default_graphs", "named_graphs"):
        if content[graphs] is not None:
            content[graphs] = tuple(content[graphs])
    content["nodes"] = tuple((variable, label) for variable, label in content["nodes"])
    return Job(**content)
