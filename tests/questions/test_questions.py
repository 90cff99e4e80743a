"""Questions that a second reader wrote down from each source alone, answered by the real release through the engine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.engine import Job, Pool
from server.languages import LANGUAGES
from server.release import Release
from server.saved.front_matter import read_question
from server.saved.library import compare
from server.saved.query import SavedQuery, Texts
from tests.conftest import ROOT

FOLDER = ROOT / "queries" / "benchmark"
SOURCES = ("belarus-facts", "kremlin-support-2013", "leshenyuk-2021", "stakhovsky-valdai", "vysotskaya-2018")
QUESTIONS = sorted(FOLDER.glob("*/*.rq"))


@pytest.fixture(scope="module")
def pool(release: Release) -> Iterator[Pool]:
    pool = Pool(release.store, size=1)
    yield pool
    pool.close()


def question(path: Path) -> SavedQuery:
    """Return a question's query in the form in which rows are compared: it has no parameters and no columns' labels."""
    texts, query = read_question(path.name, path.read_text("utf-8"))
    return SavedQuery(path.stem, Texts(), texts, (), (), (), {}, "SELECT", query)


@pytest.mark.parametrize(
    "path", [pytest.param(path, id=f"{path.parent.name}/{path.stem}") for path in QUESTIONS]
)
def test_answer_is_the_expected_one(path: Path, pool: Pool) -> None:
    query = question(path)
    expected = path.with_suffix(".csv").read_text("utf-8")
    with pool.submit(Job(query.text)) as result:
        answer = b"".join(result)
    assert list(compare(expected, answer, query)) == []


@pytest.mark.parametrize(
    "path", [pytest.param(path, id=f"{path.parent.name}/{path.stem}") for path in QUESTIONS]
)
def test_question_says_what_it_asks_and_what_the_text_answers(path: Path) -> None:
    asked = question(path)
    assert list(asked.question) == list(LANGUAGES), "the question is asked in every language"
    assert re.match(r"(#.*\n)*# answer: \S", asked.text), "the header tells the answer"
    assert len(path.with_suffix(".csv").read_text("utf-8").splitlines()) > 1, "an answer has at least one row"


@pytest.mark.parametrize("source", SOURCES)
def test_every_source_has_fifteen_questions(source: str) -> None:
    numbers = [path.name[:2] for path in sorted((FOLDER / source).glob("*.rq"))]
    assert numbers == [f"{number:02}" for number in range(1, 16)]


def test_folders_are_the_sources_and_answers_have_questions() -> None:
    assert {path.parent.name for path in FOLDER.glob("*/*.rq")} == set(SOURCES)
    answers = {path.with_suffix(".rq") for path in FOLDER.glob("*/*.csv")}
    assert answers == set(QUESTIONS)
