"""`eikg build --answers` keeps in the release which saved queries gave the rows that were expected."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from server.release import current
from server.saved.verified import Verified, from_json
from tests.commands.test_diff import QUERY
from tests.project import eikg, write_project


def test_a_release_keeps_which_answers_were_expected(tmp_path: Path) -> None:
    root = write_project(tmp_path / "project")
    (root / "queries/expected").mkdir(parents=True)
    rows = {
        "": ["body:eaeu,body:un", "state:belarus,body:eaeu", "state:belarus,body:un"],
        ".un": ["body:eaeu,body:un", "state:belarus,body:un"],
    }
    for name in ("members", "persons"):
        for setting, listed in rows.items():
            text = "\n".join(["member,body", *listed, ""])
            (root / f"queries/expected/{name}{setting}.csv").write_text(text, encoding="utf-8")
    for name in ("members", "persons", "unexpected"):
        (root / f"queries/{name}.rq").write_text(QUERY, encoding="utf-8")
    (root / "queries/expected/persons.un.csv").write_text("member,body\n", encoding="utf-8")
    assert eikg(root, "build").returncode == 0
    assert current(root / ".eikg").answers is None
    built = eikg(root, "build", "--answers")
    assert built.returncode == 0, built.stderr
    told = "answers 1 of 2 saved queries as expected; other rows than expected: persons"
    assert told in built.stdout.splitlines()
    path = current(root / ".eikg").answers
    assert path is not None
    kept = from_json(path.read_text("utf-8"))
    assert [replace(one, rows={}) for one in kept] == [
        Verified("members", 2),
        Verified("persons", 1, ("un",)),
    ]
    members, persons = (one.rows for one in kept)
    assert members == persons, "rows are those that a query gave, not those expected"
    assert members.keys() == {"", "un"}
    assert members[""] != members["un"]
    first = current(root / ".eikg").path
    mended = "\n".join(["member,body", *rows[".un"], ""])
    (root / "queries/expected/persons.un.csv").write_text(mended, encoding="utf-8")
    assert "answers 2 of 2" in eikg(root, "build", "--answers").stdout
    assert current(root / ".eikg").path != first
