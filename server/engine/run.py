"""A job on its way: what ends it, and the bytes that it yields."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from types import TracebackType
from typing import Final, Self

from server.engine.errors import Abandoned, DeadlineExceeded
from server.engine.job import Client, Evaluation, Head, Job
from server.engine.process import Evaluator

PATIENCE: Final = 0.5
"""Seconds after which a query has to yield to others, so that the small ones beside it stay quick."""


class Run:
    """One job on one evaluator: ended at its deadline or that of its request, or when its client leaves.

    No job takes longer than `limit` (seconds). The client is charged for the time, once, however the job ends;
    `put_back` takes the evaluator then.
    """

    __slots__ = (
        "_began",
        "_begun",
        "_client",
        "_deadline",
        "_evaluator",
        "_loop",
        "_put_back",
        "_seconds",
        "_timer",
    )

    def __init__(
        self,
        evaluator: Evaluator,
        job: Job,
        client: Client,
        limit: float,
        put_back: Callable[[Evaluator], None],
    ) -> None:
        self._seconds = limit if job.timeout is None else min(job.timeout, limit)
        left = min(self._seconds, client.allowance.begin(limit)) if client.allowance else self._seconds
        self._put_back, self._evaluator, self._client = put_back, evaluator, client
        self._loop = asyncio.get_running_loop()
        self._begun: float | None = self._loop.time()
        self._began = 0 if client.evaluations is None else time.time_ns()
        self._deadline = evaluator.until = self._begun + left
        first = self._impatient if left > PATIENCE else self._late
        self._timer = self._loop.call_later(min(left, PATIENCE), first)
        client.on_disconnect(self._left)
        if client.disconnected:
            self._left()

    def end(self) -> None:
        """The evaluator is needed no longer."""
        self._timer.cancel()
        self._client.forget(self._left)
        self._charge("" if self._evaluator.reusable else self._evaluator.ending)
        self._put_back(self._evaluator)

    def _impatient(self) -> None:
        self._evaluator.yield_to_others()
        self._timer = self._loop.call_at(self._deadline, self._late)

    def _late(self) -> None:
        self._charge(DeadlineExceeded.__name__)
        self._evaluator.kill(DeadlineExceeded(self._seconds))

    def _left(self) -> None:
        self._charge(Abandoned.__name__)
        self._evaluator.kill(Abandoned("the client left"))

    def _charge(self, ending: str) -> None:
        begun, self._begun = self._begun, None
        if begun is None:
            return
        self._client.account.charge(self._loop.time() - begun)
        if self._client.evaluations is not None:
            self._client.evaluations.append(Evaluation(self._began, time.time_ns(), ending))


class AsyncResult:
    """What a query yields: `head`, then the bytes, once, by asynchronous iteration.

    What was read ahead is there, so a failure before that is an error of `AsyncPool.submit`. A later one is raised by
    the iteration: what was sent until then must not be made to look whole. Close the result (or use it in an `async
    with`) when done, at the latest when the client has left: that is what frees the evaluator.
    """

    def __init__(self, evaluator: Evaluator, run: Run) -> None:
        assert evaluator.head is not None  # noqa: S101 - an evaluator sends it first
        self.head: Head = evaluator.head
        self.length = None if evaluator.busy else evaluator.length
        """The number of bytes if all of them are known already, else None."""
        self._evaluator = evaluator
        self._run: Run | None = run
        self._chunks = evaluator.chunks
        evaluator.chunks = []
        if self.length is not None:
            self.close()

    @property
    def whole(self) -> bytes | None:
        """All bytes, where they are known already; they can be taken once."""
        if self.length is None:
            return None
        chunks, self._chunks = self._chunks, []
        return chunks[0] if len(chunks) == 1 else b"".join(chunks)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            chunks, self._chunks = self._chunks, []
            for chunk in chunks:
                yield chunk
            if self._run is None:
                return
            await self._evaluator.further()
            self._chunks, self._evaluator.chunks = self._evaluator.chunks, []
            if not self._evaluator.busy:
                self.close()

    def close(self) -> None:
        """Free the evaluator; a query that still runs is ended."""
        run, self._run = self._run, None
        if run:
            run.end()

    async def aclose(self) -> None:
        """`close`, for whoever waits for what is closed."""
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
