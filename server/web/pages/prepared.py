"""What a thread of the server makes once, so that it never depends on the quota or the patience of a visitor."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock, Thread
from typing import Generic, TypeVar

T = TypeVar("T")


class Prepared(Generic[T]):
    """A value that `make` returns. Whoever asks for it before it is there waits; a failed attempt is repeated."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._lock = Lock()
        self._value: Future[T] | None = None

    def begin(self) -> Future[T]:
        """Start to make the value, unless it is there or under way."""
        with self._lock:
            if self._value is None or (self._value.done() and self._value.exception()):
                self._value = Future()
                Thread(target=self._run, args=(self._value,), name="prepare", daemon=True).start()
            return self._value

    def get(self) -> T:
        """Return the value. Raises what `make` raised."""
        return self.begin().result()

    def _run(self, value: Future[T]) -> None:
        try:
            value.set_result(self._make())
        except BaseException as error:
            value.set_exception(error)
