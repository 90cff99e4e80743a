"""Servers of the tests: no port is taken between being chosen and being used, and nothing is left when one ends."""

from __future__ import annotations

import http.server
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests import launcher
from tests.launcher import NotStarted, launched, start
from tests.ports import ephemeral, is_free, reserve
from tests.processes import listens, runs, tree
from tests.web.client import until

SERVER = "import http.server, sys; http.server.test(bind='127.0.0.1', port=int(sys.argv[1]))"
PARENT = """import subprocess, sys
subprocess.run([sys.executable, '-c', sys.argv[2], sys.argv[1]], process_group=0)"""


def plain(port: int) -> Sequence[str]:
    return [sys.executable, "-c", SERVER, str(port)]


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody else has, who takes connections there."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler) as server:
        yield server.server_port


def test_no_connection_without_a_port_of_its_own_can_take_a_reserved_one() -> None:
    ports = [reserve() for _ in range(200)]
    assert not {*ports} & {*ephemeral()}
    assert len({*ports}) == len(ports)


def test_no_two_processes_are_given_the_same_port() -> None:
    """Each of them chooses among the same few ports, while the others still run."""
    program = (
        "import sys; from tests import ports; ports._ALL = range(21_000, 21_100); ports._FEWEST = 1;"
        "print(*(ports.reserve() for _ in range(10)), flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", program]
    processes = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    found: list[str] = []
    for process in processes:
        assert process.stdout
        found += process.stdout.readline().split()
    for process in processes:
        process.communicate("")
    assert len(found) == len({*found}) == 40


def test_a_port_in_use_is_not_free(taken: int) -> None:
    assert not is_free(taken)


def test_a_server_whose_port_was_taken_is_started_at_another(
    taken: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    ports = iter([taken, free := reserve()])
    monkeypatch.setattr(launcher, "reserve", lambda: next(ports))
    with launched(plain) as server:
        assert server.port == free
        assert listens(server.process.pid, free)


def test_a_stranger_at_the_port_is_not_taken_for_the_server(taken: int, tmp_path: Path) -> None:
    with pytest.raises(NotStarted, match="in use"):
        start(plain, tmp_path / "log", port=taken)


def test_a_server_that_ends_is_told_with_its_own_words(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "raise SystemExit('no such file: data.nq')"]
    with pytest.raises(NotStarted, match=r"status 1: no such file: data\.nq"):
        start(lambda _: command, tmp_path / "log")


def test_what_a_server_started_ends_with_it() -> None:
    with launched(lambda port: [sys.executable, "-c", PARENT, str(port), SERVER]) as server:
        both = tree(server.process.pid)
        assert len(both) == 2
    until(lambda: not any(map(runs, both)))


def test_variables_are_given_and_taken_away(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TAKEN_AWAY", "yes")
    program = "import os; raise SystemExit(f\"{os.environ['GIVEN']} {os.environ.get('TAKEN_AWAY')}\")"
    with pytest.raises(NotStarted, match="yes None"):
        start(
            lambda _: [sys.executable, "-c", program],
            tmp_path / "log",
            environment={"GIVEN": "yes", "TAKEN_AWAY": None},
        )


def test_who_listens_is_told_from_who_is_only_connected() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        socket.create_connection(listener.getsockname()) as client,
        subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other,
    ):
        assert listens(os.getpid(), listener.getsockname()[1])
        assert not listens(os.getpid(), client.getsockname()[1])
        assert not listens(other.pid, listener.getsockname()[1])
        other.communicate(b"\n")


def test_nothing_else_in_the_tests_chooses_a_port_or_starts_a_server() -> None:
    folder = Path(__file__).parent
    homes = {"launcher.py", "ports.py", "test_launcher.py", "test_tiers.py"}
    for path in folder.rglob("*.py"):
        text = path.read_text("utf-8") if path.name not in homes else ""
        assert ".bind((" not in text, f"{path} chooses a port; tests.ports.reserve does"
        assert not re.search(r'Popen\([^)]*"serve"', text), f"{path} starts a server; tests.launcher does"
