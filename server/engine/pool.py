"""The pool of evaluators in an event loop: jobs in, streams of bytes out, every limit enforced."""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final, TypeVar
from uuid import uuid4

from server.engine.errors import (
    Abandoned,
    ClientBusy,
    EngineError,
    EvaluationFailed,
    EvaluatorDied,
    LimitExceeded,
    OutcomeUnknown,
    PoolBusy,
    ReleaseDamaged,
)
from server.engine.fair_queue import FairQueue
from server.engine.interface import PYOXIGRAPH
from server.engine.job import SERVER, Access, Client, Job, Limits, encode_job
from server.engine.process import Evaluator
from server.engine.run import AsyncResult, Run
from server.engine.template_process import TemplateProcess
from server.settings import Settings

Value = TypeVar("Value")

ATTEMPTS: Final = 3
MOMENT: Final = 0.5
"""How often a query is begun whose evaluator somebody ends within so many seconds, likely before it was at work."""


KEPT: Final = 4 * 1024 * 1024
IDLE: Final = 10.0
"""Bytes of what past queries needed that an evaluator may keep that was idle for so many seconds."""

OUTCOME_WITHIN: Final = 30.0
"""Seconds within which it must be known whether a change was made whose evaluator ended before it could say so."""


@dataclass(frozen=True)
class _Change:
    """A change that was begun: the mark that it leaves in the store, and whether it was made, once that is known."""

    mark: str
    made: asyncio.Future[bool]


