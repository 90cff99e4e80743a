"""The pool as an event loop uses it."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from server.engine import (
    Abandoned,
    AsyncPool,
    Client,
    DeadlineExceeded,
    EvaluatorDied,
    Job,
    Limits,
    PoolBusy,
    QuerySyntaxError,
)
from server.engine.process import Evaluator
from tests.engine.held import is_free_after
from tests.engine.small_store import ENDLESS, ENDLESS_ROWS, EX, THINGS
from tests.processes import runs

TSV = "text/tab-separated-values"
Check = Callable[[AsyncPool], Coroutine[Any, Any, None]]


@asynccontextmanager
async def opened(store: Path, store_memory: int, size: int = 1) -> AsyncIterator[AsyncPool]:
    pool = AsyncPool(
        store,
        Limits(
            query_deadline=60,
            queue_length=2 if size == 1 else 64,
            client_queue=2 if size == 1 else 64,
            queue_wait=60,
            result_buffer=1000,
            store_memory=store_memory,
        ),
        size,
    )
    await pool.open()
    try:
        yield pool
    finally:
        await pool.close()


async def run(pool: AsyncPool, query: str, timeout: float | None = None, client: Client | None = None) -> str:
    async with await pool.submit(Job(query, TSV, timeout=timeout), client or Client()) as result:
        return b"".join([chunk async for chunk in result]).decode()


async def until(condition: Callable[[], bool]) -> None:
    """Wait for what must happen; the test runner's time limit ends a wait in vain."""
    while not condition():
        await asyncio.sleep(0.01)


def checked(store: Path, store_memory: int, check: Check, size: int = 1) -> None:
    """Run a check on a pool; then the pool must answer and have nothing to do."""

    async def checked_in_loop() -> None:
        async with opened(store, store_memory, size) as pool:
            await check(pool)
            assert "true" in await run(pool, "ASK {}")
            assert pool.busy() == (0, 0)

    asyncio.run(checked_in_loop())


def test_many_queries_share_few_evaluators(store: Path, store_memory: int) -> None:
    async def check(pool: AsyncPool) -> None:
        queries = (f"SELECT (COUNT(*) AS ?n) {{ ?s <{EX}number> ?n FILTER(?n < {n}) }}" for n in range(40))
        answers = await asyncio.gather(*(run(pool, query) for query in queries))
        assert [int(answer.split()[1]) for answer in answers] == [*range(40)]

    checked(store, store_memory, check, size=2)


def test_a_long_result_comes_in_pieces_and_whole(store: Path, store_memory: int) -> None:
    async def check(pool: AsyncPool) -> None:
        async with await pool.submit(Job(f"SELECT * {{ ?s <{EX}number> ?n }}", TSV)) as result:
            assert result.length is None or result.length > 1000
            body = b"".join([chunk async for chunk in result]).decode()
        assert body.count("\n") == THINGS + 1

    checked(store, store_memory, check)


def test_errors_leave_the_evaluator_in_its_place(store: Path, store_memory: int) -> None:
    async def check(pool: AsyncPool) -> None:
        before = pool.process_ids()
        with pytest.raises(QuerySyntaxError):
            await run(pool, "SELEC")
        assert pool.process_ids() == before

    checked(store, store_memory, check)


def test_a_query_is_ended_at_its_deadline(store: Path, store_memory: int) -> None:
    async def check(pool: AsyncPool) -> None:
        with pytest.raises(DeadlineExceeded):
            await run(pool, ENDLESS, timeout=0.2)
        with pytest.raises(DeadlineExceeded):
            await run(pool, ENDLESS, timeout=0.7)  # later than it has to yield to others

    checked(store, store_memory, check)


def test_a_stream_that_nobody_reads_is_ended_at_its_deadline(store: Path, store_memory: int) -> None:
    async def check(pool: AsyncPool) -> None:
        async with await pool.submit(Job(ENDLESS_ROWS, TSV, timeout=0.2)) as result:
            await until(lambda: pool.endings["DeadlineExceeded"] == 1)
            with pytest.raises(DeadlineExceeded):
                b"".join([chunk async for chunk in result])

    checked(store, store_memory, check)


