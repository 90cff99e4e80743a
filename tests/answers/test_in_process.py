"""The engine gives every recorded answer, and the recorded answers leave out no construct of SPARQL 1.1."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from server.engine import QueryError
from server.engine.dataset import evaluate
from server.engine.job import Job
from server.engine.stores import Stores
from tests.answers.cases import Case, Refused, Result, Table, cases, dataset, unmended
from tests.answers.grammar import required, used

LEAST = 300


@pytest.fixture(scope="module")
def stores() -> Stores:
    store = ox.Store()
    store.extend(dataset())
    return Stores(store)


def answered(stores: Stores, query: str) -> Result:
    """The answer to a query. Raises SyntaxError and QueryError."""
    answer = evaluate(stores, Job(query), query)
    if isinstance(answer, ox.QueryBoolean):
        return bool(answer)
    if isinstance(answer, ox.QueryTriples):
        return [ox.Quad(*triple) for triple in answer]
    names = tuple(variable.value for variable in answer.variables)
    rows = ({name: term for name, term in zip(names, row, strict=True) if term is not None} for row in answer)
    return Table(names, tuple(rows))


@pytest.mark.parametrize("case", cases(), ids=str)
def test_the_engine_gives_the_recorded_answer(case: Case, stores: Stores) -> None:
    assert given(stores, case) is not case.differs, f"{case.query}\nshould give {case.expected}"


def given(stores: Stores, case: Case) -> bool:
    """Whether the engine gives the recorded answer."""
    try:
        found = answered(stores, case.query)
    except (SyntaxError, QueryError, RuntimeError):
        return isinstance(case.expected, Refused)
    return case.accepts(found)


def test_what_differs_for_good_is_of_a_group_that_is_announced() -> None:
    assert {case.deviation for case in cases() if case.deviation} <= {"lossy", "unknown-datatypes"}
    assert unmended() <= {str(case) for case in cases() if not case.deviation}


def test_there_are_enough_of_them_and_each_has_a_name_of_its_own() -> None:
    assert len(cases()) >= LEAST
    assert len({str(case) for case in cases()}) == len(cases())


@pytest.fixture(scope="module")
def covered() -> frozenset[str]:
    return frozenset(name for case in cases() if case.reads for name in used(case.query))


@pytest.mark.parametrize("construct", sorted(required()))
def test_a_recorded_answer_uses(construct: str, covered: frozenset[str]) -> None:
    assert construct in covered
