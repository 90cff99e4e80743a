from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from server.engine import (
    Abandoned,
    Client,
    DeadlineExceeded,
    EvaluatorDied,
    FormatUnavailable,
    Job,
    Limits,
    MemoryExceeded,
    Pool,
    PoolBusy,
    QuerySyntaxError,
    QueryTooDeep,
    ResultTooLarge,
    ServiceRefused,
    UpdateRefused,
    ask,
    construct_triples,
    select_rows,
)
from server.engine.process import NICE_OF_LONG_QUERIES
from server.engine.template import NICE_AT_FIRST
from tests.engine.small_store import ENDLESS, ENDLESS_ROWS, EX, HUNGRY, THINGS


def run(pool: Pool, query: str, timeout: float | None = None) -> bytes:
    with pool.submit(Job(query, timeout=timeout)) as result:
        return b"".join(result)


def until(condition: Callable[[], bool]) -> None:
    """Wait for what must happen; the test runner's time limit ends a wait in vain."""
    while not condition():
        time.sleep(0.01)


@pytest.fixture
def single(store: Path, store_memory: int) -> Iterator[Pool]:
    limits = Limits(
        query_deadline=60, queue_length=1, queue_wait=60, result_buffer=1000, store_memory=store_memory
    )
    pool = Pool(store, limits, size=1)
    yield pool
    pool.close()


def test_rows_are_terms_and_unbound_variables_absent(pool: Pool) -> None:
    query = f"SELECT ?s ?n ?none {{ ?s <{EX}number> ?n FILTER(?n < 2) OPTIONAL {{ ?s <{EX}none> ?none }} }} ORDER BY ?n"
    rows = select_rows(pool, query)
    assert [str(row["s"]) for row in rows] == [f"<{EX}thing/0>", f"<{EX}thing/1>"]
    assert all(set(row) == {"s", "n"} for row in rows)


def test_ask_and_construct_give_a_boolean_and_triples(pool: Pool) -> None:
    assert ask(pool, "ASK { ?s ?p 299 }")
    assert not ask(pool, "ASK { ?s ?p 300 }")
    assert len(construct_triples(pool, "CONSTRUCT WHERE { ?s ?p ?o }")) == THINGS
    with pytest.raises(TypeError):
        select_rows(pool, "ASK {}")


def test_a_syntax_error_has_its_place(pool: Pool) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        run(pool, "SELECT ?x {\n  ?x foo:bar ?y }")
    assert (caught.value.line, caught.value.column) == (2, 6)
    with pytest.raises(QuerySyntaxError) as caught:
        run(pool, "ASK { ?s ?p ?o }\n }")
    assert (caught.value.line, caught.value.column) == (2, 2)


@pytest.mark.parametrize("before", ["CONCAT ('a')", "COALESCE (1)", "TRUE"])
def test_what_is_mended_is_not_blamed_for_another_error(pool: Pool, before: str) -> None:
    query = f"SELECT * {{ FILTER({before}) ?s ?p ]"
    with pytest.raises(QuerySyntaxError) as caught:
        run(pool, query)
    assert caught.value.column == len(query)


def test_federation_and_updates_are_refused(pool: Pool) -> None:
    with pytest.raises(ServiceRefused):
        run(pool, "ASK { SERVICE <http://127.0.0.1/> {} }")
    with pytest.raises(UpdateRefused):
        run(pool, "DELETE WHERE { ?s ?p ?o }")
    assert ask(pool, "ASK { ?s ?p 0 }")


def test_a_form_for_which_no_format_was_given_is_refused(pool: Pool) -> None:
    with pytest.raises(FormatUnavailable), pool.submit(Job("ASK {}", solutions_format=None)):
        pass
    with (
        pytest.raises(FormatUnavailable),
        pool.submit(Job("CONSTRUCT WHERE { ?s ?p ?o }", graph_format=None)),
    ):
        pass


def test_a_query_is_killed_at_its_deadline_and_the_evaluator_replaced(single: Pool) -> None:
    before = single.process_ids()
    with pytest.raises(DeadlineExceeded):
        run(single, ENDLESS, timeout=0.2)
    assert ask(single, "ASK {}")
    assert single.process_ids() != before


def test_an_evaluator_that_was_just_started_is_taken_last(store: Path) -> None:
    pool = Pool(store, Limits(query_deadline=10), size=2)
    before = pool.process_ids()
    with pytest.raises(DeadlineExceeded):
        run(pool, ENDLESS, timeout=0.2)
    until(lambda: len({*pool.process_ids()} - {*before}) == 1)
    [successor] = {*pool.process_ids()} - {*before}
    os.kill(successor, signal.SIGSTOP)
    assert ask(pool, "ASK {}")
    os.kill(successor, signal.SIGCONT)
    pool.close()


def test_a_timeout_cannot_lengthen_the_deadline(store: Path) -> None:
    pool = Pool(store, Limits(query_deadline=0.2), size=1)
    with pytest.raises(DeadlineExceeded):
        run(pool, ENDLESS, timeout=1000)
    pool.close()


