"""The template: what it holds, what its evaluators share with it, and what happens when somebody ends it."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from server.engine import (
    ASSERTED,
    Access,
    Dataset,
    EvaluatorDied,
    Job,
    Limits,
    Pool,
    ask,
    select_many,
    select_rows,
)
from server.engine.job import FrameReader, Kind, decode_job, encode_job, frame
from server.engine.stores import fits_in_memory, in_memory
from server.engine.template import arguments
from server.engine.template_process import TemplateProcess
from server.release import ASSERTED as ASSERTED_STORE
from server.release import Release
from tests.conftest import ROOT
from tests.engine.small_store import EX


def until(condition: Callable[[], bool]) -> None:
    """Wait for what must happen; the test runner's time limit ends a wait in vain."""
    while not condition():
        time.sleep(0.01)


def runs(process_id: int) -> bool:
    try:
        return Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_the_stores_in_memory_hold_what_those_on_disk_hold(release: Release) -> None:
    held = in_memory(release.store)
    disk = ox.Store.read_only(str(release.store))
    asserted = ox.Store.read_only(str(release.store.with_name(ASSERTED_STORE)))
    assert held.default is not None
    stated = held.prepared[ASSERTED]
    assert {*held.graphs} == {*disk}  # with the labels of blank nodes, which proofs name
    assert {*held.default} == {*disk.quads_for_pattern(None, None, None, ox.DefaultGraph())}
    assert {*stated} == {*asserted}


def test_rows_without_an_order_come_in_the_same_one_from_every_process(release: Release) -> None:
    query = "SELECT ?s ?o { ?s a ?o OPTIONAL { ?s ?p ?x FILTER(?x = 1) } } LIMIT 2000"
    answers = set()
    for _ in range(2):
        with Pool(release.store, size=1) as pool:
            assert pool.pool.in_memory
            answers.add(pool.fetch(Job(query)))
    assert len(answers) == 1


def test_a_release_too_large_for_memory_is_read_from_disk(store: Path) -> None:
    assert fits_in_memory(store, 2**30)
    assert not fits_in_memory(store, 100)
    assert not fits_in_memory(store.parent / "elsewhere" / "store", 2**30)


def test_several_queries_are_answered_in_one_round_trip(pool: Pool) -> None:
    queries = [f"SELECT (COUNT(*) AS ?n) {{ ?s <{EX}number> ?x FILTER(?x < {n}) }}" for n in (3, 0, 7)]
    found = select_many(pool, [*queries, 'SELECT ("\\u0000a" AS ?n) {}'])
    assert [rows[0]["n"] for rows in found] == [*map(ox.Literal, (3, 0, 7)), ox.Literal("\0a")]


def test_evaluators_outlive_their_template_and_are_replaced_by_those_of_the_next(
    store: Path, store_memory: int
) -> None:
    with Pool(store, Limits(store_memory=store_memory), size=2) as pool:
        first, before = pool.pool.template_id, {*pool.process_ids()}
        os.kill(first, signal.SIGKILL)
        assert ask(pool, "ASK { ?s ?p 0 }")
        until(lambda: pool.pool.template_id != first)
        until(lambda: not before & {*pool.process_ids()} and len(pool.process_ids()) == 2)
        assert pool.pool.in_memory == bool(store_memory)
        assert ask(pool, "ASK { ?s ?p 0 }")
        until(lambda: not any(map(runs, before)))


def test_everything_ends_with_the_server(store: Path, store_memory: int) -> None:
    with Pool(store, Limits(store_memory=store_memory), size=2) as pool:
        processes = [pool.pool.template_id, *pool.process_ids()]
        assert all(map(runs, processes))
    assert not any(map(runs, processes))


def test_a_template_that_cannot_start_leaves_the_evaluators_that_there_are(tmp_path: Path) -> None:
    from tests.engine.small_store import write

    write(tmp_path / "store", 3)
    with Pool(tmp_path / "store", Limits(store_memory=0), size=1) as pool:
        first = pool.pool.template_id
        (tmp_path / "store").rename(tmp_path / "away")
        os.kill(first, signal.SIGKILL)
        until(lambda: pool.pool.template_id != first)
        rows = select_rows(pool, "SELECT * { ?s ?p ?o }")
        assert len(rows) == 3


def test_a_template_that_is_of_no_use_any_more_ends_without_a_word(store: Path) -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        command = arguments(theirs.fileno(), store, Access.RELEASE, Limits())
        process = subprocess.Popen(command, cwd=ROOT, pass_fds=(theirs.fileno(),), stderr=subprocess.PIPE)
    ours.close()
    assert process.communicate()[1] == b""
    assert process.returncode == 0


def pidfds() -> list[str]:
    """The descriptors of this process that mean processes."""
    links = Path("/proc/self/fd").iterdir()
    return [one.name for one in links if one.is_symlink() and one.readlink().name.endswith("[pidfd]")]


def test_an_evaluator_that_nobody_wants_any_more_leaves_nothing_behind(
    store: Path, store_memory: int
) -> None:
    async def check() -> None:
        template = TemplateProcess(store, Access.RELEASE, Limits(store_memory=store_memory))
        await template.ready()
        wanted = asyncio.create_task(template.fork())
        await asyncio.sleep(0)  # it is asked for
        wanted.cancel()
        kept = await template.fork()
        assert len(pidfds()) == before + 1
        kept.close()
        await template.close()

    before = len(pidfds())
    asyncio.run(check())
    assert len(pidfds()) == before


def test_whoever_waits_for_an_evaluator_when_the_template_is_closed_is_told(
    store: Path, store_memory: int
) -> None:
    async def check() -> None:
        template = TemplateProcess(store, Access.RELEASE, Limits(store_memory=store_memory))
        early = asyncio.create_task(template.ready())
        await template.ready()
        late = asyncio.create_task(template.fork())
        await asyncio.sleep(0)
        await template.close()
        await early
        with pytest.raises(EvaluatorDied, match="the server stops"):
            await late

    asyncio.run(check())


@pytest.mark.parametrize("piece", [1, 4, 1000])
def test_frames_are_read_whatever_the_pieces_they_arrive_in(piece: int) -> None:
    job = Job("ASK {}", dataset=Dataset(("a:b",)), nodes=(("x", "y"),), more=("ASK {}",), timeout=1.5)
    sent = encode_job(job) + frame(Kind.DATA, b"x" * 300) + frame(Kind.END)
    reader = FrameReader()
    found = [one for start in range(0, len(sent), piece) for one in reader.feed(sent[start : start + piece])]
    assert [kind for kind, _ in found] == [Kind.JOB, Kind.DATA, Kind.END]
    assert decode_job(found[0][1]) == job
