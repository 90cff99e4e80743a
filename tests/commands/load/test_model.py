"""The queueing model: what theory says of cases with a formula, what a fit finds again, and how servers add up."""

from __future__ import annotations

import math
import statistics
from random import Random

import pytest

from server.commands.load.measuring import percentile
from server.commands.load.model import (
    Measured,
    Model,
    bearable,
    erlang_c,
    fitted,
    in_turn,
    least_busy,
    simulated,
)

EXPONENTIAL = tuple(-0.01 * math.log(1 - (place + 0.5) / 400) for place in range(400))
"""Service times of 10 ms in the mean: the quantiles of an exponential distribution."""

CONSTANT = (0.01,)


def test_erlangs_formula_is_that_of_the_tables() -> None:
    assert erlang_c(1, 0.8) == pytest.approx(0.8)  # M/M/1: the share of the time that it is at work
    assert erlang_c(2, 1.0) == pytest.approx(1 / 3)
    assert erlang_c(10, 8.0) == pytest.approx(0.4092, abs=1e-4)


def test_the_mean_latency_is_exact_where_theory_is() -> None:
    one = Model(CONSTANT, 1, 1.0)  # M/D/1: Pollaczek and Khinchine
    assert one.mean_latency(80) == pytest.approx(0.01 + 0.8 * 0.01 / (2 * 0.2))
    exponential = Model(EXPONENTIAL, 1, 1.0)
    assert exponential.mean_latency(80) == pytest.approx(0.05, rel=0.02)  # M/M/1: s / (1 - load)
    assert exponential.mean_latency(exponential.most * 1.01) == math.inf


@pytest.mark.parametrize("services", [CONSTANT, EXPONENTIAL, (0.001, 0.001, 0.001, 0.037)])
@pytest.mark.parametrize("workers", [1, 2, 4])
def test_the_simulation_agrees_with_the_formula(services: tuple[float, ...], workers: int) -> None:
    model = Model(services, workers, 1.0)
    rate = 0.7 * model.most
    means = [statistics.fmean(simulated(model, rate, seed=seed)) for seed in range(4)]
    assert statistics.fmean(means) == pytest.approx(model.mean_latency(rate), rel=0.1)


def test_the_99th_percentile_of_one_worker_is_that_of_an_exponential_distribution() -> None:
    model = Model(EXPONENTIAL, 1, 1.0)
    found = statistics.fmean(percentile(simulated(model, 50, seed=seed), 99) for seed in range(4))
    assert found == pytest.approx(
        0.02 * math.log(100), rel=0.15
    )  # M/M/1: exponential with mean s / (1 - load)


def test_a_fit_finds_the_workers_and_the_stretch_again() -> None:
    chance = Random(1)
    services = [chance.lognormvariate(-5, 1) for _ in range(200)]
    true = Model(tuple(services), 3, 1.2)
    rates = [share * true.most for share in (0.1, 0.3, 0.5, 0.7, 0.9)]
    measured = [Measured(rate, true.mean_latency(rate), 0.0) for rate in rates]
    found = fitted(services, measured)
    assert found.workers == 3
    assert found.stretch == pytest.approx(1.2, rel=0.02)


@pytest.mark.parametrize(("services", "measured"), [([], [Measured(1, 1, 1)]), ([0.1], [])])
def test_nothing_is_fitted_to_nothing(services: list[float], measured: list[Measured]) -> None:
    with pytest.raises(ValueError, match="no rate that held"):
        fitted(services, measured)


def test_more_servers_bear_more_and_the_least_busy_is_the_better_choice() -> None:
    model = Model(EXPONENTIAL, 2, 1.0)
    alone = bearable(model, 0.1)
    turns, least = (bearable(model, 0.1, 4, choice) for choice in (in_turn, least_busy))
    assert 0 < alone < model.most
    assert 3.5 * alone < turns < least < 4 * model.most
    assert bearable(model, 0.005) == 0  # one request alone takes longer


def test_each_way_to_choose_names_a_server() -> None:
    assert [in_turn(number, [0, 0, 0]) for number in range(4)] == [0, 1, 2, 0]
    assert least_busy(0, [2, 1, 1]) == 1
