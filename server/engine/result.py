"""The result of a job as a stream of bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Self

from server.engine.job import Head, Kind
from server.engine.process import Evaluator


class Result:
    """What a query yields: `head`, then the bytes, once, by iteration.

    Up to the first `buffer` bytes were read ahead, so a failure before that is an error of `Pool.submit`. A later
    one is raised by the iteration: what was sent until then must not be made to look whole. Close the result (or use it
    in a `with`) when done, at the latest when the client has left: that is what frees the evaluator.
    """

    def __init__(self, evaluator: Evaluator, buffer: int, release: Callable[[Evaluator], None]) -> None:
        self._evaluator = evaluator
        self._release = release
        self._open = True
        self._buffered: list[bytes] = []
        self.length: int | None = None
        """The number of bytes if all of them are known already, else None."""
        try:
            self.head = self._read_ahead(buffer)
        except BaseException:
            self.close()
            raise

    def _read_ahead(self, buffer: int) -> Head:
        _, body = self._evaluator.read()
        head = Head(**json.loads(body))
        length = 0
        while length <= buffer:
            kind, data = self._evaluator.read()
            if kind is Kind.END:
                self.length = length
                self.close()
                break
            self._buffered.append(data)
            length += len(data)
        return head

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
