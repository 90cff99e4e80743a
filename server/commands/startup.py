"""What is looked at before a server starts: whose rights it has, and whether the machine has what it may take."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from server.engine import landlock
from server.engine.privileges import user_of
from server.engine.stores import MEMORY_PER_BYTE
from server.release import Release
from server.settings import Settings, SettingsError

_ROOT: Final = ("warn", "refuse", "allow")
_OF_EVALUATOR: Final = 3
"""Descriptors for each evaluator: its socket, its process, and one for the moment in which it is replaced."""

_OTHERS: Final = 128
"""Descriptors for all the rest: the listening socket, the log, the files of pages, the calls of other endpoints."""

_OF_SERVER: Final = 256 * 1024 * 1024
"""Bytes of the serving process beside its caches."""

_MORE_FILES: Final = "raise its limit (ulimit -n, LimitNOFILE= of systemd)"
_CGROUP: Final = Path("/sys/fs/cgroup/memory.max")


def prepare_to_serve(settings: Settings, release: Release | None) -> Iterator[str]:
    """Raise the limit of descriptors as far as is needed; yield what the operator should change.

    Raises SettingsError where it cannot work as it is.
    """
    yield from _rights(settings)
    yield from _descriptors(settings)
    yield from _memory(settings, release)


def _rights(settings: Settings) -> Iterator[str]:
    if settings.root not in _ROOT:
        raise SettingsError(f"EIKG_ROOT is {settings.root!r}, but must be one of {', '.join(_ROOT)}")
    try:
        user = user_of(settings.evaluator_user)
    except KeyError:
        reason = f"EIKG_EVALUATOR_USER is {settings.evaluator_user!r}, but there is no such user"
        raise SettingsError(reason) from None
    if os.geteuid() == 0 and settings.root != "allow":
        told = "this server is run by root, whose rights it has no use for: run it as a user of its own"
        if settings.root == "refuse":
            raise SettingsError(f"{told} (EIKG_ROOT is refuse)")
        whom = "as root too" if user is None else f"as {settings.evaluator_user}"
        yield f"{told}; its evaluators run {whom}"
    if not landlock.version():
        yield "this kernel has no Landlock: evaluators are kept from files by their user and their descriptors alone"


def _descriptors(settings: Settings) -> Iterator[str]:
    evaluators = settings.evaluators + settings.old_releases * settings.old_evaluators
    needed = settings.connections + evaluators * _OF_EVALUATOR + _OTHERS
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < needed:
        fewer = hard - needed + settings.connections
        if fewer < 1:
            raise SettingsError(
                f"this process may open {hard} files, but its settings ask for {needed}; {_MORE_FILES}"
            )
        yield f"this process may open {hard} files, but {needed} are needed: {_MORE_FILES}, or EIKG_CONNECTIONS {fewer}"
    wanted = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _memory(settings: Settings, release: Release | None) -> Iterator[str]:
    store = 0
    if release is not None:
        with suppress(OSError):
            estimate = release.data.stat().st_size * MEMORY_PER_BYTE
            store = estimate if estimate <= settings.store_memory else 0
    kept = _OF_SERVER + store + settings.cache_size + settings.federation_cache
    evaluators = settings.evaluators + settings.old_releases * settings.old_evaluators
    needed = kept + evaluators * settings.evaluator_memory
    there = memory_of_machine()
    if needed > there:
        yield (
            f"evaluators may keep {_mebibytes(needed - kept)} and the rest takes {_mebibytes(kept)}, but there are "
            f"only {_mebibytes(there)} of memory: lower EIKG_EVALUATOR_MEMORY, EIKG_EVALUATORS or EIKG_CACHE_SIZE"
        )
    elif kept + settings.query_memory > there:
        yield (
            f"one query may take {_mebibytes(settings.query_memory)} beside {_mebibytes(kept)} for the rest, but there "
            f"are only {_mebibytes(there)} of memory: lower EIKG_QUERY_MEMORY"
        )


def memory_of_machine() -> int:
    """Bytes of memory of the machine, or of the control group that this runs in, if that has less."""
    found = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    with suppress(OSError, ValueError):
        found = min(found, int(_CGROUP.read_text()))
    return found


def _mebibytes(size: int) -> str:
    return f"{size // (1024 * 1024):,} MiB"
