"""What the server does so that freed memory does not stay with it, and that what stays is not collected in vain.

What is left is measured by `make fuzz`.
"""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys

import pytest

from server.web import memory
from tests.conftest import require_module


def printed(program: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_tables_take_their_memory_where_all_else_does() -> None:
    require_module("pyarrow")
    program = (
        "from server.web.memory import share_allocators\n"
        "share_allocators()\n"
        "import pyarrow\n"
        "print(pyarrow.default_memory_pool().backend_name)\n"
    )
    assert printed(program) == ["system"]


def test_what_a_long_collection_leaves_is_not_gone_through_until_it_is_unfrozen() -> None:
    program = (
        "import gc, weakref\n"
        "from server.web import memory\n"
        "memory.LONG = 0\n"
        "gc.callbacks.append(memory.LongCollections())\n"
        "class Circle: pass\n"
        "circle = Circle(); circle.itself = circle; there = weakref.ref(circle)\n"
        "gc.collect(1); print(gc.get_freeze_count())\n"
        "gc.collect(); print(gc.get_freeze_count() > 1000)\n"
        "del circle; gc.collect(); print(there() is None)\n"
        "gc.unfreeze(); gc.collect(); print(there() is None)\n"
    )
    assert printed(program) == ["0", "True", "False", "True"]


def test_what_a_quick_collection_leaves_is_gone_through_again() -> None:
    program = (
        "import gc\n"
        "from server.web import memory\n"
        "memory.LONG = 60\n"
        "gc.callbacks.append(memory.LongCollections())\n"
        "gc.collect(); print(gc.get_freeze_count())\n"
    )
    assert printed(program) == ["0"]


def test_a_server_freezes_what_long_collections_leave() -> None:
    program = (
        "import gc\n"
        "from server.settings import Settings\n"
        "from server.web import serving\n"
        "serving.uvloop.run = lambda served: served.close()\n"
        "serving.Serving(None, Settings(), None, None).run(None, None)\n"
        "print(*(type(one).__name__ for one in gc.callbacks))\n"
    )
    assert "LongCollections" in printed(program)


def test_what_is_frozen_is_collected_again_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    async def run() -> None:
        again = asyncio.Event()
        monkeypatch.setattr(gc, "unfreeze", again.set)
        giving = asyncio.create_task(memory.give_freed_memory_back())
        await asyncio.wait_for(again.wait(), 30)
        giving.cancel()

    monkeypatch.setattr(memory, "EVERY", 0.001)
    monkeypatch.setattr(memory, "_UNFROZEN_EVERY", 3)
    asyncio.run(run())
