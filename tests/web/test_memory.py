"""What the server does so that freed memory does not stay with it. (What is left is measured by `make fuzz`.)"""

from __future__ import annotations

import subprocess
import sys

from tests.conftest import require_module


def test_tables_take_their_memory_where_all_else_does() -> None:
    require_module("pyarrow")
    program = (
        "from server.web.memory import share_allocators\n"
        "share_allocators()\n"
        "import pyarrow\n"
        "print(pyarrow.default_memory_pool().backend_name)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "system\n"
