"""A short soak on every run of the tests, and proof that a run fails for each thing that must not be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from server.release import Release
from tests.system.soak.answers.judge import FAULT, HALF, HUNG, NO_ANSWER, RIGHT, WRONG
from tests.system.soak.closing import ENOUGH, failures, table
from tests.system.soak.course import Plan, Report, State, run
from tests.system.soak.faults.injector import KILLED, TEMPLATE_KILLED
from tests.system.soak.tally import Tally

SECONDS = 25.0


def test_a_short_soak_finds_nothing_wrong(release: Release) -> None:
    report = run(Plan(SECONDS, SECONDS / 4, seed=1, pause=1.0, whole_project=False))
    shown = f"{table(report)}\n{report.tally.examples()}\n{report.errors[-3000:]}"
    assert not failures(report), f"{failures(report)}\n{shown}"
    assert report.tally.of("outcomes")[RIGHT] > 50, shown
    wanted = {KILLED, TEMPLATE_KILLED, "release switched", "disk full during a build"}
    assert wanted <= report.tally.of("faults").keys(), shown
    assert any(fault.startswith("attack: ") for fault in report.tally.of("faults")), shown
    assert report.evaluators_seen > 8, shown


def good() -> Report:
    """The report of a run in which nothing went wrong."""
    tally = Tally()
    for section in ("requests", "outcomes", "of x"):
        tally.add(section, "x" if section == "requests" else RIGHT)
    state = State(100, 10, 1, {}, 3, 1, 4)
    return Report(
        Plan(3600, 300, 1),
        tally,
        states=dict.fromkeys(("start", "warm", "half", "end"), state),
        exit_status=0,
    )


@pytest.mark.parametrize(
    "spoil",
    [
        lambda report: report.tally.add("outcomes", WRONG),
        lambda report: report.tally.add("outcomes", HALF),
        lambda report: report.tally.add("outcomes", FAULT),
        lambda report: report.tally.add("outcomes", HUNG),
        lambda report: report.tally.add("outcomes", NO_ANSWER),
        lambda report: report.tally.add("requests", "y", ENOUGH),
        lambda report: report.tally.add("releases not taken up", "a"),
        lambda report: report.tally.add("builds on a full disk that went wrong", "a"),
        lambda report: report.leaked.append("a process"),
        lambda report: report.failures.append("waits"),
        lambda report: setattr(report, "errors", "Traceback (most recent call last)"),
        lambda report: setattr(report, "exit_status", None),
        lambda report: report.states.update(end=replace(report.states["end"], memory=111)),
    ],
)
def test_a_run_fails_for_each_thing_that_must_not_be(spoil: Callable[[Report], object]) -> None:
    report = good()
    assert failures(report) == []
    spoil(report)
    assert len(failures(report)) == 1
    assert table(report)
