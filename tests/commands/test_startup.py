"""What is looked at before a server starts: rights, descriptors and memory, each told with what to change."""

from __future__ import annotations

import os
import resource
from dataclasses import replace
from pathlib import Path

import pytest

from server.commands.installation import machine
from server.commands.installation.machine import memory_of_machine
from server.commands.startup import prepare_to_serve
from server.engine import landlock
from server.release import Manifest, Release
from server.settings import Settings, SettingsError
from server.web.front import telemetry

MEBIBYTE = 1024 * 1024
GIBIBYTE = 1024 * MEBIBYTE


@pytest.fixture(autouse=True)
def limits(monkeypatch: pytest.MonkeyPatch) -> dict[int, tuple[int, int]]:
    """The limits of descriptors, those of another process; it is a user's own, and has much memory."""
    found = {resource.RLIMIT_NOFILE: (1024, 2**20)}
    monkeypatch.setattr(resource, "getrlimit", found.__getitem__)
    monkeypatch.setattr(resource, "setrlimit", found.__setitem__)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(machine, "memory_of_machine", lambda: 64 * GIBIBYTE)
    monkeypatch.setattr(landlock, "version", lambda: 6)
    monkeypatch.setattr(machine, "can_forbid_sockets", lambda: True)
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
    assert "its evaluators run as nobody" in line
    assert "its evaluators run as root too" in told(evaluator_user="")[0]
    assert told(root="allow") == []
    with pytest.raises(SettingsError, match="EIKG_ROOT is refuse"):
        told(root="refuse")
    with pytest.raises(SettingsError, match="EIKG_ROOT is 'maybe'; it must be one of warn, refuse, allow"):
        told(root="maybe")


def test_evaluators_become_a_user_that_there_is() -> None:
    assert told(evaluator_user="65534") == []
    with pytest.raises(SettingsError, match="EIKG_EVALUATOR_USER is 'no-such-user'"):
        told(evaluator_user="no-such-user")


def test_a_kernel_without_landlock_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landlock, "version", lambda: 0)
    assert "no Landlock" in told()[0]


def test_a_machine_without_seccomp_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "can_forbid_sockets", lambda: False)
    [line] = told()
    assert "no seccomp filters" in line


def test_settings_that_cannot_be_meant_stop_the_start_and_contradictions_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    [line] = told(cache_size=MEBIBYTE)
    assert "EIKG_CACHE_RESULT is 4194304, but EIKG_CACHE_SIZE is 1048576" in line
    assert told(cache_size=0) == []
    [line] = told(public_url="https://example.org")
    assert "all visitors count as one client; set EIKG_TRUSTED_PROXIES" in line
    assert told(public_url="https://example.org", trusted_proxies="192.0.2.1") == []
    for wrong in ("example.org", "ftp://example.org", "https://example.org/?a"):
        with pytest.raises(SettingsError, match=r"EIKG_PUBLIC_URL is .* no address"):
            told(public_url=wrong)
    monkeypatch.setenv("EIKG_CLIENT_QUERRIES", "1")
    with pytest.raises(
        SettingsError, match=r"EIKG_CLIENT_QUERRIES is no setting.*did you mean EIKG_CLIENT_QUERIES"
    ):
        told()


def test_a_clock_that_runs_before_what_is_served_is_told(tmp_path: Path) -> None:
    manifest = Manifest("0" * 64, "2099-01-01T00:00:00Z", {}, {}, {}, {})
    (tmp_path / "manifest.json").write_text(manifest.to_json())
    [line] = prepare_to_serve(Settings(), Release(tmp_path))
    assert "before 2099-01-01" in line
    assert "timedatectl" in line


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
    monkeypatch.setattr(machine, "memory_of_machine", lambda: GIBIBYTE)
    [line] = told()
    assert "only 1,024 MiB of memory; lower EIKG_EVALUATOR_MEMORY, EIKG_EVALUATORS or EIKG_CACHE_SIZE" in line
    small = {"evaluators": 2, "old_releases": 1, "evaluator_memory": 32 * MEBIBYTE}
    [line] = told(**small)
    assert "lower EIKG_QUERY_MEMORY" in line
    assert told(**small, query_memory=256 * MEBIBYTE) == []


def test_the_machine_has_memory() -> None:
    assert memory_of_machine() > 64 * MEBIBYTE


def test_spans_that_somebody_asks_for_in_vain_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telemetry, "missing", lambda: True)
    assert told() == []
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318")
    [line] = told()
    assert line == (
        "OTEL_EXPORTER_OTLP_ENDPOINT is set, but the extra 'telemetry' is not installed, so no spans are sent; "
        "pip install 'eikg[telemetry]'"
    )
    monkeypatch.setattr(telemetry, "missing", lambda: False)
    assert told() == []
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")
    assert "by http/protobuf alone" in told()[0]
    monkeypatch.setenv("OTEL_SDK_DISABLED", "true")
    assert told() == []
