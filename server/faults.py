"""What is wrong with an input file, said in one form by every stage."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """One fault of one input file.

    `file` is relative to the project's root; `line` counts from 1 and is None where it cannot be known;
    `subject` is the resource concerned, as the file would write it; `rule` names the check that failed;
    `message` says what was wrong and `remedy` what to do.
    """

    file: str
    line: int | None
    subject: str | None
    rule: str
    message: str
    remedy: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        about = f"{self.subject}: " if self.subject else ""
        remedy = f" → {self.remedy}" if self.remedy else ""
        return f"{place}: [{self.rule}] {about}{self.message}{remedy}"


def in_order(faults: Iterable[Fault]) -> list[Fault]:
    """Return the distinct faults by file, line, then text."""
    return sorted(set(faults), key=lambda p: (p.file, p.line or 0, p.rule, p.subject or "", p.message))


class InvalidInput(Exception):
    """Input files that no release can be made of; `faults` says why, in order."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = in_order(faults)
        super().__init__("\n".join(map(str, self.faults)))
