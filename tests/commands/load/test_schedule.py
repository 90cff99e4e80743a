"""When requests are due, and which rates are tried."""

from __future__ import annotations

import math
import statistics
from itertools import pairwise

import pytest

from server.commands.load.schedule import MOST, Given, Rising, arrivals


def test_arrivals_are_those_of_a_poisson_process() -> None:
    found = arrivals(200, 50)
    assert found == sorted(found)
    assert found[0] > 0
    assert found[-1] < 50
    assert len(found) == pytest.approx(200 * 50, rel=0.03)
    gaps = [after - before for before, after in pairwise(found)]
    assert statistics.stdev(gaps) == pytest.approx(statistics.mean(gaps), rel=0.05)  # as of exponential ones


def test_the_same_seed_gives_the_same_arrivals() -> None:
    assert arrivals(50, 4, seed=1) == arrivals(50, 4, seed=1) != arrivals(50, 4, seed=2)


def test_something_is_sent_however_low_the_rate() -> None:
    assert len(arrivals(0.001, 1)) >= 1


def tried(rates: Rising | Given, bearable: float) -> list[float]:
    found = []
    for rate in rates:
        found.append(rate)
        rates.told(rate, rate <= bearable)
    return found


def test_rates_double_until_one_breaks_and_come_near_it() -> None:
    assert tried(Rising(), 100) == [10, 20, 40, 80, 160, 113, 95]
    assert tried(Rising(), 120) == [10, 20, 40, 80, 160, 113, 134]


def test_rates_end_at_the_most_that_is_ever_sent() -> None:
    found = tried(Rising(), math.inf)
    assert found == [10, 20, 40, 80, 160, 320, 640, 1280, 2560, MOST]


def test_a_first_rate_that_breaks_is_the_only_one() -> None:
    assert tried(Rising(), 5) == [10]


def test_rates_that_are_given_are_tried_from_the_lowest_until_one_breaks() -> None:
    assert tried(Given([40, 10, 20, 80]), 15) == [10, 20]
    assert tried(Given([40, 10]), 100) == [10, 40]
