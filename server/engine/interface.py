"""What stands behind the endpoint: an engine, with the abilities in which one differs from another."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Final, Protocol

from server.engine.job import Access, Client, Head, Job, Limits


@dataclass(frozen=True)
class Abilities:
    """What an engine can do beside SPARQL 1.1; a query is never rewritten into what its engine cannot do.

    `lateral`: it evaluates LATERAL (SPARQL 1.2 community extension SEP-0006). `deadline`: it ends a query at the
    deadline of its job, whatever the query does. `formats`: the media types in which it writes results.
    """

    lateral: bool
    deadline: bool
    formats: frozenset[str]


PYOXIGRAPH: Final = Abilities(
    lateral=True,
    deadline=True,  # its process is killed
    formats=frozenset(
        (
            *("application/sparql-results+json", "application/sparql-results+xml", "text/csv"),
            *("text/tab-separated-values", "text/turtle", "application/n-triples", "application/ld+json"),
            *("application/rdf+xml", "application/trig", "application/n-quads"),
        )
    ),
)
"""Those of the embedded engine in evaluators."""


class EngineResult(Protocol):
    """What a query yields: `head`, then the bytes, once, by asynchronous iteration; AsyncResult says more."""

    head: Head
    length: int | None

    @property
    def whole(self) -> bytes | None:
        """All bytes, where they are known already; they can be taken once."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        """The bytes piece by piece. Raises EngineError."""

    def close(self) -> None:
        """Free what evaluates; a query that still runs is ended."""

    async def aclose(self) -> None:
        """`close`, for whoever waits for what is closed."""


class Engine(Protocol):
    """Evaluates jobs for an event loop, each within `limits`.

    AsyncPool is the one over the embedded engine, RemotePool the one over an engine elsewhere.
    """

    @property
    def abilities(self) -> Abilities:
        """What it can do."""

    @property
    def limits(self) -> Limits:
        """What holds for each query."""

    @property
    def access(self) -> Access:
        """Whether its data can be changed."""

    async def submit(
        self, job: Job, client: Client, meanwhile: Callable[[], object] | None = None
    ) -> EngineResult:
        """Run a job: returns when the result's head and first bytes are there. Raises an EngineError of any kind.

        `meanwhile` is called once the job is at work.
        """

    async def change(self, job: Job, client: Client) -> None:
        """Carry out an update, all of it. Raises an EngineError where nothing was changed; AsyncPool says more."""
