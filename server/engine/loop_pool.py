"""A pool that an event loop can use: it waits for an evaluator and for what that writes without a thread."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from functools import partial
from threading import get_ident

from server.engine.job import SERVER, Asker, Job, PipeClosed, encode_job
from server.engine.pool import Pool
from server.engine.process import Evaluator
from server.engine.result import ReadAhead, Result
from server.engine.watchdog import INTERVAL


class LoopPool(Pool):
    """A pool whose jobs may come from threads and from the event loop."""

    async def submit_soon(
        self, job: Job, asker: Asker = SERVER, meanwhile: Callable[[], object] | None = None
    ) -> Result:
        """`submit` for the event loop that runs, which is not held up as long as the job fits into a pipe (64 KiB).

        `meanwhile` is called once the evaluator is at work.
        """
        evaluator = await self._take_soon(asker)
        ahead = ReadAhead(self.limits.result_buffer)
        try:
            self._watch(evaluator, job, asker)
            if not evaluator.ready:
                await asyncio.to_thread(evaluator.wait_until_ready)
            evaluator.send(encode_job(job))
            if meanwhile:
                meanwhile()
            await _arrival(evaluator, ahead)
        except BaseException:
            if evaluator.reusable:
                self._take_back(evaluator)
            else:
                await asyncio.to_thread(self._take_back, evaluator)
            raise
        return Result(evaluator, ahead, self._take_back)

    async def _take_soon(self, asker: Asker) -> Evaluator:
        """`_take` for the event loop that runs."""
        loop = asyncio.get_running_loop()
        woken = asyncio.Event()
        turn = asker.name, partial(_wake, woken, loop, get_ident())
        with self._lock:
            if self._enter(turn):
                return self._idle_one(asker.name)
        end = time.monotonic() + self.limits.queue_wait
        try:
            while True:
                with self._lock:
                    if self._is_due(turn, asker, end):
                        self._waiting.remove(*turn)
                        return self._idle_one(asker.name)
                look_again = loop.call_later(INTERVAL, woken.set)
                await woken.wait()
                look_again.cancel()
                woken.clear()
        except BaseException:
            with self._lock:
                self._waiting.discard(*turn)
            raise


def _wake(waiting: asyncio.Event, loop: asyncio.AbstractEventLoop, thread: int) -> None:
    """Set an event of a loop that runs in a thread; from another thread that is only the loop's to do, and dearer."""
    if get_ident() == thread:
        waiting.set()
    else:
        loop.call_soon_threadsafe(waiting.set)


async def _arrival(evaluator: Evaluator, ahead: ReadAhead) -> None:
    """Return when enough of a result is there. Raises what the evaluator reports, or what ended it."""
    loop = asyncio.get_running_loop()
    enough: asyncio.Future[None] = loop.create_future()

    def readable() -> None:
        if enough.done():
            return
        try:
            if any(ahead.take(*frame) for frame in evaluator.arrived()):
                enough.set_result(None)
        except Exception as error:
            enough.set_exception(error)

    loop.add_reader(evaluator.descriptor, readable)
    try:
        await enough
    except PipeClosed:
        raise await asyncio.to_thread(evaluator.death) from None
    finally:
        loop.remove_reader(evaluator.descriptor)
