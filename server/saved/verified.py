"""Whether the saved queries gave their expected rows when a release was built, in the form of its answers.json."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field

from server.saved.library import table
from server.saved.query import SavedQuery


@dataclass(frozen=True)
class Verified:
    """How a query fared: under how many settings it gave its expected rows, and the names of those with other rows.

    The values in the file itself count as a setting, whose name is empty. `rows` has a digest of the rows that the
    query gave, in whatever order, by the name of the setting (none in early releases).
    """

    query: str
    passed: int
    failed: tuple[str, ...] = ()
    rows: Mapping[str, str] = field(default_factory=dict)


def to_json(verified: Iterable[Verified]) -> str:
    """Return the content of a release's answers.json."""
    return json.dumps([asdict(one) for one in verified], indent=1) + "\n"


def digest(answer: bytes, query: SavedQuery) -> str:
    """Return the digest of the rows of an answer, in whatever order; a release keeps the beginning of it."""
    columns, rows = table(answer, query)
    return hashlib.sha256(json.dumps([columns, sorted(rows)]).encode()).hexdigest()


def from_json(text: str) -> tuple[Verified, ...]:
    """Read the content of a release's answers.json; the build wrote it, so it is not checked again."""
    return tuple(
        Verified(one["query"], one["passed"], tuple(one["failed"]), one.get("rows", {}))
        for one in json.loads(text)
    )
