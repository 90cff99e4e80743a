"""The saved queries as the build and the check read them: the build itself knows nothing of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from server.build.pipeline import Queries
from server.build.publish.executables import executables
from server.build.validate.checks.deprecations import Deprecated
from server.faults import Fault, InvalidInput
from server.saved.library import deprecated_names, read_folder, unknown_names
from server.saved.query import SavedQuery, to_json
from server.saved.query_text import named_iris


def read_queries(root: Path, described: frozenset[str]) -> Queries:
    """Read the saved queries of a project; raises InvalidInput if one is wrong or names what nothing describes."""
    folder = root / "queries"
    queries = read_folder(folder)
    faults = [fault for query in queries for fault in unknown_names(query, folder, described)]
    if faults:
        raise InvalidInput(faults)
    named = frozenset(_named(queries))
    return Queries(to_json(queries), len(queries), named, tuple(executables(queries)))


def _named(queries: Iterable[SavedQuery]) -> Iterator[str]:
    """Yield what the queries name: in their text, and as the class or scheme that a parameter's values belong to."""
    for query in queries:
        yield from (named.iri for named in named_iris(query.text))
        yield from (parameter.of for parameter in query.parameters if parameter.of)


def deprecated_in_queries(root: Path, deprecated: Mapping[str, Deprecated]) -> list[Fault]:
    """Return a fault for each deprecated term or thing that a saved query names. Raises as `read_queries` does."""
    remedies = {iri: entry.remedy for iri, entry in deprecated.items()}
    folder = root / "queries"
    return [fault for query in read_folder(folder) for fault in deprecated_names(query, folder, remedies)]
