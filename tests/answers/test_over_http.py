"""A server gives every recorded answer, in every format the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.answers.cases import DATA, Case, Refused, Table, cases
from tests.answers.results import CSV, JSON, OTHERS, TRIPLES, as_csv, in_csv, read
from tests.system.conformance.store import Store, serving
from tests.web.client import Answer

PROBLEMS = "https://w3id.org/eikg/problem/"
TABLES = [case for case in cases() if isinstance(case.expected, Table) and not case.differs]


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with serving() as store:
        loaded = store.send("PUT", "/data", {"Content-Type": "application/trig"}, DATA.read_bytes())
        assert loaded.status in (201, 204), loaded.text
        yield store


@pytest.mark.parametrize("case", cases(), ids=str)
def test_a_server_gives_the_recorded_answer(case: Case, store: Store) -> None:
    answer = store.query(case.query, f"{JSON}, {TRIPLES}")
    assert given(answer, case) is not case.differs, answer.text


def given(answer: Answer, case: Case) -> bool:
    """Whether an answer is the recorded one."""
    if isinstance(case.expected, Refused):
        return answer.status >= 400 and answer.json()["type"] == PROBLEMS + case.expected.kind
    return answer.status == 200 and case.accepts(read(answer.body, answer.media_type))


@pytest.mark.parametrize("case", TABLES, ids=str)
def test_a_table_is_the_same_in_every_format(case: Case, store: Store) -> None:
    for form in OTHERS:
        assert case.accepts(read(store.query(case.query, form).body, form))


@pytest.mark.parametrize("case", TABLES, ids=str)
def test_a_table_is_the_same_in_csv(case: Case, store: Store) -> None:
    table = read(store.query(case.query, JSON).body, JSON)
    assert isinstance(table, Table)
    assert in_csv(store.query(case.query, CSV).body) == as_csv(table)
