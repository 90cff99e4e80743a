"""What the C library keeps of the memory that was freed."""

from __future__ import annotations

import ctypes
from contextlib import suppress
from typing import Final

_ARENA_MAX: Final = -8
_TRIM_THRESHOLD: Final = -1
"""Parameters of glibc's mallopt(3)."""

ARENAS: Final = 2
KEPT: Final = 256 * 1024
"""Bytes that may stay free at the top of the heap."""


def give_freed_memory_back() -> None:
    """Let threads share two arenas, and return what is free at the top of the heap.

    glibc gives each busy thread an arena of its own and keeps what was freed there, so that a server with many
    threads seems to leak. To be called before they are busy; does nothing where the C library is another one.
    """
    with suppress(OSError, AttributeError):
        library = ctypes.CDLL("libc.so.6")
        library.mallopt(_ARENA_MAX, ARENAS)
        library.mallopt(_TRIM_THRESHOLD, KEPT)
