"""An evaluator gives every recorded answer, and the recorded answers leave out no construct of SPARQL 1.1."""

from __future__ import annotations

import io
import json

import pyoxigraph as ox
import pytest

from server.engine import EngineError, EvaluationFailed, QueryRefused, QuerySyntaxError
from server.engine.errors import decode_error
from server.engine.evaluator import answer
from server.engine.job import Access, FrameReader, Job, Kind
from server.engine.output import Output
from server.engine.stores import Stores
from server.web.pages.deviations import DEVIATIONS, Outcome
from tests.answers.cases import Case, Refused, Result, cases, dataset
from tests.answers.grammar import required, used
from tests.answers.results import read

LEAST = 300
ENOUGH = 10**7

REFUSALS = {
    "query-syntax": QuerySyntaxError,
    "query-refused": QueryRefused,
    "evaluation-failed": EvaluationFailed,
}
"""The kind of problem, as a server calls it, → the error of the engine."""


@pytest.fixture(scope="module")
def stores() -> Stores:
    store = ox.Store()
    store.extend(dataset())
    return Stores(store)


def answered(stores: Stores, query: str) -> Result:
    """The answer of an evaluator to a query. Raises EngineError."""
    pipe = io.BytesIO()
    answer(stores, Job(query), Access.RELEASE, Output(pipe, ENOUGH, ENOUGH))
    frames = FrameReader().feed(pipe.getvalue())
    kind, last = frames[-1]
    if kind is Kind.ERROR:
        raise decode_error(json.loads(last))
    _, head = frames[0]
    return read(b"".join(data for kind, data in frames if kind is Kind.DATA), json.loads(head)["media_type"])


@pytest.mark.parametrize("case", cases(), ids=str)
def test_an_evaluator_gives_the_recorded_answer(case: Case, stores: Stores) -> None:
    assert given(stores, case) is not case.differs, f"{case.query}\nshould give {case.expected}"


def given(stores: Stores, case: Case) -> bool:
    """Whether an evaluator gives the recorded answer."""
    try:
        found = answered(stores, case.query)
    except EngineError as error:
        return isinstance(case.expected, Refused) and isinstance(error, REFUSALS[case.expected.kind])
    return case.accepts(found)


def test_what_differs_is_announced_or_refused() -> None:
    told = {one.name for one in DEVIATIONS if one.outcome in (Outcome.ANNOUNCED, Outcome.REFUSED)}
    assert {case.deviation for case in cases() if case.deviation} <= told


def test_there_are_enough_of_them_and_each_has_a_name_of_its_own() -> None:
    assert len(cases()) >= LEAST
    assert len({str(case) for case in cases()}) == len(cases())


@pytest.fixture(scope="module")
def covered() -> frozenset[str]:
    return frozenset(name for case in cases() if case.reads for name in used(case.query))


@pytest.mark.parametrize("construct", sorted(required()))
def test_a_recorded_answer_uses(construct: str, covered: frozenset[str]) -> None:
    assert construct in covered
