"""Every recorded answer is the one that Jena ARQ gives, unless it is argued why not."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
import pytest

from tests.answers.cases import DATA, Case, Refused, Result, Table, cases
from tests.system.differential import program
from tests.system.differential.oracle import Oracle
from tests.system.differential.program import Found


@pytest.fixture(scope="module")
def oracle() -> Iterator[Oracle]:
    with Oracle() as oracle:
        oracle.load(ox.parse(DATA.read_bytes(), format=ox.RdfFormat.TRIG))
        yield oracle


@pytest.mark.parametrize("case", cases(), ids=str)
def test_arq_agrees_or_is_answered(case: Case, oracle: Oracle) -> None:
    try:
        agrees = case.accepts(_as_recorded(oracle.query(case.query), case))
    except program.Refused:
        agrees = isinstance(case.expected, Refused)
    assert agrees is not bool(case.arq)


def _as_recorded(found: Found, case: Case) -> Result:
    """An answer of ARQ, which does not tell the order of columns, with the columns in the recorded order."""
    if not isinstance(found, tuple):
        return found
    names, rows, _ = found
    recorded = case.expected.variables if isinstance(case.expected, Table) else ()
    return Table(recorded if names == frozenset(recorded) else tuple(sorted(names or ())), tuple(rows))
