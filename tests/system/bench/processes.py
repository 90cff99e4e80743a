"""Server processes: the memory and the processor time of a process with all its children."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Final

from tests.processes import proportional, read, tree

_TICKS: Final = os.sysconf("SC_CLK_TCK")
_LOOK: Final = 0.1
_IDLE: Final = 0.15
"""The share of a core below which a tree of processes counts as idle."""


def memory(pid: int) -> int:
    """Bytes of memory that the tree takes: its proportional set size, so that what it shares is counted once."""
    return sum(map(proportional, tree(pid)))


def processor_seconds(pid: int) -> float:
    """Seconds of processor time that the tree has used."""
    total = 0
    for process in tree(pid):
        fields = read(Path(f"/proc/{process}/stat")).rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12]) if fields else 0
    return total / _TICKS


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
