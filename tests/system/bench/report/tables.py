"""RESULTS.md: what a run measured, in tables, and whether it is what was to be reached."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import exp, log
from pathlib import Path
from typing import Final

from tests.system.bench.results import MODES, UNIQUE, WARM, Measured, Results, SystemFigures, p99
from tests.system.bench.rounds import CONNECTIONS, PER_QUERY_CONNECTIONS, without

_TARGETS: Final = (
    (1, WARM, 8, 15.0),
    (1, UNIQUE, 8, 1.0),
    (1, UNIQUE, 1, 0.9),
    (2, UNIQUE, 8, 100.0),
)
"""Number of the peer in SYSTEMS, mode, connections, and how many times its rate this server's is to be."""

_MEAN_TARGET: Final = 0.55
_SMALLEST, _SMALLEST_TARGET = "ask", 0.12
"""Of the single queries: the geometric mean of the ratios to the first peer, and the ratio of the smallest query."""

_ASK_TARGET: Final = 2.0
_READY_TARGET: Final = 1.5
_MEMORY_TARGETS: Final = (250, 450)
"""Seconds to the first answer; MiB then, and after the load."""


def write_report(results: Results, path: Path) -> str:
    """Write the report and return its verdicts."""
    verdicts = [*_verdicts(results)]
    parts = [
        _head(results),
        "## What was to be reached\n\n" + "\n".join(f"- {line}" for line in verdicts),
        "## Systems\n\n" + _systems(results),
        "## Requests per second\n\n![requests per second](figures/rates.svg)\n\n" + _rates(results),
        "## Beside a query that never ends\n\n![ASK beside a hostile query](figures/hostile.svg)\n\n"
        + _ask(results),
        "## Each query by itself\n\n![each query](figures/queries.svg)\n\n" + _queries(results),
        "## Answers that differ\n\n" + _differences(results),
    ]
    path.write_text("\n\n".join(parts) + "\n", "utf-8")
    return "\n".join(verdicts)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown; all columns but the first are numbers."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _head(results: Results) -> str:
    saved = sum(kind == "saved" for _, kind in results.cases)
    typed = len(results.cases) - saved
    sentences = [
        f"Written by `make bench`; do not edit. Measured on {results.date}, {results.cores} cores,",
        f"{results.memory_gib} GiB of memory, all on one machine over loopback: the release `{results.digest[:16]}`",
        f"with {results.triples:,} triples in its default graph (the union of all graphs as a set) and",
        f"{results.quads:,} quads in named graphs, the same at every system.\n\nThe mix is",
        f"{saved} saved queries (every third by name, with the text that the server runs) and {typed} ad-hoc ones",
        "(tests/system/bench/adhoc.py), in a shuffled order that is the same for all.",
        "*Repeated*: each text again and again.",
        "*Unique*: the constants change, and every request binds a literal of its own, so that no cache can know",
        "the answer.",
        "Requests are GETs over kept connections, sent by wrk from the same machine; against a server that",
        f"does nothing it sends {results.generator:,.0f} a second, so it is not what limits the figures.",
        f"Systems take turns: {results.rounds} rounds of {results.seconds:g} s for each load; a figure is the median",
        "of the rounds, with the lowest and highest in brackets.",
        "A system whose pass over the mix takes longer than a load is asked for each query once instead.",
        "Answers are compared first, on every constant; a query that a system answers otherwise, or not within",
        f"{results.cap:g} s, is listed at the end and left out when that system and this server are compared.",
    ]
    return "# Benchmark\n\n" + " ".join(sentences)


def _verdicts(results: Results) -> Iterable[str]:
    ours = results.systems[0]
    for number, mode, connections, wanted in _TARGETS:
        if number >= len(results.systems) or not (
            pair := _pair(results, results.systems[number], mode, connections)
        ):
            continue
        ratio = pair[0].rate / pair[1].rate
        what = f"{mode} queries, {connections} connection{'s' if connections > 1 else ''}"
        yield f"{what}: {ratio:.2f} × {results.systems[number].name} {_judged(ratio >= wanted, f'at least {wanted:g}')}"
    if len(results.systems) > 1 and (ratios := _ratios(ours, results.systems[1])):
        peer, mean = results.systems[1].name, _mean(ratios.values())
        verdict = _judged(mean >= _MEAN_TARGET, f"at least {_MEAN_TARGET}")
        yield f"single queries, geometric mean: {mean:.2f} × {peer} {verdict}"
        if smallest := ratios.get(_SMALLEST):
            verdict = _judged(smallest >= _SMALLEST_TARGET, f"at least {_SMALLEST_TARGET}")
            yield f"the query {_SMALLEST} by itself: {smallest:.2f} × {peer} {verdict}"
    alone, beside = p99(ours.ask_alone), p99(ours.ask_beside)
    if alone and beside:
        verdict = _judged(beside / alone < _ASK_TARGET, f"below {_ASK_TARGET:g}")
        figures = f"{beside:.2f} ms, {beside / alone:.2f} × its {alone:.2f} ms alone"
        yield f"an ASK's p99 beside a hostile query: {figures} {verdict}"
    yield f"first answer after {ours.ready:.2f} s {_judged(ours.ready <= _READY_TARGET, f'at most {_READY_TARGET} s')}"
    for when, used, most in zip(
        ("then", "after the load"), (ours.memory_idle, ours.memory_loaded), _MEMORY_TARGETS, strict=True
    ):
        yield f"memory {when}: {_mebibytes(used)} {_judged(used <= most * 2**20, f'at most {most} MiB')}"


def _judged(reached: bool, wanted: str) -> str:
    return f"({wanted}): **{'reached' if reached else 'NOT reached'}**"


