"""Evaluators whose template somebody ended: the server is their parent from then on, and takes leave of them."""

from __future__ import annotations

import asyncio
import ctypes
import os
from contextlib import suppress
from typing import Final

EVERY: Final = 1.0
"""Seconds between two times at which those that have ended are taken leave of."""

_PR_SET_CHILD_SUBREAPER: Final = 36


def adopt_orphans() -> None:
    """Be the parent of every process below this one whose parent ends, as a container may have no other for them."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


async def take_leave_of_orphans() -> None:
    """Wait for every child that has ended, again and again, so that none stays as a zombie.

    A template that ends is among them, too; subprocess takes a child that others have waited for as ended.
    """
    while True:
        await asyncio.sleep(EVERY)
        with suppress(ChildProcessError):  # there are no children
            while os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG):
                pass
