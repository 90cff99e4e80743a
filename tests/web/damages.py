"""Ways in which a file of a release is damaged, each undone by `mended`, and a small whole release to damage."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from server.release import Release, current
from tests.project import eikg, write_project


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x04
    path.write_bytes(content)


def _truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _delete(path: Path) -> None:
    path.unlink()


def _empty(path: Path) -> None:
    os.truncate(path, 0)


def _make_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _make_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


DAMAGES: Final[dict[str, Callable[[Path], None]]] = {
    "a flipped bit": _flip,
    "half of it": _truncate,
    "nothing in it": _empty,
    "deleted": _delete,
    "a folder": _make_folder,
    "a pipe": _make_pipe,
}


def small_release(root: Path) -> Release:
    """The release that the build makes of a small project."""
    project = write_project(root)
    result = eikg(project, "build")
    assert result.returncode == 0, result.stderr
    return current(project / ".eikg")


def files_of(release: Path) -> list[str]:
    """The files of a release."""
    return sorted(path.relative_to(release).as_posix() for path in release.rglob("*") if path.is_file())


def ways(release: Path) -> Iterator[tuple[str, str]]:
    """Every file with every damage that it can have."""
    for name in files_of(release):
        for how in DAMAGES:
            if (release / name).stat().st_size or how in ("deleted", "a folder", "a pipe"):
                yield name, how


@contextmanager
def damaged(release: Path, name: str, how: str) -> Iterator[None]:
    """A file damaged in one way as long as the context lasts."""
    path, kept = release / name, release.parent.parent / "kept"
    shutil.copy2(path, kept)
    DAMAGES[how](path)
    try:
        yield
    finally:
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        kept.rename(path)
