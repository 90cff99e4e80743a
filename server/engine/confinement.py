"""What an evaluator gives up before it answers anything: memory without bound, rights, files, and sockets (Linux).

As much of it as can be is given up by the template, which every evaluator is a copy of.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import resource
import struct
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from server.engine import landlock
from server.engine.job import Access
from server.engine.privileges import become, drop_bounding_set, drop_rights, give, may_read, user_of
from server.release import ASSERTED

# Operations of the filter's little machine (linux/bpf_common.h), and where it finds the call and the machine.
_LOAD: Final = 0x20
_IF_EQUAL: Final = 0x15
_IF_LARGE: Final = 0x35
_RETURN: Final = 0x06
_ALLOWED: Final = 0x7FFF0000
_REFUSED: Final = 0x00050000 | errno.EACCES
_NUMBER_OF_CALL: Final = 0
_ARCHITECTURE: Final = 4

_FOREIGN_CALLS: Final = 0x40000000
"""Calls from here on are those of another kind of program on the same machine, with other numbers."""

_PAGE: Final = os.sysconf("SC_PAGE_SIZE")

_PR_SET_SECCOMP: Final = 22
_PR_SET_NO_NEW_PRIVS: Final = 38
_SECCOMP_MODE_FILTER: Final = 2

_SOCKET: Final = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
"""Machine → its number in linux/audit.h, and that of the system call socket(2)."""

_IO_URING_SETUP: Final = 425
"""The same on every machine; a ring makes sockets without the system call."""


@dataclass(frozen=True)
class Prepared:
    """What the template has ready for its evaluators.

    `nowhere` is a descriptor of /dev/null. `data_size` are the bytes of data that all of them begin with, where that is
    known, as one that may open no file cannot ask; `rules` those of Landlock to be kept to, where the template does not
    keep to them itself.
    """

    nowhere: int
    data_size: int | None
    rules: int | None


def prepare(store: Path, access: Access, user: str, in_memory: bool) -> Prepared:
    """Give up what the template needs no more, and have the rest ready.

    Where root runs it, the template becomes `user`, if that one may read the store, or has no need to. A scratch store
    becomes the user's. A template that holds its release in memory reaches no file any more.
    """
    _filter()
    nowhere = os.open(os.devnull, os.O_RDWR)
    wanted = user_of(user) if os.geteuid() == 0 else None
    drop_bounding_set()
    if wanted and access is not Access.RELEASE:
        give(wanted, store.parent)
    if wanted and not (in_memory or may_read(wanted, store.parent)):
        if access is not Access.RELEASE:
            give((os.geteuid(), os.getegid()), store.parent)
        sys.stderr.write(
            f"evaluators run as root, without its rights: the user {user} may not read {store.parent}\n"
        )
    elif wanted and not become(wanted):
        sys.stderr.write(f"evaluators run as root, without its rights: the system lets none become {user}\n")
    drop_rights()
    if in_memory:
        size = _data_size()
        if (rules := landlock.ruleset((), 0)) is not None:
            landlock.restrict(rules)
        return Prepared(nowhere, size, None)
    folders = [path for path in (store, store.with_name(ASSERTED)) if path.is_dir()]
    allowed = landlock.READ if access is Access.RELEASE else landlock.everything()
    return Prepared(nowhere, None, landlock.ruleset(folders, allowed))


def confine(memory: int, access: Access, prepared: Prepared, files: int = 0) -> None:
    """From here on this thread and those it starts have `memory` bytes more than now, and reach no network.

    They open no file outside the store, where the kernel has Landlock. No core dump is written. An evaluator of a
    release has no descriptor left, for a file or a socket, but for the `files` of its store that are not open yet; a
    store that is written to needs new files, so there the system call alone stands between a query and the network.
    """
    size = _data_size() if prepared.data_size is None else prepared.data_size
    if prepared.rules is not None:
        landlock.restrict(prepared.rules)
    limits = {resource.RLIMIT_DATA: size + memory, resource.RLIMIT_CORE: 0}
    if access is Access.RELEASE:
        limits[resource.RLIMIT_NOFILE] = _free_descriptors(files + 1)[-1]
    for limit, value in limits.items():
        resource.setrlimit(limit, (value, value))
    _forbid_sockets()


def _forbid_sockets() -> None:
    """Make socket(2) fail with EACCES (seccomp, mode 2); without effect on a kernel or machine that lacks it."""
    if (found := _filter()) is None:
        return
    control, header, _ = found
    control(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    control(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, header, 0, 0)


def can_forbid_sockets() -> bool:
    """Whether the kernel and the machine have what keeps an evaluator from making sockets (seccomp(2)).

    A filter that is nowhere is refused as a bad address by a kernel that knows filters, so nothing changes.
    """
    control = ctypes.CDLL(None, use_errno=True).prctl
    control(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, None, 0, 0)
    return platform.machine() in _SOCKET and ctypes.get_errno() == errno.EFAULT


@cache
def _filter() -> tuple[Any, ctypes.Array[ctypes.c_char], ctypes.Array[ctypes.c_char]] | None:
    """The function prctl(2), the header of the filter, and its instructions, which the header points at."""
    if platform.machine() not in _SOCKET:
        return None
    architecture, number = _SOCKET[platform.machine()]
    program = (
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_IF_EQUAL, 0, 5, architecture),
        (_LOAD, 0, 0, _NUMBER_OF_CALL),
        (_IF_LARGE, 3, 0, _FOREIGN_CALLS),
        (_IF_EQUAL, 2, 0, number),
        (_IF_EQUAL, 1, 0, _IO_URING_SETUP),
        (_RETURN, 0, 0, _ALLOWED),
        (_RETURN, 0, 0, _REFUSED),
    )  # each: operation, steps to skip if so, steps to skip if not, operand
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in program))
    header = ctypes.create_string_buffer(struct.pack("HP", len(program), ctypes.addressof(code)))
    return ctypes.CDLL(None).prctl, header, code


def _data_size() -> int:
    """Bytes of private writable memory, as RLIMIT_DATA counts them, and of the stack of the first thread."""
    return int(Path("/proc/self/statm").read_text().split()[5]) * _PAGE


def _free_descriptors(number: int) -> list[int]:
    """The lowest descriptors that are free; there may be some between those that are not."""
    free = [os.dup(0) for _ in range(number)]
    for descriptor in free:
        os.close(descriptor)
    return free
