"""The server's handles of the template process and of the evaluator processes that it forks. For one event loop."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Final

from server.engine import template
from server.engine.errors import EngineError, EvaluatorDied, MemoryExceeded, QueryTooDeep, decode_error
from server.engine.job import Access, FrameReader, Head, Kind, Limits

ENDING_SECONDS: Final = 5.0
"""How long the template may take to tell how a process ended."""

NICE: Final = 10
"""The nice value of a process that yields to others: a tenth of their time where there is not enough for all."""

LOOK_EVERY: Final = 8
"""Jobs between two looks at the memory of an idle evaluator."""

_PIECE: Final = 256 * 1024
"""Bytes read from an evaluator at once."""

_PAGE: Final = os.sysconf("SC_PAGE_SIZE")
_ROOT: Final = Path(__file__).parents[2]


class TemplateProcess:
    """A template and its messages; `lost` is called when the process is gone without having been closed.

    The process is started by the construction, so that it loads while the server does other things.
    """

    def __init__(self, store: Path, access: Access, limits: Limits) -> None:
        self._store, self._limits, self._access = store, limits, access
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.setblocking(False)
        with theirs:
            self._process = subprocess.Popen(
                template.arguments(theirs.fileno(), store, access, limits),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                cwd=_ROOT,
                env={"PATH": os.defpath, "PYTHONUTF8": "1", "RUST_BACKTRACE": "0"},
                pass_fds=(theirs.fileno(),),
                process_group=0,  # a Ctrl-C in the terminal is for the server alone
            )
        self._forks: deque[asyncio.Future[tuple[int, int]]] = deque()
        self._exits: dict[int, asyncio.Future[int | None]] = {}
        self._ready: asyncio.Future[None] | None = None
        self.in_memory = False
        self.gone = False
        self.lost: Callable[[], object] = lambda: None

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    async def ready(self) -> None:
        """Return when evaluators can be forked. Raises EvaluatorDied if the process ends before."""
        if self._ready is None and not self.gone:
            loop = asyncio.get_running_loop()
            self._ready = loop.create_future()
            loop.add_reader(self._control.fileno(), self._readable)
        if self._ready is None:
            raise EvaluatorDied("the server stops")
        await asyncio.shield(self._ready)

    @property
    def is_ready(self) -> bool:
        """Whether evaluators can be forked at once."""
        return not self.gone and self._ready is not None and self._ready.done()

    async def fork(self) -> Evaluator:
        """A new evaluator. Raises EvaluatorDied."""
        await self.ready()
        ours, theirs = socket.socketpair()
        with theirs:
            reply: asyncio.Future[tuple[int, int]] = asyncio.get_running_loop().create_future()
            try:
                socket.send_fds(self._control, [template.FORK], [theirs.fileno()])
            except OSError as error:
                ours.close()
                raise EvaluatorDied(f"no evaluator can be started: {error}") from None
            self._forks.append(reply)
        try:
            process_id, handle = await asyncio.shield(reply)
        except BaseException:
            ours.close()
            raise
        return Evaluator(self, process_id, handle, ours, self._limits, self._access)

    async def exit_status(self, process_id: int) -> int | None:
        """How a process of this template ended: as subprocess has it; None if nobody can tell. To be asked once."""
        found = self._exits.get(process_id)
        if found is None:
            return None
        try:
            async with asyncio.timeout(ENDING_SECONDS):
                return await found
        except TimeoutError:
            return None
        finally:
            self.forget(process_id)

    def forget(self, process_id: int) -> None:
        """Nobody will ask how a process ended."""
        self._exits.pop(process_id, None)

    async def close(self) -> None:
        """End the process, which takes leave of its evaluators first."""
        if not self.gone:
            self.gone = True
            asyncio.get_running_loop().remove_reader(self._control.fileno())
            self._control.close()
            await asyncio.to_thread(_ended, self._process)

    def _readable(self) -> None:
        try:
            message, descriptors, _, _ = socket.recv_fds(self._control, template.LONGEST, 1)
        except BlockingIOError:
            return
        except OSError:
            message, descriptors = b"", []
        kind, text = message[:1], message[1:].decode()
        match kind:
            case template.READY:
                self.in_memory = text == "memory"
                if self._ready and not self._ready.done():
                    self._ready.set_result(None)
            case template.FORKED:
                self._exits[int(text)] = asyncio.get_running_loop().create_future()
                self._forks.popleft().set_result((int(text), descriptors[0]))
            case template.FAILED:
                error = EvaluatorDied(f"no evaluator can be started: {text}")
                self._forks.popleft().set_exception(error)
            case template.ENDED:
                process_id, code = map(int, text.split())
                if found := self._exits.get(process_id):
                    found.set_result(code)
            case _:
                self._end()

    def _end(self) -> None:
        """The process is gone."""
        self.gone = True
        asyncio.get_running_loop().remove_reader(self._control.fileno())
        died = EvaluatorDied("the template of the evaluators is gone")
        for waiting in (self._ready, *self._forks):
            if waiting and not waiting.done():
                waiting.set_exception(died)
                waiting.exception()  # somebody may wait for it, or nobody
        self._forks.clear()
        for found in self._exits.values():
            if not found.done():
                found.set_result(None)
        self._control.close()
        self._process.kill()
        self._process.wait()
        self.lost()


@lru_cache(maxsize=64)  # there are as many as formats
def _head(body: bytes) -> Head:
    return Head(**json.loads(body))


def _ended(process: subprocess.Popen[bytes]) -> None:
    """Wait for the end of a process that is about to end."""
    try:
        process.wait(ENDING_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class Evaluator:
    """One evaluator process and the job that it does.

    When the process is gone without having been closed, whoever ended it, `gone` is called, and `judged` as soon as the
    reason is known.
    """

    def __init__(
        self,
        parent: TemplateProcess,
        process_id: int,
        handle: int,
        channel: socket.socket,
        limits: Limits,
        access: Access,
    ) -> None:
        self.pid = process_id
        self.gone: Callable[[Evaluator], object] = lambda _: None
        self.judged: Callable[[Evaluator], object] = lambda _: None
        self.parent, self._handle = parent, handle
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

    async def further(self) -> None:
        """Return when there are more chunks, or the job is over. Raises as what `start` returns does."""
        if self.busy and not self.chunks:
            if not self.alive and self._reason is not None:
                raise self._reason
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
            os.setpriority(os.PRIO_PGRP, self.pid, NICE)  # of all its threads

    def worn(self) -> bool:
        """Whether it should go after its job: it yields to others, or keeps too much memory that past queries needed.

        The memory is looked up now and then, as a look costs time; what it shares with its template does not count.
        """
        if self._yields:
            return True
        self._jobs_done += 1
        if self._jobs_done % LOOK_EVERY:
            return False
        return self._size() - self._first_size > self._limits.evaluator_memory

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
            case Kind.END:
                self.busy = False
                self._settle(None)
            case Kind.ERROR:
                self.busy = False
                self._settle(decode_error(json.loads(body)))
            case _:
                self._ready.set_result(None)

    def _settle(self, error: EngineError | None) -> None:
        if self._enough is None or self._enough.done():
            return
        if error is None:
            self._enough.set_result(None)
        else:
            self._enough.set_exception(error)

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
            self._ready.set_exception(self._reason)
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

    def _size(self) -> int:
        """Resident bytes; those shared with the template, all of them at first, count as well."""
        with suppress(OSError):
            return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * _PAGE
        return 0
