"""The report of the conformance tests, in EARL, as every release keeps it: what the program that made it passes.

`make conformance` writes it, and the tests hold that it is of today; as Turtle, one assertion a line.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

REPORT: Final = "tests/system/conformance/report.ttl"


def report_text(root: Path) -> str | None:
    """Return the report of a project in Turtle, None where it holds none."""
    path = root / REPORT
    return path.read_text(encoding="utf-8") if path.is_file() else None
