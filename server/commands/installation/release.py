"""The release that is to be served, and the disk that it lies on."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from server.commands.installation import Finding, Verdict, mebibytes
from server.integrity import damage, entries
from server.release import NoRelease, Release


def whole_release(release: Release | NoRelease) -> Iterator[Finding]:
    """Whether there is a release and every byte of it is what the build wrote, as `eikg check --release` asks."""
    check = "release"
    if isinstance(release, NoRelease):
        found, _, _ = str(release).partition(": run")
        yield Finding(check, Verdict.BROKEN, found, "run `eikg build`, or name the folder with EIKG_RELEASES")
        return
    name = release.path.name
    try:
        created = release.manifest.created
    except NoRelease as error:
        yield Finding(check, Verdict.BROKEN, str(error).partition(": run")[0], "run `eikg build`")
        return
    if damaged := damage(release.path, whole=True):
        more = f" (and {len(damaged) - 1} more of its files)" if len(damaged) > 1 else ""
        remedy = "run `eikg build`, which makes it again; `eikg check --release` lists all"
        yield Finding(check, Verdict.BROKEN, f"release {name} is damaged: {damaged[0]}{more}", remedy)
    else:
        told = f"release {name} of {created or 'no known time'}"
        yield Finding(check, Verdict.OK, f"{told}: {len(entries(release.path))} files, as they were written")


def disk(folder: Path, release: Release | NoRelease) -> Iterator[Finding]:
    """Whether another release finds room in the folder of the releases, and may be written there.

    What serves only reads, so a folder that cannot be written to is what a service has; a full one stops the build.
    """
    check, place = "disk", folder
    try:
        while not place.exists():
            place = place.parent
        free = shutil.disk_usage(place).free
        needed = 0 if isinstance(release, NoRelease) else _size(release.path)
    except OSError as error:
        found = f"{error.filename or folder} cannot be read by this user: {error.strerror}"
        yield Finding(check, Verdict.BROKEN, found, "let this user enter the folder of the releases")
        return
    told = f"{mebibytes(free)} are free in {folder}"
    if free <= needed:
        found = f"{told}, but another release takes {mebibytes(needed)}"
        yield Finding(check, Verdict.BROKEN, found, "make room, or name another folder with EIKG_RELEASES")
    elif not os.access(place, os.W_OK):
        found = f"{folder} cannot be written to by this user: it can be served from, but nothing can be built"
        yield Finding(
            check, Verdict.WARNING, found, "build as the user whose folder it is, or change its rights"
        )
    else:
        yield Finding(check, Verdict.OK, f"{told}, and a release takes {mebibytes(needed)}")


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
