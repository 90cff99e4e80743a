"""A build that cannot write: it says so, and leaves everything as it was."""

from __future__ import annotations

import os
import resource
import subprocess
from pathlib import Path

import pytest

from tests.launcher import EIKG
from tests.project import eikg, replace


def limited_build(project: Path, size: int) -> subprocess.CompletedProcess[str]:
    """Build where no file can grow over so many bytes: to the program the same as a disk that is full at that point."""
    return subprocess.run(
        [EIKG, "build"],
        cwd=project,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
    )


def everything(folder: Path) -> dict[str, bytes | str]:
    return {
        str(path): str(path.readlink()) if path.is_symlink() else path.read_bytes()
        for path in folder.rglob("*")
        if path.is_symlink() or path.is_file()
    }


@pytest.mark.parametrize("size", [100, 20_000, 100_000])
def test_a_full_disk_is_told_and_leaves_everything_as_it_was(project: Path, size: int) -> None:
    assert eikg(project, "build").returncode == 0
    replace(project, "triples/entities/things.ttl", '"Belarus"@en', '"The Republic of Belarus"@en')
    before = everything(project / ".eikg")
    result = limited_build(project, size)
    assert result.returncode == 1
    assert result.stderr.splitlines()[-1] == "1 problem"
    assert "[write] the release cannot be written: " in result.stderr
    assert "File too large" in result.stderr
    assert "Traceback" not in result.stderr
    assert everything(project / ".eikg") == before
    assert not (project / ".eikg/releases/.unfinished").exists()
    assert eikg(project, "build").returncode == 0
    assert everything(project / ".eikg") != before


def test_a_folder_that_cannot_be_made_is_told(project: Path) -> None:
    (project / "taken").write_text("")
    result = eikg(project, "build", "--releases", "taken/releases")
    assert result.returncode == 1
    assert "[write] the release cannot be written: Not a directory" in result.stderr
