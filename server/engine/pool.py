"""The pool of evaluators: queries in, streams of bytes out, every limit enforced."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Condition, RLock

from server.engine.errors import Abandoned, ClientBusy, EvaluatorDied, PoolBusy
from server.engine.fair_queue import FairQueue
from server.engine.job import SERVER, Access, Asker, Job, Limits, encode_job
from server.engine.process import Evaluator
from server.engine.result import ReadAhead, Result
from server.engine.watchdog import INTERVAL, Watchdog


class Pool:
    """`size` evaluator processes over one store; a store that can be written has one, whatever the size asked for.

    Raises EvaluatorDied if the store cannot be opened. Thread-safe. Create it in the process that serves and close
    it there; if that process is killed, the evaluators end by themselves.
    """

    def __init__(
        self,
        store_path: Path,
        limits: Limits | None = None,
        size: int = 4,
        access: Access = Access.RELEASE,
    ) -> None:
        self._store_path = store_path
        self.limits = limits or Limits()
        self.access = access
        self.size = size = size if access is Access.RELEASE else 1
        self._lock = RLock()
        self._waiting: FairQueue[Callable[[], object]] = FairQueue()
        self._client: dict[Evaluator, str] = {}
        self._share = max(1, min(self.limits.client_queries, size - 1))
        self._closed = False
        self.endings: Counter[str] = Counter()
        """How many evaluators were replaced, by the name of the reason."""
        self._everyone = {self._start() for _ in range(size)}
        self._idle = list(
            self._everyone
        )  # the last is taken first, and what was just started stands in front
        self._watchdog = Watchdog(killed=self._replace)
        try:
            for evaluator in self._idle:
                evaluator.wait_until_ready()
        except BaseException:
            self.close()
            raise

    def submit(self, job: Job, asker: Asker = SERVER) -> Result:
        """Run a job: returns when the result's head and first bytes are there. Raises an EngineError of any kind."""
        evaluator = self._take(asker)
        ahead = ReadAhead(self.limits.result_buffer)
        try:
            self._watch(evaluator, job, asker)
            evaluator.send(encode_job(job))
            while not ahead.take(*evaluator.read()):
                pass
        except BaseException:
            self._take_back(evaluator)
            raise
        return Result(evaluator, ahead, self._take_back)

    def busy(self) -> tuple[int, int]:
        """How many evaluators run a query and how many queries wait for one."""
        with self._lock:
            return self.size - len(self._idle), len(self._waiting)

    def alive(self) -> bool:
        """Whether queries can be run: the pool is open and has a process that runs."""
        with self._lock:
            return not self._closed and any(evaluator.alive for evaluator in self._everyone)

    @property
    def closed(self) -> bool:
        """Whether the pool is closed, so that nothing more will be answered."""
        return self._closed

    def process_ids(self) -> list[int]:
        """The ids of the evaluator processes."""
        with self._lock:
            return [evaluator.pid for evaluator in self._everyone]

    def tend(self) -> None:
        """Replace idle evaluators that somebody else ended, as the system does for want of memory."""
        with self._lock:
            for evaluator in () if self._closed else [*self._idle]:
                if not evaluator.alive:
                    self.endings[evaluator.ending] += 1
                    with suppress(EvaluatorDied):
                        self._idle.insert(0, self._successor(evaluator))
                        self._idle.remove(evaluator)
                        evaluator.close()

    def close(self) -> None:
        """End every evaluator; results that are still read fail."""
        with self._lock:
            self._closed = True
            for evaluator in self._everyone:
                evaluator.kill(EvaluatorDied("the server stops"))
            for evaluator in self._idle:
                evaluator.close()
        self._watchdog.close()

    def _start(self) -> Evaluator:
        return Evaluator(self._store_path, self.limits, self.access)

    def _watch(self, evaluator: Evaluator, job: Job, asker: Asker) -> None:
        timeout = self.limits.deadline if job.timeout is None else min(job.timeout, self.limits.deadline)
        self._watchdog.watch(evaluator, timeout, asker.left)

    def _take(self, asker: Asker) -> Evaluator:
        """An evaluator, when it is the client's turn."""
        with self._lock:
            woken = Condition(self._lock)
            turn = asker.name, woken.notify
            if not self._enter(turn):
                end = time.monotonic() + self.limits.queue_wait
                try:
                    while not self._is_due(turn, asker, end):
                        woken.wait(INTERVAL)
                finally:
                    self._waiting.remove(*turn)
            return self._idle_one(asker.name)

    def _enter(self, turn: tuple[str, Callable[[], object]]) -> bool:
        """Whether the turn of one who comes now is now; if not, it waits. Raises Busy where it may not."""
        client = turn[0]
        if self._idle and self._may_run(client) and not self._waiting.next(self._may_run):
            return True
        if client and self._waiting.of(client) >= self.limits.client_queue:
            raise ClientBusy(self._retry_after())
        if len(self._waiting) >= self.limits.queue_length:
            raise (PoolBusy if self._may_run(client) else ClientBusy)(self._retry_after())
        self._waiting.add(*turn)
        return False

    def _is_due(self, turn: tuple[str, Callable[[], object]], asker: Asker, end: float) -> bool:
        """Whether the turn of one who waits is now. Raises the reason why it never comes."""
        if self._closed:
            raise EvaluatorDied("the server stops")
        if self._idle and self._waiting.next(self._may_run) == turn:
            return True
        if asker.left():
            raise Abandoned("the client left")
        if time.monotonic() >= end:
            raise PoolBusy(self._retry_after())
        return False

    def _idle_one(self, client: str) -> Evaluator:
        """An idle evaluator for a client whose turn it is."""
        if self._closed or not self._idle:
            raise EvaluatorDied("the server stops")
        evaluator = self._idle.pop()
        try:
            evaluator = evaluator if evaluator.alive else self._successor(evaluator)
        except EvaluatorDied:
            self._idle.append(evaluator)
            raise
        self._client[evaluator] = client
        self._wake()
        return evaluator

    def _wake(self) -> None:
        """Tell the one whose turn it is, and nobody else: waking all who wait costs more than a small query."""
        if self._idle and (turn := self._waiting.next(self._may_run)):
            turn[1]()

    def _may_run(self, client: str) -> bool:
        return not client or [*self._client.values()].count(client) < self._share

    def _retry_after(self) -> int:
        return math.ceil(self.limits.queue_wait)

    def _take_back(self, evaluator: Evaluator) -> None:
        """The one that used an evaluator needs it no longer."""
        self._watchdog.dismiss(evaluator)
        reusable = evaluator.reusable and not evaluator.worn()
        with self._lock:
            self._client.pop(evaluator, None)
            if reusable:
                self._idle.append(evaluator)
            self._wake()
        if not reusable:
            self._replace(evaluator)
            evaluator.close()

    def _replace(self, evaluator: Evaluator) -> None:
        """Put a new evaluator in the place of one that is dead or must die; once, whoever notices it first.

        Its user may hold it for longer, stuck with a client that does not read; it counts no longer as that client's.
        """
        with self._lock:
            self._client.pop(evaluator, None)
            if evaluator not in self._everyone or evaluator in self._idle or self._closed:
                return
            self.endings[evaluator.ending] += 1
            try:
                self._idle.insert(0, self._successor(evaluator))
            except EvaluatorDied:
                self._idle.insert(0, evaluator)  # the dead one keeps the place until it is taken
            self._wake()

    def _successor(self, dead: Evaluator) -> Evaluator:
        try:
            new = self._start()
        except OSError as error:
            raise EvaluatorDied(f"no evaluator can be started: {error}") from error
        self._everyone.remove(dead)
        self._everyone.add(new)
        return new
