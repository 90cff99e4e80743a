"""A pseudo-terminal, in which a command runs as it does for somebody who types."""

from __future__ import annotations

import os
import pty
import select
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.launcher import EIKG

_SECONDS = 60.0
_PIECE = 65536


@dataclass(frozen=True)
class Shown:
    """What a terminal got, and the exit status of the command; both of its outputs are one there."""

    status: int
    text: str


def at_terminal(
    folder: Path, command: Sequence[str], *, until: str = "", keys: bytes = b"", columns: int = 80
) -> Shown:
    """Run a command in a folder; when it has shown a text, or after a moment if that is empty, keys are pressed."""
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(folder)
        path = f"{Path(EIKG).parent}:{os.environ['PATH']}"
        os.execvpe(  # noqa: S606 - no shell is wanted
            command[0], [*command], {**os.environ, "COLUMNS": str(columns), "PATH": path, "TERM": "xterm"}
        )
    shown, pressed, end = b"", not keys, time.monotonic() + _SECONDS
    with suppress(OSError):  # Linux says so that the other side is closed
        while time.monotonic() < end:
            ready, _, _ = select.select([terminal], [], [], 0.1)
            if ready and not (piece := os.read(terminal, _PIECE)):
                break
            shown += piece if ready else b""
            if not pressed and until.encode() in shown:
                os.write(terminal, keys)
                pressed = True
    os.close(terminal)
    return Shown(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), shown.decode().replace("\r\n", "\n"))
