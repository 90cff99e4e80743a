"""Updates are all or nothing at the client's view: what raised changed nothing, what returned is there and stays."""

from __future__ import annotations

import asyncio
import os
import random
import resource
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Timer

import pyoxigraph as ox
import pytest

import server.engine.pool as of_pool
from server.engine import (
    Abandoned,
    Access,
    Client,
    DeadlineExceeded,
    DefaultGraphFixed,
    EngineError,
    EvaluationFailed,
    EvaluatorDied,
    Job,
    Limits,
    Pool,
    ask,
    select_rows,
)
from server.engine.errors import OutcomeUnknown, StoreFailed
from server.engine.job import decode_job
from server.engine.stores import on_disk
from server.engine.updates import carry_out
from server.sparql.update_targets import writes_default_graph
from tests.engine.held import is_free_after
from tests.engine.small_store import ENDLESS, ODD, write

THINGS, KILLS = 600, 60
VALUE = "<urn:a> <urn:p>"


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("original") / "store"
    write(path, THINGS)
    return path


@pytest.fixture
def scratch(original: Path, tmp_path: Path) -> Iterator[Pool]:
    shutil.copytree(original, tmp_path / "store")
    with Pool(tmp_path / "store", Limits(query_deadline=60), access=Access.SCRATCH_UNION) as pool:
        yield pool


def change(pool: Pool, update: str, client: Client | None = None, timeout: float | None = None) -> None:
    pool.change(Job(update, update=True, timeout=timeout), client or Client("somebody"))


def insert(number: int) -> str:
    """A change of some length: all of a graph is written anew, and one value is added to it."""
    return f"COPY GRAPH <{ODD}> TO <urn:copy> ; INSERT DATA {{ GRAPH <urn:g> {{ {VALUE} {number} }} }}"


def values(pool: Pool, graph: str = "GRAPH <urn:g>") -> list[int]:
    rows = select_rows(pool, f"SELECT ?n {{ {graph} {{ {VALUE} ?n }} }} ORDER BY ?n")
    return [int(row["n"].value) for row in rows if isinstance(row["n"], ox.Literal)]


def graphs(pool: Pool) -> set[str]:
    return {str(row["g"]) for row in select_rows(pool, "SELECT ?g { GRAPH ?g {} }")}


def is_union(pool: Pool) -> bool:
    return not ask(
        pool,
        "ASK { { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } } } UNION "
        "{ GRAPH ?g { ?s ?p ?o } FILTER NOT EXISTS { ?s ?p ?o } } }",
    )


def kill(pool: Pool) -> None:
    for pid in pool.process_ids():
        os.kill(pid, signal.SIGKILL)


def test_a_change_is_there_exactly_if_it_was_acknowledged_whenever_its_process_is_killed(
    scratch: Pool,
) -> None:
    chance = random.Random(14)
    began = time.perf_counter()
    change(scratch, insert(-1))
    length = time.perf_counter() - began
    expected, known = [-1], graphs(scratch)
    for number in range(KILLS):
        # Half of them about the end, where the change may be made and not yet answered.
        share = chance.uniform(0, 1.2) if number % 2 else chance.gauss(0.95, 0.1)
        killer = Timer(length * max(0.0, share), kill, [scratch])
        killer.start()
        try:
            # Not by `change`, which begins what was not made again.
            scratch.run(scratch.pool._changed(Job(insert(number), update=True), Client("somebody")))
        except EvaluatorDied:
            pass
        else:
            expected.append(number)
        killer.join()
        assert values(scratch) == expected, number
        assert values(scratch, "") == expected, "the default graph follows"
        assert graphs(scratch) == known, "no mark is seen"
    assert is_union(scratch)
    assert 0 < len(expected) - 1 < KILLS, "some were killed before they were made, some after"


def test_a_change_whose_process_is_killed_between_commit_and_answer_is_found_to_be_made(
    scratch: Pool, tmp_path: Path
) -> None:
    [evaluator] = scratch.pool._everyone

    def start(message: bytes, _: int) -> asyncio.Future[None]:
        """What the evaluator does up to the commit, and its end then."""
        os.kill(evaluator.pid, signal.SIGKILL)
        job = decode_job(message[5:])
        carry_out(on_disk(tmp_path / "store", Access.SCRATCH_UNION).graphs, job, Access.SCRATCH_UNION)
        evaluator.busy, evaluator._enough = True, asyncio.get_running_loop().create_future()
        return evaluator._enough

    evaluator.start = start  # type: ignore[method-assign,assignment]
    change(scratch, insert(1))
    assert values(scratch) == values(scratch, "") == [1]
    assert scratch.process_ids() != [evaluator.pid]
    assert not {graph for graph in graphs(scratch) if "urn:uuid:" in graph}


