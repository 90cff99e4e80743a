"""The W3C's suites, over HTTP, against a server with an empty scratch dataset."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from server.build.publish.texts import REPORT
from tests.conftest import ROOT, miss
from tests.system.conformance.archive import MISSING, find
from tests.system.conformance.endpoints import federated
from tests.system.conformance.manifest import SUITES, Case, cases
from tests.system.conformance.report import ignored, report
from tests.system.conformance.run import Outcome, run
from tests.system.conformance.store import Store

if find() is None:
    miss(MISSING)

Outcomes = dict[Case, Outcome]


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with federated() as store:
        yield store


@pytest.fixture(scope="module")
def outcomes() -> Outcomes:
    """What came of the tests that were run, so that none is run twice."""
    return {}


def test_every_suite_is_there_and_no_test_twice() -> None:
    assert {case.suite for case in cases()} == set(SUITES)
    assert len({case.name for case in cases()}) == len(cases())


@pytest.mark.parametrize("case", cases(), ids=lambda case: str(case.name))
def test_what_the_w3c_expects(case: Case, store: Store, outcomes: Outcomes) -> None:
    outcomes[case] = outcome = run(store, case)
    if case.name in ignored():
        assert outcome.problem, "passes, so it must be taken off tests/system/conformance/ignored.toml"
    else:
        assert not outcome.problem


def test_what_is_ignored_is_a_test() -> None:
    assert set(ignored()) <= {case.name for case in cases()}


def test_the_report_is_of_this_run(store: Store, outcomes: Outcomes) -> None:
    found = {case: outcomes.get(case) or run(store, case) for case in cases()}
    assert (ROOT / REPORT).read_text("utf-8") == report(found), (
        "run `make conformance` and commit what it writes"
    )
