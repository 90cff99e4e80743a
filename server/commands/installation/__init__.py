"""What may be wrong with an installation: one function for each check, which `eikg doctor` and the start-up share.

A check yields what it finds, each with what to do, and changes nothing: one that finds nothing wrong yields one
finding that says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """`ok`; `warning`: it works, but not as well as it could; `broken`: it does not do what was asked of it."""

    OK = "ok"
    WARNING = "warning"
    BROKEN = "broken"


@dataclass(frozen=True)
class Finding:
    """What a check found, and what to do about it: nothing where it is well."""

    check: str
    verdict: Verdict
    found: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.found}; {self.remedy}" if self.remedy else self.found


def mebibytes(size: int) -> str:
    """A number of bytes for people."""
    return f"{size // (1024 * 1024):,} MiB"
