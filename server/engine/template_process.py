"""The server's handle of the template process, from which its evaluators are forked. For one event loop."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Final

from server.engine import template
from server.engine.errors import EvaluatorDied
from server.engine.job import Access, Limits
from server.engine.process import ENDING_SECONDS, Evaluator
from server.namespaces import PROJECT
from server.project import VARIABLE

_ROOT: Final = Path(__file__).parents[2]

_ENVIRONMENT: Final = {
    "PATH": os.defpath,
    VARIABLE: str(PROJECT.folder),  # it runs in another folder
    "PYTHONUTF8": "1",
    "RUST_BACKTRACE": "0",
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",  # large pages: half the time to fork an evaluator, and to end it
}


class TemplateProcess:
    """A template and its messages; `lost` is called when the process is gone without having been closed.

    The process is started by the construction, so that it loads while the server does other things.
    """

    def __init__(self, store: Path, access: Access, limits: Limits, product: str = "") -> None:
        self._store, self._limits, self._access = store, limits, access
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.setblocking(False)
        with theirs:
            self._process = subprocess.Popen(
                template.arguments(theirs.fileno(), store, access, limits, product),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                cwd=_ROOT,
                env=_ENVIRONMENT,
                pass_fds=(theirs.fileno(),),
                process_group=0,  # a Ctrl-C in the terminal is for the server alone
            )
        self._forks: deque[asyncio.Future[tuple[int, int]]] = deque()
        self._exits: dict[int, asyncio.Future[int | None]] = {}
        self._ready: asyncio.Future[None] | None = None
        self.in_memory = False
        self.gone = False
        self.is_ready = False
        """Whether evaluators can be forked at once."""
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
            reply.add_done_callback(self._unwanted)
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
            self._leave(EvaluatorDied("the server stops"))
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
                self.in_memory, self.is_ready = text == "memory", True
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
        self._leave(EvaluatorDied("the template of the evaluators is gone"))
        self._process.kill()
        self._process.wait()
        self.lost()

    def _leave(self, reason: EvaluatorDied) -> None:
        """There are no more messages: whoever waits for one gets the reason."""
        self.gone, self.is_ready = True, False
        asyncio.get_running_loop().remove_reader(self._control.fileno())
        self._control.close()
        for waiting in (self._ready, *self._forks):
            if waiting and not waiting.done():
                waiting.set_exception(reason)
                waiting.exception()  # somebody may wait for it, or nobody
        self._forks.clear()
        for found in self._exits.values():
            if not found.done():
                found.set_result(None)

    def _unwanted(self, reply: asyncio.Future[tuple[int, int]]) -> None:
        """Whoever wanted an evaluator has left: it ends by itself, as nobody holds the other end of its socket."""
        if not reply.exception():
            process_id, handle = reply.result()
            os.close(handle)
            self.forget(process_id)


def _ended(process: subprocess.Popen[bytes]) -> None:
    """Wait for the end of a process that is about to end."""
    try:
        process.wait(ENDING_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