class AsyncPool:
    """`size` evaluators over one store; a store that can be written has one, whatever the size asked for.

    The template starts with the construction, the evaluators with `open`. If the process that serves is killed, all of
    them end by themselves. For one event loop.
    """

    abilities = PYOXIGRAPH

    def __init__(
        self,
        store: Path,
        limits: Limits | None = None,
        size: int = Settings.evaluators,
        access: Access = Access.RELEASE,
    ) -> None:
        self.limits = limits or Limits()
        self.access = access
        self.size = size if access is Access.RELEASE else 1
        self.closed = False
        self.endings: Counter[str] = Counter()
        """How many evaluators were replaced, by the name of the reason."""
        self.examine: Callable[[], Awaitable[object]] | None = None
        """Looks after the files of the store, where somebody does, and tells `damaged` what it finds."""
        self._damage = ""
        self._store = store
        self._template = self._start_template()
        self._everyone: set[Evaluator] = set()
        self._idle: list[Evaluator] = []
        """The last is taken first; one that was just started stands in front."""
        self._users: dict[Evaluator, str] = {}
        """Evaluator → the client that it works for."""
        self._used: dict[str, int] = {}
        """How many evaluators work for each client."""
        self._waiting: FairQueue[asyncio.Future[Evaluator]] = FairQueue()
        self._share = max(1, min(self.limits.client_queries, self.size - 1))
        self._starts: set[asyncio.Task[None]] = set()
        self._change: _Change | None = None
        """The last one that was begun."""

    async def open(self) -> None:
        """Start the evaluators. Raises EvaluatorDied if the store cannot be opened."""
        try:
            await asyncio.gather(*(self._add() for _ in range(self.size)))
        except BaseException:
            await self.close()
            raise

    async def submit(
        self, job: Job, client: Client = SERVER, meanwhile: Callable[[], object] | None = None
    ) -> AsyncResult:
        """Run a job: returns when the result's head and first bytes are there. Raises an EngineError of any kind.

        `meanwhile` is called once the evaluator is at work.
        """
        self._allow(client, 1 + len(job.more))
        self._refuse_damaged()
        message, once = encode_job(job), iter([meanwhile])
        try:
            return await self._attempted(lambda: self._submit(job, message, client, next(once, None)))
        except (ReleaseDamaged, LimitExceeded, EvaluationFailed, EvaluatorDied):
            # The engine may take a damaged file for data, and read it without end.
            if self.examine and not self.in_memory and not self.closed:
                await self.examine()
                self._refuse_damaged()
            raise

    def damaged(self, name: str) -> None:
        """A file that evaluators on disk read is known to be damaged: nothing is answered from it; "" for none."""
        self._damage = name
        if name and not self.in_memory:
            for evaluator in [*self._users]:
                evaluator.kill(ReleaseDamaged(name))

    def _refuse_damaged(self) -> None:
        if self._damage and not self.in_memory:
            raise ReleaseDamaged(self._damage)

    def _allow(self, client: Client, queries: int) -> None:
        """Raise the EngineError that says why so many queries may not be evaluated for a client."""
        client.account.refuse_if_spent()
        if client.allowance:
            client.allowance.look_up(queries, self.limits.query_deadline)

    async def _attempted(self, work: Callable[[], Awaitable[Value]]) -> Value:
        loop = asyncio.get_running_loop()
        for _ in range(ATTEMPTS - 1):
            begun = loop.time()
            try:
                return await work()
            except EvaluatorDied:
                if self.closed or loop.time() > begun + MOMENT:
                    raise
        return await work()

    async def _submit(
        self, job: Job, message: bytes, client: Client, meanwhile: Callable[[], object] | None
    ) -> AsyncResult:
        evaluator, enough = await self._begun(message, client)
        run = Run(evaluator, job, client, self.limits.query_deadline, self.put_back)
        try:
            if meanwhile:
                meanwhile()
            await enough
        except BaseException:
            run.end()
            raise
        finally:
            del enough  # it may hold the error, which holds this frame
        return AsyncResult(evaluator, run)

    async def change(self, job: Job, client: Client = SERVER) -> None:
        """Carry out an update. If this returns, all of it was; if it raises, nothing, but for OutcomeUnknown.

        Where the evaluator ends before it answers, at a limit or whoever killed it, the next one finds the mark that
        the update leaves, or does not. Raises an EngineError of any kind.
        """
        self._allow(client, 1)
        await self._attempted(lambda: self._changed(job, client))

    async def _changed(self, job: Job, client: Client) -> None:
        change = _Change(f"urn:uuid:{uuid4()}", asyncio.get_running_loop().create_future())
        evaluator, enough = await self._begun(encode_job(replace(job, mark=change.mark)), client)
        self._change = change
        run = Run(evaluator, job, client, self.limits.query_deadline, self.put_back)
        try:
            await enough
        except EngineError:
            if not evaluator.busy:  # it says itself why nothing was changed
                raise
            run.end()
            if not await self._was_made(change):
                raise
        finally:
            run.end()
            del enough  # it may hold the error, which holds this frame

    async def _begun(self, message: bytes, client: Client) -> tuple[Evaluator, asyncio.Future[None]]:
        """The evaluator that was given a job, and what `Evaluator.start` returns."""
        while True:
            evaluator = self._take(client.name) or await self._turn(client)
            try:
                return evaluator, evaluator.start(message, self.limits.result_buffer)
            except OSError:  # it ended a moment ago, so the job is not begun
                evaluator.kill(EvaluatorDied("the evaluator ended while it had nothing to do"))
                self.put_back(evaluator)

    async def _was_made(self, change: _Change) -> bool:
        try:
            async with asyncio.timeout(OUTCOME_WITHIN):
                return await change.made
        except TimeoutError:
            raise OutcomeUnknown(
                "no evaluator could open the store to look whether the change was made"
            ) from None

    def busy(self) -> tuple[int, int]:
        """How many evaluators run a query and how many queries wait for one."""
        return len(self._users), len(self._waiting)

    def alive(self) -> bool:
        """Whether queries can be run: the pool is open and has a process that runs."""
        return not self.closed and any(evaluator.alive for evaluator in self._everyone)

    @property
    def in_memory(self) -> bool:
        """Whether the evaluators hold the release in memory."""
        return self._template.in_memory

    @property
    def store(self) -> str:
        """What the order of rows depends on that no query asks an order of: memory, disk, or another engine's name."""
        return "memory" if self.in_memory else "disk"

    def process_ids(self) -> list[int]:
        """The ids of the evaluator processes."""
        return [evaluator.pid for evaluator in self._everyone]

    @property
    def template_id(self) -> int:
        """The id of the template process."""
        return self._template.pid

    def tend(self) -> None:
        """Start what is missing, where an earlier attempt failed; to be called now and then.

        An evaluator of a template that is gone is replaced, too, once it is idle.
        Of the evaluators that were idle for a while the one that keeps most is replaced, where that costs little:
        together they would keep for good what a short rush of queries needed.
        """
        if self.closed:
            return
        if self._template.gone:
            with suppress(OSError):
                self._template = self._start_template()
        before = asyncio.get_running_loop().time() - IDLE
        idle = [evaluator for evaluator in self._idle if evaluator.idle_since < before]
        if self.in_memory and idle and (most := max(idle, key=Evaluator.kept)).kept() > KEPT:
            self._idle.remove(most)
            self._everyone.remove(most)
            most.close()
        outdated = [one for one in self._idle if one.parent is not self._template]
        if self.access is not Access.RELEASE:  # it holds the lock of the store that its successor needs
            for evaluator in outdated:
                self._idle.remove(evaluator)
                self._everyone.remove(evaluator)
                evaluator.close()
            outdated = []
        for _ in range(self.size + len(outdated) - len(self._everyone) - len(self._starts)):
            self._start()

    async def close(self) -> None:
        """End every evaluator and the template; results that are still read fail."""
        self.closed = True
        for task in self._starts:
            task.cancel()
        if self._change and not self._change.made.done():
            self._change.made.set_exception(OutcomeUnknown("the server stops"))
            self._change.made.exception()  # somebody may wait for it, or nobody
        stops = EvaluatorDied("the server stops")
        while found := self._waiting.next(lambda _: True):
            self._waiting.remove(*found)
            if not found[1].done():
                found[1].set_exception(stops)
        for evaluator in self._everyone:
            if evaluator.busy:
                evaluator.kill(stops)
            else:
                evaluator.close()
        await self._template.close()

    def put_back(self, evaluator: Evaluator) -> None:
        """Whoever used an evaluator needs it no longer; one that is of no more use is ended, and replaced."""
        self._release(evaluator)
        outdated = self._template.is_ready and evaluator.parent is not self._template
        if evaluator.reusable and not evaluator.worn() and not outdated and not self.closed:
            evaluator.idle_since = asyncio.get_running_loop().time()
            self._idle.append(evaluator)
        elif evaluator in self._everyone:
            self._everyone.remove(evaluator)
            self.endings[evaluator.ending] += 1
            evaluator.close()
            self._start()
        self._dispatch()

    def _start_template(self) -> TemplateProcess:
        found = TemplateProcess(self._store, self.access, self.limits)
        found.lost = self._template_lost
        return found

    def _template_lost(self) -> None:
        """Somebody ended the template: start another, and then replace those that the old one started."""
        if self.closed:
            return
        with suppress(OSError):  # `tend` tries again
            self._template = self._start_template()
            for _ in self._everyone:
                self._start()

    def _start(self) -> None:
        """Start one more evaluator beside what goes on."""
        if not self.closed:
            task = asyncio.get_running_loop().create_task(self._add_or_not())
            self._starts.add(task)
            task.add_done_callback(self._starts.discard)

    async def _add_or_not(self) -> None:
        with suppress(EvaluatorDied):  # `tend` tries again
            await self._add()

    async def _add(self) -> None:
        evaluator = await self._template.fork()
        try:
            await evaluator.ready()
            if change := self._change:
                made = await self._marked(evaluator, change.mark)
                if not change.made.done():
                    change.made.set_result(made)
        except BaseException:
            evaluator.close()
            raise
        if self.closed:
            evaluator.close()
            return
        self._prepare(evaluator)
        self._everyone.add(evaluator)
        self._idle.insert(0, evaluator)
        if evaluator.parent is not self._template:  # the template has ended since it forked this one
            self._start()
        self._trim()
        self._dispatch()

    def _prepare(self, evaluator: Evaluator) -> None:
        """Have this pool told of what happens to an evaluator."""
        evaluator.gone, evaluator.judged = self._gone, self._judged

    async def _marked(self, evaluator: Evaluator, mark: str) -> bool:
        """Ask an evaluator that has just opened the store whether a mark is there; it removes it then."""
        await evaluator.start(encode_job(Job("", marked=mark)), self.limits.result_buffer)
        found, evaluator.chunks = b"".join(evaluator.chunks), []
        return found == b"true"

    def _trim(self) -> None:
        """Where there are more evaluators than there may be, end one that is idle, if possible of an old template."""
        if len(self._everyone) > self.size:
            extra = min(self._idle, key=lambda one: one.parent is self._template)
            self._idle.remove(extra)
            self._everyone.remove(extra)
            extra.close()

    def _judged(self, evaluator: Evaluator) -> None:
        self.endings[evaluator.ending] += 1

    def _gone(self, evaluator: Evaluator) -> None:
        """A process is gone: put another in its place.

        Its user may hold it for longer, stuck with a client that does not read; it counts no longer as that client's.
        """
        self._release(evaluator)
        if evaluator in self._idle:
            self._idle.remove(evaluator)
        if evaluator in self._everyone:
            self._everyone.remove(evaluator)
            self._start()

    def _take(self, client: str) -> Evaluator | None:
        """An idle evaluator, if the turn of one who comes now is now."""
        if not self._idle or not self._may_run(client):
            return None
        if self._waiting.lines and self._waiting.next(self._may_run):
            return None
        return self._given_to(client)

    async def _turn(self, client: Client) -> Evaluator:
        """An evaluator, when it is the client's turn. Raises the reason why it never comes."""
        name = client.name
        if self.closed:
            raise EvaluatorDied("the server stops")
        if name and self._waiting.of(name) >= self.limits.client_queue:
            raise ClientBusy(self._retry_after())
        if len(self._waiting) >= self.limits.queue_length:
            raise (PoolBusy if self._may_run(name) else ClientBusy)(self._retry_after())
        loop = asyncio.get_running_loop()
        turn: asyncio.Future[Evaluator] = loop.create_future()
        self._waiting.add(name, turn)

        late = loop.call_later(
            self.limits.queue_wait, self._stop_waiting, name, turn, PoolBusy(self._retry_after())
        )
        left = partial(self._stop_waiting, name, turn, Abandoned("the client left"))
        client.on_disconnect(left)
        if client.disconnected:
            left()
        try:
            return await turn
        except asyncio.CancelledError:
            self._waiting.discard(name, turn)
            if turn.done() and not turn.cancelled() and not turn.exception():
                self.put_back(turn.result())
            raise
        finally:
            late.cancel()
            client.forget(left)
            del turn, left  # they may hold the error, which holds this frame

    def _stop_waiting(
        self, client: str, turn: asyncio.Future[Evaluator], reason: Abandoned | PoolBusy
    ) -> None:
        if not turn.done():
            self._waiting.discard(client, turn)
            turn.set_exception(reason)

    def _dispatch(self) -> None:
        """Give idle evaluators to those whose turn it is."""
        while self._waiting.lines and self._idle and (found := self._waiting.next(self._may_run)):
            self._waiting.remove(*found)
            if not found[1].done():  # cancelled, by a task that has not yet run since
                found[1].set_result(self._given_to(found[0]))

    def _given_to(self, client: str) -> Evaluator:
        evaluator = self._idle.pop()
        self._users[evaluator] = client
        self._used[client] = self._used.get(client, 0) + 1
        return evaluator

    def _release(self, evaluator: Evaluator) -> None:
        client = self._users.pop(evaluator, None)
        if client is not None and (left := self._used.pop(client) - 1):
            self._used[client] = left

    def _may_run(self, client: str) -> bool:
        return not client or self._used.get(client, 0) < self._share

    def _retry_after(self) -> int:
        return math.ceil(self.limits.queue_wait)
