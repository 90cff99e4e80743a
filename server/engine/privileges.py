"""What the template and the evaluators give up of the rights of whoever started the server (Linux)."""

from __future__ import annotations

import ctypes
import os
import pwd
import struct
from contextlib import suppress
from pathlib import Path
from typing import Final

_PR_SET_DUMPABLE: Final = 4
_PR_SET_NAME: Final = 15
_PR_CAPBSET_DROP: Final = 24
_PR_SET_NO_NEW_PRIVS: Final = 38
_PR_CAP_AMBIENT: Final = 47
_PR_CAP_AMBIENT_CLEAR_ALL: Final = 4
_CAPABILITIES_VERSION_3: Final = 0x20080522
_MOST_CAPABILITIES: Final = 64


def user_of(name: str) -> tuple[int, int] | None:
    """The ids of a user, by name or number, and of its group; None for an empty name. Raises KeyError."""
    if not name:
        return None
    if name.isdecimal():
        return int(name), int(name)
    found = pwd.getpwnam(name)
    return found.pw_uid, found.pw_gid


def drop_bounding_set() -> None:
    """Have no program that is run from here get a capability; to be done while one is still there to do it with."""
    control = ctypes.CDLL(None).prctl
    for number in range(_MOST_CAPABILITIES):
        control(_PR_CAPBSET_DROP, number, 0, 0, 0)


def drop_rights() -> None:
    """Give up every capability and the way to get new ones; nobody of the same user may look into this process.

    Without effect where there are none to give up.
    """
    control = ctypes.CDLL(None).prctl
    control(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    control(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    header = struct.pack("Ii", _CAPABILITIES_VERSION_3, 0)
    ctypes.CDLL(None).capset(header, bytes(24))
    control(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def become(user: tuple[int, int]) -> bool:
    """Be another user, in its group alone; false where the system does not allow that."""
    user_id, group_id = user
    try:
        os.setgroups([])
        os.setresgid(group_id, group_id, group_id)
        os.setresuid(user_id, user_id, user_id)
    except OSError:
        return False
    return True


def may_read(user: tuple[int, int], folder: Path) -> bool:
    """Whether a user may read every file in a folder and below; a process is forked that tries."""
    process_id = os.fork()
    if not process_id:
        status = 1
        with suppress(OSError):
            if become(user):
                for path in (folder, *folder.rglob("*")):
                    os.close(os.open(path, os.O_RDONLY))
                status = 0
        os._exit(status)
    return os.waitpid(process_id, 0)[1] == 0


def give(user: tuple[int, int], folder: Path) -> None:
    """Make a folder and all in it a user's. Raises OSError."""
    for path in (folder, *folder.rglob("*")):
        os.chown(path, *user)


def call_this_process(name: str) -> None:
    """Give the process a name of up to 15 characters, as ps and top show it."""
    ctypes.CDLL(None).prctl(_PR_SET_NAME, name.encode(), 0, 0, 0)
