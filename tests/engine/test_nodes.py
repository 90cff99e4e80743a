from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from server.engine import Dataset, Job, Limits, Pool, job_rows
from server.integrity import record
from server.release import ORIGINALS
from tests.engine.small_store import EX

GRAPH = EX + "graph/nodes"
QUERY = "SELECT ?node ?o { ?node ?p ?o } ORDER BY ?o"


def test_a_variable_can_stand_for_a_blank_node_of_the_store(tmp_path: Path) -> None:
    store = ox.Store(str(tmp_path / "store"))
    for label, value in (("a", 1), ("a", 2), ("b", 3)):
        triple = ox.BlankNode(label), ox.NamedNode(EX + "p"), ox.Literal(value)
        store.add(ox.Quad(*triple))
        store.add(ox.Quad(*triple, ox.NamedNode(GRAPH)))
    store.flush()
    del store
    (tmp_path / ORIGINALS).touch()
    record(tmp_path)
    pool = Pool(tmp_path / "store", Limits(), size=1)
    try:
        for graphs in (None, (GRAPH,)):
            found = {
                label: [
                    row["o"]
                    for row in job_rows(
                        pool, Job(QUERY, nodes=(("node", label),), dataset=graphs and Dataset(graphs))
                    )
                ]
                for label in ("a", "b", "c")
            }
            assert found == {"a": [ox.Literal(1), ox.Literal(2)], "b": [ox.Literal(3)], "c": []}
    finally:
        pool.close()


def test_rows_of_something_else_than_a_select_are_a_fault_of_the_caller(pool: Pool) -> None:
    with pytest.raises(TypeError):
        job_rows(pool, Job("ASK {}"))
