"""The project's own triples: without fault, in style, and tied to the segments that they come from."""

from __future__ import annotations

import pytest

from server.build.read.segments import Tables, read_tables
from server.build.read.sources import Sources, read
from server.build.validate.checks import faults_of, style_faults
from server.build.validate.claims import conflicts, coverage
from tests.conftest import ROOT

SEGMENTS = {
    "belarus-facts": 45,
    "kremlin-support-2013": 45,
    "leshenyuk-2021": 160,
    "stakhovsky-valdai": 82,
    "vysotskaya-2018": 195,
}


@pytest.fixture(scope="module")
def sources() -> Sources:
    return read(ROOT)


@pytest.fixture(scope="module")
def tables() -> Tables:
    return read_tables(ROOT)


def test_the_segment_tables_are_whole(tables: Tables) -> None:
    assert not tables.faults
    assert {
        row: sum(s.source == row for s in tables.segments.values()) for row in tables.sources()
    } == SEGMENTS


def test_no_fault_is_in_any_file(sources: Sources, tables: Tables) -> None:
    assert [str(fault) for fault in faults_of(sources, tables)] == []


def test_every_file_is_in_the_one_style(sources: Sources) -> None:
    assert [str(fault) for fault in style_faults(sources)] == []


def test_every_segment_is_covered_or_marked(sources: Sources, tables: Tables) -> None:
    assert {row.source: row.open for row in coverage(sources, tables)} == {source: [] for source in SEGMENTS}


def test_few_segments_are_marked(sources: Sources, tables: Tables) -> None:
    """At most a quarter of a document says nothing, headings and noise included."""
    for row in coverage(sources, tables):
        assert len(row.marked) <= SEGMENTS[row.source] / 4, row.source


def test_no_segment_is_covered_and_marked(sources: Sources) -> None:
    assert list(conflicts(sources)) == []
