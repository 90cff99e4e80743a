"""What is measured: from when a request was due, whatever the server does with those before it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from itertools import pairwise
from typing import cast

import pytest

from server.commands.load.connections import Answer, Connection, Unanswered
from server.commands.load.measuring import NO_ANSWER, Outcome, is_failure, one_by_one, percentile, sent
from server.commands.load.requests import Request

ROOT = Request("GET", "/")


class Played:
    """A connection that answers as a function says, and counts how many requests are under way."""

    at_once = most = 0

    def __init__(self, answer: Callable[[], Awaitable[Answer]]) -> None:
        self._answer, self.closed = answer, False

    async def ask(self, request: Request) -> Answer:
        Played.at_once += 1
        Played.most = max(Played.most, Played.at_once)
        try:
            return await self._answer()
        finally:
            Played.at_once -= 1

    def close(self) -> None:
        self.closed = True


def played(number: int, answer: Callable[[], Awaitable[Answer]]) -> list[Connection]:
    Played.at_once = Played.most = 0
    return [cast("Connection", Played(answer)) for _ in range(number)]


def after(seconds: float, status: int = 200) -> Callable[[], Awaitable[Answer]]:
    async def answer() -> Answer:
        await asyncio.sleep(seconds)
        return Answer(status, {"retry-after": "7"}, b'{"detail": "no"}')

    return answer


def run(connections: list[Connection], due: list[float], patience: float = 5) -> Outcome:
    return asyncio.run(sent(connections, lambda: ROOT, due, patience))


def test_a_request_that_had_to_wait_for_those_before_it_is_late_by_as_much() -> None:
    """Coordinated omission: one connection, each answer takes 50 ms, all are due at once."""
    outcome = run(played(1, after(0.05)), [0.0] * 8)
    assert outcome.statuses == {200: 8}
    assert Played.most == 1
    assert all(after - before > 0.04 for before, after in pairwise(outcome.latencies))
    assert outcome.latencies[-1] > 8 * 0.04


def test_requests_are_sent_when_they_are_due_whether_or_not_others_are_answered() -> None:
    """No request is answered before all four have come."""

    async def run() -> Outcome:
        barrier = asyncio.Barrier(4)

        async def together() -> Answer:
            await barrier.wait()
            return Answer(200, {}, b"")

        return await sent(played(8, together), lambda: ROOT, [0.0, 0.01, 0.02, 0.03], 60)

    outcome = asyncio.run(run())
    assert outcome.statuses == {200: 4}
    assert outcome.planned == len(outcome.lateness) == 4


def test_what_is_not_answered_in_the_end_has_failed() -> None:
    connections = played(2, after(60))
    outcome = run(connections, [0.0] * 5, patience=0.1)
    assert outcome.statuses == {NO_ANSWER: 5}
    assert (outcome.failed, outcome.answered) == (5, 0)
    assert "no answer within 0.1 s" in outcome.refusals[NO_ANSWER].detail
    assert all(cast("Played", one).closed for one in connections)


def test_a_refusal_is_kept_with_what_it_says() -> None:
    outcome = run(played(2, after(0, 429)), [0.0] * 3)
    assert outcome.failed == 3
    refusal = outcome.refusals[429]
    assert (refusal.detail, refusal.fields["retry-after"]) == ('{"detail": "no"}', "7")


def test_a_mistake_is_no_failure() -> None:
    outcome = run(played(2, after(0, 404)), [0.0] * 3)
    assert (outcome.failed, outcome.answered) == (0, 3)


def test_a_connection_that_breaks_is_used_again() -> None:
    async def broken() -> Answer:
        raise Unanswered("it broke")

    outcome = run(played(1, broken), [0.0] * 3)
    assert outcome.statuses == {NO_ANSWER: 3}
    assert outcome.refusals[NO_ANSWER].detail == "it broke"


def test_one_by_one_never_has_two_under_way() -> None:
    [connection] = played(1, after(0.001))
    outcome = asyncio.run(one_by_one(connection, [ROOT] * 4))
    assert (outcome.statuses, Played.most) == ({200: 4}, 1)


@pytest.mark.parametrize(
    ("status", "failed"), [(0, True), (200, False), (304, False), (404, False), (429, True), (503, True)]
)
def test_a_failure_is_what_the_server_could_or_would_not_do(status: int, failed: bool) -> None:
    assert is_failure(status) is failed


def test_a_percentile_is_one_of_the_values() -> None:
    values = [float(number) for number in range(100, 0, -1)]
    assert [percentile(values, share) for share in (1, 50, 99, 99.5, 100)] == [1, 50, 99, 100, 100]
    assert percentile([3.0], 50) == 3
    assert percentile([], 99) == 0
