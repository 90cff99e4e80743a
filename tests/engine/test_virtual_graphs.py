"""A document is a dataset: its claims as a set, as default graph, and each by GRAPH; more of them on request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from server.engine import Access, Dataset, Job, Limits, Pool
from server.namespaces import BASE, PREFIXES
from server.release import ASSERTED_GRAPH, INFERRED_GRAPH
from tests.engine.small_store import EX

NOTE, LETTER = f"{BASE}id/document/note", f"{BASE}id/document/letter"
CLAIMS = {
    "note-1": (NOTE, "asserts", (1, 2)),
    "note-2": (NOTE, "reports", (2, 3)),
    "note-3": (NOTE, "denies", (4,)),
    "note-4": (NOTE, "predicts", (5,)),
    "note-5": (NOTE, "recommends", (6,)),
    "note-6": (NOTE, "evaluates", (7,)),
    "letter-1": (LETTER, "quotes", (3, 8)),
}
"""The document of each claim, its stance, and which things it says something of."""

SAID = "SELECT ?n {} {{ ?s <" + EX + "number> ?n }}"
CLAIMED = "SELECT DISTINCT ?g {} {{ GRAPH ?g {{ ?s <" + EX + "number> ?n }} }}"


def number(n: int) -> tuple[ox.NamedNode, ox.NamedNode, ox.Literal]:
    return ox.NamedNode(f"{EX}thing/{n}"), ox.NamedNode(EX + "number"), ox.Literal(n)


def write(store: ox.Store, triples: Iterable[tuple[Any, Any, Any]], graph: ox.NamedNode) -> None:
    for one, two, three in triples:
        store.extend([ox.Quad(one, two, three, graph), ox.Quad(one, two, three)])


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pool]:
    folder: Path = (
        tmp_path_factory.mktemp("documents") / "store"
    )  # what is above becomes the evaluators' as well
    store = ox.Store(str(folder))
    for name, (document, stance, numbers) in CLAIMS.items():
        claim, about = ox.NamedNode(PREFIXES["claim"] + name), ox.NamedNode(f"{BASE}graph/note")
        told = [
            (claim, ox.NamedNode(PREFIXES["eik"] + "inDocument"), ox.NamedNode(document)),
            (claim, ox.NamedNode(PREFIXES["eik"] + "stance"), ox.NamedNode(PREFIXES["stance"] + stance)),
        ]
        write(store, told, about)
        write(store, map(number, numbers), claim)
    write(store, map(number, (9, 10)), ox.NamedNode(INFERRED_GRAPH))
    store.flush()
    del store
    pool = Pool(folder, Limits(), size=1, access=Access.SCRATCH)
    yield pool
    pool.close()


def rows(pool: Pool, query: str, dataset: Dataset | None = None) -> list[str]:
    with pool.submit(Job(query, "text/csv", dataset=dataset)) as result:
        return sorted(b"".join(result).decode().split()[1:])


@pytest.mark.parametrize(
    ("default", "numbers", "claims"),
    [
        ((NOTE,), "1 2 3 7", "note-1 note-2 note-6"),
        ((LETTER,), "3 8", "letter-1"),
        ((NOTE, LETTER), "1 2 3 7 8", "letter-1 note-1 note-2 note-6"),
        ((f"{NOTE}/everything",), "1 2 3 4 5 6 7", "note-1 note-2 note-3 note-4 note-5 note-6"),
        ((NOTE, INFERRED_GRAPH), "1 10 2 3 7 9", "note-1 note-2 note-6"),
        ((ASSERTED_GRAPH,), "1 2 3 4 5 6 7 8", "letter-1 note-1 note-2 note-3 note-4 note-5 note-6"),
        ((f"{BASE}id/document/unknown",), "", ""),
    ],
)
def test_a_document_is_a_dataset_by_parameters_and_by_clauses(
    pool: Pool, default: tuple[str, ...], numbers: str, claims: str
) -> None:
    clauses = " ".join(f"FROM <{name}>" for name in default)
    for text, dataset in (("", Dataset(default)), (clauses, None)):
        assert rows(pool, SAID.format(text), dataset) == numbers.split()
        assert rows(pool, CLAIMED.format(text), dataset) == [
            PREFIXES["claim"] + one for one in claims.split()
        ]


def test_named_graphs_that_are_given_are_those_that_there_are(pool: Pool) -> None:
    one = PREFIXES["claim"] + "letter-1"
    assert rows(pool, CLAIMED.format(f"FROM <{NOTE}> FROM NAMED <{one}>")) == [one]
    assert rows(pool, CLAIMED.format(""), Dataset((NOTE,), (one,))) == [one]


def test_a_document_that_is_named_is_one_graph(pool: Pool) -> None:
    clauses = f"FROM NAMED <{NOTE}> FROM NAMED <{LETTER}>"
    assert rows(pool, CLAIMED.format(clauses)) == [LETTER, NOTE]
    assert rows(pool, f"SELECT ?n {clauses} {{ GRAPH <{NOTE}> {{ ?s ?p ?n }} }}") == ["1", "2", "3", "7"]
    assert rows(pool, SAID.format(clauses)) == []


def test_a_claim_of_the_dataset_can_be_asked_by_its_name(pool: Pool) -> None:
    claim, other = PREFIXES["claim"] + "note-2", PREFIXES["claim"] + "letter-1"
    query = f"SELECT ?n FROM <{NOTE}> {{ GRAPH <%s> {{ ?s ?p ?n }} }}"
    assert rows(pool, query % claim) == ["2", "3"]
    assert rows(pool, query % other) == []
