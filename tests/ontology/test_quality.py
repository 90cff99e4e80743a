"""The project itself has no error and no warning that is not waived."""

from __future__ import annotations

from server.authoring.findings import findings
from server.build.analysis import analyse
from tests.conftest import ROOT


def test_the_project_is_clean() -> None:
    found = analyse(ROOT)
    assert [str(fault) for fault in findings(found) if fault.severity != "info"] == []
    assert len(found.quality.results) == len(list(ROOT.glob("ontology/checks/*.rq"))) + 3
