"""Memory of the serving process: what the C library keeps of it, and what the garbage collector goes through."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import os
import time
from contextlib import suppress
from itertools import count
from typing import Any, Final

_ARENA_MAX: Final = -8
"""A parameter of glibc's mallopt(3)."""

ARENAS: Final = 2
EVERY: Final = 10.0
"""Seconds between two times at which the memory that is free is given back."""

LONG: Final = 0.02
"""Seconds of the processor that a full collection may take; what is left after a longer one is frozen."""

_UNFROZEN_EVERY: Final = 60
"""Times at which free memory is given back between two at which what is frozen is collected again."""


class LongCollections:
    """Freezes what a full garbage collection has left that took long: an entry of `gc.callbacks`.

    What a release's pages say are some 400,000 objects that last, and a collection goes through them in 0.1 seconds, in
    which nobody is answered. Frozen, they are not gone through again until `gc.unfreeze`.
    """

    def __init__(self) -> None:
        self._began = 0.0

    def __call__(self, phase: str, info: dict[str, Any]) -> None:
        """To be called when a collection starts and stops."""
        if info["generation"] < 2:
            return
        if phase == "start":
            self._began = time.thread_time()
        elif time.thread_time() - self._began > LONG:
            gc.freeze()


def share_allocators() -> None:
    """Let all threads share two arenas of the C library, and pyarrow take its memory there.

    To be called before the threads are busy and pyarrow is imported. glibc gives each busy thread an arena of its own
    and keeps what was freed there, and pyarrow's allocator does so in huge pages, so that a server with many threads
    seems to leak.
    """
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").mallopt(_ARENA_MAX, ARENAS)


async def give_freed_memory_back() -> None:
    """Return to the system what is free, again and again: by itself glibc does so at the end of one arena only.

    Now and then what is frozen is collected again, if it is not used any more. Where the C library is another one, that
    is all.
    """
    trim = None
    with suppress(OSError, AttributeError):
        trim = ctypes.CDLL("libc.so.6").malloc_trim
    for number in count(1):
        await asyncio.sleep(EVERY)
        if trim is not None:
            await asyncio.to_thread(trim, 0)
        if number % _UNFROZEN_EVERY == 0:
            gc.unfreeze()
