"""The figures of server/docs/operations/capacity.md: two measurements beside it, the tables of them, and the model."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping, Sequence
from typing import Any, Final

from server.commands.load.verdict import milliseconds
from tests.conftest import ROOT
from tests.launcher import EIKG

FOLDER: Final = ROOT / "server/docs/operations"
PAGE: Final = FOLDER / "capacity.md"
EVALUATED: Final = FOLDER / "capacity.json"
CACHED: Final = FOLDER / "capacity-cached.json"

_TABLE: Final = re.compile(r"^\| rate .*\n(?:\|.*\n)+", re.MULTILINE)
_MODEL: Final = re.compile(
    r"(?<=^\$ eikg capacity --model server/docs/operations/capacity\.json\n).*?(?=^```)",
    re.MULTILINE | re.DOTALL,
)


def table(found: Mapping[str, Any]) -> str:
    """The rates of a measurement as a table."""
    head = ("rate", "answered", "p50", "p99", "failed", "processors busy", "by the command")
    rows = [
        head,
        ("---",) * len(head),
        *map(_row, sorted(found["rates"], key=lambda step: float(step["rate"]))),
    ]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _row(step: Mapping[str, Any]) -> Sequence[str]:
    return (
        f"{step['rate']:,.0f}/s",
        f"{step['answered']:,.0f}/s",
        milliseconds(step["p50"]),
        milliseconds(step["p99"]),
        f"{step['failed']:,}",
        f"{step['busy']:.0%}",
        f"{step['own']:.0%}",
    )


def model() -> str:
    """What the command says of the model."""
    command = [EIKG, "capacity", "--model", str(EVALUATED)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def written(page: str) -> str:
    """The page with the figures of the measurements beside it."""
    tables = iter([table(json.loads(path.read_text("utf-8"))) for path in (EVALUATED, CACHED)])
    shown = model()
    return _MODEL.sub(lambda _: shown, _TABLE.sub(lambda _: next(tables), page))
