"""Calling other endpoints: so many at once, so long, so much; their answers, read and kept for a while."""

from __future__ import annotations

import re
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from sys import getsizeof
from threading import BoundedSemaphore, Lock
from typing import Final

import pyoxigraph as ox
from prometheus_client import Counter

from server.engine.errors import Abandoned, DeadlineExceeded, EvaluationFailed, RemoteFailed
from server.federation.endpoints import Endpoint
from server.federation.transport import INTERVAL, Guard, answer_of
from server.rdf.terms import UNDEF, for_query
from server.settings import Settings, variable

DEEPEST: Final = 16
"""Brackets inside one another; many more of them bring the parser down, and this process with it."""

_STRING: Final = rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)'
"""A string of JSON, or what would be one if the text went on: each byte is looked at once, whatever the text."""

_JSON_STRING: Final = re.compile(_STRING, re.DOTALL)
_SOME: Final = re.compile(rb'(?:[^"]++|%s){1,4096}+' % _STRING, re.DOTALL)
"""A stretch of the text, as other threads have to wait for as long as one is looked for."""

_NO_BRACKETS: Final = bytes(code for code in range(256) if code not in b"[]{}")

CALLS: Final = Counter(
    "eikg_federation_calls",
    "Calls of other endpoints: answered, kept (from an earlier call), failed or late",
    ("endpoint", "outcome"),
    registry=None,
)


@dataclass(frozen=True)
class Solutions:
    """Solutions: the names of the columns, and in each row a term as SPARQL writes it, or UNDEF."""

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @cached_property
    def length(self) -> int:
        """Characters of its terms."""
        return sum(sum(map(len, row)) for row in self.rows)

    @property
    def size(self) -> int:
        """Bytes of memory that it takes, about."""
        terms = sum(sum(map(getsizeof, row)) for row in self.rows)
        return 200 + len(self.rows) * (100 + 8 * len(self.names)) + terms


def read(endpoint: str, body: bytes, most_rows: int) -> Solutions:
    """The solutions in a body of SPARQL 1.1 Query Results JSON. Raises RemoteFailed."""
    if _too_deep(body):
        raise RemoteFailed(endpoint, "sent what breaks off, or has brackets inside one another too deep")
    found = _table(body, most_rows)
    if isinstance(found, str):
        raise RemoteFailed(endpoint, found)
    return found


def _table(body: bytes, most_rows: int) -> Solutions | str:
    """The solutions, or why there are none: an error would carry the parser, which must not leave its thread."""
    origin = uuid.uuid4().hex  # blank nodes of two answers are never the same
    rows: list[tuple[str, ...]] = []
    try:
        found = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
        if not isinstance(found, ox.QuerySolutions):
            return "sent a yes or no where a table of solutions was asked for"
        names = tuple(variable.value for variable in found.variables)
        for solution in found:
            if len(rows) >= most_rows:
                return f"sent more than {most_rows:,} rows; ask it for less"
            rows.append(tuple(UNDEF if term is None else for_query(term, origin) for term in solution))
    except (SyntaxError, ValueError) as error:
        reason = re.sub(r"[^ -~]", "?", str(error))[:120]
        return f"sent what is no table of solutions: {reason}"
    except MemoryError:
        return "sent a value of more than 16,777,216 bytes; ask it for less"
    return Solutions(names, tuple(rows))


def _too_deep(body: bytes) -> bool:
    stretches = (_JSON_STRING.sub(b"", found[0]) for found in _SOME.finditer(body))
    brackets = b"".join(stretch.translate(None, _NO_BRACKETS) for stretch in stretches)
    for _ in range(DEEPEST):
        brackets = brackets.replace(b"{}", b"").replace(b"[]", b"")
    return bool(brackets)


