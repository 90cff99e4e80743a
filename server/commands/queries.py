"""The saved queries as the build and the check read them: the build itself knows nothing of them."""

from __future__ import annotations

from pathlib import Path

from server.build.pipeline import Queries
from server.build.problems import InvalidInput
from server.saved.library import read_folder, unknown_names
from server.saved.query import to_json


def read_queries(root: Path, described: frozenset[str]) -> Queries:
    """Read the saved queries of a project; raises InvalidInput if one is wrong or names what nothing describes."""
    folder = root / "queries"
    queries = read_folder(folder)
    problems = [problem for query in queries for problem in unknown_names(query, folder, described)]
    if problems:
        raise InvalidInput(problems)
    return Queries(to_json(queries), len(queries))
