"""The quality report of a project: every check over everything that a release would hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import Quad

from server.build.validate.quality.model import Check, Finding, Report, Result, Waiver
from server.build.validate.quality.queries import CheckQuery, checked_store, read_checks, run
from server.build.validate.quality.vocabularies import UNKNOWN, Vocabularies, read_vocabularies, unknown_terms
from server.build.validate.quality.waivers import apply, iri_of, read_waivers
from server.faults import Fault

SHAPE = Check(
    "shape-warning",
    "a shape or the comparison of dates warns",
    "warning",
    "what only warns does not stop a release; somebody has to look at each",
    "SHACL sh:Warning",
)


@dataclass(frozen=True)
class Checks:
    """What a project checks itself by."""

    queries: tuple[CheckQuery, ...] = ()
    vocabularies: Vocabularies = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()


def read_all(root: Path) -> Checks:
    """Read the checks, vocabularies and waivers of a project. Raises InvalidInput."""
    return Checks(tuple(read_checks(root)), read_vocabularies(root), tuple(read_waivers(root)))


def report_on(
    checks: Checks, quads: Sequence[Quad], queried: Iterable[str], warnings: Iterable[Fault] = ()
) -> Report:
    """Run every check on the quads of a release; `queried` are the IRIs that its saved queries name.

    `warnings` are what the shapes found that does not stop a release.
    """
    store = checked_store(quads, queried)
    results = [Result(query.check, tuple(run(query, store))) for query in checks.queries]
    results.append(Result(UNKNOWN, tuple(unknown_terms(quads, checks.vocabularies))))
    results.append(Result(SHAPE, tuple(sorted({_finding(warning) for warning in warnings}))))
    return Report(tuple(sorted(apply(checks.waivers, results), key=lambda result: result.check.name)))


def _finding(warning: Fault) -> Finding:
    return Finding(iri_of(warning.subject or ""), warning.message)
