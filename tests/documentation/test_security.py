"""The threat model names settings that exist, and each of its bounds is attacked by what exists."""

from __future__ import annotations

import re
from http import HTTPStatus

import pytest

from server.settings import MEANINGS, variable
from tests.conftest import ROOT
from tests.system.attack.kinds import BY_NAME

TEXT = (ROOT / "SECURITY.md").read_text("utf-8")
WITHOUT_STATUS = ("closed", "broken off", "refused", "not kept", "forgotten", "warning", "waits")
"""What else than a status may be told of a bound that is passed."""


def bounds() -> list[list[str]]:
    """The cells of each row of the table of bounds."""
    section = TEXT.partition("\n## Bounds\n")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


ROWS = pytest.mark.parametrize("row", bounds(), ids=lambda row: row[0])


def test_every_setting_that_the_threat_model_names_exists() -> None:
    named = set(re.findall(r"EIKG_[A-Z_]+", TEXT))
    assert len(named) > 10
    assert named <= {variable(name) for name in MEANINGS}


def test_there_are_bounds() -> None:
    assert bounds()


@ROWS
def test_a_bound_has_a_setting_or_a_figure_and_says_what_happens(row: list[str]) -> None:
    resource, bound, setting, passed, _ = row
    assert resource
    assert bound
    assert re.search(r"`EIKG_[A-Z_]+`", setting) or (setting == "–" and re.search(r"\d", bound)), setting
    statuses = [int(number) for number in re.findall(r"\b[1-5]\d\d\b", passed)]
    assert statuses or any(word in passed for word in WITHOUT_STATUS), passed
    assert all(status >= 400 and status in [*HTTPStatus] for status in statuses), passed


@ROWS
def test_a_bound_is_attacked_by_a_test_or_an_attack_that_exists(row: list[str]) -> None:
    attacked_by = row[-1]
    files, attacks = re.findall(r"\]\(([^)]+)\)", attacked_by), re.findall(r"“([^”]+)”", attacked_by)
    assert files or attacks, attacked_by
    assert [name for name in files if not (ROOT / name).is_file() or not name.startswith("tests/")] == []
    assert [name for name in attacks if name not in BY_NAME] == []
