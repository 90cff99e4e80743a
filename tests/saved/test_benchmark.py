"""The questions of queries/benchmark are read whole; what is wrong with a file is told; numbers are for good."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from server.faults import InvalidInput
from server.saved.benchmark import Answered, Asked, read_asked, to_json
from server.saved.query import Texts

QUESTION = """\
#+ question:
#+   en: "Who is it?"
#+   ru: "Кто это?"
# answer: Somebody (001).

SELECT ?who { ?who ?p ?o }
"""
TEXTS = Texts(en="Who is it?", ru="Кто это?")
RESULTS = {
    "head": {"vars": ["a", "b"]},
    "results": {
        "bindings": [
            {"a": {"type": "uri", "value": "x:b"}, "b": {"type": "literal", "value": "x:a"}},
            {"a": {"type": "uri", "value": "x:b"}},
        ]
    },
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "queries/benchmark/note").mkdir(parents=True)
    return tmp_path / "queries"


def test_a_question_is_read_with_its_query(folder: Path) -> None:
    (folder / "benchmark/note/01-who.rq").write_text(QUESTION, encoding="utf-8")
    (asked,) = read_asked(folder)
    assert asked.name == "benchmark/note/01-who"
    assert asked.question == TEXTS
    assert asked.query.endswith("SELECT ?who { ?who ?p ?o }\n")
    assert "#+" not in asked.query


def test_a_project_may_have_none(tmp_path: Path) -> None:
    assert read_asked(tmp_path) == ()


@pytest.mark.parametrize(
    ("written", "instead", "told"),
    [
        ('#+   ru: "Кто это?"\n', "", "question lacks a text"),
        ("SELECT ?who {", "SELECT ?who ", "does not parse"),
        ("SELECT ?who {", "CONSTRUCT { ?who ?p ?o } {", "is no SELECT"),
        ("#+ question:", "#+ asked:", "unknown key 'asked'"),
    ],
)
def test_what_is_wrong_is_told_with_its_file(folder: Path, written: str, instead: str, told: str) -> None:
    (folder / "benchmark/note/01-who.rq").write_text(QUESTION.replace(written, instead), encoding="utf-8")
    with pytest.raises(InvalidInput) as raised:
        read_asked(folder)
    assert any(told in fault.message for fault in raised.value.faults)
    assert {fault.file for fault in raised.value.faults} == {"queries/benchmark/note/01-who.rq"}


def test_a_file_that_is_no_utf_8_is_told(folder: Path) -> None:
    (folder / "benchmark/note/01-who.rq").write_bytes(b"\xff")
    with pytest.raises(InvalidInput, match="UTF-8"):
        read_asked(folder)


def test_the_digest_is_of_the_distinct_values_whatever_the_columns_are_called() -> None:
    turned = {
        "head": {"vars": ["c"]},
        "results": {"bindings": [{"c": {"type": "uri", "value": value}} for value in ("x:a", "x:b", "x:a")]},
    }
    asked = Asked("benchmark/note/01-who", TEXTS, "SELECT * {}")
    assert Answered(asked, RESULTS).digest == Answered(asked, turned).digest
    # printf 'x:a\nx:b' | sha256sum
    assert Answered(asked, RESULTS).digest.startswith("431bfcd4934fdf60")


def test_numbers_and_what_is_held_follow_from_the_name_alone() -> None:
    asked = Asked("benchmark/belarus-facts/01-formations-of-the-post-soviet-area", TEXTS, "")
    assert asked.number == 829475819


def test_of_a_held_question_the_file_has_no_query_and_no_rows() -> None:
    held, shown = (
        Answered(Asked(name, TEXTS, "SELECT * {}", held), RESULTS)
        for name, held in (("a", True), ("b", False))
    )
    (one,) = json.loads(to_json([held, shown], held=True))["questions"]
    assert one == {"id": held.asked.number, "question": dict(TEXTS), "sha256": held.digest}
    (other,) = json.loads(to_json([held, shown], held=False))["questions"]
    assert other["query"] == {"sparql": "SELECT * {}"}
    assert other["answer"] == RESULTS
