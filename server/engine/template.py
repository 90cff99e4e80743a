"""The template: a process that holds a release in memory and forks the evaluators, which share its pages.

It has one thread, as only such a process can be forked safely, and evaluates nothing itself. Over a socket it is sent
one end of a socket for each evaluator to fork; it tells the process id (with a descriptor by which the process can be
killed, pidfd_open(2)), and later how the process ended. It ends when the server is gone.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import select
import signal
import socket
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Final

from server.engine.confinement import prepare
from server.engine.evaluator import run
from server.engine.job import Access, Limits
from server.engine.privileges import call_this_process
from server.engine.remote.source import Elsewhere
from server.engine.stores import Stores, fits_in_memory, in_memory
from server.release import NoRelease

READY, FORK, FORKED, FAILED, ENDED = b"R", b"F", b"P", b"N", b"E"
"""The first byte of a message: the template is ready; fork an evaluator; its process id; it failed; how one ended."""

NICE_AT_FIRST: Final = 5
"""The nice value of evaluators: the process that answers everybody goes first where all of them want to compute."""

LEAVE: Final = 3
"""Seconds after which the template ends, whatever its evaluators do."""

LONGEST: Final = 4096
"""Bytes of the longest message."""


def arguments(control: int, store: Path, access: Access, limits: Limits, product: str = "") -> list[str]:
    """The command line that starts a template; `product` is the engine elsewhere that evaluates, if one does."""
    return [
        *(sys.executable, "-c", f"from {__name__} import start; start()"),
        *(str(control), str(store.resolve()), access.value, json.dumps(asdict(limits)), product),
    ]


def main(control: socket.socket, store: Path, access: Access, limits: Limits, product: str) -> None:
    """Load the release if it is to be held in memory, then fork as asked, until the server is gone."""
    call_this_process("eikg-template")  # the command line is that of both kinds
    held: Stores | Elsewhere | None = None
    if product:
        held = Elsewhere.of(store, product)
    elif access is Access.RELEASE and fits_in_memory(store, limits.store_memory):
        # Where the data cannot be read the store on disk serves; where that cannot either, the evaluators say so.
        with suppress(OSError, SyntaxError, ValueError, NoRelease):
            held = in_memory(store)
    prepared = prepare(store, access, limits.evaluator_user, held is not None)
    gc.freeze()  # the collector shall not write to pages that the evaluators share
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    ended, wake = socket.socketpair()
    for one in (ended, wake):
        one.setblocking(False)
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # what a terminal sends is for the server, which ends its children
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
    control.send(READY + (b"memory" if held else b"disk"))
    waiting = select.poll()
    for one in (control, ended):
        waiting.register(one, select.POLLIN)
    while True:
        ready = {descriptor for descriptor, _ in waiting.poll()}
        if ended.fileno() in ready:
            with suppress(BlockingIOError):
                ended.recv(LONGEST)
            with suppress(OSError):  # the server is gone, which the other end says as well
                _tell_ended(control)
        if control.fileno() in ready:
            channel = _asked(control)
            if channel is None:
                _take_leave()
                return
            if not _fork(control, channel):
                for one in (control, ended, wake):
                    one.close()
                run(channel, store, held, limits, access, prepared)


def _asked(control: socket.socket) -> socket.socket | None:
    """One end of a socket for an evaluator that is to be forked; None if the server is gone."""
    try:
        _, descriptors, _, _ = socket.recv_fds(control, LONGEST, 1)
    except OSError:
        return None
    return socket.socket(fileno=descriptors[0]) if descriptors else None


def _fork(control: socket.socket, channel: socket.socket) -> bool:
    """Fork and tell the server; false in the new process."""
    try:
        process_id = os.fork()
    except OSError as error:
        channel.close()
        control.send(FAILED + str(error).encode())
        return True
    if not process_id:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setpgid(0, 0)
        os.nice(NICE_AT_FIRST)
        call_this_process("eikg-evaluator")
        return False
    channel.close()
    handle = os.pidfd_open(process_id)
    socket.send_fds(control, [FORKED + str(process_id).encode()], [handle])
    os.close(handle)
    return True


def _take_leave() -> None:
    """Wait for the evaluators, which end as the server does, so that none is left for others to wait for."""
    signal.alarm(LEAVE)
    with suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)


def _tell_ended(control: socket.socket) -> None:
    """Take leave of every process that has ended."""
    with suppress(ChildProcessError):
        while (found := os.waitpid(-1, os.WNOHANG)) != (0, 0):
            control.send(ENDED + f"{found[0]} {os.waitstatus_to_exitcode(found[1])}".encode())


def start() -> None:
    """Be the template that the command line asks for."""
    control, store, access, limits, product = sys.argv[1:]
    try:
        main(
            socket.socket(fileno=int(control)),
            Path(store),
            Access(access),
            Limits(**json.loads(limits)),
            product,
        )
    except (
        BrokenPipeError
    ):  # the server has no use for it any more, and may not have waited for what it had to say
        _take_leave()
