"""The watchdog: the one thread that ends queries at their deadline or when their client has left.

A thread of its own, as the one that serves the request may be stuck sending bytes to a client that reads slowly.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Condition, Thread
from typing import Final

from server.engine.errors import Abandoned, DeadlineExceeded, EngineError
from server.engine.process import Evaluator

INTERVAL: Final = 0.05
"""Seconds between two looks at the running queries."""


PATIENCE: Final = 0.5
"""Seconds after which a query has to yield to others, so that the small ones beside it stay quick."""


@dataclass
class Watched:
    """A running query. `began` and `deadline` are on the monotonic clock; `abandoned`: whether the client has left."""

    evaluator: Evaluator
    seconds: float
    began: float
    deadline: float
    abandoned: Callable[[], bool]
    yields: bool = False


class Watchdog:
    """Watches queries from `watch` to `dismiss`. `killed` is called, in its thread, for each evaluator it killed."""

    def __init__(self, killed: Callable[[Evaluator], None]) -> None:
        self._killed = killed
        self._watched: dict[Evaluator, Watched] = {}
        self._changed = Condition()
        self._closed = False
        self._thread = Thread(target=self._run, name="watchdog", daemon=True)
        self._thread.start()

    def watch(self, evaluator: Evaluator, seconds: float, abandoned: Callable[[], bool]) -> None:
        """Kill the evaluator after `seconds`, or soon after `abandoned()` is true."""
        with self._changed:
            now = time.monotonic()
            self._watched[evaluator] = Watched(evaluator, seconds, now, now + seconds, abandoned)
            if len(self._watched) == 1:
                self._changed.notify()

    def dismiss(self, evaluator: Evaluator) -> None:
        """Let the evaluator live. After the return no kill for the old query is under way."""
        with self._changed:
            self._watched.pop(evaluator, None)

    def close(self) -> None:
        """End the thread."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join()

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._watched and not self._closed:
                    self._changed.wait()
                if self._closed:
                    return
                for watched in [*self._watched.values()]:
                    self._look(watched)
            time.sleep(INTERVAL)

    def _look(self, watched: Watched) -> None:
        reason: EngineError
        now = time.monotonic()
        if not watched.yields and now >= watched.began + PATIENCE:
            watched.yields = True
            watched.evaluator.yield_to_others()
        if now >= watched.deadline:
            reason = DeadlineExceeded(watched.seconds)
        elif watched.abandoned():
            reason = Abandoned("the client left")
        else:
            return
        del self._watched[watched.evaluator]
        watched.evaluator.kill(reason)
        self._killed(watched.evaluator)