def _ratios(ours: SystemFigures, peer: SystemFigures) -> dict[str, float]:
    """This server's rate of each query divided by a peer's, for those that the peer answers alike."""
    return {
        name: ours.per_query[name] / theirs
        for name, theirs in peer.per_query.items()
        if theirs and ours.per_query.get(name) and name not in peer.differences
    }


def _mean(ratios: Iterable[float]) -> float:
    """The geometric mean."""
    found = [*map(log, ratios)]
    return exp(sum(found) / len(found))


def _pair(
    results: Results, peer: SystemFigures, mode: str, connections: int
) -> tuple[Measured, Measured] | None:
    """This server and a peer by what both answer alike."""
    left_out = without(results, peer.name)
    ours = results.find(results.systems[0].name, mode, connections, left_out)
    theirs = results.find(peer.name, mode, connections, left_out)
    return (ours, theirs) if ours and theirs and theirs.rate else None


def _systems(results: Results) -> str:
    rows = [
        [
            f"{system.name} {system.version}",
            f"{system.ready:.2f} s",
            _mebibytes(system.memory_idle),
            _mebibytes(system.memory_loaded),
            f"{len(results.cases) - len(system.differences)} of {len(results.cases)}",
        ]
        for system in results.systems
        if not system.missing
    ]
    head = ("system", "first answer after", "memory then", "memory after the load", "queries answered alike")
    missing = [
        f"\n\n{system.name} is missing: {system.missing}." for system in results.systems if system.missing
    ]
    note = (
        "\n\nMemory is the proportional set size of all processes of a system. rdflib-endpoint and Fuseki read the "
        "data at every start; the others open a store that was filled before."
    )
    return table(head, rows) + note + "".join(missing)


def _rates(results: Results) -> str:
    head = (
        "system, connections",
        *(f"{mode}{what}" for mode in MODES for what in ("", ", p50 / p99 in ms", ", ratio")),
    )
    rows = []
    for connections in CONNECTIONS:
        for system in results.systems:
            if system.missing:
                continue
            row = [f"{system.name}, {connections}"]
            for mode in MODES:
                row += _cells(results, system, mode, connections)
            rows.append(row)
    note = (
        "\n\nThe ratio is this server's rate divided by the system's, both for the queries that they answer alike. The "
        "rates of two systems that leave out different queries cannot be compared otherwise."
    )
    return table(head, rows) + note


def _cells(results: Results, system: SystemFigures, mode: str, connections: int) -> list[str]:
    found = results.find(system.name, mode, connections, without(results, system.name))
    if found is None:
        return ["", "", ""]
    low, high = found.spread()
    failed = sum(load.refused + load.broken for load in found.loads)
    pair = None if system is results.systems[0] else _pair(results, system, mode, connections)
    return [
        f"{_number(found.rate)}/s ({_number(low)} to {_number(high)})"
        + (f", {failed} failed" if failed else ""),
        f"{_number(found.figure('p50'))} / {_number(found.figure('p99'))}",
        f"{_number(pair[0].rate / pair[1].rate)} ×" if pair else "",
    ]


def _ask(results: Results) -> str:
    rows = []
    for system in results.systems:
        if not system.ask_alone:
            continue
        alone, beside = p99(system.ask_alone), p99(system.ask_beside)
        rows.append(
            [
                system.name,
                f"{_number(alone)} ms" if alone else f"none in {results.seconds:g} s",
                f"{_number(beside)} ms" if beside else f"none in {results.seconds:g} s",
                f"{beside / alone:.1f} ×" if alone and beside else "",
            ]
        )
    text = (
        "One connection sends ASK, each with a literal of its own; another client waits for the product of three times "
        f"all triples. The median of {len(results.systems[0].ask_alone)} rounds."
    )
    ended = [system.name for system in results.systems if system.hostile_answered]
    note = f"\n\nIt was ended or refused, and so not in the way for all of the time, by: {', '.join(ended)}."
    return (
        f"{text}\n\n"
        + table(("system", "p99 alone", "p99 beside it", "ratio"), rows)
        + (note if ended else "")
    )


def _queries(results: Results) -> str:
    ours, peers = results.systems[0], [s for s in results.systems[1:] if not s.missing]
    rows = []
    ratios: dict[str, list[float]] = {peer.name: [] for peer in peers}
    for name, kind in results.cases:
        row = [f"{name} ({kind})", _number(ours.per_query.get(name, 0))]
        for peer in peers:
            theirs = peer.per_query.get(name)
            if not theirs:
                row.append("differs" if name in peer.differences else "")
                continue
            ratio = ours.per_query[name] / theirs
            row.append(f"{_number(theirs)} ({_number(ratio)} ×)")
            ratios[peer.name] += [ratio] if ratio else []
        rows.append(row)
    means = [f"{_mean(found):.2f} ×" if found else "" for found in ratios.values()]
    rows.append(["geometric mean of the ratios", "", *means])
    text = (
        f"Requests per second, unique, {PER_QUERY_CONNECTIONS} connections, one second each; in brackets this server's "
        "rate divided by the peer's. For a system that is asked for each query once, the rate is 1 divided by the time "
        "of one answer."
    )
    return f"{text}\n\n" + table(("query", ours.name, *(peer.name for peer in peers)), rows)


def _differences(results: Results) -> str:
    lines = [
        f"- {system.name}, `{name}`: {difference}".replace("\n", " ")
        for system in results.systems
        for name, difference in system.differences.items()
    ]
    return "\n".join(lines) if lines else "None: every system gives the same answer to every query."


def _mebibytes(size: int) -> str:
    return f"{size / 2**20:,.0f} MiB"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
