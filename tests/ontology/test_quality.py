"""The project itself has no error and no warning that is not waived."""

from __future__ import annotations

from server.build.pipeline import quality
from server.build.read.queries import read_queries
from tests.conftest import ROOT


def test_the_project_is_clean() -> None:
    report = quality(ROOT, read_queries)
    assert [line for line in report.lines() if line.startswith(("error", "warning"))] == []
    assert report.totals.checks == len(list(ROOT.glob("ontology/checks/*.rq"))) + 3
