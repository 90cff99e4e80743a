"""Finding what a person names as a snapshot: a project's folder, a release's folder or digest, or a commit."""

from __future__ import annotations

import io
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Final

from server.authoring.snapshot import Snapshot, of_project, of_release
from server.release import CURRENT, MANIFEST, RELEASES, Release, current

_PARTS: Final = ("ontology", "triples", "queries")
_NEEDED: Final = frozenset({"ontology", "triples"})
_DIGEST: Final = re.compile(r"[0-9a-f]{7,64}(-[0-9a-f]{8})?")
_SHORT: Final = 16
"""Characters of a digest that name the folder of a release."""


class UnknownSnapshot(ValueError):
    """What was named is neither a folder of a project or release, nor a digest, nor a commit; says what to give."""


def snapshot(named: str, root: Path, releases: Path) -> Snapshot:
    """Return the snapshot that `named` means for the project at `root`, whose releases stand in `releases`.

    Raises UnknownSnapshot; InvalidInput for a project that cannot be built; NoRelease and OSError for a broken release.
    """
    folder = Path(named)
    if folder.is_dir():
        return _of_folder(named, folder.resolve())
    if named == CURRENT:
        return of_release(named, current(releases))
    if _DIGEST.fullmatch(named):
        wanted = named[:_SHORT] if "-" not in named else named
        found = [path for path in (releases / RELEASES).glob(f"{wanted}*") if (path / MANIFEST).is_file()]
        if len(found) > 1:
            names = ", ".join(sorted(path.name for path in found))
            raise UnknownSnapshot(f"'{named}' begins the digests of several releases: name one of {names}")
        if found:
            return of_release(named, Release(found[0]))
    return _of_commit(named, root)


def _of_folder(name: str, folder: Path) -> Snapshot:
    if (folder / MANIFEST).is_file():
        return of_release(name, Release(folder))
    if all((folder / part).is_dir() for part in _NEEDED):
        return of_project(name, folder)
    raise UnknownSnapshot(
        f"'{name}' is a folder with neither {MANIFEST} (a release) nor ontology/ and triples/ (a project)"
    )


def _of_commit(name: str, root: Path) -> Snapshot:
    """Read the tree of a commit from git's archive, so that the working tree stays as it is."""
    found = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    if found is None:
        raise UnknownSnapshot(
            f"'{name}' is no folder, no digest of a release and no commit that this repository holds; "
            "in a shallow clone `git fetch --unshallow` gets the others"
        )
    commit = found.decode().strip()
    tree = (_git(root, "ls-tree", "--name-only", commit) or b"").decode().split()
    parts = [part for part in _PARTS if part in tree]
    if not set(parts) >= _NEEDED:
        raise UnknownSnapshot(f"commit '{name}' holds no ontology/ and triples/")
    archive = _git(root, "archive", "--format=tar", commit, "--", *parts)
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(archive or b"")) as files:
            files.extractall(folder, filter="data")
        return of_project(name, Path(folder))


def _git(root: Path, *arguments: str) -> bytes | None:
    """Return what git prints, or None where it fails or is not there."""
    command = ["git", "-C", str(root), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout
