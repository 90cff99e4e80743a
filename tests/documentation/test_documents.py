"""Every command of the documentation runs in a copy of the project and prints what the page shows."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.release import Release
from server.settings import Settings
from tests.conftest import ROOT
from tests.documentation.examples import examples, matches, run_example
from tests.launcher import eikg_serve, launched
from tests.ports import reserve

PAGES = ("README.md", "CONTRIBUTING.md")


@pytest.fixture(scope="module")
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


@pytest.fixture
def served(project: Path, environment: dict[str, str]) -> Iterator[str]:
    """The address at which the copy is served."""
    with launched(eikg_serve(), environment=environment, folder=project) as server:
        yield f"127.0.0.1:{server.port}"


def test_readme_shows_what_its_commands_print(
    project: Path, served: str, environment: dict[str, str]
) -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8").replace("127.0.0.1:8000", served)
    shown = [example for example in examples(page) if not example.command.startswith("make ")]
    assert len(shown) >= 5
    for example in shown:
        run_example(example, project, environment)


def test_contributing_walks_through_what_it_says(project: Path, environment: dict[str, str]) -> None:
    shown = list(examples(with_other_ports((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))))
    assert len(shown) >= 15
    for example in shown:
        run_example(example, project, environment)


def with_other_ports(page: str) -> str:
    """The page with a reserved port in the place of each that it serves at, as another run may serve there too."""
    for port in {*re.findall(r"(?:127\.0\.0\.1:|--port )(\d+)", page)}:
        page = re.sub(rf"\b{port}\b", str(reserve()), page)
    return page


@pytest.mark.parametrize("page", PAGES)
def test_links_of_a_page_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:|#)([^)]+)\)", text):
        assert (ROOT / target.partition("#")[0]).exists(), target


def test_output_is_compared_line_by_line() -> None:
    assert matches("a\n...\nd", "a\nb\nc\nd\n")
    assert matches("release ...", "release 12ab, created now\n")
    assert not matches("a\nc", "a\nb\nc\n")
    assert not matches("a", "a\nb\n")


def test_the_ports_of_a_page_are_replaced_by_reserved_ones() -> None:
    page = with_other_ports(
        "eikg serve --port 8768 & curl http://127.0.0.1:8768/ --bind 127.0.0.1:8767 8766 files"
    )
    first, again, other = re.findall(r"(?:127\.0\.0\.1:|--port )(\d+)", page)
    assert first == again != other
    assert not {"8767", "8768"} & {first, other}
    assert page.endswith("8766 files")
