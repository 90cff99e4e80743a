from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner

from server.commands import main
from server.settings import FILE, FIXED, MEANINGS, Settings, SettingsError, documentation, variable
from tests.conftest import ROOT


def test_every_setting_is_documented_with_its_default() -> None:
    assert list(MEANINGS) == [field.name for field in fields(Settings)]
    assert ("EIKG_QUERY_DEADLINE", "30.0", MEANINGS["query_deadline"]) in documentation()


def test_settings_come_from_the_environment() -> None:
    environment = {
        "EIKG_QUERY_DEADLINE": "2.5",
        "EIKG_EVALUATORS": "3",
        "EIKG_RELEASES": "/a",
        "EIKG_OTHER": "x",
    }
    settings = Settings.from_environment(environment)
    assert (settings.query_deadline, settings.evaluators, settings.releases) == (2.5, 3, Path("/a"))
    assert Settings.from_environment({}) == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EIKG_EVALUATORS", "0"),
        ("EIKG_EVALUATORS", "2.5"),
        ("EIKG_QUERY_DEADLINE", "soon"),
        ("EIKG_QUERY_DEADLINE", "nan"),
        ("EIKG_QUERY_DEADLINE", "inf"),
        ("EIKG_QUERY_MEMORY", "-1"),
    ],
)
def test_a_value_that_fits_not_is_told_with_its_variable(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment({name: value})


def test_every_limit_is_told_with_its_value_and_its_default_and_nothing_else() -> None:
    told = "\n".join(Settings(query_deadline=7.5, host="192.0.2.1", request_log="/secret").limits())
    assert "EIKG_QUERY_DEADLINE is 7.5 (default 30.0): seconds a query may take" in told
    assert "EIKG_RESULT_SIZE is 268,435,456" in told
    assert "192.0.2.1" not in told
    assert "/secret" not in told


def test_the_help_of_serve_lists_every_setting_with_its_default() -> None:
    shown = CliRunner().invoke(main, ["serve", "--help"]).output
    for name, default, _ in documentation():
        assert f"{name}={default}\n" in shown


def test_settings_come_from_a_file_and_the_environment_goes_first(tmp_path: Path) -> None:
    file = tmp_path / "settings.env"
    file.write_text(
        "# of all servers\n\nEIKG_EVALUATORS = 5\nEIKG_HOST='::1'\nEIKG_PORT=9000\nEIKG_PORT=9001\n"
    )
    settings = Settings.from_environment({FILE: str(file), "EIKG_HOST": "0.0.0.0"})
    assert (settings.evaluators, settings.host, settings.port) == (5, "0.0.0.0", 9001)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"EIKG_EVALUATORS", "line 1: a line is NAME=value"),
        (b"\nEIKG_EVALUATOR=5", "line 2: EIKG_EVALUATOR is no setting"),
        (b"EIKG_SCRATCH_TOKEN=secret", "line 1: EIKG_SCRATCH_TOKEN is no setting"),
        (b"EIKG_EVALUATORS=many", "EIKG_EVALUATORS is 'many'"),
        (b"\xff", "it is not UTF-8"),
        (None, "No such file"),
    ],
)
def test_a_file_of_anything_else_is_refused(tmp_path: Path, content: bytes | None, reason: str) -> None:
    file = tmp_path / "settings.env"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SettingsError, match=reason) as caught:
        Settings.from_environment({FILE: str(file)})
    assert "secret" not in str(caught.value)


def test_a_running_server_takes_over_all_but_what_is_fixed() -> None:
    before, given = Settings(), Settings(port=9000, rate_limit=7, public_url="https://example.org")
    assert [*before.changed(given)] == ["port", "public_url", "rate_limit"]
    assert before.changed_while_serving(given) == Settings(rate_limit=7)
    assert set(FIXED) <= set(MEANINGS)


def test_what_stays_until_a_restart_is_documented() -> None:
    page = (ROOT / "server/docs/operations.md").read_text("utf-8")
    told = page.partition("These stay until the server is started again")[2].partition(". If a value")[0]
    assert {variable(name) for name in FIXED} - {"EIKG_HOST", "EIKG_PORT"} == {*re.findall(r"EIKG_\w+", told)}
