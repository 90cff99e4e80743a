"""The coverage command: which segments are covered, marked, open; and whether the digests are right."""

from __future__ import annotations

import json
from pathlib import Path

from tests.project import TEXT, eikg, replace

NOTE = "triples/documents/note.trig"


def test_every_segment_is_covered_marked_or_open(project: Path) -> None:
    result = eikg(project, "coverage")
    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[1].split() == ["note", "4", "2", "1", "1", "-"]
    assert "open in note: 004" in lines
    assert "not verified" in lines[-1]


def test_neighbouring_open_segments_are_a_range(project: Path) -> None:
    replace(project, NOTE, '"note/003"', '"note/001"')
    assert "open in note: 003-004" in eikg(project, "coverage").stdout


def test_digests_are_verified_against_the_texts(project: Path) -> None:
    texts = project / "texts"
    texts.mkdir()
    (texts / "note.txt").write_text(TEXT, encoding="utf-8")
    result = eikg(project, "coverage", "--sources", str(texts), "--json")
    assert result.returncode == 0, result.stderr
    row = {"document": "note", "segments": 4, "covered": 2, "marked": 1, "open": 1, "wrong": 0}
    assert json.loads(result.stdout) == {"documents": [row], "verified": True}

    (texts / "note.txt").write_text(TEXT.replace("Third", "Thirt"), encoding="utf-8")
    result = eikg(project, "coverage", "--sources", str(texts), "--json")
    assert result.returncode == 1
    assert json.loads(result.stdout)["documents"] == [{**row, "wrong": 1}]
    assert "triples/segments/note.tsv:4: [digest] note/003" in result.stderr


def test_a_missing_text_is_an_error(project: Path) -> None:
    result = eikg(project, "coverage", "--sources", str(project))
    assert result.returncode == 1
    assert "note.txt does not exist" in result.stderr


def test_a_segment_both_covered_and_marked_is_an_error(project: Path) -> None:
    line = replace(project, NOTE, "segment:note-002", "segment:note-003")
    result = eikg(project, "coverage")
    assert result.returncode == 1
    assert f"{NOTE}:{line + 2}: [mark] segment:note-003" in result.stderr
