"""One line of JSON for each request, written by a thread of its own: a full disk or a stuck terminal delays nobody."""

from __future__ import annotations

import json
import sys
from collections import deque
from pathlib import Path
from threading import Event, Thread
from typing import IO, Any, Final

MOST_WAITING: Final = 10_000
"""Lines that may wait to be written; the oldest are dropped before memory runs out."""

_PAUSE: Final = 0.1


class RequestLog:
    """Writes to a file, to standard error (`-`) or nowhere (an empty name). Raises OSError for a bad file.

    Close it at the end.
    """

    def __init__(self, where: str) -> None:
        self._lines: deque[dict[str, Any]] = deque(maxlen=MOST_WAITING)
        self._closed = Event()
        self._file = _opened(where)
        self._thread = Thread(target=self._run, name="request-log", daemon=True)
        self._thread.start()

    @property
    def open(self) -> bool:
        """Whether lines are written at all."""
        return self._file is not None

    def add(self, entry: dict[str, Any]) -> None:
        """Have an entry written soon."""
        if self._file is not None:
            self._lines.append(entry)

    def close(self) -> None:
        """Write what waits, in so far as it can be written within a second."""
        self._closed.set()
        self._thread.join(1)

    def _run(self) -> None:
        while not self._closed.wait(_PAUSE):
            self._write()
        self._write()

    def _write(self) -> None:
        if self._file is None or not self._lines:
            return
        lines = [json.dumps(self._lines.popleft(), ensure_ascii=False) for _ in range(len(self._lines))]
        try:
            self._file.write("".join(f"{line}\n" for line in lines))
            self._file.flush()
        except OSError:
            return  # a log that cannot be written must not stop the server


def _opened(where: str) -> IO[str] | None:
    if where in ("", "-"):
        return sys.stderr if where else None
    return Path(where).open("a", encoding="utf-8")