class Budget:
    """What one query may still use: `seconds` of time in all, calls, and bytes of answers.

    `left` tells whether nobody waits for it any more.
    """

    def __init__(self, settings: Settings, seconds: float, left: Callable[[], bool]) -> None:
        self.calls, self.left = settings.federation_calls, left
        self._seconds, self._end = seconds, time.monotonic() + seconds
        self._size = settings.federation_size

    def remaining(self) -> float:
        """Seconds that are left. Raises DeadlineExceeded if there are none, Abandoned if nobody waits."""
        if self.left():
            raise Abandoned("the client left")
        if (remaining := self._end - time.monotonic()) <= 0:
            raise DeadlineExceeded(self._seconds)
        return remaining

    def spend_call(self) -> None:
        """Count a call. Raises EvaluationFailed if it is one too many."""
        if not self.calls:
            raise EvaluationFailed(
                f"the query needs more calls of other endpoints than one may make ({variable('federation_calls')})"
            )
        self.calls -= 1

    def spend(self, endpoint: str, answer: Solutions) -> None:
        """Count the text of an answer. Raises RemoteFailed if that is too much together with those before."""
        self._size -= answer.length
        if self._size < 0:
            reason = f"gave more than fits into the query ({variable('federation_size')}); ask it for less"
            raise RemoteFailed(endpoint, reason)


class Caller:
    """Calls the endpoints of an allow list. Thread-safe."""

    def __init__(self, allowed: Mapping[str, Endpoint], settings: Settings) -> None:
        self.allowed = allowed
        self._settings = settings
        self._turns = {iri: BoundedSemaphore(settings.federation_at_once) for iri in allowed}
        self._cache = AnswerCache(settings.federation_cache, settings.federation_kept)

    def ask(self, endpoint: Endpoint, query: str, budget: Budget) -> Solutions:
        """The solutions of a query. Raises RemoteFailed, and whatever ends the whole query."""
        key = endpoint.iri, query
        if (answer := self._cache.find(key)) is not None:
            CALLS.labels(endpoint.iri, "kept").inc()
            budget.spend(endpoint.iri, answer)
            return answer
        budget.spend_call()
        try:
            answer = self._called(endpoint, query, budget)
            budget.spend(endpoint.iri, answer)
        except RemoteFailed as error:
            CALLS.labels(endpoint.iri, "late" if error.late else "failed").inc()
            budget.remaining()  # where the client has left, that is the reason
            raise
        CALLS.labels(endpoint.iri, "answered").inc()
        self._cache.keep(key, answer)
        return answer

    def _called(self, endpoint: Endpoint, query: str, budget: Budget) -> Solutions:
        settings = self._settings
        end = time.monotonic() + min(settings.federation_seconds, budget.remaining())
        with self._turn(endpoint, end, budget), Guard(end, budget.left) as guard:
            body = answer_of(endpoint, query, guard, settings.federation_size, self.allowed)
        return read(endpoint.iri, body, settings.federation_rows)

    @contextmanager
    def _turn(self, endpoint: Endpoint, end: float, budget: Budget) -> Iterator[None]:
        turns = self._turns[endpoint.iri]
        while not turns.acquire(timeout=INTERVAL):
            budget.remaining()
            if time.monotonic() >= end:
                reason = (
                    "is being asked as often as it may be at the same time, so it could not be asked in time"
                )
                raise RemoteFailed(endpoint.iri, reason, late=True)
        try:
            yield
        finally:
            turns.release()


class AnswerCache:
    """Answers by endpoint and query, for `seconds` and within `size` bytes; the oldest leaves first. Thread-safe.

    What is too old leaves when another answer comes.
    """

    def __init__(self, size: int, seconds: float) -> None:
        self._size, self._seconds = size, seconds
        self._used = 0
        self._entries: OrderedDict[tuple[str, str], tuple[float, int, Solutions]] = OrderedDict()
        self._lock = Lock()

    def find(self, key: tuple[str, str]) -> Solutions | None:
        """The answer, if it is kept and not too old."""
        with self._lock:
            end, _, answer = self._entries.get(key, (0.0, 0, None))
            return answer if end > time.monotonic() else None

    def keep(self, key: tuple[str, str], answer: Solutions) -> None:
        """Keep an answer, if it is not larger than all that may be kept."""
        size = answer.size + getsizeof(key[1])
        if size > self._size:
            return
        with self._lock:
            _, before, _ = self._entries.pop(key, (0.0, 0, None))
            self._entries[key] = time.monotonic() + self._seconds, size, answer
            self._used += size - before
            while self._entries and (self._used > self._size or self._oldest_is_over()):
                _, (_, freed, _) = self._entries.popitem(last=False)
                self._used -= freed

    def _oldest_is_over(self) -> bool:
        end, _, _ = next(iter(self._entries.values()))
        return end <= time.monotonic()
