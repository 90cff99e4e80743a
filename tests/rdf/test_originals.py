"""Triples are put back as they were written where the store gives them with another literal."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from server.rdf import originals
from server.rdf.originals import originals_text, read, restored

DATA = """
@prefix : <http://e/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:a :n "1"^^xsd:nonNegativeInteger , 2 , "03"^^xsd:integer , 3 , "text" , "text"@en .
:b :n 1 ; :t "2020-01-01T00:00:00+00:00"^^xsd:dateTimeStamp ; :d "1.50"^^xsd:decimal , "nonsense"^^xsd:integer .
[] :n "1"^^xsd:nonNegativeInteger .
"""


def triples(text: str = DATA) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)}


def test_what_the_store_changes_comes_back_as_it_was_written(tmp_path: Path) -> None:
    written = triples()
    path = tmp_path / "originals.nt"
    path.write_text(originals_text(written), "utf-8")
    store = ox.Store()
    store.extend(ox.Quad(*triple) for triple in written)
    held = {quad.triple for quad in store}
    assert len(held) < len(written)  # 3 and 03 are one
    assert set(restored(held, read(path))) == written


def test_only_what_is_changed_is_kept_and_in_one_order() -> None:
    lines = originals_text(triples()).splitlines()
    assert lines == sorted(lines)
    assert [line for line in lines if "text" in line or '"2"' in line] == []
    # The triple with 3 is unchanged, and kept, as the one with 03 is held as that.
    assert len(lines) == len(["1", "_:x 1", "3", "03", "2020", "1.50"])


def test_of_more_than_is_bounded_none_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(originals, "MOST", 5)
    assert originals_text(triples()) == ""


def test_of_an_empty_file_nothing_is_put_back(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "originals.nt")
    (tmp_path / "originals.nt").touch()
    assert read(tmp_path / "originals.nt") == {}
    written = triples()
    assert set(restored(written, {})) == written
