"""The report of the conformance tests, in EARL, as every release keeps it: what the program that made it passes.

`make conformance` writes it, and the tests hold that it is of today; as Turtle, one assertion a line.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

REPORT: Final = Path(__file__).with_suffix(".ttl")


def report_text() -> str:
    """Return the report in Turtle."""
    return REPORT.read_text(encoding="utf-8")
