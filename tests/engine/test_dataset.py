from __future__ import annotations

import pytest

from server.engine import Dataset, GraphNameInvalid, Job, Pool, ask
from server.engine.rows import select_rows
from tests.engine.small_store import ALL, EX, ODD, THINGS

UNKNOWN = EX + "graph/unknown"
COUNT = "SELECT (COUNT(*) AS ?n) {clauses} {{ ?s ?p ?o }}"
COUNT_NAMED = "SELECT (COUNT(*) AS ?n) {clauses} {{ GRAPH ?g {{ ?s ?p ?o }} }}"


def dataset(default: tuple[str, ...] | None, named: tuple[str, ...] | None) -> Dataset | None:
    return Dataset(default or (), named or ()) if default or named else None


def count(
    pool: Pool, query: str, default: tuple[str, ...] | None = None, named: tuple[str, ...] | None = None
) -> int:
    job = Job(query, solutions_format="text/csv", dataset=dataset(default, named))
    with pool.submit(job) as result:
        return int(b"".join(result).split()[1])


def test_without_a_dataset_the_default_graph_is_the_union_as_a_set(pool: Pool) -> None:
    assert count(pool, COUNT.format(clauses="")) == THINGS
    assert count(pool, COUNT_NAMED.format(clauses="")) == THINGS + THINGS // 2


@pytest.mark.parametrize(
    ("clauses", "default", "named"),
    [
        (f"FROM <{ODD}>", THINGS // 2, 0),
        (f"FROM <{ODD}> FROM <{ALL}>", THINGS, 0),
        (f"FROM <{ODD}> FROM <{ODD}>", THINGS // 2, 0),
        (f"FROM <{ODD}> FROM <{ALL}> FROM NAMED <{ODD}>", THINGS, THINGS // 2),
        (f"FROM NAMED <{ODD}>", 0, THINGS // 2),
        (f"FROM <{UNKNOWN}>", 0, 0),
        (f"FROM <{UNKNOWN}> FROM <{ODD}>", THINGS // 2, 0),
    ],
)
def test_from_clauses_are_merged_as_a_set(pool: Pool, clauses: str, default: int, named: int) -> None:
    assert count(pool, COUNT.format(clauses=clauses)) == default
    assert count(pool, COUNT_NAMED.format(clauses=clauses)) == named


def test_names_in_from_clauses_are_resolved_as_the_query_says(pool: Pool) -> None:
    prologue = f"BASE <{EX}> PREFIX g: <graph/> "
    assert count(pool, prologue + COUNT.format(clauses="FROM g:odd FROM <graph/all>")) == THINGS


@pytest.mark.parametrize(
    ("default", "named", "in_default", "in_named"),
    [
        ((ODD,), None, THINGS // 2, 0),
        ((ODD, ALL), None, THINGS, 0),
        ((ODD, ALL), (ODD,), THINGS, THINGS // 2),
        (None, (ODD,), 0, THINGS // 2),
        ((UNKNOWN,), None, 0, 0),
    ],
)
def test_the_dataset_of_the_request_replaces_the_clauses(
    pool: Pool, default: tuple[str, ...] | None, named: tuple[str, ...] | None, in_default: int, in_named: int
) -> None:
    for clauses in ("", f"FROM <{ALL}> FROM NAMED <{ALL}>", f"FROM <{ALL}> FROM <{ODD}>"):
        assert count(pool, COUNT.format(clauses=clauses), default, named) == in_default
        assert count(pool, COUNT_NAMED.format(clauses=clauses), default, named) == in_named


def test_a_graph_without_an_absolute_iri_is_refused(pool: Pool) -> None:
    with pytest.raises(GraphNameInvalid):
        count(pool, COUNT.format(clauses=""), ("relative",))


def test_relative_iris_are_those_of_the_project(pool: Pool) -> None:
    (row,) = select_rows(pool, "SELECT (<id/state/belarus> AS ?iri) {}")
    assert str(row["iri"]) == "<https://w3id.org/eikg/id/state/belarus>"
    assert ask(pool, "ASK {}")