def test_a_query_whose_client_leaves_is_ended(store: Path, store_memory: int) -> None:
    async def check(pool: AsyncPool) -> None:
        client = Client("a")
        asyncio.get_running_loop().call_later(0.2, client.disconnect)
        with pytest.raises(Abandoned):
            await run(pool, ENDLESS, client=client)
        with pytest.raises(Abandoned):
            await run(pool, ENDLESS, client=client)  # it has left already

    checked(store, store_memory, check)


async def ended_while_read(pool: AsyncPool) -> None:
    client = Client("a")
    async with await pool.submit(Job(ENDLESS_ROWS, TSV), client) as result:
        async for _ in result:
            client.disconnect()


async def ended_between_two_looks(pool: AsyncPool) -> None:
    client = Client("a")
    async with await pool.submit(Job(ENDLESS_ROWS, TSV), client) as result:
        async for _ in result:
            client.disconnect()
            await until(lambda: not pool.process_ids() or result._evaluator.pid not in pool.process_ids())
            await asyncio.sleep(0.1)


async def ended_by_deadline(pool: AsyncPool) -> None:
    await run(pool, ENDLESS, timeout=0.2)


async def ended_by_the_client(pool: AsyncPool) -> None:
    client = Client("a")
    asyncio.get_running_loop().call_later(0.2, client.disconnect)
    await run(pool, ENDLESS, client=client)


async def ended_before_its_turn(pool: AsyncPool) -> None:
    client = Client("a")
    running = asyncio.create_task(run(pool, ENDLESS))
    await until(lambda: pool.busy() == (1, 0))
    client.disconnect()
    try:
        await run(pool, "ASK {}", client=client)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def wrong(pool: AsyncPool) -> None:
    await run(pool, "SELEC")


@pytest.mark.parametrize(
    "fail",
    [
        ended_while_read,
        ended_between_two_looks,
        ended_by_deadline,
        ended_by_the_client,
        ended_before_its_turn,
        wrong,
    ],
)
def test_what_a_failed_query_held_is_free_without_the_garbage_collector(
    store: Path, store_memory: int, fail: Check
) -> None:
    async def check(pool: AsyncPool) -> None:
        assert await is_free_after(fail(pool))

    checked(store, store_memory, check)


def test_what_waits_and_is_given_up_leaves_the_line(store: Path, store_memory: int) -> None:
    async def check(pool: AsyncPool) -> None:
        running = asyncio.create_task(run(pool, ENDLESS))
        await until(lambda: pool.busy() == (1, 0))
        waiting = [asyncio.create_task(run(pool, "ASK {}")) for _ in range(2)]
        await until(lambda: pool.busy() == (1, 2))
        with pytest.raises(PoolBusy):
            await run(pool, "ASK {}")
        waiting[0].cancel()
        running.cancel()
        answers = await asyncio.gather(running, *waiting, return_exceptions=True)
        assert [type(answer) for answer in answers[:2]] == [asyncio.CancelledError] * 2
        assert "true" in str(answers[2])

    checked(store, store_memory, check)


def test_an_evaluator_that_is_killed_is_an_error_and_has_a_successor(store: Path, store_memory: int) -> None:
    async def check(pool: AsyncPool) -> None:
        running = asyncio.create_task(run(pool, ENDLESS))
        await until(lambda: pool.busy() == (1, 0))
        await asyncio.sleep(0.7)  # now it is surely at work, and not begun again
        os.kill(pool.process_ids()[0], signal.SIGKILL)
        with pytest.raises(EvaluatorDied):
            await running

    checked(store, store_memory, check)


def test_evaluators_killed_while_they_are_idle_are_not_noticed(store: Path, store_memory: int) -> None:
    async def check(pool: AsyncPool) -> None:
        for _ in range(10):
            killed = pool.process_ids()[0]
            os.kill(killed, signal.SIGKILL)
            assert "true" in await run(pool, "ASK {}")
            await until(lambda: len({*pool.process_ids()} - {killed}) == 2)  # noqa: B023 - awaited here

    checked(store, store_memory, check, size=2)


