"""The threat model names settings that exist."""

from __future__ import annotations

import re

from server.settings import MEANINGS, variable
from tests.conftest import ROOT


def test_every_setting_that_the_threat_model_names_exists() -> None:
    named = set(re.findall(r"EIKG_[A-Z_]+", (ROOT / "SECURITY.md").read_text("utf-8")))
    assert len(named) > 10
    assert named <= {variable(name) for name in MEANINGS}
