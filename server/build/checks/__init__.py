"""Checks of the curated files that need no inference: each takes what was read and returns its problems."""

from __future__ import annotations

from collections.abc import Iterator

from server.build.checks.claims import claim_problems
from server.build.checks.coverage import conflicts
from server.build.checks.declarations import declaration_problems
from server.build.checks.deprecations import deprecation_problems
from server.build.checks.iris import iri_problems
from server.build.checks.literals import literal_problems
from server.build.checks.style import style_problems
from server.build.checks.values import value_problems
from server.build.problems import Problem
from server.build.segments import Tables
from server.build.sources import Sources

__all__ = ["problems_of", "style_problems"]


def problems_of(sources: Sources, tables: Tables) -> Iterator[Problem]:
    """Yield every problem of a project's files except their style.

    While a file cannot be read, nothing is said of what only that file may declare.
    """
    yield from sources.problems
    yield from tables.problems
    yield from iri_problems(sources)
    yield from literal_problems(sources)
    yield from value_problems(sources)
    yield from conflicts(sources)
    if not tables.problems:
        yield from claim_problems(sources, tables)
    if not tables.problems and not sources.problems:
        yield from declaration_problems(sources, tables)
    yield from deprecation_problems(sources)
