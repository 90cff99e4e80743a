"""What a measurement found, as a document in JSON that the model is fitted to, and as lines for people."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from server.commands.load.measuring import NO_ANSWER, Outcome, percentile
from server.commands.load.model import Measured, Model, bearable, fitted, in_turn, least_busy, simulated
from server.commands.load.verdict import Setting, Step, Verdict, milliseconds

_QUANTILES: Final = 200
_SERVERS: Final = (1, 2, 4, 8)


class NoMeasurement(ValueError):
    """A document is not what a measurement wrote, or holds nothing that a model can be fitted to."""


def document(
    about: Mapping[str, object], setting: Setting, alone: Outcome, steps: Sequence[Step], verdict: Verdict
) -> dict[str, Any]:
    """Everything that was found. Times are in seconds; `alone` has quantiles of those that requests took alone."""
    return {
        **about,
        "latency": setting.latency,
        "clients": setting.clients,
        "connections": setting.connections,
        "evaluators": setting.evaluators,
        "alone": [round(one, 6) for one in quantiles(alone.latencies)],
        "rates": [_of_step(step, setting) for step in steps],
        "bears": verdict.bears.rate if verdict.bears else None,
        "breaks": verdict.breaks.rate if verdict.breaks else None,
        "reason": verdict.reason,
        "advice": list(verdict.advice),
    }


def quantiles(values: Sequence[float]) -> list[float]:
    """Some hundred values, in order, that stand for all of them."""
    ordered = sorted(values)
    if len(ordered) <= _QUANTILES:
        return ordered
    return [ordered[int((place + 0.5) * len(ordered) / _QUANTILES)] for place in range(_QUANTILES)]


def _of_step(step: Step, setting: Setting) -> dict[str, Any]:
    outcome, watched = step.outcome, step.watched
    return {
        "rate": step.rate,
        "held": step.held(setting.latency),
        "requests": outcome.planned,
        "answered": round(step.answered, 1),
        "failed": outcome.failed,
        "statuses": {
            "none" if status == NO_ANSWER else str(status): number
            for status, number in sorted(outcome.statuses.items())
        },
        "mean": round(math.fsum(outcome.latencies) / len(outcome.latencies), 6),
        **{f"p{share}": round(outcome.percentile(share), 6) for share in (50, 90, 99)},
        "lateness": round(percentile(outcome.lateness, 99), 6),
        "cached": None if watched.from_cache is None else round(watched.from_cache, 3),
        "busy": None if watched.busy is None else round(watched.busy, 3),
        "own": None if watched.own is None else round(watched.own, 3),
        "running": watched.running,
        "waiting": watched.waiting,
    }


COLUMNS: Final = ("rate/s", "answered/s", "p50", "p90", "p99", "failed", "cached", "processors")


def row(step: Step) -> tuple[str, ...]:
    """A rate as a line of the table with COLUMNS."""
    outcome, watched = step.outcome, step.watched
    return (
        f"{step.rate:,.0f}",
        f"{step.answered:,.0f}",
        *(milliseconds(outcome.percentile(share)) for share in (50, 90, 99)),
        f"{outcome.failed:,}",
        "" if watched.from_cache is None else f"{watched.from_cache:.0%}",
        "" if watched.busy is None else f"{watched.busy:.0%}",
    )


def summary(setting: Setting, verdict: Verdict) -> Iterator[str]:
    """The verdict, and what to set."""
    bound = f"99 % within {milliseconds(setting.latency)}, none failed"
    if verdict.bears:
        p99 = milliseconds(verdict.bears.outcome.percentile(99))
        yield f"bears   {verdict.bears.rate:,.0f} requests a second ({bound}; here {p99})"
    else:
        yield f"bears   none of these rates ({bound})"
    if verdict.breaks:
        yield f"breaks  at {verdict.breaks.rate:,.0f} a second: {verdict.reason}"
    else:
        yield "breaks  at none of these rates"
    for line in verdict.advice:
        yield f"set     {line}"


Table = tuple[str, list[tuple[str, ...]]]
"""A title, and rows, of which the first has the names of the columns."""


def modelled(found: Mapping[str, Any]) -> Iterator[Table]:
    """The model of a measured server, its latencies beside those measured, and what several such servers would bear.

    Raises NoMeasurement.
    """
    try:
        latency = float(found["latency"])
        held = [
            Measured(float(one["rate"]), float(one["mean"]), float(one["p99"]))
            for one in found["rates"]
            if one["held"]
        ]
        model = fitted([float(one) for one in found["alone"]], held)
    except (KeyError, TypeError, ValueError) as error:
        raise NoMeasurement(f"this is nothing that `eikg capacity --json` has measured: {error}") from None
    yield "the model", [_MODEL, _of_model(model)]
    yield "beside what was measured", [_BESIDE, *(_beside(model, one) for one in held)]
    bound = f"99 % within {milliseconds(latency)}"
    yield (
        f"requests a second that several such servers bear, {bound}",
        [
            _FLEET,
            *(_fleet(model, latency, servers) for servers in _SERVERS),
        ],
    )


_MODEL: Final = ("workers", "time alone ×", "mean of a request", "variation²", "at most")
_BESIDE: Final = ("rate/s", "mean", "by the model", "p99", "by the model")
_FLEET: Final = ("servers", "in turn", "to the least busy", "so, with one lost")


def _of_model(model: Model) -> tuple[str, ...]:
    mean, most = milliseconds(model.service), f"{model.most:,.0f}/s"
    return str(model.workers), f"{model.stretch:.2f}", mean, f"{model.variation:.2f}", most


def _beside(model: Model, one: Measured) -> tuple[str, ...]:
    p99 = percentile(simulated(model, one.rate), 99)
    return f"{one.rate:,.0f}", *map(milliseconds, (one.mean, model.mean_latency(one.rate), one.p99, p99))


def _fleet(model: Model, latency: float, servers: int) -> tuple[str, ...]:
    rates = [
        bearable(model, latency, servers, in_turn),
        bearable(model, latency, servers, least_busy),
        bearable(model, latency, servers - 1, least_busy) if servers > 1 else 0.0,
    ]
    return str(servers), *(f"{rate:,.0f}" for rate in rates)
