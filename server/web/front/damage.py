"""Looks after the files of a release that is served: whoever damages one, it is known soon, and told to operators."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from server.integrity import Damage, DamagedRelease, damage_of, entries, hold, refuse_damaged
from server.release import FILES

BANDWIDTH: Final = 64 * 1024 * 1024
"""Bytes a second that are read to compare a whole release with its digests."""

_LOWEST: Final = 19
"""The nice value of the thread that reads."""

_Mark = tuple[int, int, int, int]
"""What changes with a file: its inode, its size, the times of its last change in bytes and in anything."""

_log: Final = logging.getLogger(__name__)


class DamageWatch:
    """The files of one release, kept from being removed by a build until `close`.

    The construction takes a moment: it compares sizes and samples. Then a thread reads everything, again every `whole`
    seconds (0 for never again), and every `often` seconds it looks for files that changed, and reads those. `told` is
    called in that thread whenever `found` changes. Raises NoRelease, with the damage that is found at once.
    """

    def __init__(self, release: Path, often: float, whole: float) -> None:
        self._release, self._often, self._whole = release, often, whole
        self._held = hold(release)
        self._closed = threading.Event()
        self._looking = threading.Lock()
        self.found: dict[str, Damage] = {}
        """By the name of the file."""
        self.told: Callable[[], object] = lambda: None
        try:
            self.identity = _identity(release)
            self._entries = entries(release)
            self._marks = {name: self._mark(name) for name in (*self._entries, FILES)}
            refuse_damaged(release, whole=False)
        except BaseException:
            os.close(self._held)
            raise
        self._thread = threading.Thread(target=self._run, name="release-files", daemon=True)

    def start(self) -> None:
        """Begin to read in the background."""
        self._thread.start()

    def look(self) -> None:
        """Compare the files that have changed since the last look. In a thread that may wait for the disk."""
        with self._looking:
            found = dict(self.found)
            for name in (*self._entries, FILES):
                mark = self._mark(name)
                if mark != self._marks[name]:
                    self._marks[name] = mark
                    self._note(found, name, self._compared(name, 0))
            self._tell(found)

    def close(self) -> None:
        """End the thread, and let a build remove the release."""
        if not self._closed.is_set():
            self._closed.set()
            os.close(self._held)

    def _run(self) -> None:
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LOWEST)
        next_whole = 0.0
        while not self._closed.is_set():
            if time.monotonic() >= next_whole:
                self._read_all()
                next_whole = time.monotonic() + self._whole if self._whole else float("inf")
            self._closed.wait(self._often)
            if not self._closed.is_set():
                self.look()

    def _read_all(self) -> None:
        for name in self._entries:
            if self._closed.is_set():
                return
            compared = self._compared(name, BANDWIDTH)
            with self._looking:
                found = dict(self.found)
                self._note(found, name, compared)
                self._tell(found)

    def _compared(self, name: str, bandwidth: int) -> Damage | None:
        """What is wrong with a file, all of it read, at most so many bytes a second; 0 for no such limit."""

        def rest(size: int) -> None:
            if bandwidth:
                self._closed.wait(size / bandwidth)

        if name == FILES:
            with suppress(DamagedRelease):
                entries(self._release)
                return None
            return Damage(FILES, "is not as it was written")
        return damage_of(self._release, name, self._entries[name], True, rest)

    @staticmethod
    def _note(found: dict[str, Damage], name: str, compared: Damage | None) -> None:
        found.pop(name, None)
        if compared:
            found[name] = compared

    def _tell(self, found: dict[str, Damage]) -> None:
        if found == self.found:
            return
        for name, one in found.items():
            if self.found.get(name) != one:
                _log.error("the release %s is damaged: %s; run `eikg build`", self._release.name, one)
        if not found:
            _log.warning("the release %s is whole again", self._release.name)
        self.found = found
        self.told()

    def _mark(self, name: str) -> _Mark | None:
        try:
            found = (self._release / name).stat()
        except OSError:
            return None
        return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


Identity = tuple[Path, int]
"""A release, and the inode of its folder: one that was built again in its place is another."""


def identity(release: Path) -> Identity | None:
    """What tells a release from another that took its place; None if there is none."""
    try:
        return _identity(release)
    except OSError:
        return None


def _identity(release: Path) -> Identity:
    return release, release.stat().st_ino
