"""GROWTH.md and its chart: time per query against the size of the data, and why some grow faster than it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from tests.system.bench.growth.results import Curve, Growth
from tests.system.bench.report.charts import COLOURS, MARKERS, chart
from tests.system.bench.report.tables import table

LINEAR: Final = 1.15
"""The exponent up to which growth counts as linear: what is measured is noisy."""

_EXPLAINED: Final = Path(__file__).with_name("explained.toml")


def write_chart(growth: Growth, path: Path) -> None:
    """Write the log-log chart: queries that grow faster than the data in colour, with their names."""
    with chart(path, 11, 5.6) as figure:
        panels = figure.subplots(1, 2, sharey=True)
        for panel, kind in zip(panels, ("saved", "ad hoc"), strict=True):
            _draw(panel, growth, [curve for curve in growth.curves if curve.kind == kind])
            panel.set_title(f"{'saved' if kind == 'saved' else 'ad-hoc'} queries")
        panels[0].set_ylabel("time per query in milliseconds, median")
        title = f"Time per query against size ({growth.date}, {growth.cores} cores, 1 connection)"
        figure.suptitle(title, fontsize=11)


def write_report(growth: Growth, path: Path) -> str:
    """Write the report and return its table."""
    explained = tomllib.loads(_EXPLAINED.read_text("utf-8"))
    sizes = sorted(growth.triples)
    rows = [_row(curve, sizes) for curve in sorted(growth.curves, key=lambda c: c.slope or 0, reverse=True)]
    head = ("query", *(f"{copies} ×" for copies in sizes), "time", "answer")
    found = table(head, rows)
    faster = [curve for curve in growth.curves if _faster(curve)]
    lines = [
        f"- `{curve.name}` ({_exponent(curve.slope)}): {explained.get(curve.name, '**not explained yet**')}"
        for curve in sorted(faster, key=lambda c: c.slope or 9, reverse=True)
    ]
    parts = [
        "# Growth",
        _introduction(growth, sizes),
        "![time per query against size](figures/growth.svg)",
        found,
        f"## Faster than the data ({len(faster)} of {len(growth.curves)})",
        "\n".join(lines) if lines else "No query grows faster than the data.",
    ]
    path.write_text("\n\n".join(parts) + "\n", "utf-8")
    return "\n".join([found, *lines])


def _introduction(growth: Growth, sizes: list[int]) -> str:
    shown = ", ".join(f"{growth.triples[copies]:,} triples with {copies}" for copies in sizes)
    sentences = [
        f"Written by `make growth`; do not edit. Measured on {growth.date}, {growth.cores} cores: the queries of",
        "the benchmark's mix, sent to this server one after the other, the sizes in turn, each time with a literal of",
        f"its own so that no cache answers, on so many copies of the curated graph under other names: {shown}.",
        "Milliseconds, the median of up to twenty answers.",
        "The last columns are exponents between the two largest sizes, of the time and of the bytes of the answer:",
        f"0 does not grow, 1 grows as the data does. Up to {LINEAR:g} counts as linear.",
        "The constants mean one copy, so that a query about one thing need not grow at all.",
    ]
    return " ".join(sentences)


def _row(curve: Curve, sizes: Iterable[int]) -> list[str]:
    times = {point.copies: point.milliseconds for point in curve.points}
    cells = ["" if copies not in times else _time(times[copies]) for copies in sizes]
    return [f"{curve.name} ({curve.kind})", *cells, _exponent(curve.slope), _exponent(curve.size_slope)]


def _time(milliseconds: float | None) -> str:
    if milliseconds is None:
        return "too long"
    return f"{milliseconds:,.0f}" if milliseconds >= 100 else f"{milliseconds:.1f}"


def _exponent(slope: float | None) -> str:
    return "" if slope is None else f"{slope:.2f}"


def _faster(curve: Curve) -> bool:
    return bool(curve.unanswered) or (curve.slope is not None and curve.slope > LINEAR)


def _draw(panel: Axes, growth: Growth, curves: list[Curve]) -> None:
    coloured = 0
    for curve in sorted(curves, key=_faster):
        points = [(growth.triples[p.copies], p.milliseconds) for p in curve.points if p.milliseconds]
        x, y = [size for size, _ in points], [time for _, time in points]
        if _faster(curve):
            colour, marker = COLOURS[coloured % len(COLOURS)], MARKERS[coloured % len(MARKERS)]
            label = f"{curve.name} ({_exponent(curve.slope) or 'too long'})"
            panel.plot(x, y, linewidth=2, label=label, color=colour, marker=marker)
            coloured += 1
        else:
            panel.plot(x, y, linewidth=1, color="#bbbbbb", marker=".", markersize=4)
    sizes = sorted(growth.triples.values())
    for power, style_ in ((1, "--"), (2, ":")):
        line = [3 * (size / sizes[0]) ** power for size in sizes]
        what = "linear" if power == 1 else "quadratic"
        panel.plot(sizes, line, linestyle=style_, color="#333333", linewidth=1, label=f"{what} growth")
    panel.plot([], [], color="#bbbbbb", marker=".", label="no faster than the data")
    panel.set_xscale("log")
    panel.set_yscale("log")
    panel.set_xticks(sizes, [f"{size:,}" for size in sizes], fontsize=9.5)
    panel.xaxis.set_minor_formatter(FuncFormatter(lambda _x, _p: ""))
    panel.yaxis.set_major_formatter(
        FuncFormatter(lambda value, _: f"{value:,.0f}" if value >= 1 else f"{value:g}")
    )
    panel.set_xlabel("triples in the default graph")
    panel.legend(loc="upper left", fontsize=8.5, frameon=True)
