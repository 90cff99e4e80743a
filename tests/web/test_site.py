"""What a thread of the server makes once for all visitors."""

from __future__ import annotations

from threading import Event, Thread, current_thread

import pytest

from server.engine import EngineError
from server.web.pages.site import Prepared


def test_value_is_made_once_by_a_thread_of_its_own_and_awaited_by_everybody() -> None:
    go_on, makers, found = Event(), [], []

    def make() -> int:
        makers.append(current_thread())
        go_on.wait()
        return 7

    prepared = Prepared(make)
    prepared.begin()
    visitors = [Thread(target=lambda: found.append(prepared.get())) for _ in range(5)]
    for visitor in visitors:
        visitor.start()
    assert found == []
    go_on.set()
    for visitor in visitors:
        visitor.join()
    assert found == [7] * 5
    assert len(makers) == 1
    assert makers[0] not in {*visitors, current_thread()}


def test_failure_is_told_to_whoever_waits_and_the_next_visitor_gets_a_new_attempt() -> None:
    outcomes = iter([EngineError("busy"), None])

    def make() -> str:
        if error := next(outcomes):
            raise error
        return "there"

    prepared = Prepared(make)
    with pytest.raises(EngineError, match="busy"):
        prepared.get()
    assert prepared.get() == "there"
    assert prepared.get() == "there"
