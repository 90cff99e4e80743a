"""Ways to mend a query that a program can carry out: what to write in the place of what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

_LOCAL: Final = re.compile(r"[A-Za-z0-9_](?:[\w-]*[A-Za-z0-9_])?", re.ASCII)
"""Names that stand behind a prefix as they are, without an escape."""


@dataclass(frozen=True)
class Edit:
    """A part of a query to be replaced: from the offset `start` up to `end`, in characters, by `text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Fix:
    """One way to mend a query: what will be written, for whoever chooses, and the edits, which do not overlap."""

    written: str
    edits: tuple[Edit, ...]

    @classmethod
    def replacing(cls, start: int, end: int, text: str) -> Fix:
        """The fix that puts a text in the place of what stands from `start` up to `end`."""
        return cls(text, (Edit(start, end, text),))


def mended(query: str, edits: Iterable[Edit]) -> str:
    """The query after edits, whose offsets are those of the query as it was."""
    for edit in sorted(edits, key=lambda one: one.start, reverse=True):
        query = query[: edit.start] + edit.text + query[edit.end :]
    return query


def name_in(iri: str, prefixes: Mapping[str, str]) -> str:
    """An IRI as a query with such declarations can name it: by a prefix that it declares, else as `<…>`."""
    names = (
        f"{prefix}:{local}"
        for prefix, namespace in prefixes.items()
        if iri.startswith(namespace) and _LOCAL.fullmatch(local := iri.removeprefix(namespace))
    )
    return min(names, key=len, default=f"<{iri}>")
