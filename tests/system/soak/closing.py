"""The closing table of a run, and what in it must be 0."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from tests.system.soak.answers.judge import FAULT, HALF, HUNG, NO_ANSWER, RIGHT, WRONG
from tests.system.soak.course import Plan, Report
from tests.system.soak.faults.injector import KILLED, TEMPLATE_KILLED
from tests.system.soak.target import SETTINGS

SHORTEST_FOR_MEMORY: Final = 240.0
"""Seconds of a run whose memory can be judged: before, what is loaded once is still being loaded."""

GROWTH: Final = 1.1
"""How much more memory the end may need than the middle: what settles has settled by then, what leaks goes on."""

ENOUGH: Final = 20
"""Requests after which a client must have got a right answer; those of hostile queries get none."""

HOSTILE: Final = "hostile"
_MOST_WITHOUT_ANSWER: Final = 0.01
_MIB: Final = 2**20


def failures(report: Report) -> list[str]:
    """What must not be, in words; nothing if the run went well."""
    tally = report.tally
    outcomes = tally.of("outcomes")
    found = [f"{outcomes[kind]} × {kind}" for kind in (WRONG, HALF, FAULT, HUNG) if outcomes[kind]]
    found += [f"leaked: {leak}" for leak in report.leaked]
    for section in (
        "releases not taken up",
        "builds on a full disk that went wrong",
        "faults of this program",
    ):
        found += [f"{section}: {name} ({number})" for name, number in tally.of(section).items()]
    if tracebacks := report.errors.count("Traceback"):
        found.append(f"{tracebacks} tracebacks on the server's standard error")
    if report.exit_status != 0:
        found.append(f"the server did not end as it should: exit status {report.exit_status}")
    asked = tally.of("requests")
    silent = [
        client
        for client in asked
        if client != HOSTILE and asked[client] >= ENOUGH and not tally.of(f"of {client}")[RIGHT]
    ]
    found += [f"{client} got no right answer" for client in silent]
    if outcomes[NO_ANSWER] > _MOST_WITHOUT_ANSWER * tally.total("requests"):
        found.append(f"{outcomes[NO_ANSWER]} requests without any answer")
    return [*found, *_memory_failures(report), *report.failures]


def judges_memory(plan: Plan) -> bool:
    """Whether the run is long enough for its memory to be judged."""
    return plan.seconds >= SHORTEST_FOR_MEMORY


def _memory_failures(report: Report) -> Iterator[str]:
    half, end = report.states["half"].memory, report.states["end"].memory
    if judges_memory(report.plan) and end > GROWTH * half:
        yield f"the serving process grew from {_mib(half)} after half of the faults to {_mib(end)}"


def table(report: Report) -> str:
    """Everything that was counted."""
    return "\n".join(_lines(report))


def _lines(report: Report) -> Iterator[str]:
    tally, plan = report.tally, report.plan
    yield f"seconds  {plan.seconds:.0f}, of which warm-up {plan.warm_up:.0f}"
    yield f"seed     {plan.seed}"
    yield f"settings {' '.join(f'{name}={text}' for name, text in SETTINGS.items())}"
    yield from _section("requests by client", _by_client(report), tally.total("requests"))
    for title, section in (
        ("outcomes", "outcomes"),
        ("errors by kind", "errors"),
        ("hostile queries", "hostile queries"),
        ("clients that misbehaved", "clients that misbehaved"),
        (f"faults injected (the disk: {report.way_to_fill})", "faults"),
        ("the other endpoint", "the other endpoint"),
        ("broken transfers that a lenient parser takes for whole", "lenient"),
    ):
        yield from _section(title, tally.of(section), tally.total(section))
    outcomes = tally.of("outcomes")
    yield ""
    yield f"wrong answers                     {outcomes[WRONG]}"
    yield f"half answers that parsed as whole {outcomes[HALF]}"
    yield f"undeclared failures               {outcomes[FAULT]}"
    yield f"requests that hung                {outcomes[HUNG]}"
    faults = tally.of("faults")
    yield f"evaluators killed from outside    {faults[KILLED]}; {report.evaluators_seen} were seen in all"
    yield f"templates killed from outside     {faults[TEMPLATE_KILLED]}"
    yield f"leaked processes and descriptors  {len(report.leaked)}"
    yield f"tracebacks                        {report.errors.count('Traceback')}"
    for moment, state in report.states.items():
        below = f"{state.templates} templates and {state.evaluators} evaluators {_mib(state.below)} together"
        descriptors = " ".join(f"{number} {kind}" for kind, number in sorted(state.descriptors.items()))
        below += f", at most {_mib(state.private)} of an evaluator alone"
        yield f"{moment:5}    server {_mib(state.memory)}, {below}, {state.threads} threads, {descriptors}"
    if not judges_memory(plan):
        yield "         (memory is not judged in a run as short as this)"
    yield f"health   {report.health}"
    yield f"exit     {report.exit_status}"


def _by_client(report: Report) -> dict[str, str]:
    found = {}
    for client, number in sorted(report.tally.of("requests").items()):
        outcomes = report.tally.of(f"of {client}").most_common()
        found[client] = f"{number}: " + ", ".join(f"{count} {outcome}" for outcome, count in outcomes)
    return found


def _section(title: str, entries: Mapping[str, object], total: int) -> Iterator[str]:
    yield ""
    yield f"{title}: {total}"
    for name, entry in sorted(
        entries.items(), key=lambda pair: (str(type(pair[1])), _order(pair[1]), pair[0])
    ):
        yield f"  {entry:>9}  {name}" if isinstance(entry, int) else f"  {name:28} {entry}"


def _order(entry: object) -> int:
    return -entry if isinstance(entry, int) else 0


def _mib(size: int) -> str:
    return f"{size / _MIB:.1f} MiB"
