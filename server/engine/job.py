"""What a query is to the engine: the job, who asks for it, the limits that hold for it, and what its result is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Final, Literal

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
class Job:
    """One query to evaluate, or one update to carry out.

    `solutions_format` and `graph_format` are the media types to write a table or boolean, or a graph, in; None
    where the client accepts none. `default_graphs` and `named_graphs` are the dataset of the SPARQL 1.1 Protocol
    (section 2.1.4): if either is given they replace the FROM clauses of the query; both None means no such
    parameter. `timeout` (seconds) may shorten the deadline, never lengthen it. With `update` the query is a SPARQL
    Update, and the dataset that of its section 2.2.3. `nodes` are variables, which the query must select, that stand
    for blank nodes of the store, each with the node's label: SPARQL has no way to name one. `more` are further
    queries, answered in the same round trip behind the first.
    """

    query: str
    solutions_format: str | None = "application/sparql-results+json"
    graph_format: str | None = "application/n-triples"
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    timeout: float | None = None
    update: bool = False
    nodes: tuple[tuple[str, str], ...] = ()
    more: tuple[str, ...] = ()


class Client:
    """Who asks: clients get their turns in rounds, and none of them gets every evaluator.

    The empty name is the server itself, which takes its turn with the others but has no share to keep to. Whoever
    works for a client that may leave is told by a callback, in the event loop's thread.
    """

    __slots__ = ("_callbacks", "disconnected", "name")

    def __init__(self, name: str = "") -> None:
        self.name = name
        self.disconnected = False
        self._callbacks: set[Callable[[], object]] = set()

    def on_disconnect(self, callback: Callable[[], object]) -> None:
        """Have a function called when the client leaves."""
        self._callbacks.add(callback)

    def forget(self, callback: Callable[[], object]) -> None:
        """Have a function called no longer."""
        self._callbacks.discard(callback)

    def disconnect(self) -> None:
        """Say that the client has left, once; for the event loop's thread."""
        self.disconnected = True
        callbacks, self._callbacks = self._callbacks, set()
        for callback in callbacks:
            callback()


SERVER: Final = Client()


@dataclass(frozen=True)
class Limits:
    """The limits of a pool; seconds and bytes. `MEANINGS` of the settings of the same names say what they mean."""

    query_deadline: float = Settings.query_deadline
    query_memory: int = Settings.query_memory
    evaluator_memory: int = Settings.evaluator_memory
    store_memory: int = Settings.store_memory
    result_size: int = Settings.result_size
    result_rows: int = Settings.result_rows
    result_buffer: int = Settings.result_buffer
    queue_length: int = Settings.queue_length
    queue_wait: float = Settings.queue_wait
    client_queries: int = Settings.client_queries
    client_queue: int = Settings.client_queue

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        """The limits that settings ask for."""
        return cls(**{field.name: getattr(settings, field.name) for field in fields(cls)})


@dataclass(frozen=True)
class Head:
    """What is known of a result before its bytes."""

    form: Form
    media_type: str
