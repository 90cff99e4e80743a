"""The result of a job as a stream of bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Self

from server.engine.job import Head, Kind
from server.engine.process import Evaluator


class ReadAhead:
    """The frames of a result that are read before it is handed on: all, or as many as hold more than `buffer` bytes."""

    def __init__(self, buffer: int) -> None:
        self._buffer = buffer
        self._head: Head | None = None
        self.chunks: list[bytes] = []
        self.length = 0
        self.whole = False

    @property
    def head(self) -> Head:
        """What is known before the bytes; there once `take` has said that it is enough."""
        assert self._head is not None  # noqa: S101 - an evaluator sends it first
        return self._head

    def take(self, kind: Kind, body: bytes) -> bool:
        """Take the next frame, and tell whether that is enough."""
        match kind:
            case Kind.HEAD:
                self._head = Head(**json.loads(body))
                return False
            case Kind.END:
                self.whole = True
                return True
            case _:
                self.chunks.append(body)
                self.length += len(body)
                return self.length > self._buffer


class Result:
    """What a query yields: `head`, then the bytes, once, by iteration.

    What was read ahead is there, so a failure before that is an error of `Pool.submit`. A later one is raised by the
    iteration: what was sent until then must not be made to look whole. Close the result (or use it in a `with`) when
    done, at the latest when the client has left: that is what frees the evaluator.
    """

    def __init__(self, evaluator: Evaluator, ahead: ReadAhead, release: Callable[[Evaluator], None]) -> None:
        self._evaluator = evaluator
        self._release = release
        self._open = True
        self._buffered = ahead.chunks
        self.head = ahead.head
        self.length = ahead.length if ahead.whole else None
        """The number of bytes if all of them are known already, else None."""
        if ahead.whole:
            self.close()

    def __iter__(self) -> Iterator[bytes]:
        buffered, self._buffered = self._buffered, []
        yield from buffered
        while self._open:
            kind, data = self._evaluator.read()
            if kind is Kind.END:
                self.close()
                return
            yield data

    def close(self) -> None:
        """Free the evaluator; a query that still runs is ended."""
        if self._open:
            self._open = False
            self._release(self._evaluator)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
