"""Finding a thing on the command line, as the pages do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.project import eikg


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["United", "Nations"], "name, exactly so"),
        (["Организации Объединённых Наций"], "name, in another form: Организация Объединённых Наций"),
        (["un"], "this is its identifier"),
    ],
)
def test_a_thing_is_found_with_its_name_and_the_reason(answering: Path, words: list[str], why: str) -> None:
    result = eikg(answering, "search", *words)
    assert (result.returncode, result.stderr) == (0, "")
    first, second, *_ = result.stdout.splitlines()
    assert first == "body:un  United Nations"
    assert second.strip().partition("; ")[2] == why


def test_a_typing_error_is_forgiven_and_told(answering: Path) -> None:
    result = eikg(answering, "search", "belrus")
    assert result.stdout.startswith("state:belarus  Belarus\n")
    assert result.stderr == "no name has 'belrus'; looked for belarus\n"


def test_the_language_of_what_is_shown_is_chosen(answering: Path) -> None:
    told = eikg(answering, "search", "un", "--in", "ru").stdout.splitlines()
    assert told[0] == "body:un  Организация Объединённых Наций"
    assert told[1].endswith("это его идентификатор")


def test_finds_are_narrowed_down(answering: Path) -> None:
    def found(*options: str) -> list[str]:
        lines = eikg(answering, "search", "e", *options).stdout.splitlines()[::2]
        return [line.partition("  ")[0] for line in lines]

    assert "body:eaeu" in found()
    assert found("--kind", "saved question") == []
    assert "body:eaeu" in found("--document", "doc:note")
    assert found("--document", "doc:other") == []
    assert "body:eaeu" in found("--language", "en")
    assert "body:eaeu" not in found("--language", "ru")


def test_an_unknown_kind_is_told_with_those_that_there_are(answering: Path) -> None:
    result = eikg(answering, "search", "belarus", "--kind", "planet")
    assert result.returncode == 2
    assert "nothing is of the kind 'planet'; there are: eik:State" in " ".join(result.stderr.split())


def test_nothing_found_of_a_kind_is_status_1_and_tells_of_which_kinds_there_is_something(
    answering: Path,
) -> None:
    result = eikg(answering, "search", "belarus", "--kind", "eik:Body")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == "nothing is called 'belarus' and is of that kind; there are: eik:State 1\n"


def test_programs_get_json(answering: Path) -> None:
    found = json.loads(eikg(answering, "search", "belarus", "--json").stdout)
    assert found["total"] == len(found["hits"])
    assert found["hits"][0]["iri"] == "https://w3id.org/eikg/id/state/belarus"
    assert found["hits"][0]["match"] == "identifier"


def test_what_is_left_out_is_told(answering: Path) -> None:
    result = eikg(answering, "search", "u", "--limit", "1")
    assert len(result.stdout.splitlines()) == 2
    assert result.stderr == "1 of 2 (--limit shows more, --kind fewer: eik:Body 2)\n"


def test_nothing_found_is_status_1(answering: Path) -> None:
    result = eikg(answering, "search", "xylophone")
    assert (result.returncode, result.stdout, result.stderr) == (1, "", "nothing is called 'xylophone'\n")
