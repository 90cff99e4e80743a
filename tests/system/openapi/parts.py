"""The parts in which schemathesis is run: every operation of /openapi.json is in exactly one of them.

Those of saved queries are many: they are taken by the first letter of the query's name, all others by their tag.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from tests.conftest import ROOT

GRAPH_STORE: Final = "Graph store"
"""The tag of what only the server of a scratch dataset has."""

SAVED_QUERIES: Final = "Saved queries"
TAGS: Final = (
    *("Attributions", "Benchmark", "Connections", "Description", "Discrepancies", "Fragments", GRAPH_STORE),
    *("Lists", "Operation", "Pictures", "Proofs", "Releases", "Search", "SPARQL", "Things"),
)
_INITIALS: Final = sorted({path.name[0] for path in (ROOT / "queries").glob("*.rq")})

PARTS: Final[Mapping[str, Sequence[str]]] = {
    **{tag.lower().replace(" ", "-"): ("--include-tag", tag) for tag in TAGS},
    "queries": ("--include-path", "/queries.json"),
    **{f"queries-{one}": ("--include-path-regex", f"^/queries/{one}") for one in _INITIALS},
}
"""By name, the options of schemathesis that choose the operations."""


def parts_of(path: str, operation: Mapping[str, Any]) -> list[str]:
    """Return the names of the parts that an operation of the description is in."""
    (tag,) = operation["tags"]
    found = []
    for name, (option, value) in PARTS.items():
        chosen = {
            "--include-tag": tag == value,
            "--include-path": path == value,
            "--include-path-regex": path.startswith(value.removeprefix("^")),
        }
        if chosen[option]:
            found.append(name)
    return found
