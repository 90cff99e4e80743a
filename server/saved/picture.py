"""What the rows of a saved query are shown as beside their table, and which columns play which part in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "bars": ("label", "value"),
    "timeline": ("label", "when"),
    "network": ("from", "to"),
    "map": ("label", "latitude", "longitude"),
    "matrix": ("row", "column"),
}
"""The kinds of pictures, each with the parts that columns must play in it."""

FURTHER_PARTS: Final[Mapping[str, str]] = {"network": "tie", "matrix": "value"}
"""The part that a column may play in addition, by kind."""


@dataclass(frozen=True)
class Picture:
    """A picture of a kind in PARTS; `columns` gives the column for each part."""

    kind: str
    columns: Mapping[str, str]


def parts_of(kind: str) -> tuple[str, ...]:
    """Return all parts that columns can play in a kind of picture."""
    further = FURTHER_PARTS.get(kind)
    return (*PARTS[kind], further) if further else PARTS[kind]
