"""A result as a table for a terminal: short names, numbers to the right, long cells in several lines."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import Final

import pyoxigraph as ox

from server.rdf.iris import readable
from server.rdf.terms import XSD, text

_GAP: Final = "  "
_NARROWEST: Final = 8
"""Columns that a cell has at least, however many there are beside it."""

_NUMBERS: Final = frozenset(XSD[name] for name in ("integer", "decimal", "double", "float"))


def table(solutions: ox.QuerySolutions, width: int) -> tuple[list[str], int]:
    """The lines of a table that is no wider than `width`, if its columns can be so narrow, and how many rows it has."""
    names = [variable.value for variable in solutions.variables]
    rows = [[*solution] for solution in solutions]
    right = [_is_number([row[place] for row in rows]) for place in range(len(names))]
    cells = [[_shown(term) for term in row] for row in rows]
    widths = _widths([names, *cells], width)
    lines = [*_lines(names, widths, right), _GAP.join("─" * one for one in widths)]
    for row in cells:
        lines += _lines(row, widths, right)
    return lines, len(rows)


def printable(words: str) -> str:
    """A text without what a terminal would obey, and in one line."""
    return "".join(
        one if one.isprintable() else "␣" if one.isspace() else "�" for one in words.replace("\n", " ")
    )


def _shown(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None) -> str:
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        return printable(readable(term.value))
    return printable(term.value if isinstance(term, ox.Literal) else text(term))


def _is_number(terms: Sequence[object]) -> bool:
    given = [term for term in terms if term is not None]
    return bool(given) and all(isinstance(term, ox.Literal) and term.datatype in _NUMBERS for term in given)


def _widths(rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """The widths of columns: what the cells need, the widest made narrower until all have room."""
    needed = [max(1, *map(len, column)) for column in zip(*rows, strict=True)]
    room = width - len(_GAP) * (len(needed) - 1)
    while sum(needed) > room and max(needed) > _NARROWEST:
        widest = max(range(len(needed)), key=needed.__getitem__)
        others = sorted(needed)[-2:-1]
        least = max(
            _NARROWEST,
            needed[widest] - (sum(needed) - room),
            *(one for one in others if one < needed[widest]),
        )
        needed[widest] = min(needed[widest] - 1, least)
    return needed


def _lines(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> Iterator[str]:
    wrapped = [textwrap.wrap(cell, width) or [""] for cell, width in zip(cells, widths, strict=True)]
    for number in range(max(map(len, wrapped), default=0)):
        parts = (listed[number] if number < len(listed) else "" for listed in wrapped)
        yield _GAP.join(
            part.rjust(width) if to_right else part.ljust(width)
            for part, width, to_right in zip(parts, widths, right, strict=True)
        ).rstrip()
