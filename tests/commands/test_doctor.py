"""`eikg doctor` on a sound installation and on broken ones, each broken in the way in which it is in practice."""

from __future__ import annotations

import json
import os
import resource
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.launcher import EIKG, eikg_serve, launched
from tests.ports import reserve
from tests.project import eikg

CHECKS = {
    "packages",
    "front end",
    "settings",
    "rights",
    "kernel",
    "descriptors",
    "memory",
    "clock",
    "disk",
    "release",
    "port",
}


@pytest.fixture(autouse=True)
def one_look_at_the_packages(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """`pip check` takes seconds and finds the same each time, so one test has it look."""
    if "packages" not in request.fixturenames:
        monkeypatch.setattr("server.commands.doctor.packages", lambda: iter(()))


def findings(root: Path, *arguments: str, **environment: str) -> dict[str, list[dict[str, str]]]:
    """What is wrong, by check."""
    port = () if "--port" in arguments else ("--port", str(reserve()))
    result = eikg(root, "doctor", "--json", *port, *arguments, **environment)
    document = json.loads(result.stdout)
    assert result.returncode == (document["verdict"] == "broken")
    found: dict[str, list[dict[str, str]]] = {}
    for finding in document["findings"]:
        if finding["verdict"] == "ok":
            assert finding["remedy"] == ""
        elif finding["check"] not in ("rights", "memory"):  # those of whoever runs the tests, and where
            assert finding["remedy"]
            found.setdefault(finding["check"], []).append(finding)
    return found


def broken(root: Path, check: str, *arguments: str, **environment: str) -> str:
    """What one check finds and advises, where that is all that is wrong."""
    found = findings(root, *arguments, **environment)
    assert [*found] == [check]
    [finding] = found[check]
    assert finding["verdict"] == "broken"
    return f"{finding['found']}; {finding['remedy']}"


@contextmanager
def taken_port() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        yield str(taken.getsockname()[1])


def limited(root: Path, command: list[str], limit: Callable[[], None] | None = None) -> Any:
    result = subprocess.run(
        command, cwd=root, capture_output=True, text=True, timeout=120, check=False, preexec_fn=limit
    )
    return {one["check"]: one for one in json.loads(result.stdout)["findings"]}, result.returncode


@pytest.mark.usefixtures("packages")
def test_a_sound_installation_has_a_line_for_each_check(answering: Path) -> None:
    result = eikg(answering, "doctor", "--port", str(reserve()), EIKG_ROOT="allow")
    lines = result.stdout.splitlines()
    told = {line[9:22].strip(): line[:7].strip() for line in lines}
    assert told.keys() == CHECKS
    assert {told[check] for check in CHECKS - {"memory", "front end"}} == {"ok"}
    assert result.returncode == 0


@pytest.fixture
def packages() -> None:
    """Have the packages looked at in a test."""


def test_a_port_that_another_program_has_is_told(answering: Path) -> None:
    with taken_port() as port:
        told = broken(answering, "port", "--port", port)
    assert told.startswith(f"127.0.0.1:{port} is taken by another program; ")
    assert "EIKG_PORT" in told
    assert "no address of this machine" in broken(answering, "port", EIKG_HOST="no-such-host.invalid")
    assert "192.0.2.1" in broken(answering, "port", "--host", "192.0.2.1")


def test_the_port_of_a_server_of_this_kind_is_as_it_should_be(answering: Path) -> None:
    with launched(eikg_serve(), folder=answering, environment={"EIKG_EVALUATORS": "2"}) as server:
        assert findings(answering, "--port", str(server.port)) == {}


def test_a_truncated_release_is_told(answering: Path, tmp_path: Path) -> None:
    shutil.copytree(answering / ".eikg", tmp_path / "copy", symlinks=True)
    data = (tmp_path / "copy/current/data.nq").resolve()
    data.write_bytes(data.read_bytes()[:1000])
    told = broken(answering, "release", "--releases", str(tmp_path / "copy"))
    assert "is damaged: data.nq has 1,000 bytes where" in told
    assert "run `eikg build`" in told
    assert "there is no release in" in broken(answering, "release", "--releases", str(tmp_path))


def test_settings_that_do_not_exist_cannot_be_or_contradict_each_other_are_told(answering: Path) -> None:
    told = broken(answering, "settings", EIKG_EVALUTORS="3")
    assert told.endswith("did you mean EIKG_EVALUATORS?")
    assert "EIKG_TRUSTED_PROXIES" in broken(answering, "settings", EIKG_TRUSTED_PROXY="192.0.2.1")
    assert "must be a number above 0" in broken(answering, "settings", EIKG_QUERY_DEADLINE="soon")
    assert "EIKG_RATE_EXEMPT is 'all'" in broken(answering, "settings", EIKG_RATE_EXEMPT="all")
    assert "cannot be written to" in broken(answering, "settings", EIKG_REQUEST_LOG="no/such/folder")
    several = findings(answering, EIKG_PROT="1", EIKG_PORT="x", EIKG_CLIENT_CONNECTIONS="5000")["settings"]
    assert [one["verdict"] for one in several] == ["broken", "broken", "warning"]
    assert "EIKG_CONNECTIONS is 1024: one client may take" in several[2]["found"]
    assert findings(answering, EIKG_OF_ANOTHER_PROGRAM="1") == {}


def test_too_few_descriptors_are_told(answering: Path) -> None:
    command = [EIKG, "doctor", "--json", "--port", str(reserve())]
    few = (128, 128)
    found, status = limited(answering, command, lambda: resource.setrlimit(resource.RLIMIT_NOFILE, few))
    assert (found["descriptors"]["verdict"], status) == ("broken", 1)
    assert "may open 128 files" in found["descriptors"]["found"]
    assert "LimitNOFILE=" in found["descriptors"]["remedy"]


@pytest.mark.skipif(
    subprocess.run(["unshare", "-rm", "true"], check=False).returncode != 0,
    reason="no file system can be mounted here",
)
@pytest.mark.parametrize(
    ("options", "verdict", "words"),
    [("size=64k", "broken", "another release takes"), ("size=1g,ro", "warning", "cannot be written to")],
)
def test_a_folder_that_is_full_or_read_only_is_told(
    answering: Path, tmp_path: Path, options: str, verdict: str, words: str
) -> None:
    program = """
mount -t tmpfs -o size=64k none "$0"
ln -s "$1" "$0/current"
mount -o remount,"$2" "$0"
exec "$3" doctor --json --port "$4" --releases "$0"
"""
    current = str((answering / ".eikg/current").resolve())
    command = ["unshare", "-rm", "sh", "-ec", program, str(tmp_path), current, options, EIKG, str(reserve())]
    found, _ = limited(answering, command)
    assert found["disk"]["verdict"] == verdict
    assert words in found["disk"]["found"]
    assert found["release"]["verdict"] == "ok"


def test_a_package_that_does_not_fit_is_told(
    answering: Path, tmp_path: Path, packages: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another Flask stands before the one that is needed, as an update by hand leaves it."""
    folder = tmp_path / "flask-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: Flask\nVersion: 1.0\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    told = broken(answering, "packages")
    assert "eikg" in told
    assert "flask 1.0" in told.lower()
