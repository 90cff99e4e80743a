"""A file system that fills up: a small one in memory where that may be mounted, else a limit on the size of files."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from tests.launcher import EIKG
from tests.system.soak.releases import Releases

BUILD_SECONDS: Final = 300
_SPARE: Final = 4 * 2**20


@dataclass(frozen=True)
class Folder:
    """Where the releases stand. `mounted`: on a file system of its own that can be filled."""

    path: Path
    mounted: bool

    @property
    def way(self) -> str:
        """How the disk is filled, for the closing table."""
        return "a small file system" if self.mounted else "a limit on the size of files (no right to mount)"


@contextmanager
def small_file_system(path: Path, size: int) -> Iterator[Folder]:
    """A folder on a file system of so many bytes, where that may be mounted; else a plain folder."""
    path.mkdir()
    mount, unmount = shutil.which("mount"), shutil.which("umount")
    mounted = bool(mount and unmount and os.geteuid() == 0) and (
        subprocess.run(
            [str(mount), "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(path)],
            capture_output=True,
            check=False,
        ).returncode
        == 0
    )
    try:
        yield Folder(path, mounted)
    finally:
        if mounted:
            subprocess.run([str(unmount), "--lazy", str(path)], check=False)


@dataclass(frozen=True)
class Build:
    """A build that met a full disk. `faults` says what of it was not as it should be."""

    said: str
    faults: tuple[str, ...]


def build_on_a_full_disk(
    project: Path, folder: Folder, releases: Releases, needed: int, random: Random
) -> Build:
    """Run `eikg build` where it has less room than it needs; `needed` is what a release of the project takes."""
    before = releases.sizes()
    room = random.randrange(needed * 9 // 10)
    if folder.mounted:
        with _ballast(folder.path, room):
            run = _build(project, folder.path)
    else:
        size = random.randrange(100, 100_000)
        run = _build(project, folder.path, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))
    said = run.stderr.strip().splitlines()
    faults = {
        "it succeeded": run.returncode == 0,
        "another status than 1": run.returncode not in (0, 1),
        "a traceback": "Traceback" in run.stderr,
        "it did not say why": "the release cannot be written" not in run.stderr,
        "something else stands among the releases": not releases.untouched(),
        "a release is another than before": releases.sizes() != before,
    }
    told = next((line for line in said if "cannot be written" in line), said[-1] if said else "")
    return Build(told, tuple(name for name, found in faults.items() if found))


def size_of(folder: Path) -> int:
    """Bytes of the files below a folder, in whole blocks as a file system counts them."""
    return sum(path.lstat().st_blocks * 512 for path in folder.rglob("*") if path.is_file())


def needs(releases: int) -> int:
    """The size of a file system for so many bytes of releases, with some room for what the engine writes on opening."""
    return releases + _SPARE


def _build(
    project: Path, folder: Path, limit: Callable[[], None] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [EIKG, "build", "--root", str(project), "--releases", str(folder)],
        capture_output=True,
        text=True,
        timeout=BUILD_SECONDS,
        check=False,
        preexec_fn=limit,
    )


@contextmanager
def _ballast(folder: Path, room: int) -> Iterator[None]:
    """A file that leaves so many bytes of room."""
    ballast = folder / ".ballast"
    state = os.statvfs(folder)
    try:
        with ballast.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, max(1, state.f_bavail * state.f_frsize - room))
        yield
    finally:
        ballast.unlink(missing_ok=True)
