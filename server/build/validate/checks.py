"""Checks of the curated files that need no inference: each takes what was read and returns its faults."""

from __future__ import annotations

from collections.abc import Iterator

from server.build.read.places import Places
from server.build.read.segments import Tables
from server.build.read.sources import Source, Sources
from server.build.read.turtle import written
from server.build.validate.claims import claim_faults, conflicts, table_faults
from server.build.validate.disagreements import functional_faults
from server.build.validate.names import declaration_faults, deprecation_faults, iri_faults
from server.build.validate.structure.checks import structure_faults
from server.build.validate.values import literal_faults, value_faults
from server.faults import Fault, InvalidInput

__all__ = ["faults_of", "style_faults"]


def faults_of(sources: Sources, tables: Tables, places: Places | None = None) -> Iterator[Fault]:
    """Yield every fault of a project's files except their style.

    While a file cannot be read, nothing is said of what only that file may declare.
    """
    yield from sources.faults
    yield from tables.faults
    yield from iri_faults(sources)
    yield from literal_faults(sources)
    yield from value_faults(sources)
    yield from conflicts(sources)
    yield from functional_faults(sources)
    if not tables.faults:
        yield from claim_faults(sources, tables)
        yield from table_faults(sources, tables)
    if not tables.faults and not sources.faults:
        yield from declaration_faults(sources, tables)
    if not sources.faults:
        yield from structure_faults(sources, places or Places(sources.files))
    yield from deprecation_faults(sources)


def style_faults(sources: Sources) -> Iterator[Fault]:
    """Yield the first deviation from the style of each file."""
    for source in sources.files:
        yield from _style_faults(source)


def _style_faults(source: Source) -> Iterator[Fault]:
    try:
        wanted = written(source.file_quads, source.positions, source.name)
    except InvalidInput as invalid:
        yield from invalid.faults
        return
    if wanted == source.text:
        return
    pairs = zip(source.text.split("\n"), [*wanted.split("\n"), ""], strict=False)
    line = next((number for number, (has, wants) in enumerate(pairs, start=1) if has != wants), None)
    yield Fault(source.name, line, None, "style", "is not in the project's style", "run `eikg format`")
