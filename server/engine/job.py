"""What travels between the server and its evaluators: jobs one way, frames of the result the other."""

from __future__ import annotations

import json
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, fields
from enum import Enum, StrEnum
from typing import IO, Any, Final, Literal, NamedTuple

from server.engine.account import UNLIMITED, Account, Allowance
from server.release import ASSERTED_GRAPH
from server.settings import Settings

Form = Literal["solutions", "boolean", "graph", "nothing", "batch"]
"""What a job yields: SELECT a table of solutions, ASK a boolean, CONSTRUCT and DESCRIBE a graph, an update nothing.

A batch yields the results of its queries, one behind the other.
"""


class Access(StrEnum):
    """What evaluators may do with their store.

    A store that can be written has one evaluator. Its default graph stands for itself (SCRATCH), or follows the
    named graphs as their union, as it does in a release (SCRATCH_UNION).
    """

    RELEASE = "release"
    SCRATCH = "scratch"
    SCRATCH_UNION = "scratch-union"


@dataclass(frozen=True)
class Dataset:
    """The graphs that a query sees, by their names (SPARQL 1.1 Query, section 13).

    Those of `default` are merged, as a set, into its default graph; GRAPH reaches those of `named`.
    """

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


ASSERTED: Final = Dataset((ASSERTED_GRAPH,))
"""Everything but what was inferred."""


@dataclass(frozen=True)
class Job:
    """One query to evaluate, or one update to carry out.

    `solutions_format` and `graph_format` are the media types to write a table or boolean, or a graph, in; None
    where the client accepts none. `dataset` replaces the FROM clauses of the query (SPARQL 1.1 Protocol, section
    2.1.4); None leaves it to them, and without any the query sees everything: each graph by its name, and the union of
    all as its default graph. `timeout` (seconds) may shorten the deadline, never lengthen it. With `update` the query
    is a SPARQL Update, and the dataset that of its section 2.2.3. `nodes` are variables, which the query must select,
    that stand for blank nodes of the store, each with the node's label: SPARQL has no way to name one. `more` are
    further queries, answered in the same round trip behind the first. With `prefixes` every prefix of the project is
    declared. `renamed` are IRIs of the query, each with the one that it stands for. `mark` is the IRI of a graph that
    an update makes in the transaction of its change, and that is removed when the update is answered; with `marked`
    nothing is evaluated: the result is whether that mark is there.
    """

    query: str
    solutions_format: str | None = "application/sparql-results+json"
    graph_format: str | None = "application/n-triples"
    dataset: Dataset | None = None
    timeout: float | None = None
    update: bool = False
    nodes: tuple[tuple[str, str], ...] = ()
    more: tuple[str, ...] = ()
    prefixes: bool = False
    renamed: tuple[tuple[str, str], ...] = ()
    mark: str = ""
    marked: str = ""


WEIGHT: Final = 4
"""Seconds of an evaluator that one of the serving process counts for: there are many of those, and one of this."""


class Evaluation(NamedTuple):
    """When an evaluator worked on a job (nanoseconds since 1970), and what ended it before it was done, if anything."""

    began: int
    ended: int
    ending: str


class Work:
    """A context: the work of this thread within it, which has all others of this process wait, is charged."""

    __slots__ = ("_account", "_begun")

    def __init__(self, account: Account) -> None:
        self._account, self._begun = account, 0.0

    def __enter__(self) -> None:
        self._begun = time.thread_time()

    def __exit__(self, *_: object) -> None:
        self._account.charge(WEIGHT * (time.thread_time() - self._begun))


class Client:
    """Who asks: clients get their turns in rounds, and none of them gets every evaluator.

    The empty name is the server itself, which takes its turn with the others but has no share to keep to. Whoever
    works for a client that may leave is told by a callback, in the event loop's thread. `account` is charged for what
    is done for the client, and `allowance` bounds what is done for one request of it. `evaluations` has what evaluators
    did for it, where somebody wants to know.
    """

    __slots__ = ("_callbacks", "account", "allowance", "disconnected", "evaluations", "name")

    def __init__(self, name: str = "") -> None:
        self.name = name
        self.account: Account = UNLIMITED
        self.allowance: Allowance | None = None
        self.evaluations: list[Evaluation] | None = None
        self.disconnected = False
        self._callbacks: set[Callable[[], object]] = set()

    def on_disconnect(self, callback: Callable[[], object]) -> None:
        """Have a function called when the client leaves."""
        self._callbacks.add(callback)

    def forget(self, callback: Callable[[], object]) -> None:
        """Have a function called no longer."""
        self._callbacks.discard(callback)

    def working(self) -> Work:
        """Charge the client for the work of this thread, as long as the context lasts."""
        return Work(self.account)

    def disconnect(self) -> None:
        """Say that the client has left, once; for the event loop's thread."""
        self.disconnected = True
        callbacks, self._callbacks = self._callbacks, set()
        for callback in callbacks:
            callback()


SERVER: Final = Client()


@dataclass(frozen=True)
class Limits:
    """The limits of a pool, in seconds and bytes, and whom its evaluators run as.

    `MEANINGS` of the settings of the same names say what they mean.
    """

    query_deadline: float = Settings.query_deadline
    query_memory: int = Settings.query_memory
    evaluator_memory: int = Settings.evaluator_memory
    store_memory: int = Settings.store_memory
    result_size: int = Settings.result_size
    result_rows: int = Settings.result_rows
    result_buffer: int = Settings.result_buffer
    explain_size: int = Settings.explain_size
    queue_length: int = Settings.queue_length
    queue_wait: float = Settings.queue_wait
    client_queries: int = Settings.client_queries
    client_queue: int = Settings.client_queue
    evaluator_user: str = Settings.evaluator_user

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        """The limits that settings ask for."""
        return cls(**{field.name: getattr(settings, field.name) for field in fields(cls)})


@dataclass(frozen=True)
class Head:
    """What is known of a result before its bytes."""

    form: Form
    media_type: str


class Kind(Enum):
    """The kind of a frame. A result is HEAD, DATA…, END; or, at any point instead, ERROR.

    Where another engine evaluates, an evaluator asks it a QUESTION first, whose answer comes to it as DATA and END.
    """

    JOB = b"J"
    READY = b"R"
    QUESTION = b"Q"
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
    given = {name: value for name, value in vars(job).items() if value is not _DEFAULTS.get(name, ...)}
    if job.dataset is not None:
        given["dataset"] = (job.dataset.default, job.dataset.named)
    return json_frame(Kind.JOB, given)


def decode_job(body: bytes) -> Job:
    """The job in the body of a frame."""
    content = json.loads(body)
    if "dataset" in content:
        content["dataset"] = Dataset(*map(tuple, content["dataset"]))
    if "nodes" in content:
        content["nodes"] = tuple((variable, label) for variable, label in content["nodes"])
    if "renamed" in content:
        content["renamed"] = tuple((iri, meant) for iri, meant in content["renamed"])
    if "more" in content:
        content["more"] = tuple(content["more"])
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
