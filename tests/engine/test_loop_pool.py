"""The pool as an event loop uses it."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from server.engine import (
    Abandoned,
    Asker,
    DeadlineExceeded,
    EvaluatorDied,
    Job,
    Limits,
    PoolBusy,
    QuerySyntaxError,
)
from server.engine.loop_pool import LoopPool
from tests.engine.small_store import ENDLESS, ENDLESS_ROWS, EX, THINGS

TSV = "text/tab-separated-values"


@pytest.fixture(scope="module")
def pool(store: Path) -> Iterator[LoopPool]:
    pool = LoopPool(store, Limits(client_queue=64), size=2)
    yield pool
    pool.close()


@pytest.fixture
def single(store: Path) -> Iterator[LoopPool]:
    pool = LoopPool(
        store, Limits(deadline=60, queue_length=2, client_queue=2, queue_wait=60, result_buffer=1000), size=1
    )
    yield pool
    pool.close()


async def run(pool: LoopPool, query: str, timeout: float | None = None, asker: Asker | None = None) -> str:
    result = await pool.submit_soon(Job(query, TSV, timeout=timeout), asker or Asker())
    with result:
        return (await asyncio.to_thread(b"".join, result)).decode()


def test_many_queries_share_few_evaluators(pool: LoopPool) -> None:
    async def all_at_once() -> list[str]:
        queries = (f"SELECT (COUNT(*) AS ?n) {{ ?s <{EX}number> ?n FILTER(?n < {n}) }}" for n in range(40))
        return await asyncio.gather(*(run(pool, query) for query in queries))

    assert [int(answer.split()[1]) for answer in asyncio.run(all_at_once())] == [*range(40)]
    assert pool.busy() == (0, 0)


def test_a_long_result_is_read_on_by_a_thread(single: LoopPool) -> None:
    answer = asyncio.run(run(single, f"SELECT * {{ ?s <{EX}number> ?n }}"))
    assert answer.count("\n") == THINGS + 1
    assert single.busy() == (0, 0)


def test_errors_leave_the_evaluator_in_its_place(single: LoopPool) -> None:
    before = single.process_ids()
    with pytest.raises(QuerySyntaxError):
        asyncio.run(run(single, "SELEC"))
    assert single.process_ids() == before


def test_a_query_is_ended_at_its_deadline(single: LoopPool) -> None:
    with pytest.raises(DeadlineExceeded):
        asyncio.run(run(single, ENDLESS, timeout=0.2))
    assert "true" in asyncio.run(run(single, "ASK {}"))


def test_a_query_whose_client_leaves_is_ended(single: LoopPool) -> None:
    left = Event()

    async def leave() -> None:
        asyncio.get_running_loop().call_later(0.2, left.set)
        await run(single, ENDLESS, asker=Asker("a", left.is_set))

    with pytest.raises(Abandoned):
        asyncio.run(leave())


def test_what_waits_and_is_given_up_leaves_the_line(single: LoopPool) -> None:
    async def give_up() -> str:
        running = asyncio.create_task(run(single, ENDLESS))
        while single.busy() != (1, 0):
            await asyncio.sleep(0.01)
        waiting = [asyncio.create_task(run(single, "ASK {}")) for _ in range(2)]
        while single.busy() != (1, 2):
            await asyncio.sleep(0.01)
        with pytest.raises(PoolBusy):
            await run(single, "ASK {}")
        waiting[0].cancel()
        running.cancel()
        answers = await asyncio.gather(running, *waiting, return_exceptions=True)
        assert [type(answer) for answer in answers[:2]] == [asyncio.CancelledError] * 2
        return str(answers[2])

    assert "true" in asyncio.run(give_up())
    assert single.busy() == (0, 0)


def test_an_evaluator_that_is_killed_is_an_error_and_has_a_successor(single: LoopPool) -> None:
    async def kill() -> None:
        running = asyncio.create_task(run(single, ENDLESS))
        while single.busy() != (1, 0):
            await asyncio.sleep(0.01)
        os.kill(single.process_ids()[0], signal.SIGKILL)
        await running

    with pytest.raises(EvaluatorDied):
        asyncio.run(kill())
    assert "true" in asyncio.run(run(single, "ASK {}"))


def test_a_result_that_is_closed_before_its_end_frees_the_evaluator(single: LoopPool) -> None:
    async def close() -> None:
        (await single.submit_soon(Job(ENDLESS_ROWS, TSV))).close()

    asyncio.run(close())
    assert single.busy() == (0, 0)
    assert "true" in asyncio.run(run(single, "ASK {}"))


def test_what_is_done_meanwhile_does_not_wait_for_the_answer(single: LoopPool) -> None:
    seen: list[tuple[int, int]] = []

    async def ask() -> None:
        await single.submit_soon(Job(ENDLESS, TSV, timeout=0.5), Asker(), lambda: seen.append(single.busy()))

    with pytest.raises(DeadlineExceeded):
        asyncio.run(ask())
    assert seen == [(1, 0)]


def test_what_fails_meanwhile_frees_the_evaluator(single: LoopPool) -> None:
    async def ask() -> None:
        await single.submit_soon(Job(ENDLESS, TSV), Asker(), lambda: 1 // 0)

    with pytest.raises(ZeroDivisionError):
        asyncio.run(ask())
    assert single.busy() == (0, 0)
    assert "true" in asyncio.run(run(single, "ASK {}"))
