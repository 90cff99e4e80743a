"""How many solutions parts of a query have, and how long that takes, all within the time that the query itself has."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final, Literal

from server.endpoint.diagnostics.patterns import WHOLE, Evaluation, Patterns
from server.engine import Dataset, DeadlineExceeded, Job, LimitExceeded, TooManyLookups, parsed
from server.namespaces import BASE

_SHORTEST: Final = 0.05
"""Seconds below which nothing more is begun."""

_NOWHERE: Final = Dataset((f"{BASE}graph/none",))
"""A graph that does not exist: a query over it is parsed, and then has next to nothing to do."""


@dataclass(frozen=True)
class Measured:
    """How many solutions there are, and after how many seconds the last was there.

    Without a number: `stopped` says what ended the evaluation after so long; without that as well, it was not begun.
    """

    solutions: int | None = None
    seconds: float | None = None
    stopped: Literal["time", "memory"] | None = None

    @property
    def milliseconds(self) -> float | None:
        """The time as it is shown."""
        return None if self.seconds is None else round(1000 * self.seconds, 3)


class Stopwatch:
    """Measures through an evaluation, of whose time one part never takes more than half of what is left."""

    def __init__(self, evaluation: Evaluation) -> None:
        self._evaluation = evaluation

    def check_syntax(self, query: str) -> None:
        """Raise what is wrong with a query, as an EngineError."""
        with suppress(LimitExceeded):
            job = replace(self._evaluation.job, query=query, dataset=_NOWHERE)
            timed = replace(job, timeout=self._left() / 2)
            self._evaluation.pool.submit(timed, self._evaluation.client).close()

    def count(self, found: Patterns, pattern: str) -> Measured:
        """The solutions of a pattern made of parts of a query. Raises EngineError."""
        return self._measured(_counting(found, pattern), self._left() / 2)

    def result(self, found: Patterns) -> Measured:
        """The rows of the query itself, or for an ASK whether there is a solution; with all the time that is left."""
        if found.query.form == "ASK":
            return self._measured(found.tree.text, self._left())
        return self._measured(_counting(found, f"{{ {found.without_dataset} }}"), self._left())

    def _left(self) -> float:
        return self._evaluation.end - time.monotonic()

    def _measured(self, query: str, seconds: float) -> Measured:
        if seconds < _SHORTEST:
            return Measured()
        solutions, graph = WHOLE
        job = replace(self._evaluation.job, query=query, solutions_format=solutions, graph_format=graph)
        begun = time.monotonic()
        try:
            body, taken = self._fetched(job, seconds)
        except DeadlineExceeded as error:
            return Measured(None, error.seconds, "time")
        except TooManyLookups:
            raise
        except LimitExceeded:
            return Measured(None, time.monotonic() - begun, "memory")
        return Measured(_number(body), taken)

    def _fetched(self, job: Job, seconds: float) -> tuple[bytes, float]:
        """A result, and the seconds from when an evaluator was at work."""
        begun = [time.monotonic()]
        body = self._evaluation.pool.fetch(
            replace(job, timeout=seconds), self._evaluation.client, lambda: begun.append(time.monotonic())
        )
        return body, time.monotonic() - begun[-1]


def _counting(found: Patterns, pattern: str) -> str:
    return f"{found.prologue} SELECT (COUNT(*) AS ?eikg_number) {found.dataset} {{ {pattern} }}"


def _number(body: bytes) -> int:
    found = parsed(body)
    if isinstance(found, bool):
        return int(found)
    [[number]] = found[1]
    return int(getattr(number, "value", 0))
