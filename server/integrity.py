"""Whether the files of a release are what the build wrote: `files.tsv` has the size and the digests of each.

The digests of the manifest are the same for equal data, so they leave out the stores, whose bytes differ with each
build. Those here are of one folder, and of every file in it. A file of more than SAMPLED_ABOVE bytes has two digests:
of all its bytes, and of some spread over it, which are read in a moment whatever its size.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.release import FILES, RELEASES, NoRelease, Release

SAMPLED_ABOVE: Final = 1024 * 1024
"""Bytes up to which a file has no sample: all of it is read each time."""

_BLOCK: Final = 4096
_BLOCKS: Final = 64
_PIECE: Final = 256 * 1024
_REMEDY: Final = "run `eikg build`, which makes it again"


@dataclass(frozen=True)
class Entry:
    """What the build wrote into a file: how many bytes, and their SHA-256; that of the sample in a large file."""

    size: int
    digest: str
    sample: str


@dataclass(frozen=True)
class Damage:
    """A file of a release, by its path in it, that is not as it was written, and what is wrong with it."""

    name: str
    reason: str

    def __str__(self) -> str:
        return f"{self.name} {self.reason}"


class DamagedRelease(NoRelease):
    """A release whose files are not as they were written; the message names the first and says what to do."""

    def __init__(self, release: str, found: list[Damage]) -> None:
        more = f" (and {len(found) - 1} more of its files)" if len(found) > 1 else ""
        super().__init__(f"the release {release} is damaged: {found[0]}{more}; {_REMEDY}")
        self.found: Final = tuple(found)


def record(release: Path) -> None:
    """Write the list of all files of a release, as the last that is written into its folder. Raises OSError."""
    lines = []
    for path in sorted(path for path in release.rglob("*") if path.is_file()):
        name = path.relative_to(release).as_posix()
        if name != FILES:
            entry = Entry(path.stat().st_size, _digest(path), _digest(path, sampled=True))
            lines.append(f"{name}\t{entry.size}\t{entry.digest}\t{entry.sample}\n")
    text = "".join(lines)
    with (release / FILES).open("w", encoding="utf-8") as file:
        file.write(f"{text}{_own(text)}\n")
        file.flush()
        os.fsync(file.fileno())


def entries(release: Path) -> Mapping[str, Entry]:
    """What the build wrote, by the path in the release. Raises DamagedRelease where the list itself is not whole."""
    try:
        text = _regular(release / FILES).read_text("utf-8")
        listed, _, own = text.removesuffix("\n").rpartition("\n")
    except (OSError, ValueError) as error:
        raise DamagedRelease(release.name, [Damage(FILES, _reason(error))]) from None
    if own != _own(f"{listed}\n"):
        raise DamagedRelease(release.name, [Damage(FILES, "has other bytes than were written")])
    fields = (line.split("\t") for line in listed.splitlines())
    return {name: Entry(int(size), digest, sample) for name, size, digest, sample in fields}


def damage(release: Path, whole: bool, read: Callable[[int], object] = lambda _: None) -> list[Damage]:
    """Every file of a release that is not as it was written, in order; of large files their samples, or the whole.

    `read` is called with the number of bytes after each piece that was read.
    """
    try:
        listed = entries(release)
    except DamagedRelease as damaged:
        return [*damaged.found]
    return [
        found for name, entry in listed.items() if (found := damage_of(release, name, entry, whole, read))
    ]


def damage_of(
    release: Path, name: str, entry: Entry, whole: bool, read: Callable[[int], object] = lambda _: None
) -> Damage | None:
    """What is wrong with one file of a release, if anything is."""
    path = release / name
    try:
        size = _regular(path).stat().st_size
        if size != entry.size:
            return Damage(name, f"has {size:,} bytes where {entry.size:,} were written")
        sampled = not whole
        if _digest(path, sampled, read) != (entry.sample if sampled else entry.digest):
            return Damage(name, "has other bytes than were written")
    except (OSError, ValueError) as error:
        return Damage(name, _reason(error))
    return None


def refuse_damaged(release: Path, whole: bool) -> None:
    """Raises DamagedRelease for a release that has any damage."""
    if found := damage(release, whole):
        raise DamagedRelease(release.name, found)


def is_complete(release: Path) -> bool:
    """Whether all files of a release are there in their sizes: what is half deleted is not. Reads the list alone."""
    try:
        return all(
            _regular(release / name).stat().st_size == one.size for name, one in entries(release).items()
        )
    except (OSError, ValueError, NoRelease):
        return False


def retained_releases(folder: Path) -> list[Release]:
    """Return the complete releases in a folder such as .eikg, the newest first; none if there is no such folder.

    Of those whose sources are of one time, the one that was built last comes first.
    """
    found = []
    for path in sorted((folder / RELEASES).glob("[0-9a-f]*")):
        release = Release(path)
        with suppress(
            NoRelease, OSError
        ):  # removed while we look, or written by another version of this program
            if is_complete(path):
                found.append((release.manifest.created or "", path.stat().st_mtime_ns, release))
    return [release for *_, release in sorted(found, key=lambda one: one[:2], reverse=True)]


def hold(release: Path) -> int:
    """Keep a release from being removed by a build until the descriptor that this returns is closed.

    It holds a shared lock (flock(2)) on the folder, which ends with the process too. Raises NoRelease.
    """
    try:
        descriptor = os.open(release, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise NoRelease(
            f"the release {release.name} cannot be read ({error.strerror}): run `eikg build`"
        ) from None
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor


def is_held(release: Path) -> bool:
    """Whether a process keeps a release from being removed."""
    try:
        descriptor = os.open(release, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _own(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _regular(path: Path) -> Path:
    """A path, if a file stands there: to open a named pipe would wait for its other end. Raises OSError, ValueError."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise ValueError("is no file")
    return path


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, OSError):
        missing = error.errno in (errno.ENOENT, errno.ENOTDIR)
        return "is missing" if missing else f"cannot be read ({error.strerror})"
    return str(error) if str(error).startswith("is ") else "is not as it was written"


def _digest(path: Path, sampled: bool = False, read: Callable[[int], object] = lambda _: None) -> str:
    found = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        size = os.fstat(file.fileno()).st_size
        for start, length in _parts(size, sampled):
            piece = os.pread(file.fileno(), length, start)
            found.update(piece)
            read(len(piece))
    return found.hexdigest()


def _parts(size: int, sampled: bool) -> Iterator[tuple[int, int]]:
    """The places of a file that are read, and how many bytes there."""
    if sampled and size > SAMPLED_ABOVE:
        yield from (((size - _BLOCK) * number // (_BLOCKS - 1), _BLOCK) for number in range(_BLOCKS))
    else:
        yield from ((start, _PIECE) for start in range(0, size, _PIECE))
