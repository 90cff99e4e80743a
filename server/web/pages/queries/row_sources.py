"""What one row of an answer stands on: the claims with their speakers and documents, and what no claim states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.engine.reading import Reader
from server.engine.rows import Row
from server.rdf.terms import to_json
from server.web.pages.model.statements import Source, sources_of


@dataclass(frozen=True)
class RowSources:
    """The sources of a row: claims first; `files` state what is in no claim. `complete`: whether those are all."""

    sources: tuple[Source, ...]
    files: tuple[str, ...]
    complete: bool


def row_sources(document: Mapping[str, Any], row: Row) -> Reader[RowSources | None]:
    """Return the sources of a row from an explanation of it; None where it tells of none, or of another one.

    An order that leaves open which of several rows comes first may give another row of that number.
    """
    if document["results"]["bindings"] != [{name: to_json(term) for name, term in row.items()}]:
        return None
    [found] = document["sources"]
    known = yield from sources_of({*found["claims"], *found["graphs"]})
    ordered = sorted(known.values(), key=lambda one: (one.kind != "claim", one.document, one.graph))
    return RowSources(tuple(ordered), tuple(found["files"]), bool(found["complete"]))
