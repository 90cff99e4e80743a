"""The table of all attacks that were tried."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tests.system.attack.course import Outcome

_TITLES: Final = (
    "attack",
    "p50",
    "p99",
    "asked",
    "failed",
    "before",
    "peak",
    "after",
    "serving",
    "process",
    "verdict",
)
_WIDTHS: Final = (42, 7, 8, 6, 7, 7, 7, 7, 8, 8, 0)
LEGEND: Final = (
    "p50, p99: milliseconds of others; failed: their requests without a right answer; before, peak, after: MiB of the\n"
    "server with its processes; serving: MiB that the process which serves grew by at most."
)


def head() -> str:
    """The first line."""
    return _line(_TITLES)


def row(outcome: Outcome, p99: float | None) -> str:
    """The line of an attack, with what must not be, if there is anything."""
    others = outcome.others
    failures = outcome.failures(p99)
    return _line(
        (
            outcome.name,
            f"{others.percentile(50):.1f}",
            f"{others.percentile(99):.1f}",
            str(len(others.milliseconds) + others.failed),
            str(others.failed),
            *(str(size >> 20) for size in (outcome.before, outcome.peak, outcome.after, outcome.serving)),
            "same" if outcome.same_process else "GONE",
            " ".join(("FAILED: " + "; ".join(failures) if failures else "held", _met(outcome))),
        )
    )


def _met(outcome: Outcome) -> str:
    """What attackers met, as `(1,200 connections: 300 × 429)`."""
    answers = ", ".join(f"{number:,} × {name}" for name, number in sorted(outcome.answers.items()))
    return f"({outcome.tries:,} connections{': ' if answers else ''}{answers})" if outcome.tries else ""


def _line(cells: Sequence[str]) -> str:
    first, *rest = cells
    aligned = [cell.rjust(width) for cell, width in zip(rest[:-1], _WIDTHS[1:-1], strict=True)]
    return " ".join((first.ljust(_WIDTHS[0]), *aligned, rest[-1]))
