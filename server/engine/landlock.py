"""Landlock (Linux 5.13 and newer, landlock(7)): a process gives up the file system, but for some folders, for good.

Newer kernels take more: connections by TCP, abstract sockets of the Unix domain, signals to processes outside.
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable
from pathlib import Path
from typing import Final

# System calls, with the same numbers on every machine, and their operands (linux/landlock.h).
_CREATE_RULESET: Final = 444
_ADD_RULE: Final = 445
_RESTRICT_SELF: Final = 446
_VERSION: Final = 1
_PATH_BENEATH: Final = 1

READ: Final = 1 << 2 | 1 << 3
"""Reading files and listing folders."""

_RIGHTS: Final = {1: 13, 2: 14, 3: 15, 5: 16}
"""Version → how many kinds of access to files it knows."""

_TCP: Final = 0b11
_ABSTRACT_SOCKETS_AND_SIGNALS: Final = 0b11


def version() -> int:
    """The version of the interface that the kernel has; 0 if it has none."""
    return max(0, int(_call(_CREATE_RULESET, None, 0, _VERSION)))


def everything() -> int:
    """Every kind of access to files that the kernel can take away."""
    known = max((rights for since, rights in _RIGHTS.items() if since <= version()), default=0)
    return (1 << known) - 1


def ruleset(folders: Iterable[Path], access: int) -> int | None:
    """A descriptor of rules that leave `access` to what lies in the folders, and none to anything else.

    None where the kernel has no Landlock. Raises OSError for a folder that cannot be opened.
    """
    found = version()
    if not found:
        return None
    attributes = struct.pack("QQQ", everything(), _TCP, _ABSTRACT_SOCKETS_AND_SIGNALS)
    size = 8 if found < 4 else 16 if found < 6 else 24
    rules = int(_call(_CREATE_RULESET, attributes[:size], size, 0))
    if rules < 0:
        return None
    for folder in folders:
        descriptor = os.open(folder, os.O_PATH | os.O_CLOEXEC)
        rule = struct.pack("=Qi", access & everything(), descriptor)
        _call(_ADD_RULE, rules, _PATH_BENEATH, rule, 0)
        os.close(descriptor)
    return rules


def restrict(rules: int) -> None:
    """Keep this thread, and what it starts, to rules, whose descriptor is closed; no new privileges must be set."""
    _call(_RESTRICT_SELF, rules, 0)
    os.close(rules)


def _call(number: int, *operands: object) -> int:
    """A system call; -1 if it fails."""
    found: int = ctypes.CDLL(None, use_errno=True).syscall(number, *operands)
    return found
