"""graph:asserted as default graph: the union without what was inferred, written out or merged on demand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from server.engine import Dataset, Job, Limits, Pool
from server.integrity import record
from server.release import ASSERTED, ASSERTED_GRAPH, INFERRED_GRAPH, ORIGINALS
from tests.engine.small_store import EX

ONE, TWO = EX + "graph/one", EX + "graph/two"
COUNT = "SELECT (COUNT(*) AS ?n) {clauses} {{ ?s ?p ?o }}"
COUNT_NAMED = "SELECT (COUNT(*) AS ?n) {clauses} {{ GRAPH ?g {{ ?s ?p ?o }} }}"
CONTENTS = {ONE: range(10), TWO: range(5, 15), INFERRED_GRAPH: range(10, 20)}
"""What stands in each graph: five triples in two graphs, five others stated and inferred."""


def triple(number: int) -> tuple[ox.NamedNode, ox.NamedNode, ox.Literal]:
    return ox.NamedNode(f"{EX}thing/{number}"), ox.NamedNode(EX + "number"), ox.Literal(number)


@pytest.fixture(params=["written out", "merged"], scope="module")
def pool(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pool]:
    folder: Path = tmp_path_factory.mktemp("release")
    store = ox.Store(str(folder / "store"))
    for graph, numbers in CONTENTS.items():
        store.extend(ox.Quad(*triple(n), ox.NamedNode(graph)) for n in numbers)
        store.extend(ox.Quad(*triple(n)) for n in numbers)
    store.flush()
    if request.param == "written out":
        asserted = ox.Store(str(folder / ASSERTED))
        asserted.extend(ox.Quad(*triple(n)) for n in range(15))
        asserted.flush()
        del asserted
    del store
    (folder / ORIGINALS).touch()
    record(folder)
    pool = Pool(folder / "store", Limits(), size=1)
    yield pool
    pool.close()


def dataset(default: tuple[str, ...] | None, named: tuple[str, ...] | None) -> Dataset | None:
    return Dataset(default or (), named or ()) if default or named else None


def count(
    pool: Pool, query: str, default: tuple[str, ...] | None = None, named: tuple[str, ...] | None = None
) -> int:
    with pool.submit(Job(query, "text/csv", dataset=dataset(default, named))) as result:
        return int(b"".join(result).split()[1])


def test_without_a_choice_the_inferred_triples_are_there(pool: Pool) -> None:
    assert count(pool, COUNT.format(clauses="")) == 20
    assert count(pool, COUNT_NAMED.format(clauses="")) == 30


@pytest.mark.parametrize(
    ("default", "named", "found", "found_named"),
    [
        ((ASSERTED_GRAPH,), None, 15, 20),
        ((ASSERTED_GRAPH, INFERRED_GRAPH), None, 20, 20),
        ((ASSERTED_GRAPH, ONE), None, 15, 20),
        ((ASSERTED_GRAPH,), (ONE,), 15, 10),
        (None, (ASSERTED_GRAPH,), 0, 15),
    ],
)
def test_parameters_choose_it(
    pool: Pool,
    default: tuple[str, ...] | None,
    named: tuple[str, ...] | None,
    found: int,
    found_named: int,
) -> None:
    assert count(pool, COUNT.format(clauses=""), default, named) == found
    assert count(pool, COUNT_NAMED.format(clauses=""), default, named) == found_named


@pytest.mark.parametrize(
    ("prologue", "clauses", "found"),
    [
        ("", f"FROM <{ASSERTED_GRAPH}>", 15),
        ("PREFIX graph: <https://w3id.org/eikg/graph/> ", "FROM graph:asserted", 15),
        (f"PREFIX it: <{ASSERTED_GRAPH}> ", "FROM it:", 15),
        ("", f"FROM <{ASSERTED_GRAPH}> FROM <{INFERRED_GRAPH}>", 20),
        ("", f"FROM <{ONE}>", 10),
    ],
)
def test_from_chooses_it(pool: Pool, prologue: str, clauses: str, found: int) -> None:
    assert count(pool, prologue + COUNT.format(clauses=clauses)) == found
