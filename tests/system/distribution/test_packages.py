"""The wheel and the sdist: the same bytes each time, and all that is needed beside Python and the dependencies."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import tarfile
import time
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from tests.launcher import launched
from tests.system.distribution.packages import make


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return make(tmp_path_factory.mktemp("packages"))


def test_two_builds_give_the_same_bytes(packages: list[Path], tmp_path: Path) -> None:
    time.sleep(2.1)  # times in a ZIP file have two seconds: those of the files must not count
    again = make(tmp_path)
    assert [path.name for path in again] == [path.name for path in packages]
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in packages]


def test_the_sdist_gives_the_wheel(packages: list[Path], tmp_path: Path) -> None:
    sdist, wheel = packages
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    [source] = tmp_path.iterdir()
    build = "import sys, setuptools.build_meta as b; b.build_wheel(sys.argv[1])"
    with tarfile.open(sdist) as archive:
        epoch = str(max(int(member.mtime) for member in archive))
    subprocess.run(
        [sys.executable, "-c", build, str(tmp_path)],
        cwd=source,
        env={"PATH": "/usr/bin:/bin", "SOURCE_DATE_EPOCH": epoch},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    assert (tmp_path / wheel.name).read_bytes() == wheel.read_bytes()


def fetched(address: str) -> str:
    with urlopen(Request(address, headers={"Accept": "text/html,text/csv;q=0.9,*/*;q=0.1"})) as answer:
        return str(answer.read().decode("utf-8"))


def test_the_wheel_starts_builds_and_serves_a_graph_on_another_topic(
    packages: list[Path], tmp_path: Path
) -> None:
    """The dependencies are those of this environment, so that nothing is fetched; the project itself is the wheel's."""
    venv, project = tmp_path / "venv", tmp_path / "graph"
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    python = venv / "bin/python"
    [site] = (venv / "lib").glob("python*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    install = [str(python), "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", str(packages[1])]
    subprocess.run(install, check=True)

    def eikg(*arguments: str, folder: Path = project) -> str:
        run = [str(venv / "bin/eikg"), *arguments]
        done = subprocess.run(run, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    options = ("--base", "https://example.org/harbours/", "--name", "HKG", "--title", "Harbours")
    eikg("init", "graph", *options, folder=tmp_path)
    eikg("build")
    assert "no problem" in eikg("check", "--answers")
    assert "no problem" in eikg("check", "--strict")
    where = [str(python), "-c", "import server; print(server.__file__)"]
    found = subprocess.run(where, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert str(site) in found
    # Forked and started processes, too, must find the project: the server stands in its folder, the template elsewhere.
    with launched(
        lambda port: [str(venv / "bin/eikg"), "serve", "--port", str(port)], folder=project
    ) as server:
        home = fetched(server.address + "/")
        assert "Harbours" in home
        assert "Belarus" not in home
        assert "https://example.org/harbours/id/group/editors" in fetched(
            server.address + "/queries/who-wrote-what.csv"
        )
        for path in ("/docs", "/editor", "/ontology", "/static/editor.js", "/id/claim/about-002"):
            assert fetched(server.address + path)
        page = fetched(server.address + "/editor")
        vendor = next(part for part in page.split('"') if "/static/vendor/" in part and ".js" in part)
        assert len(fetched(server.address + vendor)) > 100_000
