"""What the tests of commands share: the environment of a reader, and a copy of the project to change."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from server.release import Release
from server.settings import Settings
from tests.conftest import ROOT


@pytest.fixture(scope="session")
def environment() -> dict[str, str]:
    """The environment of a reader: the virtual environment's programs first on the path."""
    return {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}


@pytest.fixture
def project(tmp_path: Path, release: Release) -> Path:
    """A copy of what git tracks of the project, with a copy of its release."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    for name in names.decode().split("\0"):
        if name and (ROOT / name).is_file():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tmp_path / name)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    identity = ["-c", "user.name=Reader", "-c", "user.email=reader@example.org"]
    subprocess.run(["git", "add", "-A"], cwd=tmp_path, check=True)
    subprocess.run(["git", *identity, "commit", "-qm", "copy"], cwd=tmp_path, check=True)
    folder = tmp_path / Settings().releases
    shutil.copytree(release.path, folder / "releases" / release.path.name)
    (folder / "current").symlink_to(Path("releases") / release.path.name)
    return tmp_path