@pytest.mark.parametrize(
    ("update", "error"),
    [
        (f"INSERT DATA {{ GRAPH <urn:g> {{ {VALUE} 1 }} }} ; CREATE GRAPH <urn:old>", EvaluationFailed),
        (f"INSERT DATA {{ GRAPH <urn:g> {{ {VALUE} 1 }} }} ; DROP GRAPH <urn:none>", EvaluationFailed),
        (f"INSERT DATA {{ GRAPH <urn:g> {{ {VALUE} 1 }} }} ; INSERT DATA {{ {VALUE} 2 }}", DefaultGraphFixed),
        (f"DELETE {{ {VALUE} 0 }} INSERT {{ {VALUE} 1 }} WHERE {{}}", DefaultGraphFixed),
        (f"INSERT DATA {{ GRAPH <urn:g> {{ {VALUE} 1 }} }} ; COPY <urn:g> TO DEFAULT", DefaultGraphFixed),
        (f"INSERT DATA {{ GRAPH <urn:g> {{ {VALUE} 1 }} }} ; CLEAR DEFAULT", DefaultGraphFixed),
    ],
)
def test_a_sequence_that_fails_changes_nothing(scratch: Pool, update: str, error: type[EngineError]) -> None:
    change(scratch, f"INSERT DATA {{ GRAPH <urn:old> {{ {VALUE} 0 }} }}")
    before = graphs(scratch)
    with pytest.raises(error):
        change(scratch, update)
    assert values(scratch, "GRAPH ?g") == values(scratch, "") == [0]
    assert graphs(scratch) == before
    assert is_union(scratch)


def test_a_change_that_is_stopped_is_undone(scratch: Pool) -> None:
    endless = ENDLESS.partition("{")[2]
    update = f"{insert(1)} ; INSERT {{ GRAPH <urn:g> {{ ?a ?b ?c }} }} WHERE {{ {endless}"
    with pytest.raises(DeadlineExceeded):
        change(scratch, update, timeout=0.5)
    client = Client("who leaves")
    Timer(0.5, scratch.disconnect, [client]).start()
    with pytest.raises(Abandoned):
        change(scratch, update, client)
    assert values(scratch) == []
    change(scratch, insert(2))
    assert values(scratch) == values(scratch, "") == [2]


def test_a_store_that_cannot_be_written_keeps_what_it_has_and_is_written_when_it_can_be(
    scratch: Pool,
) -> None:
    change(scratch, insert(1))
    assert values(scratch) == [1]
    [pid] = scratch.process_ids()
    resource.prlimit(
        pid, resource.RLIMIT_FSIZE, (4096, 4096)
    )  # as a full disk: nothing can be added to a file
    with pytest.raises(StoreFailed):
        change(scratch, insert(2))
    while scratch.process_ids() in ([], [pid]):
        time.sleep(0.01)
    assert values(scratch) == values(scratch, "") == [1]
    change(scratch, insert(3))
    assert values(scratch) == values(scratch, "") == [1, 3]


def test_what_nobody_can_know_is_said(scratch: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of_pool, "OUTCOME_WITHIN", 0.5)

    def lose() -> None:
        (tmp_path / "store").rename(tmp_path / "elsewhere")
        (tmp_path / "store").touch()
        kill(scratch)

    Timer(0.5, lose).start()
    with pytest.raises(OutcomeUnknown):
        change(scratch, f"INSERT {{ GRAPH <urn:g> {{ ?a ?b ?c }} }} WHERE {{ {ENDLESS.partition('{')[2]}")


@pytest.mark.parametrize(
    ("update", "writes"),
    [
        ("INSERT DATA { <a:s> <a:p> 1 }", True),
        ("INSERT DATA { GRAPH <a:g> { <a:s> <a:p> 1 . } }", False),
        ("INSERT DATA { GRAPH <a:g> { <a:s> <a:p> 1 } . GRAPH <a:h> { } <a:s> <a:p> 1 }", True),
        ("DELETE WHERE { ?s ?p ?o }", True),
        ("DELETE WHERE { GRAPH ?g { ?s ?p ?o } }", False),
        ("DELETE { GRAPH <a:g> { ?s ?p ?o } } WHERE { ?s ?p ?o }", False),
        ("DELETE {} INSERT { ?s ?p ?o } WHERE { GRAPH <a:g> { ?s ?p ?o } }", True),
        ("WITH <a:g> DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }", False),
        ("WITH <a:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o } ; DELETE DATA { <a:s> <a:p> 1 }", True),
        ("CLEAR DEFAULT", True),
        ("DROP SILENT ALL", True),
        ("CLEAR NAMED ; DROP GRAPH <a:default>", False),
        ("COPY DEFAULT TO <a:g> ; ADD SILENT DEFAULT TO GRAPH <a:g>", False),
        ("COPY <a:g> TO DEFAULT", True),
        ("ADD <a:g> TO DEFAULT", True),
        ("MOVE DEFAULT TO <a:g>", True),
        (
            "PREFIX default: <a:> INSERT DATA { GRAPH default:all { default:s default:p 'DEFAULT ALL {' } }",
            False,
        ),
    ],
)
def test_it_is_seen_whether_an_update_writes_to_the_default_graph(update: str, writes: bool) -> None:
    assert writes_default_graph(update) == writes


@pytest.mark.parametrize("end", ["", ";", " ;\n", "# comment", " ; # comment", "\n# a ; b"])
def test_an_update_may_end_as_the_grammar_lets_it(scratch: Pool, end: str) -> None:
    change(scratch, insert(1) + end)
    assert values(scratch) == [1]


def test_what_a_failed_change_held_is_free_without_the_garbage_collector(scratch: Pool) -> None:
    wrong = Job("INSERT DATAX {", update=True)
    assert scratch.run(is_free_after(scratch.pool.change(wrong)))
