"""What the quality report is made of: checks, what they find, what is waived with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from server.rdf.iris import short

Severity = Literal["error", "warning", "info"]
SEVERITIES: Final[tuple[Severity, ...]] = get_args(Severity)


@dataclass(frozen=True)
class Check:
    """One check: its `name`, the fault that it finds as a phrase (`title`), how bad that is, and why it matters.

    `after` names the catalogue entries that it follows, such as `OOPS! P07` or `ROBOT missing_label`.
    """

    name: str
    title: str
    severity: Severity
    reason: str
    after: str = ""


@dataclass(frozen=True, order=True)
class Finding:
    """One fault: the IRI concerned ("" for the project as a whole), and what there is wrong."""

    subject: str
    detail: str = ""


@dataclass(frozen=True)
class Waiver:
    """A finding that stands, with the reason: all findings of `check` about `subject`."""

    check: str
    subject: str
    reason: str


@dataclass(frozen=True)
class Result:
    """What one check found, apart from what is waived."""

    check: Check
    open: tuple[Finding, ...]
    waived: tuple[tuple[Finding, Waiver], ...] = ()


@dataclass(frozen=True)
class Totals:
    """How many findings of each severity are open, how many are waived, and how many checks ran."""

    checks: int
    error: int
    warning: int
    info: int
    waived: int

    @property
    def is_clean(self) -> bool:
        """Whether nothing is left to do."""
        return self.error == 0 and self.warning == 0

    def __str__(self) -> str:
        return (
            f"{self.checks} checks: {self.error} errors, {self.warning} warnings, {self.info} notes; "
            f"{self.waived} waived"
        )


@dataclass(frozen=True)
class Report:
    """The results of every check, in the order of their names."""

    results: tuple[Result, ...] = field(default=())

    @property
    def totals(self) -> Totals:
        """The sums over all checks."""
        found = {s: sum(len(r.open) for r in self.results if r.check.severity == s) for s in SEVERITIES}
        return Totals(checks=len(self.results), waived=sum(len(r.waived) for r in self.results), **found)

    def lines(self) -> Iterable[str]:
        """Yield the open findings, worst first, a line each; then the totals."""
        for severity in SEVERITIES:
            for result in self.results:
                if result.check.severity == severity:
                    yield from (line(result.check, finding) for finding in result.open)
        yield str(self.totals)


def line(check: Check, finding: Finding) -> str:
    """Return a finding as a line: severity, subject, check, what is wrong, the value concerned."""
    about = f"{short(finding.subject)}: " if finding.subject else ""
    detail = f" ({_readable(finding.detail)})" if finding.detail else ""
    return f"{check.severity}: {about}[{check.name}] {check.title}{detail}"


def _readable(detail: str) -> str:
    return " ".join(short(word).strip("<>") if "://" in word else word for word in detail.split(" "))
