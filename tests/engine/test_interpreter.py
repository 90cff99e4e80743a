"""Threads take turns at the interpreter: few at a time, one of each client, and none that only waits."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from threading import Event

import pytest

from server.engine import interpreter
from server.engine.interpreter import FairSemaphore

SECONDS = 20.0
"""After which a test gives up to wait for a thread."""


class Computing:
    """A thread that holds a slot for a client until it may go."""

    def __init__(self, semaphore: FairSemaphore, client: str, threads: ThreadPoolExecutor) -> None:
        self.inside, self.go = Event(), Event()
        self._semaphore, self._client = semaphore, client
        self.done: Future[None] = threads.submit(self._run)

    def _run(self) -> None:
        with self._semaphore.held(self._client):
            self.inside.set()
            assert self.go.wait(SECONDS)

    def end(self) -> None:
        self.go.set()
        self.done.result(SECONDS)


@pytest.fixture
def threads(monkeypatch: pytest.MonkeyPatch) -> ThreadPoolExecutor:
    monkeypatch.setattr(interpreter, "_PATIENCE", SECONDS)
    return ThreadPoolExecutor(10)


def waiting(semaphore: FairSemaphore, number: int) -> Callable[[], bool]:
    return lambda: len(semaphore._queue) == number


def until(condition: Callable[[], bool]) -> None:
    for _ in range(int(SECONDS / 0.01)):
        if condition():
            return
        threading.Event().wait(0.01)
    pytest.fail("what was waited for did not happen")


def test_a_client_computes_in_one_thread_and_another_client_beside_it(threads: ThreadPoolExecutor) -> None:
    semaphore = FairSemaphore(2)
    first = Computing(semaphore, "flood", threads)
    assert first.inside.wait(SECONDS)
    second = Computing(semaphore, "flood", threads)
    until(waiting(semaphore, 1))
    other = Computing(semaphore, "other", threads)
    assert other.inside.wait(SECONDS)
    assert not second.inside.is_set()
    first.end()
    assert second.inside.wait(SECONDS)
    second.end()
    other.end()


def test_clients_that_wait_have_their_turns_in_rounds(threads: ThreadPoolExecutor) -> None:
    semaphore = FairSemaphore(1)
    first = Computing(semaphore, "flood", threads)
    assert first.inside.wait(SECONDS)
    queued = []
    for number, client in enumerate(("flood", "flood", "other")):
        queued.append(Computing(semaphore, client, threads))
        until(waiting(semaphore, number + 1))
    first.end()
    order: list[Computing] = []
    while len(order) < len(queued):
        until(lambda: any(one.inside.is_set() for one in queued if one not in order))
        [now] = [one for one in queued if one.inside.is_set() and one not in order]
        order.append(now)
        now.end()
    assert [queued.index(one) for one in order] == [0, 2, 1]


def test_a_thread_that_waits_for_something_else_lends_its_slot(threads: ThreadPoolExecutor) -> None:
    semaphore = FairSemaphore(1)
    with semaphore.held("a"):
        with semaphore.lent():
            other = Computing(semaphore, "b", threads)
            assert other.inside.wait(SECONDS)
            other.end()
        third = Computing(semaphore, "c", threads)
        until(waiting(semaphore, 1))
        assert not third.inside.is_set(), "the slot was not taken back"
    assert third.inside.wait(SECONDS)
    third.end()


def test_a_thread_without_a_slot_lends_none(threads: ThreadPoolExecutor) -> None:
    semaphore = FairSemaphore(1)
    with semaphore.lent():
        pass
    with semaphore.held("a"):
        other = Computing(semaphore, "b", threads)
        until(waiting(semaphore, 1))
        assert not other.inside.is_set()
    other.end()


def test_what_fails_gives_its_slot_back() -> None:
    semaphore = FairSemaphore(1)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), semaphore.held("a"), semaphore.lent():
            raise ZeroDivisionError
    assert semaphore._free == 1
    assert not semaphore._inside


def test_a_thread_that_waited_too_long_goes_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interpreter, "_PATIENCE", 0.05)
    semaphore = FairSemaphore(1)
    with ThreadPoolExecutor(2) as threads, ExitStack() as stack:
        first = Computing(semaphore, "a", threads)
        stack.callback(first.end)
        assert first.inside.wait(SECONDS)
        second = Computing(semaphore, "a", threads)
        assert second.inside.wait(SECONDS)
        second.end()
    assert semaphore._free == 1
    assert not semaphore._inside
