"""A run: random queries, each asked of the server's engine and of the oracle, and what is told of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from random import Random

from tests.system.differential.datasets import Quads, dataset
from tests.system.differential.engine import Engine
from tests.system.differential.generator import Generator
from tests.system.differential.oracle import Oracle, departs, without_labels
from tests.system.differential.program import Ended, Found, Late, Program, Refused
from tests.system.differential.shrinking import Input, shrunk
from tests.system.differential.verdicts import Outcome, Verdict, has_rows, told, verdict

PER_DATASET = 10
"""Queries that are asked of a dataset before the next one is made."""


@dataclass(frozen=True)
class Difference:
    """An input on which the engines differ, made small, and what they say."""

    number: int
    input: Input
    ours: str
    theirs: str

    def __str__(self) -> str:
        told = (f"query {self.number}: {self.input.text()}", self.input.data(), f"ours: {self.ours}")
        return "\n".join((*told, f"ARQ: {self.theirs}"))


@dataclass
class Report:
    """What came of a run."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    remarks: Counter[str] = field(default_factory=Counter)
    constructs: Counter[str] = field(default_factory=Counter)
    with_rows: int = 0
    differences: list[Difference] = field(default_factory=list)

    @property
    def queries(self) -> int:
        """How many queries were asked."""
        return self.outcomes.total()

    def __str__(self) -> str:
        lines = [f"{self.queries} queries, {self.with_rows / max(self.queries, 1):.1%} with rows"]
        lines += [f"  {number:5} {name}" for name, number in self.outcomes.most_common()]
        lines += [f"  {number:5} {name}" for name, number in self.remarks.most_common()]
        lines += ["constructs, and how many queries have them"]
        lines += [f"  {number:5} {name}" for name, number in self.constructs.most_common()]
        return "\n".join([*lines, *(f"\n{difference}" for difference in self.differences)])


class Comparison:
    """Both engines, asked the same."""

    def __init__(self, ours: Program, theirs: Program) -> None:
        self._ours, self._theirs = ours, theirs
        self._loaded: Quads = ()

    def ask(self, given: Input) -> tuple[Verdict, str, str, bool]:
        """The verdict on an input, both answers in words, and whether it has rows."""
        if self._loaded != given.quads:
            self._loaded = given.quads
            self._ours.load(self._loaded)
            self._theirs.load(self._loaded)
        self._ours.send(given.text())
        self._theirs.send(without_labels(given.text()))
        ours, theirs = (_answer(program) for program in (self._ours, self._theirs))
        return self._judged(given, ours, theirs), told(ours), told(theirs), has_rows(theirs)

    def differs(self, given: Input) -> bool:
        """Whether the engines differ on an input."""
        return self.ask(given)[0].outcome is Outcome.DIFFERENT

    def _judged(self, given: Input, ours: Found | Exception, theirs: Found | Exception) -> Verdict:
        if isinstance(theirs, Exception):
            both = isinstance(theirs, Refused) and isinstance(ours, Refused)
            return Verdict(Outcome.REFUSED if both else Outcome.NOT_COMPARED, str(theirs)[:200])
        if isinstance(ours, Refused):
            return Verdict(Outcome.REFUSED, str(ours)[:200])
        if isinstance(ours, Exception):
            return Verdict(Outcome.DIFFERENT, str(ours))
        found = verdict(given.query, ours, theirs, lambda: self._whole(given))
        if found.outcome is Outcome.DIFFERENT and departs(given.query):
            return Verdict(
                Outcome.NOT_COMPARED, "a row is lost by ARQ before an OPTIONAL that holds only a FILTER"
            )
        return found

    def _whole(self, given: Input) -> Found | Exception:
        self._theirs.send(without_labels(Input(given.query.without("LIMIT"), given.quads).text()))
        return _answer(self._theirs)


def run(queries: int, seed: str, without: Collection[str] = (), most: int = 20) -> Report:
    """Ask a number of queries. What differs is made small, up to a number of differences, then the run ends."""
    report = Report()
    with ExitStack() as stack:
        comparison = Comparison(*(stack.enter_context(program) for program in (Engine(without), Oracle())))
        for number, given in enumerate(inputs(queries, seed)):
            found, _, _, rows = comparison.ask(given)
            report.outcomes[found.outcome] += 1
            report.remarks.update([found.remark] if found.remark else [])
            report.constructs.update(given.query.names())
            report.with_rows += rows
            if found.outcome is Outcome.DIFFERENT:
                small = shrunk(given, comparison.differs)
                _, ours, theirs, _ = comparison.ask(small)
                report.differences.append(Difference(number, small, ours, theirs))
            if len(report.differences) >= most:
                break
    return report


def inputs(queries: int, seed: str) -> Iterator[Input]:
    """The queries of a seed; the first ones are the same however many are asked for."""
    for number in range(0, queries, PER_DATASET):
        random = Random(f"{seed} {number}")
        quads = dataset(random)
        for _ in range(min(PER_DATASET, queries - number)):
            yield Input(Generator(random, quads).query(), quads)


def _answer(program: Program) -> Found | Exception:
    try:
        return program.receive()
    except (Refused, Late, Ended) as error:
        return error
