"""The server's handle of one evaluator process. For one event loop."""

from __future__ import annotations

import asyncio
import json
import math
import os
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from copy import copy
from functools import lru_cache
from pathlib import Path
from typing import Final, Protocol

from server.engine.errors import EngineError, EvaluatorDied, MemoryExceeded, QueryTooDeep, decode_error
from server.engine.job import Access, FrameReader, Head, Kind, Limits

ENDING_SECONDS: Final = 5.0
"""How long the template may take to tell how a process ended."""

NICE_OF_LONG_QUERIES: Final = 10
"""The nice value of an evaluator that yields to others: a third of their time where there is not enough for all."""

LOOK_EVERY: Final = 8
"""Jobs between two looks at the memory of an idle evaluator."""

_PIECE: Final = 256 * 1024
"""Bytes read from an evaluator at once."""

_PAGE: Final = os.sysconf("SC_PAGE_SIZE")


@lru_cache(maxsize=64)  # there are as many as formats
def _head(body: bytes) -> Head:
    return Head(**json.loads(body))


class Parent(Protocol):
    """The process that an evaluator was forked from: it alone learns how the evaluator ends."""

    async def exit_status(self, process_id: int) -> int | None:
        """How a process ended: as subprocess has it; None if nobody can tell. To be asked once."""

    def forget(self, process_id: int) -> None:
        """Nobody will ask how a process ended."""


