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
    assert json.loads(result.stdout) == {"documents": [row], "verified": True, "unread": []}

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


def test_documents_without_a_text_are_named_and_not_counted_right(project: Path) -> None:
    table = (project / "triples/segments/note.tsv").read_text(encoding="utf-8")
    (project / "triples/segments/other.tsv").write_text(table, encoding="utf-8")
    things = project / "triples/entities/things.ttl"
    things.write_text(
        things.read_text(encoding="utf-8") + "\ndoc:other\n    a eik:Document ;\n    .\n", encoding="utf-8"
    )
    texts = project / "texts"
    texts.mkdir()
    (texts / "note.txt").write_text(TEXT, encoding="utf-8")
    result = eikg(project, "coverage", "--sources", str(texts))
    assert result.returncode == 0, result.stderr
    assert [line.split()[-1] for line in result.stdout.splitlines()[1:3]] == ["0", "-"]
    assert result.stdout.splitlines()[-1].endswith("has no text of them: other")
    figures = json.loads(eikg(project, "coverage", "--sources", str(texts), "--json").stdout)
    assert (figures["verified"], figures["unread"]) == (False, ["other"])
    assert [row["wrong"] for row in figures["documents"]] == [0, None]


def test_a_table_without_a_document_is_an_error(project: Path) -> None:
    table = project / "triples/segments/note.tsv"
    table.rename(table.with_name("letter.tsv"))
    result = eikg(project, "check")
    assert result.returncode == 1
    assert (
        "triples/segments/letter.tsv: [segment-table] doc:letter: triples/entities declares no doc:letter"
        in result.stderr
    )
