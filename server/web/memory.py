"""What the C library keeps of the memory that was freed."""

from __future__ import annotations

import asyncio
import ctypes
import os
from contextlib import suppress
from typing import Final

_ARENA_MAX: Final = -8
"""A parameter of glibc's mallopt(3)."""

ARENAS: Final = 2
EVERY: Final = 10.0
"""Seconds between two times at which the memory that is free is given back."""


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

    Ends at once where the C library is another one.
    """
    with suppress(OSError, AttributeError):
        trim = ctypes.CDLL("libc.so.6").malloc_trim
        while True:
            await asyncio.sleep(EVERY)
            await asyncio.to_thread(trim, 0)