class Evaluator:
    """One evaluator process and the job that it does.

    When the process is gone without having been closed, whoever ended it, `gone` is called, and `judged` as soon as the
    reason is known.
    """

    def __init__(
        self,
        parent: Parent,
        process_id: int,
        handle: int,
        channel: socket.socket,
        limits: Limits,
        access: Access,
    ) -> None:
        self.pid = process_id
        self.gone: Callable[[Evaluator], object] = lambda _: None
        self.judged: Callable[[Evaluator], object] = lambda _: None
        self.asks: Callable[[Evaluator, bytes], object] = lambda *_: None
        """Called with a question to an engine elsewhere, to be answered by `hand_on`."""
        self.until = math.inf
        """When its job is stopped, by the clock of the event loop."""
        self.parent, self._handle = parent, handle
        self.idle_since = math.inf
        """When its last job ended, by the clock of the event loop."""
        self._limits, self._access = limits, access
        self._loop = asyncio.get_running_loop()
        self._channel = channel
        self._descriptor = channel.fileno()
        channel.setblocking(False)
        self._frames = FrameReader()
        self._reason: EngineError | None = None
        self._ready: asyncio.Future[None] = self._loop.create_future()
        self._enough: asyncio.Future[None] | None = None
        self._rest = memoryview(b"")
        self._sent: asyncio.Future[None] | None = None
        self._buffer = 0
        self._jobs_done = 0
        self._yields = False
        self._first_size = self._size()
        self.alive = True
        self.busy = False
        """Whether a job is not yet answered whole."""
        self.head: Head | None = None
        self.chunks: list[bytes] = []
        self.length = 0
        """Of the answer to the current job: what is known, the bytes that are there and not yet taken, their number."""
        self._read_on()

    async def ready(self) -> None:
        """Return when the store is open; raises EvaluatorDied if it cannot be opened."""
        await asyncio.shield(self._ready)

    @property
    def reusable(self) -> bool:
        """Whether the last job is over and nobody has ended the process."""
        return not self.busy and self._reason is None and self.alive

    @property
    def ending(self) -> str:
        """Why an evaluator that is not reusable must go, as a name for statistics."""
        if self._reason is not None:
            return type(self._reason).__name__
        if self.alive:
            return "Abandoned" if self.busy else "Worn"
        return EvaluatorDied.__name__

    def start(self, job: bytes, buffer: int) -> asyncio.Future[None]:
        """Hand over a job in its frame.

        What is returned is done when the head and all bytes of the answer are there, or more than `buffer` of them; it
        raises what the evaluator reports or what ended it. Raises BrokenPipeError if the process is gone already.
        """
        try:
            sent = self._channel.send(job)
        except BlockingIOError:
            sent = 0
        if sent < len(job):
            self._rest = memoryview(job)[sent:]
            self._loop.add_writer(self._descriptor, self._writable)
        self.busy, self.head, self.chunks, self.length = True, None, [], 0
        self._buffer = buffer
        self._enough = self._loop.create_future()
        return self._enough

    async def hand_on(self, data: bytes) -> None:
        """Hand over frames of an answer to its question; returns when it can take more.

        Raises BrokenPipeError if the process is gone.
        """
        if not self.alive:
            raise BrokenPipeError
        self._rest = memoryview(data)
        self._writable()
        if self._rest:
            self._sent = self._loop.create_future()
            self._loop.add_writer(self._descriptor, self._writable)
            await self._sent

    async def further(self) -> None:
        """Return when there are more chunks, or the job is over. Raises as what `start` returns does."""
        if self.busy and not self.chunks:
            if not self.alive and self._reason is not None:
                raise copy(self._reason)
            self._buffer = 0
            self._enough = self._loop.create_future()
            self._read_on()
            await self._enough

    def yield_to_others(self) -> None:
        """Let others have more of the processors from now on; for good, as no process may raise its priority again.

        One that writes to a store has no others beside it, and so does not.
        """
        if self._access is not Access.RELEASE:
            return
        self._yields = True
        with suppress(OSError):  # gone already
            os.setpriority(os.PRIO_PGRP, self.pid, NICE_OF_LONG_QUERIES)  # of all its threads

    def worn(self) -> bool:
        """Whether it should go after its job: it yields to others, or keeps too much memory that past queries needed.

        The memory is looked up now and then, as a look costs time; what it shares with its template does not count.
        """
        if self._yields:
            return True
        self._jobs_done += 1
        if self._jobs_done % LOOK_EVERY:
            return False
        return self.kept() > self._limits.evaluator_memory

    def kept(self) -> int:
        """How many bytes of its own it has more than at first: memory that past queries needed."""
        return self._size() - self._first_size

    def kill(self, reason: EngineError) -> None:
        """End the process at once. Whoever waits for it gets `reason`, unless the process was dead before."""
        if self.alive:
            self._reason = self._reason or reason
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)
            self._read_on()  # up to the end, which a reader that pauses would not see

    def close(self) -> None:
        """End the process and give its resources back; whoever waits for it gets nothing more."""
        self.kill(EvaluatorDied("the server stops"))
        self._leave()
        self.parent.forget(self.pid)

    def _read_on(self) -> None:
        if self.alive:
            self._loop.add_reader(self._descriptor, self._readable)

    def _writable(self) -> None:
        try:
            self._rest = self._rest[self._channel.send(self._rest) :]
        except BlockingIOError:
            return
        except OSError:
            self._rest = memoryview(b"")  # the end of the other direction tells
        if not self._rest:
            self._loop.remove_writer(self._descriptor)
            if self._sent and not self._sent.done():
                self._sent.set_result(None)

    def _readable(self) -> None:
        try:
            data = self._channel.recv(_PIECE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._died()
            return
        for kind, body in self._frames.feed(data):
            self._take(kind, body)
        if self.busy and self.length > self._buffer and self._reason is None:
            self._loop.remove_reader(self._descriptor)
            self._settle(None)

    def _take(self, kind: Kind, body: bytes) -> None:
        match kind:
            case Kind.DATA:
                self.chunks.append(body)
                self.length += len(body)
            case Kind.HEAD:
                self.head = _head(body)
            case Kind.QUESTION:
                self.asks(self, body)
            case Kind.END:
                self.busy = False
                self._settle(None)
            case Kind.ERROR:
                self.busy = False
                self._settle(decode_error(json.loads(body)))
            case _:
                self._ready.set_result(None)

    def _settle(self, error: EngineError | None) -> None:
        """Tell whoever waits that there is enough, or why there never will be.

        An error holds the frames that it passed, and these the evaluator and what they read. So the evaluator holds
        neither the error nor its future: all of that would stay until the garbage collector finds the circle.
        """
        enough, self._enough = self._enough, None
        if enough is None or enough.done():
            return
        if error is None:
            enough.set_result(None)
        else:
            enough.set_exception(copy(error))

    def _died(self) -> None:
        self._leave()
        self.gone(self)
        self._telling = self._loop.create_task(self._tell())

    async def _tell(self) -> None:
        """Tell whoever waits why the process is gone."""
        if self._reason is None:
            self._reason = self._judged(await self.parent.exit_status(self.pid))
        else:
            self.parent.forget(self.pid)
        if not self._ready.done():
            self._ready.set_exception(copy(self._reason))
            self._ready.exception()  # somebody may wait for it, or nobody
        self._settle(self._reason)
        self.judged(self)

    def _judged(self, code: int | None) -> EngineError:
        if code == -signal.SIGABRT:
            return MemoryExceeded(f"the query needed more than {self._limits.query_memory:,} bytes of memory")
        if code == -signal.SIGSEGV:
            return QueryTooDeep("the query is nested too deeply to be parsed")
        return EvaluatorDied(f"the evaluator ended unexpectedly (exit status {code})")

    def _leave(self) -> None:
        if self.alive:
            self.alive = False
            self._loop.remove_reader(self._descriptor)
            self._loop.remove_writer(self._descriptor)
            self._channel.close()
            os.close(self._handle)
            if self._sent and not self._sent.done():
                self._sent.set_exception(BrokenPipeError())

    def _size(self) -> int:
        """Resident bytes; those shared with the template, all of them at first, count as well."""
        with suppress(OSError):
            return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * _PAGE
        return 0
