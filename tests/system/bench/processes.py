"""Server processes: the memory and the processor time of a process with all its children."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

from tests.processes import proportional, read, tree

_LOOK: Final = 0.1
_IDLE: Final = 0.15
"""The share of a core below which a tree of processes counts as idle."""


def memory(pid: int) -> int:
    """Bytes of memory that the tree takes: its proportional set size, so that what it shares is counted once."""
    return sum(map(proportional, tree(pid)))


def processor_seconds(pid: int) -> float:
    """Seconds of processor time that the tree has used, to the nanosecond, but for threads that have ended."""
    threads = (task for process in tree(pid) for task in Path(f"/proc/{process}/task").glob("*/schedstat"))
    return sum(int((read(thread) or "0").split()[0]) for thread in threads) / 1e9


def settle(pid: int, seconds: float) -> bool:
    """Wait until the tree does nothing any more, so that it takes nothing from the next; whether it came to that."""
    end = time.monotonic() + seconds
    before = processor_seconds(pid)
    while time.monotonic() < end:
        time.sleep(_LOOK)
        now = processor_seconds(pid)
        if now - before < _IDLE * _LOOK:
            return True
        before = now
    return False
