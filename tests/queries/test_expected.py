"""Every saved query gives, on the real release and through the engine, the rows that were written down for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from server.engine import Job, Pool
from server.release import Release
from server.saved.library import expected_file, expected_files, read_folder, settings, unexpected_rows
from server.saved.query import SavedQuery, from_json
from tests.conftest import ROOT

FOLDER = ROOT / "queries"
QUERIES = read_folder(FOLDER)


@pytest.fixture(scope="module")
def pool(release: Release) -> Iterator[Pool]:
    pool = Pool(release.store, size=1)
    yield pool
    pool.close()


@pytest.mark.parametrize(
    ("query", "setting"),
    [
        pytest.param(query, setting, id=f"{query.name}.{setting}" if setting else query.name)
        for query in QUERIES
        for setting in settings(query)
    ],
)
def test_rows_are_the_expected_ones(query: SavedQuery, setting: str | None, pool: Pool) -> None:
    def evaluate(text: str) -> bytes:
        with pool.submit(Job(text)) as result:
            return b"".join(result)

    if not expected_file(FOLDER, query.name, setting).is_file():
        pytest.fail("the expected rows are missing", pytrace=False)
    faults = list(unexpected_rows(query, setting, FOLDER, evaluate))
    assert not faults, "\n".join(map(str, faults))


def test_every_query_and_setting_has_expected_rows() -> None:
    faults = list(expected_files(QUERIES, FOLDER))
    assert not faults, "\n".join(map(str, faults))


def test_release_holds_the_queries_of_the_folder(release: Release) -> None:
    assert from_json(release.queries.read_text("utf-8")) == QUERIES


def test_all_forty_competency_questions_are_answered() -> None:
    answered = {question for query in QUERIES for question in query.answers}
    assert {f"Q{number:02}" for number in range(1, 41)} <= answered
