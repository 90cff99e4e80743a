"""The machine against the settings: rights, kernel, descriptors, memory, clock."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from server.commands.installation import Finding, Verdict, mebibytes
from server.engine import landlock
from server.engine.confinement import can_forbid_sockets
from server.engine.privileges import user_of
from server.engine.stores import MEMORY_PER_BYTE
from server.release import NoRelease, Release
from server.settings import Settings

_ROOT: Final = ("warn", "refuse", "allow")
_OF_EVALUATOR: Final = 3
"""Descriptors for each evaluator: its socket, its process, and one for the moment in which it is replaced."""

_OTHERS: Final = 128
"""Descriptors for all the rest: the listening socket, the log, the files of pages, the calls of other endpoints."""

_OF_SERVER: Final = 256 * 1024 * 1024
"""Bytes of the serving process beside its caches."""

_CGROUP: Final = Path("/sys/fs/cgroup/memory.max")
_MORE_FILES: Final = "raise its limit (ulimit -n, LimitNOFILE= of systemd)"
_SET_CLOCK: Final = (
    "set it (timedatectl set-ntp true), as answers, the log and certificates of others go by it"
)
_EARLIEST: Final = datetime(2025, 1, 1, tzinfo=UTC)
_LATEST: Final = datetime(2100, 1, 1, tzinfo=UTC)


def rights(settings: Settings) -> Iterator[Finding]:
    """Who runs the server, and whom its evaluators become."""
    check = "rights"
    if settings.root not in _ROOT:
        found = f"EIKG_ROOT is {settings.root!r}"
        yield Finding(check, Verdict.BROKEN, found, f"it must be one of {', '.join(_ROOT)}")
        return
    try:
        user = user_of(settings.evaluator_user)
    except KeyError:
        found = f"EIKG_EVALUATOR_USER is {settings.evaluator_user!r}, but there is no such user"
        yield Finding(check, Verdict.BROKEN, found, "name one, or give a number (65534), or leave it empty")
        return
    if os.geteuid() != 0:
        yield Finding(check, Verdict.OK, "run by a user of its own, not by root")
        return
    whom = "as root too" if user is None else f"as {settings.evaluator_user}"
    found = f"run by root, whose rights a server has no use for; its evaluators run {whom}"
    if settings.root == "allow":
        yield Finding(check, Verdict.OK, f"{found}, as EIKG_ROOT allows")
    elif settings.root == "refuse":
        yield Finding(check, Verdict.BROKEN, f"{found} (EIKG_ROOT is refuse)", "run it as a user of its own")
    else:
        yield Finding(check, Verdict.WARNING, found, "run it as a user of its own")


def kernel() -> Iterator[Finding]:
    """What the confinement of evaluators needs of the system."""
    check, well = "kernel", True
    if not hasattr(os, "pidfd_open") or not Path("/proc/self/statm").is_file():
        found = "evaluators cannot be started and ended here, as that takes pidfd_open(2) and /proc"
        yield Finding(check, Verdict.BROKEN, found, "run it on Linux 5.3 or newer, with /proc mounted")
        return
    if not landlock.version():
        well = False
        found = "no Landlock: evaluators are kept from files by their user and their descriptors alone"
        remedy = "take Linux 5.13 or newer with landlock among lsm= of its command line"
        yield Finding(check, Verdict.WARNING, found, remedy)
    if not can_forbid_sockets():
        well = False
        found = "no seccomp filters for this machine: evaluators are kept from the network by nothing of their own"
        remedy = "take a kernel with CONFIG_SECCOMP_FILTER on x86_64 or aarch64, or keep the server from the network"
        yield Finding(check, Verdict.WARNING, found, remedy)
    if well:
        yield Finding(check, Verdict.OK, f"Landlock {landlock.version()}, seccomp filters, pidfd")


def descriptors_needed(settings: Settings) -> int:
    """How many files the server may have to open at the same time."""
    evaluators = settings.evaluators + settings.old_releases * settings.old_evaluators
    return settings.connections + evaluators * _OF_EVALUATOR + _OTHERS


def descriptors(settings: Settings) -> Iterator[Finding]:
    """Whether the limit of open files, which the server raises as far as it may, is enough for the settings."""
    check, needed = "descriptors", descriptors_needed(settings)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard == resource.RLIM_INFINITY or hard >= needed:
        yield Finding(check, Verdict.OK, f"{needed:,} files may have to be open, and may be")
        return
    fewer = hard - needed + settings.connections
    if fewer < 1:
        found = f"a process may open {hard} files, but the settings ask for {needed}"
        yield Finding(check, Verdict.BROKEN, found, _MORE_FILES)
    else:
        found = f"a process may open {hard} files, but {needed} are needed"
        yield Finding(check, Verdict.WARNING, found, f"{_MORE_FILES}, or EIKG_CONNECTIONS {fewer}")


def memory(settings: Settings, release: Release | None) -> Iterator[Finding]:
    """Whether what the settings allow fits into the memory there is."""
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
        found = (
            f"evaluators may keep {mebibytes(needed - kept)} and the rest takes {mebibytes(kept)}, but there are "
            f"only {mebibytes(there)} of memory"
        )
        remedy = "lower EIKG_EVALUATOR_MEMORY, EIKG_EVALUATORS or EIKG_CACHE_SIZE"
        yield Finding("memory", Verdict.WARNING, found, remedy)
    elif kept + settings.query_memory > there:
        found = (
            f"one query may take {mebibytes(settings.query_memory)} beside {mebibytes(kept)} for the rest, but there "
            f"are only {mebibytes(there)} of memory"
        )
        yield Finding("memory", Verdict.WARNING, found, "lower EIKG_QUERY_MEMORY")
    else:
        yield Finding("memory", Verdict.OK, f"{mebibytes(needed)} may be kept of {mebibytes(there)}")


def memory_of_machine() -> int:
    """Bytes of memory of the machine, or of the control group that this runs in, if that has less."""
    found = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    with suppress(OSError, ValueError):
        found = min(found, int(_CGROUP.read_text()))
    return found


def clock(release: Release | None) -> Iterator[Finding]:
    """Whether the date can be: after the making of what is served, and in this century."""
    now, made = datetime.now(UTC), _EARLIEST
    if release is not None:
        with suppress(NoRelease, ValueError):
            made = max(made, datetime.fromisoformat(release.manifest.created or "").astimezone(UTC))
    told = f"it is {now:%Y-%m-%d %H:%M} UTC"
    if now < made:
        found = f"{told} by the clock, before {made:%Y-%m-%d}, when what is served was made"
        yield Finding("clock", Verdict.WARNING, found, _SET_CLOCK)
    elif now > _LATEST:
        yield Finding("clock", Verdict.WARNING, f"{told} by the clock, which cannot be", _SET_CLOCK)
    else:
        yield Finding("clock", Verdict.OK, told)
