"""Queries over the curated graph: the server's engine over a release, and ARQ over the quads of the same release."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from server.release import DATA, Release
from tests.system.differential.curated import PROLOGUE, queries
from tests.system.differential.engine import Engine
from tests.system.differential.oracle import Oracle, without_labels
from tests.system.differential.program import Found
from tests.system.differential.trees import Category, Node
from tests.system.differential.verdicts import Outcome, told, verdict

QUERIES = queries()
DEADLINE = 120.0
"""Seconds for a query: ARQ takes joins in the order in which they are written."""

WITHOUT_ROWS = 5
"""Queries that may have no answer; an empty one shows little."""


@pytest.fixture(scope="module")
def ours(release: Release) -> Iterator[Engine]:
    with Engine() as engine:
        engine.load_file(release.path / DATA)
        yield engine


@pytest.fixture(scope="module")
def theirs(release: Release) -> Iterator[Oracle]:
    with Oracle("main") as oracle:
        oracle.load_file(release.path / DATA, union=True)
        yield oracle


@pytest.fixture(scope="module")
def answers() -> dict[str, Found]:
    """Our answers, by the title of the query."""
    return {}


def test_there_are_enough_queries() -> None:
    assert len(QUERIES) >= 100


@pytest.mark.parametrize("title", QUERIES)
def test_the_answer_is_that_of_arq(
    title: str, ours: Engine, theirs: Oracle, answers: dict[str, Found]
) -> None:
    query = PROLOGUE + QUERIES[title]
    answers[title] = ours.query(query, DEADLINE)
    wanted = theirs.query(without_labels(query), DEADLINE)
    found = verdict(Node(Category.QUERY, (query,)), answers[title], wanted, lambda: wanted)
    assert found.outcome in (Outcome.SAME, Outcome.EXCUSED), f"{told(answers[title])}\n{told(wanted)}"


def test_nearly_every_query_has_an_answer(answers: dict[str, Found]) -> None:
    empty = [title for title, answer in answers.items() if isinstance(answer, tuple) and not answer[1]]
    assert len(empty) <= WITHOUT_ROWS, empty
