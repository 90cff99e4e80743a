from __future__ import annotations

from server.engine.fair_queue import FairQueue


def anyone(_: str) -> bool:
    return True


def drained(turns: FairQueue[int]) -> list[int]:
    served = []
    while found := turns.next(anyone):
        turns.remove(*found)
        served.append(found[1])
    return served


def test_a_long_line_delays_its_own_client_only() -> None:
    turns: FairQueue[int] = FairQueue()
    for ticket in range(5):
        turns.add("flood", ticket)
    turns.add("one", 10)
    turns.add("two", 20)
    assert drained(turns) == [0, 10, 20, 1, 2, 3, 4]


def test_a_client_that_was_served_goes_behind_one_that_came_later() -> None:
    turns: FairQueue[int] = FairQueue()
    turns.add("a", 1)
    turns.remove("a", 1)
    turns.add("b", 2)
    turns.add("a", 3)
    assert drained(turns) == [2, 3]


def test_a_client_that_may_not_is_passed_over_and_keeps_its_place() -> None:
    turns: FairQueue[int] = FairQueue()
    turns.add("a", 1)
    turns.add("b", 2)
    assert turns.next(lambda client: client != "a") == ("b", 2)
    assert turns.next(anyone) == ("a", 1)
    assert (len(turns), turns.of("a"), turns.of("c")) == (2, 1, 0)
