"""The matrix of clients and features, as MATRIX.md holds it: a section for each client, and a table of all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.system.clients.features import Cell, Feature

PATH = Path(__file__).with_name("MATRIX.md")
HEADER = """\
# Clients by feature

What real clients do with the endpoint. Written by `make clients`; `make test-all` fails where its run shows another.
✓ works, as the tests show it; – is not what the client does. Reasons and remarks stand below the table.
"""
_LINE = re.compile(r"- (?P<feature>.+?): (?P<mark>[✓–])(?: \((?P<remark>.*)\))?")


@dataclass(frozen=True)
class Column:
    """A client with its version, and what it does."""

    version: str
    cells: Mapping[Feature, Cell]


Matrix = dict[str, Column]
"""Name of a client → its column."""


def read(text: str) -> Matrix:
    """The matrix that a text of MATRIX.md holds."""
    return {
        name: _column(version, body)
        for name, version, body in re.findall(
            r"^## (\S+) (\S+)\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL
        )
    }


def _column(version: str, body: str) -> Column:
    found = [match for line in body.splitlines() if (match := _LINE.fullmatch(line))]
    return Column(version, {Feature(m["feature"]): Cell(m["mark"] == "✓", m["remark"] or "") for m in found})


def write(matrix: Matrix) -> str:
    """The text of a matrix."""
    heads = [f"[{name}](#{_anchor(name, column)})" for name, column in matrix.items()]
    rows = [
        f"| {feature} | {' | '.join(_mark(column.cells[feature]) for column in matrix.values())} |"
        for feature in Feature
    ]
    table = "\n".join([f"| | {' | '.join(heads)} |", f"|---|{':-:|' * len(heads)}", *rows])
    sections = (_section(name, column) for name, column in matrix.items())
    return "\n".join([HEADER, table, "", *sections])


def _section(name: str, column: Column) -> str:
    lines = (
        f"- {feature}: {_mark(cell)}{f' ({cell.remark})' if cell.remark else ''}\n"
        for feature, cell in column.cells.items()
    )
    return f"## {name} {column.version}\n\n{''.join(lines)}"


def _mark(cell: Cell) -> str:
    return "✓" if cell.works else "–"


def _anchor(name: str, column: Column) -> str:
    return re.sub(r"[^\w-]", "", f"{name} {column.version}".lower().replace(" ", "-"))
