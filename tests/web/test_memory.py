"""What the server does so that freed memory does not stay with it. (What is left is measured by `make fuzz`.)"""

from __future__ import annotations

import subprocess
import sys

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


def test_the_garbage_collector_looks_once_through_what_takes_long_and_finds_it_again_when_told() -> None:
    program = (
        "import gc, weakref\n"
        "from server.web import memory\n"
        "memory.LONG = 0\n"
        "gc.callbacks.append(memory.LongLooks())\n"
        "class Circle: pass\n"
        "circle = Circle(); circle.itself = circle; there = weakref.ref(circle)\n"
        "gc.collect(1); print(gc.get_freeze_count())\n"
        "gc.collect(); print(gc.get_freeze_count() > 1000)\n"
        "del circle; gc.collect(); print(there() is None)\n"
        "memory.look_at_everything_again(); gc.collect(); print(there() is None)\n"
    )
    assert printed(program) == ["0", "True", "False", "True"]


def test_what_is_looked_through_quickly_is_looked_through_again() -> None:
    program = (
        "import gc\n"
        "from server.web import memory\n"
        "memory.LONG = 60\n"
        "gc.callbacks.append(memory.LongLooks())\n"
        "gc.collect(); print(gc.get_freeze_count())\n"
    )
    assert printed(program) == ["0"]


def test_a_server_has_the_garbage_collector_look_once() -> None:
    program = (
        "import gc\n"
        "from server.settings import Settings\n"
        "from server.web import serving\n"
        "serving.uvloop.run = lambda served: served.close()\n"
        "serving.Serving(None, Settings(), None, None).run(None, None)\n"
        "print(*(type(one).__name__ for one in gc.callbacks))\n"
    )
    assert "LongLooks" in printed(program)
