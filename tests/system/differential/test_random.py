"""Random queries: the server's engine and ARQ's reference engine give the same answers, and the test would notice.

The seed is EIKG_DIFFERENTIAL_SEED, or always the same one; `python -m tests.system.differential` runs with others.
"""

from __future__ import annotations

import os

import pytest

from server.sparql.rewriting import RULES
from tests.system.differential.engine import Engine
from tests.system.differential.oracle import Oracle
from tests.system.differential.run import Comparison, Report, run
from tests.system.differential.verdicts import Outcome

QUERIES = 5000
SEED = os.environ.get("EIKG_DIFFERENTIAL_SEED", "1")

ROWS = 0.6
"""The least part of the queries that must have an answer."""

REFUSED = 0.05
NOT_COMPARED = 0.01
"""The greatest parts of them that the server may refuse, and that ARQ may have no answer for."""

TIMES = 200
"""How often each construct must come."""

CONSTRUCTS = frozenset(
    {
        *("triples", "group", "OPTIONAL", "UNION", "MINUS", "FILTER", "EXISTS", "NOT EXISTS", "BIND"),
        *("VALUES", "UNDEF", "VALUES clause", "GRAPH variable", "GRAPH name", "nested GRAPH", "subquery"),
        *("path", "path: sequence", "path: alternative", "path: inverse", "path: negated"),
        *("path: negated inverse", "path: zero or more", "path: one or more", "path: zero or one"),
        *("aggregate", "COUNT", "COUNT(*)", "COUNT expression", "SUM", "AVG", "MIN", "MAX", "SAMPLE"),
        *("GROUP_CONCAT", "DISTINCT in an aggregate", "GROUP BY", "HAVING", "DISTINCT", "ORDER BY"),
        *("LIMIT", "OFFSET", "ASK", "CONSTRUCT", "FROM", "FROM NAMED"),
    }
)

FOUND_WITHOUT = {
    "graph": {"GRAPH variable", "GRAPH name"},
    "paths": {"path: alternative", "path: negated", "path: negated inverse"},
    "zero-length-paths": {"path: zero or more", "path: zero or one"},
    "minus": {"MINUS"},
    "count": {"COUNT expression"},
}
"""Rule → the constructs, one of which is in a small query that differs without it."""


@pytest.fixture(scope="module")
def report() -> Report:
    return run(QUERIES, SEED)


def test_nothing_differs_without_an_excuse(report: Report) -> None:
    assert not report.differences, str(report)


def test_most_queries_have_rows(report: Report) -> None:
    assert report.with_rows >= ROWS * report.queries, str(report)


def test_hardly_any_query_is_refused_or_not_compared(report: Report) -> None:
    assert report.outcomes[Outcome.REFUSED] <= REFUSED * report.queries, str(report)
    assert report.outcomes[Outcome.NOT_COMPARED] <= NOT_COMPARED * report.queries, str(report)


def test_each_construct_comes_often_enough(report: Report) -> None:
    seldom = {name: report.constructs[name] for name in CONSTRUCTS if report.constructs[name] < TIMES}
    assert not seldom, str(report)


@pytest.mark.parametrize("rule", FOUND_WITHOUT)
def test_what_a_rule_mends_is_found_without_it(rule: str) -> None:
    assert rule in RULES
    found = run(1000, "1", without={rule}, most=4)
    with Engine() as ours, Oracle() as theirs:
        comparison = Comparison(ours, theirs)
        mended = [each.input for each in found.differences if not comparison.differs(each.input)]
    assert any(each.query.names() & FOUND_WITHOUT[rule] for each in mended), str(found)
