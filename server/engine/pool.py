"""The pool of evaluators: queries in, streams of bytes out, every limit enforced."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from threading import Condition

from server.engine.errors import Abandoned, EvaluatorDied, PoolBusy
from server.engine.job import Access, Job, Limits
from server.engine.process import Evaluator
from server.engine.result import Result
from server.engine.watch import INTERVAL, Watchdog


def _stays() -> bool:
    """A client that never leaves."""
    return False


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
        self._changed = Condition()
        self._waiting: deque[object] = deque()
        self._closed = False
        self._everyone = {self._start() for _ in range(size)}
        self._idle = list(self._everyone)
        self._watchdog = Watchdog(killed=self._replace)
        try:
            for evaluator in self._idle:
                evaluator.wait_until_ready()
        except BaseException:
            self.close()
            raise

    def submit(self, job: Job, abandoned: Callable[[], bool] = _stays) -> Result:
        """Run a job: returns when the result's head and first bytes are there.

        `abandoned` is asked many times a second, from other threads, whether the client has left. Raises an
        EngineError of any kind.
        """
        timeout = self.limits.deadline if job.timeout is None else min(job.timeout, self.limits.deadline)
        evaluator = self._take(abandoned)
        try:
            self._watchdog.watch(evaluator, timeout, abandoned)
            evaluator.send(job)
        except BaseException:
            self._take_back(evaluator)
            raise
        return Result(evaluator, self.limits.result_buffer, self._take_back)

    def busy(self) -> tuple[int, int]:
        """How many evaluators run a query and how many queries wait for one."""
        with self._changed:
            return self.size - len(self._idle), len(self._waiting)

    def process_ids(self) -> list[int]:
        """The ids of the evaluator processes."""
        with self._changed:
            return [evaluator.pid for evaluator in self._everyone]

    def close(self) -> None:
        """End every evaluator; results that are still read fail."""
        with self._changed:
            self._closed = True
            for evaluator in self._everyone:
                evaluator.kill(EvaluatorDied("the server stops"))
            for evaluator in self._idle:
                evaluator.close()
        self._watchdog.close()

    def _start(self) -> Evaluator:
        return Evaluator(self._store_path, self.limits, self.access)

    def _take(self, abandoned: Callable[[], bool]) -> Evaluator:
        """The next evaluator, first come, first served."""
        with self._changed:
            if not self._idle or self._waiting:
                self._wait(abandoned)
            if self._closed or not self._idle:
                raise EvaluatorDied("the server stops")
            evaluator = self._idle.pop()
            try:
                return evaluator if evaluator.alive else self._successor(evaluator)
            except EvaluatorDied:
                self._idle.append(evaluator)
                raise

    def _wait(self, abandoned: Callable[[], bool]) -> None:
        if len(self._waiting) >= self.limits.queue_length:
            raise self._too_busy()
        ticket = object()
        self._waiting.append(ticket)
        end = time.monotonic() + self.limits.queue_wait
        try:
            while not (self._idle and self._waiting[0] is ticket):
                if abandoned():
                    raise Abandoned("the client left")
                if time.monotonic() >= end:
                    raise self._too_busy()
                self._changed.wait(INTERVAL)
        finally:
            self._waiting.remove(ticket)
            self._changed.notify_all()

    def _too_busy(self) -> PoolBusy:
        return PoolBusy(retry_after=math.ceil(self.limits.queue_wait))

    def _take_back(self, evaluator: Evaluator) -> None:
        """The one that used an evaluator needs it no longer."""
        self._watchdog.dismiss(evaluator)
        if evaluator.reusable:
            with self._changed:
                self._idle.append(evaluator)
                self._changed.notify_all()
        else:
            self._replace(evaluator)
            evaluator.close()

    def _replace(self, evaluator: Evaluator) -> None:
        """Put a new evaluator in the place of one that is dead or must die; once, whoever notices it first.

        Its user may hold it for longer, stuck with a client that does not read.
        """
        with self._changed:
            if evaluator not in self._everyone or evaluator in self._idle or self._closed:
                return
            try:
                self._idle.append(self._successor(evaluator))
            except EvaluatorDied:
                self._idle.append(evaluator)  # the dead one keeps the place until it is taken next
            self._changed.notify_all()

    def _successor(self, dead: Evaluator) -> Evaluator:
        try:
            new = self._start()
        except OSError as error:
            raise EvaluatorDied(f"no evaluator can be started: {error}") from error
        self._everyone.remove(dead)
        self._everyone.add(new)
        return new
