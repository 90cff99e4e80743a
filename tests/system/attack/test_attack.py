"""Every attack in its short form: others get right answers, the server gives everything back, and stays the same."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from server.release import Release
from tests.conftest import require_tool
from tests.system.attack import nginx
from tests.system.attack.attack import Attack
from tests.system.attack.course import ALLOWED, SERVING, Outcome, given_back, tried, undisturbed
from tests.system.attack.kinds import ATTACKS, BY_NAME
from tests.system.attack.others import PACE, Experience, ask
from tests.system.attack.server import Server, serving
from tests.system.attack.table import row

SECONDS = 1.5


@pytest.fixture(scope="module")
def server(release: Release) -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture(scope="module")
def proxy(server: Server) -> Iterator[int]:
    require_tool(nginx.PROGRAM, nginx.PACKAGE)
    with nginx.in_front_of(server.port) as port:
        yield port


def assert_held(outcome: Outcome) -> None:
    assert not outcome.failures(), row(outcome, None)


def test_others_are_answered_when_nobody_attacks(server: Server) -> None:
    assert_held(undisturbed(server, SECONDS))


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_is_held(server: Server, attack: Attack) -> None:
    assert_held(tried(server, attack, ATTACKS.index(attack), SECONDS, stays=False))


@pytest.mark.parametrize(
    "attack", [attack for attack in ATTACKS if attack.nginx], ids=lambda attack: attack.name
)
def test_an_attack_is_held_behind_nginx(server: Server, proxy: int, attack: Attack) -> None:
    assert_held(tried(server, attack, ATTACKS.index(attack), SECONDS, stays=False, port=proxy))


def test_each_attack_has_a_name_of_its_own_and_says_what_it_does() -> None:
    assert len(BY_NAME) == len(ATTACKS)
    assert all(attack.description and attack.finding for attack in ATTACKS)


def good() -> Outcome:
    """What is found of an attack that is held."""
    met = Experience([1.0] * 100, {})
    return Outcome("x", met, before=10, peak=20, after=10, serving=1, left=0, faults=0, same_process=True)


@pytest.mark.parametrize(
    "spoil",
    [
        {"others": Experience([1.0] * 100, {"status 503": 1})},
        {"others": Experience([], {})},
        {"after": 11 + ALLOWED},
        {"serving": SERVING + 1},
        {"left": 1},
        {"faults": 1},
        {"same_process": False},
        {"recovered": False},
        {"complaint": "Traceback"},
        {"tries": 0},
    ],
)
def test_an_attack_is_not_held_if_anything_is_that_must_not_be(spoil: dict[str, object]) -> None:
    assert good().failures() == []
    assert len(replace(good(), **spoil).failures()) == 1  # type: ignore[arg-type]


class Trimmed:
    """In the place of a server that gives memory back by and by, as the C library does."""

    def __init__(self, bytes_at_each_look: list[int]) -> None:
        self.bytes_at_each_look = bytes_at_each_look

    def memory(self) -> int:
        return self.bytes_at_each_look.pop(0)

    def connections(self, sources: list[str]) -> int:
        return 0


def test_memory_is_waited_for_until_it_is_given_back_and_not_read_again() -> None:
    server = Trimmed([30, 20, 10, 30])
    assert given_back(server, 10, []) == 10  # type: ignore[arg-type]
    assert server.bytes_at_each_look == [30]


def test_the_time_of_others_is_judged_where_it_is_asked_for() -> None:
    slow = replace(good(), others=Experience([1.0] * 98 + [70.0] * 2, {}))
    assert slow.failures() == []
    assert len(slow.failures(50)) == 1
    assert replace(slow, most=2).failures(50) == []


@pytest.mark.parametrize(
    ("answer", "failed"),
    [
        (lambda target, seconds: "right", 0),
        (lambda target, seconds: "wrong", 10),
        (lambda target, seconds: "wrong" if "csv" in target else "right", 2),
    ],
)
def test_others_judge_each_answer(answer: Callable[[str, float], str], failed: int) -> None:
    expected = dict.fromkeys(("question", "page", "saved query"), "right")
    assert ask(answer, 10 * PACE, expected).failed == failed


def test_a_request_that_waits_for_others_counts_from_when_it_was_due() -> None:
    expected = dict.fromkeys(("question", "page", "saved query"), "right")

    def answer(target: str, seconds: float) -> str:
        time.sleep(0.5)
        return "right"

    met = ask(answer, 30 * PACE, expected)
    assert max(met.milliseconds) >= 600
