"""The saved queries as the build and the check read them: the build itself knows nothing of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from server.build.checks.deprecations import Deprecated
from server.build.pipeline import Queries
from server.build.problems import InvalidInput, Problem
from server.saved.executables import executables
from server.saved.library import deprecated_names, read_folder, unknown_names
from server.saved.query import SavedQuery, to_json
from server.sparql.prologue import written_iris


def read_queries(root: Path, described: frozenset[str]) -> Queries:
    """Read the saved queries of a project; raises InvalidInput if one is wrong or names what nothing describes."""
    folder = root / "queries"
    queries = read_folder(folder)
    problems = [problem for query in queries for problem in unknown_names(query, folder, described)]
    if problems:
        raise InvalidInput(problems)
    named = frozenset(_named(queries))
    return Queries(to_json(queries), len(queries), named, tuple(executables(queries)))


def _named(queries: Iterable[SavedQuery]) -> Iterator[str]:
    """Yield what the queries name: in their text, and as the class or scheme that a parameter's values belong to."""
    for query in queries:
        yield from (named.iri for named in written_iris(query.text))
        yield from (parameter.of for parameter in query.parameters if parameter.of)


def deprecated_in_queries(root: Path, deprecated: Mapping[str, Deprecated]) -> list[Problem]:
    """Return a problem for each deprecated term or thing that a saved query names. Raises as `read_queries` does."""
    remedies = {iri: entry.remedy for iri, entry in deprecated.items()}
    folder = root / "queries"
    return [problem for query in read_folder(folder) for problem in deprecated_names(query, folder, remedies)]
