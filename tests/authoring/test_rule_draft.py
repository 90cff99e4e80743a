"""The header of a new rule: its title in each language that is given, and its reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.authoring.additions import new_rule
from server.build.read.sources import read
from tests.project import write_project

SPARQL = "CONSTRUCT { ?b rdfs:seeAlso ?a } WHERE { ?a rdfs:seeAlso ?b }"


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ({"en": "A", "ru": "Б"}, ["# title: A", "# title in Russian: Б", "# reason: R"]),
        (
            {"en": "A", "ru": "Б", "be": "Ў"},
            ["# title: A", "# title in Russian: Б", "# title in Belarusian: Ў", "# reason: R"],
        ),
    ],
)
def test_a_rule_has_a_title_in_each_language_given(
    tmp_path: Path, title: dict[str, str], lines: list[str]
) -> None:
    root = write_project(tmp_path / "project")
    ((file, text),) = new_rule(root, read(root), "seen-also", title, "R", SPARQL).items()
    assert file == "ontology/rules/seen-also.rq"
    assert str(text).splitlines()[: len(lines)] == lines
