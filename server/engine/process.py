"""The server's handle of one evaluator process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import IO, Final, cast

from server.engine.errors import EngineError, EvaluatorDied, MemoryExceeded, QueryTooDeep, decode_error
from server.engine.frames import Frames
from server.engine.job import Access, Kind, Limits, PipeClosed

ENDING_SECONDS: Final = 5.0
"""How long a process may take to be gone after its pipe broke."""

NICE: Final = 10
"""The nice value of a process that yields to others: a tenth of their time where there is not enough for all."""

LOOK_EVERY: Final = 8
"""Jobs between two looks at the memory of an idle evaluator."""

_PAGE: Final = os.sysconf("SC_PAGE_SIZE")
_ROOT: Final = Path(__file__).parents[2]


class Evaluator:
    """One evaluator process: a fresh interpreter, not a fork, as forking a process with threads is unsafe.

    It is ready some 70 ms after the construction; a job may be sent before. One thread at a time sends a job and reads
    frames; any thread may kill it.
    """

    def __init__(self, store_path: Path, limits: Limits, access: Access = Access.RELEASE) -> None:
        self._limits, self._access = limits, access
        self._reason: EngineError | None = None
        self._lock = Lock()
        command = [sys.executable, "-m", f"{__package__}.evaluator", str(store_path.resolve())]
        self._process = subprocess.Popen(
            [*command, *map(str, (limits.memory, limits.result_size, limits.result_rows)), access.value],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            env={"PATH": os.defpath, "PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1", "RUST_BACKTRACE": "0"},
            process_group=0,  # a Ctrl-C in the terminal is for the server alone
        )
        self._jobs = cast(IO[bytes], self._process.stdin)
        self._results = cast(IO[bytes], self._process.stdout)
        self._frames = Frames(self._results.fileno())
        self._ready = False
        self._answered = False
        self._jobs_done = 0
        self._yields = False

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    @property
    def reusable(self) -> bool:
        """Whether the last job is over and nobody has ended the process."""
        with self._lock:
            return self._answered and self._reason is None and self.alive

    @property
    def ending(self) -> str:
        """Why an evaluator that is not reusable must go, as a name for statistics."""
        if self._reason is None and self.alive:
            return "Worn" if self._answered else "Abandoned"
        return type(self._reason or self.death()).__name__

    def yield_to_others(self) -> None:
        """Let others have more of the processors from now on; for good, as no process may raise its priority again.

        One that writes to a store has no others beside it, and so does not.
        """
        if self._access is not Access.RELEASE:
            return
        self._yields = True
        with suppress(OSError):  # gone already
            os.setpriority(os.PRIO_PGRP, self.pid, NICE)  # of all its threads

    def worn(self) -> bool:
        """Whether it should go after its job: it yields to others, or keeps too much memory that past queries needed.

        The memory is looked up now and then, as a look costs time.
        """
        if self._yields:
            return True
        self._jobs_done += 1
        if self._jobs_done % LOOK_EVERY:
            return False
        with suppress(OSError):
            pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
            return pages * _PAGE > self._limits.evaluator_memory
        return False

    @property
    def ready(self) -> bool:
        """Whether the store is known to be open."""
        return self._ready

    @property
    def descriptor(self) -> int:
        """That of the pipe from which `read` and `arrived` take frames."""
        return self._frames.descriptor

    def wait_until_ready(self) -> None:
        """Return when the store is open; raises EvaluatorDied if it cannot be opened."""
        if not self._ready and self._checked(self._frames.read)[0] is not Kind.READY:
            raise EvaluatorDied("the evaluator did not start as it should")
        self._ready = True

    def send(self, job: bytes) -> None:
        """Hand over a job, in its frame; returns at once if the evaluator is ready and the frame fits into a pipe."""
        self._answered = False
        self.wait_until_ready()
        rest = memoryview(job)
        try:
            while rest:
                rest = rest[os.write(self._jobs.fileno(), rest) :]
        except OSError:
            raise self.death() from None

    def read(self) -> tuple[Kind, bytes]:
        """The next frame, HEAD, DATA or END; raises the error that the evaluator reports or that ended it."""
        return self._judged(self._checked(self._frames.read))

    def arrived(self) -> Iterator[tuple[Kind, bytes]]:
        """The frames that are whole by now, when there is something to be read; raises as `read`, and PipeClosed."""
        self._frames.fill()
        while frame := self._frames.take():
            yield self._judged(frame)

    def _judged(self, frame: tuple[Kind, bytes]) -> tuple[Kind, bytes]:
        kind, body = frame
        self._answered = kind in (Kind.END, Kind.ERROR)
        if kind is Kind.ERROR:
            raise decode_error(json.loads(body))
        return frame

    def kill(self, reason: EngineError) -> None:
        """End the process at once. Whoever reads from it gets `reason`, unless the process was dead before."""
        with self._lock:
            if self._reason is None and self.alive:
                self._reason = reason
            self._process.kill()

    def close(self) -> None:
        """End the process and give its resources back."""
        self._process.kill()
        self._process.wait()
        self._results.close()
        self._jobs.close()

    def _checked(self, read: Callable[[], tuple[Kind, bytes]]) -> tuple[Kind, bytes]:
        try:
            return read()
        except PipeClosed:
            raise self.death() from None

    def death(self) -> EngineError:
        """Why the process is gone, from who killed it or the signal that ended it; waits until it is."""
        try:
            code = self._process.wait(ENDING_SECONDS)
        except subprocess.TimeoutExpired:
            return EvaluatorDied("the evaluator closed its pipe")
        with self._lock:
            if self._reason is not None:
                return self._reason
        if code == -signal.SIGABRT:
            return MemoryExceeded(f"the query needed more than {self._limits.memory:,} bytes of memory")
        if code == -signal.SIGSEGV:
            return QueryTooDeep("the query is nested too deeply to be parsed")
        return EvaluatorDied(f"the evaluator ended unexpectedly (exit status {code})")
