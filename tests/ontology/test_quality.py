"""The project itself has no error and no warning that is not waived."""

from __future__ import annotations

from server.build.analysis import analyse
from tests.conftest import ROOT


def test_the_project_is_clean() -> None:
    found = analyse(ROOT)
    assert found.faults == ()
    report = found.quality
    assert [line for line in report.lines() if line.startswith(("error", "warning"))] == []
    assert report.totals.checks == len(list(ROOT.glob("ontology/checks/*.rq"))) + 3
