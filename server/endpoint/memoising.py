"""Keeping what follows from texts that visitors send, within bounds of memory."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Final, ParamSpec, TypeVar

LONGEST: Final = 1000
"""Characters, or bytes, of the longest text that is kept: what clients send again and again is shorter."""

P = ParamSpec("P")
T = TypeVar("T")


def memoised(most: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep the last `most` values of a function, but none for which a text among its arguments is long."""

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        kept = lru_cache(maxsize=most)(function)

        @wraps(function)
        def call(*arguments: P.args, **named: P.kwargs) -> T:
            for argument in arguments:
                if isinstance(argument, str | bytes) and len(argument) > LONGEST:
                    return function(*arguments, **named)
            return kept(*arguments, **named)  # type: ignore[arg-type]  # all of them can be hashed

        return call

    return decorate
