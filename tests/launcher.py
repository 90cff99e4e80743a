"""Starts a server as a process, waits until it takes connections, and ends it with everything that it started.

Every server that a test or a measurement needs is started here: this project's, or another program.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.ports import accepts, is_free, reserve
from tests.processes import listens, session

EIKG: Final = str(Path(sys.executable).with_name("eikg"))

Command = Callable[[int], Sequence[str]]
"""Gives the command line of a server for the port that it is to listen at."""

_ROOT: Final = Path(__file__).resolve().parent.parent
_START_SECONDS: Final = 180.0
_STOP_SECONDS: Final = 30.0
_ATTEMPTS: Final = 5
_LAST_WORDS: Final = 4000


class NotStarted(RuntimeError):
    """A server that ended or took no connections; the message ends with what it said."""


@dataclass
class Launched:
    """A server process. What it says on either of its outputs stands in `log`."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def address(self) -> str:
        """Its address, without a path."""
        return f"http://127.0.0.1:{self.port}"

    def said(self) -> str:
        """Everything that it has said."""
        return self.log.read_text("utf-8", "replace")

    def stop(self, seconds: float = _STOP_SECONDS) -> int | None:
        """Ask it to end; its exit status, or None if it did not end in time and was killed."""
        self.process.terminate()
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return None

    def close(self) -> None:
        """End it if it runs, and whatever it left running."""
        self.stop()
        for pid in session(self.process.pid):
            with suppress(ProcessLookupError):  # it has ended meanwhile
                os.kill(pid, signal.SIGKILL)


def eikg_serve(*options: str) -> Command:
    """The command line of this project's server."""
    return lambda port: [EIKG, "serve", "--port", str(port), *options]


def start(
    command: Command,
    log: Path,
    *,
    port: int | None = None,
    environment: Mapping[str, str | None] | None = None,
    folder: Path = _ROOT,
    ready: Callable[[Launched], bool] | None = None,
) -> Launched:
    """Start a server, with variables added to those of this process (None takes one away), and wait until it is ready.

    It listens at the port given, or at one reserved for it; where that is taken all the same, it is started again at
    another. It is ready when it takes connections, or when `ready` says so. Raises NotStarted.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        launched = _spawn(command, log, reserve() if port is None else port, environment, folder)
        try:
            _wait(launched, ready or _takes_connections)
        except BaseException as error:
            launched.close()
            if not isinstance(error, NotStarted) or port is not None or attempt == _ATTEMPTS:
                raise
            if is_free(launched.port) and "already in use" not in launched.said():
                raise
        else:
            return launched
    raise AssertionError("the last attempt returns or raises")


@contextmanager
def launched(
    command: Command,
    log: Path | None = None,
    *,
    port: int | None = None,
    environment: Mapping[str, str | None] | None = None,
    folder: Path = _ROOT,
    ready: Callable[[Launched], bool] | None = None,
) -> Iterator[Launched]:
    """A server as long as the context lasts, started by `start`; without `log`, its words are not kept."""
    with tempfile.TemporaryDirectory(prefix="eikg-log-") as name:
        server = start(
            command,
            log or Path(name) / "log",
            port=port,
            environment=environment,
            folder=folder,
            ready=ready,
        )
        try:
            yield server
        finally:
            server.close()


def _spawn(
    command: Command, log: Path, port: int, environment: Mapping[str, str | None] | None, folder: Path
) -> Launched:
    variables = {**os.environ, **(environment or {})}
    with log.open("wb") as said:
        process = subprocess.Popen(
            command(port),
            cwd=folder,
            env={name: text for name, text in variables.items() if text is not None},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,  # so that all of it can be ended together
        )
    return Launched(process, port, log)


def _wait(server: Launched, ready: Callable[[Launched], bool]) -> None:
    end = time.monotonic() + _START_SECONDS
    while not ready(server):
        if (status := server.process.poll()) is not None:
            raise NotStarted(f"{_name(server)} ended with status {status}: {server.said()[-_LAST_WORDS:]}")
        if time.monotonic() > end:
            raise NotStarted(f"{_name(server)} does not answer: {server.said()[-_LAST_WORDS:]}")
        time.sleep(0.02)


def _takes_connections(server: Launched) -> bool:
    """Whether it is this server that takes connections, not another one that had the port before."""
    return accepts(server.port) and listens(server.process.pid, server.port)


def _name(server: Launched) -> str:
    arguments = server.process.args
    return " ".join(arguments) if isinstance(arguments, list) else str(arguments)
