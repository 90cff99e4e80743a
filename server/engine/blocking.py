"""The pool for threads: each call is carried out in the event loop of an AsyncPool, and waited for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from server.engine.errors import EvaluatorDied, ResultTooLarge
from server.engine.interpreter import INTERPRETER
from server.engine.job import SERVER, Access, Client, Head, Job, Limits
from server.engine.pool import AsyncPool
from server.engine.run import AsyncResult
from server.settings import Settings

Value = TypeVar("Value")


class Pool:
    """A pool that any thread but that of its event loop may use. Raises EvaluatorDied if the store cannot be opened.

    By itself it has a thread with an event loop of its own, as a command line needs it; `over` makes one over a pool
    that is open in a loop that runs.
    """

    def __init__(
        self,
        store: Path,
        limits: Limits | None = None,
        size: int = Settings.evaluators,
        access: Access = Access.RELEASE,
    ) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread: Thread | None = None
        self.pool = AsyncPool(store, limits, size, access)
        self._begin()

    @classmethod
    def opening(cls, pool: AsyncPool) -> Self:
        """The pool for threads over one that is not open yet. Raises as its `open` does."""
        found = cls.__new__(cls)
        found.pool, found._loop = pool, asyncio.new_event_loop()
        found._begin()
        return found

    @classmethod
    def over(cls, pool: AsyncPool, loop: asyncio.AbstractEventLoop) -> Self:
        """The pool for threads over one that is open in the event loop `loop`."""
        found = cls.__new__(cls)
        found.pool, found._loop, found._thread = pool, loop, None
        return found

    @property
    def limits(self) -> Limits:
        """The limits of every query."""
        return self.pool.limits

    @property
    def access(self) -> Access:
        """What the evaluators may do with their store."""
        return self.pool.access

    @property
    def closed(self) -> bool:
        """Whether nothing more will be answered."""
        return self.pool.closed

    def submit(self, job: Job, client: Client = SERVER) -> Result:
        """Run a job: returns when the result's head and first bytes are there. Raises an EngineError of any kind."""
        return Result(self.run(self.pool.submit(job, client)), self)

    def change(self, job: Job, client: Client = SERVER) -> None:
        """Carry out an update, as `AsyncPool.change`."""
        self.run(self.pool.change(job, client))

    def fetch(
        self,
        job: Job,
        client: Client = SERVER,
        meanwhile: Callable[[], object] | None = None,
        most: int | None = None,
    ) -> bytes:
        """The whole result of a job; `meanwhile` as in `AsyncPool.submit`. Raises an EngineError of any kind.

        One of more than `most` bytes is read no further, and ResultTooLarge raised.
        """
        return self.run(_whole(self.pool, job, client, meanwhile, most))

    def disconnect(self, client: Client) -> None:
        """Say that a client has left."""
        self._loop.call_soon_threadsafe(client.disconnect)

    def busy(self) -> tuple[int, int]:
        """How many evaluators run a query and how many queries wait for one."""
        return self.pool.busy()

    def alive(self) -> bool:
        """Whether queries can be run."""
        return self.pool.alive()

    def process_ids(self) -> list[int]:
        """The ids of the evaluator processes."""
        return self.pool.process_ids()

    def close(self) -> None:
        """End every evaluator; results that are still read fail."""
        if not self.pool.closed:
            self.run(self.pool.close())
        self._end_loop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def next_chunk(self, chunks: AsyncIterator[bytes]) -> bytes | None:
        """The next of the chunks that come in the event loop; None at their end."""
        return self.run(_next(chunks))

    def run(self, work: Coroutine[Any, Any, Value]) -> Value:
        """Carry out work in the event loop and wait for it."""
        if self._loop.is_closed():
            work.close()
            raise EvaluatorDied("the server stops")
        with INTERPRETER.lent():
            return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def _begin(self) -> None:
        self._thread = Thread(target=self._loop.run_forever, name="engine", daemon=True)
        self._thread.start()
        try:
            self.run(self.pool.open())
        except BaseException:
            self._end_loop()
            raise

    def _end_loop(self) -> None:
        thread, self._thread = self._thread, None
        if thread:
            self.run(_cancel_others())  # what an interrupt left half done gives back what it has
            self._loop.call_soon_threadsafe(self._loop.stop)
            thread.join()
            self._loop.close()


class Result:
    """What a query yields, for a thread: `head`, then the bytes, once, by iteration; as AsyncResult."""

    def __init__(self, result: AsyncResult, pool: Pool) -> None:
        self.head: Final[Head] = result.head
        self.length: Final = result.length
        self._result, self._pool = result, pool

    def __iter__(self) -> Iterator[bytes]:
        if (whole := self._result.whole) is not None:
            yield whole
            return
        chunks = aiter(self._result)
        while (chunk := self._pool.next_chunk(chunks)) is not None:
            yield chunk

    def close(self) -> None:
        """Free the evaluator; a query that still runs is ended."""
        if self.length is None:
            self._pool.run(self._result.aclose())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


async def _cancel_others() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


async def _whole(
    pool: AsyncPool, job: Job, client: Client, meanwhile: Callable[[], object] | None, most: int | None
) -> bytes:
    chunks, size = [], 0
    async with await pool.submit(job, client, meanwhile) as result:
        async for chunk in result:
            chunks.append(chunk)
            size += len(chunk)
            if most is not None and size > most:
                raise ResultTooLarge(f"what is to be read is larger than {most:,} bytes")
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


async def _next(chunks: AsyncIterator[bytes]) -> bytes | None:
    return await anext(chunks, None)
