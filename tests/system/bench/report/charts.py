"""The charts of a run, as SVG with text that can be searched and that stays the same for the same figures."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, cast

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullFormatter

from tests.system.bench.results import MODES, Results, p99
from tests.system.bench.rounds import CONNECTIONS, PER_QUERY_CONNECTIONS, without

COLOURS: Final = ("#0b5394", "#cc4125", "#38761d", "#b45f06", "#674ea7")
MARKERS: Final = ("o", "s", "^", "D", "v")

_STYLE: Final[dict[str, Any]] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "eikg",
    "font.family": "sans-serif",
    "font.size": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#dddddd",
    "axes.axisbelow": True,
}
_RATIOS: Final = (0.05, 0.1, 0.2, 0.5, 1, 2, 5)
_LEAST: Final = 0.1
"""Milliseconds where the bars of latencies begin."""
_THOUSANDS: Final = FuncFormatter(lambda value, _: f"{value:,.0f}" if value >= 1 else f"{value:g}")


@contextmanager
def chart(path: Path, width: float, height: float) -> Iterator[Figure]:
    """A figure that is written to a file when it is drawn; sizes are in inches."""
    with mpl.rc_context(cast(Any, _STYLE)):
        figure = Figure(figsize=(width, height), layout="constrained")
        yield figure
        figure.savefig(path, metadata={"Date": None, "Creator": None}, facecolor="white")


def write_charts(results: Results, folder: Path) -> None:
    """Write rates.svg, queries.svg and hostile.svg."""
    with chart(folder / "rates.svg", 10, 4.8) as figure:
        _rates(results, figure)
    with chart(folder / "queries.svg", 9, 9.5) as figure:
        _queries(results, figure.subplots())
        figure.suptitle(f"Each query by itself, unique ({conditions(results)})", fontsize=11)
    with chart(folder / "hostile.svg", 9, 3.6) as figure:
        _hostile(results, figure.subplots())
        figure.suptitle(
            f"An ASK alone, and beside a query that never ends ({conditions(results)})", fontsize=11
        )


def conditions(results: Results) -> str:
    """When and on how large a machine it was measured."""
    return f"{results.date}, {results.cores} cores, {results.triples:,} triples"


def _rates(results: Results, figure: Figure) -> None:
    panels = figure.subplots(1, len(MODES), sharey=True)
    for panel, mode in zip(panels, MODES, strict=True):
        for number, system in enumerate(results.systems):
            found = [results.find(system.name, mode, c, without(results, system.name)) for c in CONNECTIONS]
            points = [(m.connections, m.rate, *m.spread()) for m in found if m]
            if not points:
                continue
            x, rate, low, high = (list(column) for column in zip(*points, strict=True))
            below = [value - least for value, least in zip(rate, low, strict=True)]
            above = [most - value for value, most in zip(rate, high, strict=True)]
            asked = len(results.cases) - len(system.differences)
            label = f"{system.name} ({asked} of {len(results.cases)} queries)"
            style = {"color": COLOURS[number], "marker": MARKERS[number], "capsize": 3, "linewidth": 1.8}
            panel.errorbar(x, rate, yerr=[below, above], label=label, **style)
        panel.set_xscale("log", base=2)
        panel.set_yscale("log")
        panel.set_xticks(CONNECTIONS, [str(c) for c in CONNECTIONS])
        panel.set_xlabel("connections")
        panel.set_title(f"{mode} queries")
        panel.yaxis.set_major_formatter(_THOUSANDS)
    panels[0].set_ylabel("requests per second, median\n(bars: lowest and highest round)")
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=3, frameon=False, fontsize=9.5)
    figure.suptitle(f"The mix of saved and ad-hoc queries ({conditions(results)})", fontsize=11)


def _queries(results: Results, axes: Axes) -> None:
    ours, peer = results.systems[0], results.systems[1]
    ratios = sorted(
        (ours.per_query[name] / peer.per_query[name], name)
        for name in ours.per_query
        if peer.per_query.get(name) and ours.per_query[name]
    )
    kinds = dict(results.cases)
    for row, (ratio, name) in enumerate(ratios):
        saved = kinds[name] == "saved"
        axes.plot(ratio, row, MARKERS[0] if saved else MARKERS[3], color=COLOURS[0] if saved else COLOURS[3])
        axes.hlines(row, min(1, ratio), max(1, ratio), color="#999999", linewidth=0.8)
    for x, style in ((0.5, ":"), (1, "-")):
        axes.axvline(x, color="#333333", linestyle=style, linewidth=1)
    axes.set_yticks(range(len(ratios)), [name for _, name in ratios], fontsize=9.5)
    axes.set_xscale("log")
    axes.set_xticks(_RATIOS, [f"{ratio:g} ×" for ratio in _RATIOS])
    low, high = (ratios[0][0], ratios[-1][0]) if ratios else (1, 1)
    axes.set_xlim(min(_RATIOS[0], 0.9 * low), max(_RATIOS[-1], 1.1 * high))
    axes.set_xlabel(
        f"requests per second of {ours.name} ÷ those of {peer.name}, {PER_QUERY_CONNECTIONS} connections\n"
        "(dotted: 0.5, what is asked for)"
    )
    for saved in (True, False):
        marker, colour = (MARKERS[0], COLOURS[0]) if saved else (MARKERS[3], COLOURS[3])
        axes.plot([], [], marker, color=colour, label="saved query" if saved else "ad-hoc query")
    axes.legend(loc="upper left", frameon=True)
    axes.margins(y=0.01)


def _hostile(results: Results, axes: Axes) -> None:
    rows = [system for system in results.systems if system.ask_alone][::-1]
    axes.set_xscale("log")
    for row, system in enumerate(rows):
        for offset, loads, colour, what in (
            (0.19, system.ask_alone, COLOURS[0], "alone"),
            (-0.19, system.ask_beside, COLOURS[1], "beside it"),
        ):
            value = p99(loads)
            text = f" {value:,.2f} ms" if value else f" none answered in {results.seconds:g} s"
            axes.barh(row + offset, value, 0.36, color=colour, label=what if row == 0 else None)
            axes.text(max(value, _LEAST), row + offset, text, va="center", fontsize=9.5)
    axes.set_yticks(range(len(rows)), [system.name for system in rows])
    axes.set_xlim(
        _LEAST, 8 * max([1.0, *(p99(loads) for s in rows for loads in (s.ask_alone, s.ask_beside))])
    )
    axes.xaxis.set_major_formatter(_THOUSANDS)
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set_xlabel("99th percentile of the latency in milliseconds, 1 connection, median of the rounds")
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5), frameon=False)
