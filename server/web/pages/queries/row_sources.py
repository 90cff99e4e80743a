"""What one row of an answer stands on: the claims with their speakers and documents, and what no claim states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.engine.reading import Reader
from server.sparql.parser import parse
from server.sparql.scanner import Unreadable
from server.web.pages.model.statements import Source, sources_of


@dataclass(frozen=True)
class RowSources:
    """The sources of a row: claims first; `files` state what is in no claim. `complete`: whether those are all."""

    sources: tuple[Source, ...]
    files: tuple[str, ...]
    complete: bool


def one_row(query: str, number: int) -> str | None:
    """Return a query for the row of that number alone, counted from 1; None for one that cannot be cut so."""
    try:
        tree = parse(query).query
    except Unreadable:
        return None
    if tree.limit is not None or tree.offset is not None or tree.values is not None:
        return None
    return f"{query[: tree.end]}\nLIMIT 1 OFFSET {number - 1}{query[tree.end :]}"


def row_sources(document: Mapping[str, Any]) -> Reader[RowSources | None]:
    """Return the sources of the one row that an explanation tells of; None where it tells of none."""
    if not (listed := document["sources"]):
        return None
    [found] = listed
    known = yield from sources_of({*found["claims"], *found["graphs"]})
    ordered = sorted(known.values(), key=lambda one: (one.kind != "claim", one.document, one.graph))
    return RowSources(tuple(ordered), tuple(found["files"]), bool(found["complete"]))
