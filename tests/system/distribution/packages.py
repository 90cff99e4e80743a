"""The wheel and the sdist of the project, byte by byte the same wherever they are made from the same files.

They are built from a copy, as setuptools leaves folders behind and takes up what it left before. Times are those of the
newest commit, or of SOURCE_DATE_EPOCH (reproducible-builds.org); owners, modes and the order of files are set.
"""

from __future__ import annotations

import gzip
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from tests.conftest import ROOT

_FILES = ("pyproject.toml", "eikg.py", "README.md", "LICENSE", "CHANGELOG.md")
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "node_modules", "*.pyc", ".copied")
_BUILD = "import sys, setuptools.build_meta as b; folder = sys.argv[1]; b.build_sdist(folder); b.build_wheel(folder)"
_EPOCH = "SOURCE_DATE_EPOCH"


def make(folder: Path) -> list[Path]:
    """Build both into a folder, in place of earlier ones, and return their paths: sdist, wheel."""
    epoch = os.environ.get(_EPOCH) or _newest_commit()
    with tempfile.TemporaryDirectory() as name:
        copy, built = Path(name, "eikg"), Path(name, "built")
        _copy(copy)
        built.mkdir()
        subprocess.run(
            [sys.executable, "-c", _BUILD, str(built)],
            cwd=copy,
            env={**os.environ, _EPOCH: epoch, "PYTHONHASHSEED": "0"},
            stdout=subprocess.DEVNULL,
            check=True,
        )
        [sdist], [wheel] = built.glob("*.tar.gz"), built.glob("*.whl")
        _set_times(sdist, int(epoch))
        folder.mkdir(parents=True, exist_ok=True)
        for old in (*folder.glob("eikg-*.tar.gz"), *folder.glob("eikg-*.whl")):
            old.unlink()
        return [Path(shutil.copy(path, folder)) for path in (sdist, wheel)]


def _newest_commit() -> str:
    command = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    found = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    return found or "315532800"  # 1980, the earliest time of a ZIP file


def _copy(copy: Path) -> None:
    """Copy what belongs into the packages; links become the files that they lead to, and modes are the same for all."""
    shutil.copytree(ROOT / "server", copy / "server", ignore=_LEFT_OUT)
    for name in _FILES:
        shutil.copy(ROOT / name, copy)
    (copy / "MANIFEST.in").write_text("graft server\n", encoding="utf-8")
    for path in (copy, *copy.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def _set_times(sdist: Path, epoch: int) -> None:
    """Write a .tar.gz anew, with one time for all and no owner, in the order of the names."""
    with tarfile.open(sdist) as archive:
        members = sorted(archive.getmembers(), key=lambda member: member.name)
        contents = {member.name: archive.extractfile(member) for member in members if member.isfile()}
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as written:
            for member in members:
                member.mtime, member.uid, member.gid, member.uname, member.gname = epoch, 0, 0, "", ""
                member.pax_headers = {}
                written.addfile(member, contents.get(member.name))
    with sdist.open("wb") as file, gzip.GzipFile("", "wb", fileobj=file, mtime=epoch) as compressed:
        compressed.write(out.getvalue())
