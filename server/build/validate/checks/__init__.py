"""Checks of the curated files that need no inference: each takes what was read and returns its faults."""

from __future__ import annotations

from collections.abc import Iterator

from server.build.read.segments import Tables
from server.build.read.sources import Sources
from server.build.validate.checks.claims import claim_faults
from server.build.validate.checks.coverage import conflicts
from server.build.validate.checks.declarations import declaration_faults
from server.build.validate.checks.deprecations import deprecation_faults
from server.build.validate.checks.iris import iri_faults
from server.build.validate.checks.style import style_faults
from server.build.validate.checks.values import literal_faults, value_faults
from server.faults import Fault

__all__ = ["faults_of", "style_faults"]


def faults_of(sources: Sources, tables: Tables) -> Iterator[Fault]:
    """Yield every fault of a project's files except their style.

    While a file cannot be read, nothing is said of what only that file may declare.
    """
    yield from sources.faults
    yield from tables.faults
    yield from iri_faults(sources)
    yield from literal_faults(sources)
    yield from value_faults(sources)
    yield from conflicts(sources)
    if not tables.faults:
        yield from claim_faults(sources, tables)
    if not tables.faults and not sources.faults:
        yield from declaration_faults(sources, tables)
    yield from deprecation_faults(sources)