def test_a_query_is_killed_at_the_memory_limit(pool: Pool) -> None:
    with pytest.raises(MemoryExceeded):
        run(pool, HUNGRY)
    assert ask(pool, "ASK {}")


def test_an_idle_evaluator_that_somebody_ends_is_replaced(single: Pool) -> None:
    [victim] = single.process_ids()
    os.kill(victim, signal.SIGKILL)
    until(lambda: single.process_ids() not in ([], [victim]))
    assert single.alive()
    assert ask(single, "ASK {}")
    until(lambda: single.pool.endings == {"EvaluatorDied": 1})
    with pytest.raises(ProcessLookupError):
        os.kill(victim, 0)


def test_a_nesting_too_deep_for_the_parser_harms_nobody(pool: Pool) -> None:
    with pytest.raises(QueryTooDeep):
        run(pool, "ASK { FILTER(" + "(" * 120_000 + "1" + ")" * 120_000 + ") }")
    assert ask(pool, "ASK {}")


def test_a_result_over_the_limit_breaks_off(pool: Pool) -> None:
    with pool.submit(Job(ENDLESS_ROWS)) as result, pytest.raises(ResultTooLarge):
        b"".join(result)
    assert ask(pool, "ASK {}")


def test_a_small_result_is_whole_at_once_and_frees_its_evaluator(single: Pool) -> None:
    result = single.submit(Job("SELECT * { ?s ?p 0 }"))
    assert single.busy() == (0, 0)
    assert len(b"".join(result)) == result.length


def test_closing_a_result_frees_its_evaluator(single: Pool) -> None:
    with single.submit(Job(ENDLESS_ROWS)) as result:
        assert result.length is None
        assert single.busy() == (1, 0)
    assert single.busy() == (0, 0)
    assert ask(single, "ASK {}")


def test_a_client_that_leaves_frees_its_evaluator(single: Pool) -> None:
    client = Client("a")
    with ThreadPoolExecutor() as threads:
        future = threads.submit(lambda: single.submit(Job(ENDLESS), client))
        until(lambda: single.busy() == (1, 0))
        single.disconnect(client)
        with pytest.raises(Abandoned):
            future.result()
    assert single.busy() == (0, 0)


def test_a_client_that_leaves_the_queue_frees_its_place(single: Pool) -> None:
    client = Client("a")
    with ThreadPoolExecutor() as threads, single.submit(Job(ENDLESS_ROWS)):
        future = threads.submit(lambda: single.submit(Job("ASK {}"), client))
        until(lambda: single.busy() == (1, 1))
        single.disconnect(client)
        with pytest.raises(Abandoned):
            future.result()
        assert single.busy() == (1, 0)


def test_the_queue_is_bounded_and_served_in_turn(single: Pool) -> None:
    with ThreadPoolExecutor() as threads:
        with single.submit(Job(ENDLESS_ROWS)):
            waiting = threads.submit(lambda: run(single, "ASK {}"))
            until(lambda: single.busy() == (1, 1))
            with pytest.raises(PoolBusy) as caught:
                run(single, "ASK {}")
            assert caught.value.retry_after > 0
        assert b"true" in waiting.result()


def test_a_wait_that_is_too_long_ends(store: Path) -> None:
    pool = Pool(store, replace(Limits(), queue_wait=0.1), size=1)
    with pool.submit(Job(ENDLESS_ROWS)), pytest.raises(PoolBusy):
        run(pool, "ASK {}")
    pool.close()


def test_a_store_that_cannot_be_opened_is_told_at_once(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(EvaluatorDied):
        Pool(tmp_path / "none", size=1)
    *_, line = capfd.readouterr().err.splitlines()  # root may be told first that its rights are given up
    assert line.startswith(f"an evaluator cannot open {tmp_path / 'none'}: ")


def test_a_long_query_yields_to_the_small_ones_and_its_evaluator_is_replaced(store: Path) -> None:
    pool = Pool(store, Limits(query_deadline=60), size=2)
    [long, small] = pool.process_ids()
    client = Client("a")
    with ThreadPoolExecutor() as threads:
        running = threads.submit(lambda: pool.submit(Job(ENDLESS), client))
        until(lambda: NICE_OF_LONG_QUERIES in map(priority, (long, small)))
        assert sorted(map(priority, (long, small))) == [NICE_AT_FIRST, NICE_OF_LONG_QUERIES]
        assert b"true" in run(pool, "ASK {}")
        pool.disconnect(client)
        with pytest.raises(Abandoned):
            running.result()
    until(lambda: [priority(pid) for pid in pool.process_ids()] == [NICE_AT_FIRST] * 2)
    assert os.nice(0) < NICE_AT_FIRST < NICE_OF_LONG_QUERIES
    pool.close()


def priority(process_id: int) -> int:
    """The nice value of the thread that evaluates: the last one that the process began; 0 for one that is gone."""
    try:
        threads = (int(path.name) for path in Path(f"/proc/{process_id}/task").iterdir())
        return os.getpriority(os.PRIO_PROCESS, max(threads))
    except (OSError, ValueError):
        return 0
