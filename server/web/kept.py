"""What is worked out from a release once and kept as long as there is room for it."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """At most so many values, by the text that they were made of; the one not asked for longest leaves. Thread-safe.

    What does not fit is not kept.
    """

    def __init__(self, most: int, fits: Callable[[Value], bool] = lambda _: True) -> None:
        self._most, self._fits = most, fits
        self._kept: OrderedDict[bytes, Value] = OrderedDict()
        self._lock = Lock()

    def get(self, text: str, make: Callable[[], Value]) -> Value:
        """Return the value for a text, made by `make` if it is not kept. Raises what `make` raises."""
        key = hashlib.sha256(text.encode(errors="surrogatepass")).digest()
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()  # not under the lock: others are not to wait; who comes meanwhile makes it again
        if not self._fits(made):
            return made
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made
