"""What is looked at before a server starts: rights, descriptors and memory, each told with what to change."""

from __future__ import annotations

import os
import resource
from dataclasses import replace

import pytest

from server.commands import startup
from server.commands.startup import memory_of_machine, prepare_to_serve
from server.engine import landlock
from server.settings import Settings, SettingsError

MEBIBYTE = 1024 * 1024
GIBIBYTE = 1024 * MEBIBYTE


@pytest.fixture(autouse=True)
def limits(monkeypatch: pytest.MonkeyPatch) -> dict[int, tuple[int, int]]:
    """The limits of descriptors, those of another process; it is a user's own, and has much memory."""
    found = {resource.RLIMIT_NOFILE: (1024, 2**20)}
    monkeypatch.setattr(resource, "getrlimit", found.__getitem__)
    monkeypatch.setattr(resource, "setrlimit", found.__setitem__)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(startup, "memory_of_machine", lambda: 64 * GIBIBYTE)
    monkeypatch.setattr(landlock, "version", lambda: 6)
    return found


def told(**changes: float | str) -> list[str]:
    return [*prepare_to_serve(replace(Settings(), **changes), None)]  # type: ignore[arg-type]


def test_where_all_is_well_nothing_is_said() -> None:
    assert told() == []


def test_root_is_told_or_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(root="refuse") == []
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    [line] = told()
    assert "run by root" in line
    assert line.endswith("its evaluators run as nobody")
    assert told(evaluator_user="")[0].endswith("its evaluators run as root too")
    assert told(root="allow") == []
    with pytest.raises(SettingsError, match="EIKG_ROOT is refuse"):
        told(root="refuse")
    with pytest.raises(SettingsError, match="EIKG_ROOT is 'maybe', but must be one of warn, refuse, allow"):
        told(root="maybe")


def test_evaluators_become_a_user_that_there_is() -> None:
    assert told(evaluator_user="65534") == []
    with pytest.raises(SettingsError, match="EIKG_EVALUATOR_USER is 'no-such-user'"):
        told(evaluator_user="no-such-user")


def test_a_kernel_without_landlock_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landlock, "version", lambda: 0)
    assert "no Landlock" in told()[0]


def test_the_limit_of_descriptors_is_raised_as_far_as_needed(limits: dict[int, tuple[int, int]]) -> None:
    assert told(connections=5000) == []
    soft, hard = limits[resource.RLIMIT_NOFILE]
    assert (5000 < soft < 5400, hard) == (True, 2**20)
    limits[resource.RLIMIT_NOFILE] = (1024, 2000)
    assert told() == []
    [line] = told(connections=5000)
    assert "may open 2000 files" in line
    assert "LimitNOFILE=" in line
    assert limits[resource.RLIMIT_NOFILE] == (2000, 2000)
    fewer = int(line.rsplit(" ", 1)[1])
    assert told(connections=fewer) == []
    limits[resource.RLIMIT_NOFILE] = (64, 64)
    with pytest.raises(SettingsError, match="may open 64 files"):
        told()


def test_memory_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(startup, "memory_of_machine", lambda: GIBIBYTE)
    [line] = told()
    assert "only 1,024 MiB of memory: lower EIKG_EVALUATOR_MEMORY, EIKG_EVALUATORS or EIKG_CACHE_SIZE" in line
    small = {"evaluators": 2, "old_releases": 1, "evaluator_memory": 32 * MEBIBYTE}
    [line] = told(**small)
    assert "lower EIKG_QUERY_MEMORY" in line
    assert told(**small, query_memory=256 * MEBIBYTE) == []


def test_the_machine_has_memory() -> None:
    assert memory_of_machine() > 64 * MEBIBYTE