@pytest.mark.timeout(60)  # without the replacement, the event loop tries the same dead process for ever
def test_a_job_that_comes_before_the_end_of_its_evaluators_is_seen_gets_another(
    store: Path, store_memory: int
) -> None:
    async def check(pool: AsyncPool) -> None:
        killed = pool.process_ids()
        for pid in killed:
            os.kill(pid, signal.SIGKILL)
        while any(map(runs, killed)):
            time.sleep(0.01)  # this holds the event loop up, which thus cannot see their end
        assert "true" in await run(pool, "ASK {}")
        assert not set(killed) & set(pool.process_ids())

    checked(store, store_memory, check, size=2)


@pytest.mark.timeout(60)  # an evaluator that is lost leaves none
def test_an_evaluator_is_not_given_to_a_job_that_was_cancelled_a_moment_ago(
    store: Path, store_memory: int
) -> None:
    async def check(pool: AsyncPool) -> None:
        evaluator = pool._take("")
        assert evaluator
        waiting = asyncio.create_task(run(pool, "ASK {}"))
        await until(lambda: pool.busy() == (1, 1))
        waiting.cancel()
        pool.put_back(evaluator)
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert pool.busy() == (0, 0)
        assert "true" in await run(pool, "ASK {}")

    checked(store, store_memory, check)


def test_an_evaluator_whose_template_ended_meanwhile_is_replaced(store: Path, store_memory: int) -> None:
    async def check(pool: AsyncPool) -> None:
        template = pool._template
        fork = template.fork

        async def fork_and_lose() -> Evaluator:
            found = await fork()
            os.kill(template.pid, signal.SIGKILL)
            await until(lambda: pool.template_id != template.pid)
            return found

        template.fork = fork_and_lose  # type: ignore[method-assign]
        os.kill(pool.process_ids()[0], signal.SIGKILL)
        await until(lambda: pool._template is not template)
        await until(
            lambda: len(pool._everyone) == 2 and all(one.parent is pool._template for one in pool._everyone)
        )

    checked(store, store_memory, check, size=2)


def test_an_evaluator_that_outlived_its_template_is_replaced_later(store: Path, store_memory: int) -> None:
    async def check(pool: AsyncPool) -> None:
        left, template = next(iter(pool._everyone)), pool._template
        os.kill(template.pid, signal.SIGKILL)
        await until(lambda: pool._template is not template)
        await until(lambda: len(pool._everyone) == 2 and not pool._starts)
        await until(lambda: all(one.parent is pool._template for one in pool._everyone))
        kept = next(iter(pool._everyone))
        kept.parent = left.parent  # as if its replacement had taken another one's place
        pool.tend()
        async with asyncio.timeout(20):
            await until(lambda: kept not in pool._everyone and len(pool._everyone) == 2)
        assert all(one.parent is pool._template for one in pool._everyone)

    checked(store, store_memory, check, size=2)


def test_a_result_that_is_closed_before_its_end_frees_the_evaluator(store: Path, store_memory: int) -> None:
    async def check(pool: AsyncPool) -> None:
        (await pool.submit(Job(ENDLESS_ROWS, TSV))).close()
        assert pool.busy() == (0, 0)

    checked(store, store_memory, check)


def test_what_is_done_meanwhile_does_not_wait_for_the_answer(store: Path, store_memory: int) -> None:
    async def check(pool: AsyncPool) -> None:
        seen: list[tuple[int, int]] = []
        with pytest.raises(DeadlineExceeded):
            await pool.submit(Job(ENDLESS, TSV, timeout=0.5), Client(), lambda: seen.append(pool.busy()))
        assert seen == [(1, 0)]
        with pytest.raises(ZeroDivisionError):
            await pool.submit(Job(ENDLESS, TSV), Client(), lambda: 1 // 0)
        assert pool.busy() == (0, 0)

    checked(store, store_memory, check)


@pytest.mark.parametrize("idle", [0.0, 3600.0])
def test_an_evaluator_that_keeps_memory_while_it_is_idle_is_replaced(
    store: Path, store_memory: int, idle: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.engine.pool.IDLE", idle)
    monkeypatch.setattr("server.engine.pool.KEPT", -(2**40))  # so that each keeps too much

    async def check(pool: AsyncPool) -> None:
        await run(pool, "ASK {}")
        before = pool.process_ids()
        await asyncio.sleep(0.01)
        pool.tend()
        if pool.in_memory and not idle:
            await until(lambda: bool(pool.process_ids()) and pool.process_ids() != before)
        else:
            assert pool.process_ids() == before

    checked(store, store_memory, check)
