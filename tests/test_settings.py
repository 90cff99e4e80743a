from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner

from server.commands import main
from server.settings import MEANINGS, Settings, SettingsError, documentation


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
