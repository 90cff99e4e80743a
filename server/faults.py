"""What is wrong with an input file, said in one form by every stage."""

from __future__ import annotations

import typing
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

Severity = typing.Literal["error", "warning", "info"]
SEVERITIES: Final[tuple[Severity, ...]] = typing.get_args(Severity)
"""How bad a fault is, worst first: it must be mended; somebody has to decide; it is good to know."""


@dataclass(frozen=True, order=True)
class Fault:
    """One fault of one input file.

    `file` is relative to the project's root; `line` counts from 1 and is None where it cannot be known;
    `subject` is the resource concerned, as the file would write it; `rule` names the check that failed;
    `message` says what was wrong and `remedy` what to do; `column` counts code points from 1, where a parser tells it.
    """

    file: str
    line: int | None
    subject: str | None
    rule: str
    message: str
    remedy: str
    severity: Severity = "error"
    column: int | None = None

    @property
    def place(self) -> str:
        """The file and line, as compilers write them."""
        return self.file if self.line is None else f"{self.file}:{self.line}"

    def __str__(self) -> str:
        severity = "" if self.severity == "error" else f"{self.severity}: "
        about = f"{self.subject}: " if self.subject else ""
        remedy = f" → {self.remedy}" if self.remedy else ""
        column = f" (column {self.column})" if self.column else ""
        return f"{severity}{self.place}: [{self.rule}] {about}{self.message}{column}{remedy}"


OF_VERSION: Final = "version"
"""The rule that a changed ontology has another version: any mistake in it breaks this one, too."""


def in_order(faults: Iterable[Fault]) -> list[Fault]:
    """Return the distinct faults, the worst first, then by file, line and text; of the version comes last."""
    return sorted(set(faults), key=_order)


def _order(fault: Fault) -> tuple[int, bool, str, int, str, str, str]:
    worst_first, line = SEVERITIES.index(fault.severity), fault.line or 0
    of_version = fault.rule == OF_VERSION
    return worst_first, of_version, fault.file, line, fault.rule, fault.subject or "", fault.message


def counted(number: int, one: str, more: str = "") -> str:
    """Return a number of things in words: `1 file`, `2 files`; `more` where the plural does not end in s only."""
    return f"{number:,} {one if number == 1 else more or one + 's'}"


def totals(faults: Iterable[Fault]) -> str:
    """Return how many there are of each severity, in words: `2 problems, 1 warning`; errors are the problems."""
    given = list(faults)
    numbers = [sum(fault.severity == severity for fault in given) for severity in SEVERITIES]
    words = ("problem", "warning", "note")
    parts = [counted(number, word) for number, word in zip(numbers, words, strict=True) if number]
    return ", ".join(parts if numbers[0] else ["no problem", *parts])


class InvalidInput(Exception):
    """Input files that no release can be made of; `faults` says why, in order."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = in_order(faults)
        super().__init__("\n".join(map(str, self.faults)))
