"""Whether what a coroutine held when it failed is free at once: without the garbage collector."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Awaitable

import pytest

from server.engine import EngineError


class Held:
    """Stands for what a request has read until its query fails."""


async def is_free_after(failing: Awaitable[object]) -> bool:
    """Whether nothing keeps the frame that awaits what fails with an EngineError."""

    async def holding() -> None:
        held = Held()
        found.append(weakref.ref(held))
        await failing

    found: list[weakref.ref[Held]] = []
    gc.disable()
    try:
        with pytest.raises(EngineError) as raised:
            await holding()
        del raised
        await asyncio.sleep(0.1)  # what the event loop has yet to call holds it as well
        return found[0]() is None
    finally:
        gc.enable()
