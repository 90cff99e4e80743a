"""`eikg diff` through the real command: what a change of each kind does, on a small project and on the real one."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from server.commands import main
from server.release import Release
from tests.conftest import ROOT
from tests.project import commit, eikg, invoke, replace, write_project

TERMS = "ontology/modules/base.ttl"
NOTE = "triples/documents/note.trig"
THINGS = "triples/entities/things.ttl"
QUERY = """\
#+ title: {en: Members, ru: Члены}
#+ question: {en: Who is a member of what, ru: Кто член чего}
#+ answers: []
#+ parameters:
#+   body: {type: iri, of: eik:Actor, label: {en: Body, ru: Орган}}
#+ columns:
#+   member: {en: member, ru: член}
#+   body: {en: body, ru: орган}
#+ settings:
#+   un: {body: body:un}

PREFIX eik: <https://w3id.org/eikg/ontology/>
SELECT ?member ?body WHERE { VALUES ?body { UNDEF } ?member eik:memberOf ?body } ORDER BY ?member ?body
"""
NAME = "Eurasian Charter of Diversity and Multipolarity in the 21st Century"
"""A name that one passage uses; a saved query gives it."""
CLASS = """\
eik:City
    a owl:Class ;
    rdfs:subClassOf eik:Actor ;
    .

"""


@pytest.fixture
def sides(tmp_path: Path) -> tuple[Path, Path]:
    """Two equal projects; tests change the second."""
    old = write_project(tmp_path / "old")
    (old / "queries").mkdir()
    (old / "queries/members.rq").write_text(QUERY, encoding="utf-8")
    replace(
        old,
        TERMS,
        "eik:member\n    a owl:ObjectProperty ;\n",
        "eik:member\n    a owl:ObjectProperty ;\n    rdfs:range eik:Actor ;\n",
    )
    return old, Path(shutil.copytree(old, tmp_path / "new"))


def difference(sides: tuple[Path, Path]) -> Any:
    result = invoke(sides[1], "diff", str(sides[0]), "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def causes(found: Any) -> list[str]:
    return [f"{reason['step']}: {reason['about']} {reason['text']}" for reason in found["reasons"]]


def test_equal_sides_differ_in_nothing(sides: tuple[Path, Path]) -> None:
    found = difference(sides)
    assert found["step"] == "none"
    assert found["reasons"] == []
    assert found["asserted"] == found["inferred"] == {"gained": [], "lost": []}
    assert found["queries"] == {"added": [], "removed": [], "rows": []}


def test_a_new_class_is_a_minor_step(sides: tuple[Path, Path]) -> None:
    replace(sides[1], TERMS, "eik:Claim\n    a owl:Class ;\n", CLASS + "eik:Claim\n    a owl:Class ;\n")
    found = difference(sides)
    assert found["step"] == "minor"
    assert found["terms"] == {"added": {"eik:City": "class"}, "removed": {}, "changed": {}}
    assert causes(found) == ["minor: eik:City (class) was added"]
    assert found["ontology"] == {"from": "0.1.0", "to": "0.1.0", "step": "minor", "demanded": "0.2.0"}
    assert found["asserted"]["gained"] == [
        "graph:ontology: eik:City a owl:Class",
        "graph:ontology: eik:City rdfs:subClassOf eik:Actor",
    ]


def test_a_narrower_range_is_a_major_step(sides: tuple[Path, Path]) -> None:
    replace(sides[1], TERMS, "rdfs:range eik:Actor", "rdfs:range eik:State")
    found = difference(sides)
    assert found["step"] == "major"
    assert found["terms"]["changed"] == {"eik:member": ["+ rdfs:range eik:State", "- rdfs:range eik:Actor"]}
    assert causes(found) == ["major: eik:member is narrower: rdfs:range eik:State"]


def test_a_deleted_property_is_a_major_step_and_shows_the_rows_lost(sides: tuple[Path, Path]) -> None:
    replace(
        sides[1], TERMS, "eik:member\n    a owl:ObjectProperty ;\n    rdfs:range eik:Actor ;\n    .\n\n", ""
    )
    replace(sides[1], NOTE, "        eik:member state:belarus ;\n", "")
    found = difference(sides)
    assert found["step"] == "major"
    assert found["terms"]["removed"] == {"eik:member": "object property"}
    assert causes(found)[0] == "major: eik:member (object property) was removed"
    assert found["inferred"]["lost"] == [
        "graph:inferred: state:belarus eik:memberOf body:eaeu",
        "graph:inferred: state:belarus eik:memberOf body:un",
    ]
    rows = {entry["setting"]: entry["lost"] for entry in found["queries"]["rows"]}
    assert rows == {
        None: [["state:belarus", "body:eaeu"], ["state:belarus", "body:un"]],
        "un": [["state:belarus", "body:un"]],
    }
    # A restriction of eik:Membership still names it.
    assert {line.partition("[")[2] for line in found["problems"]["new"]} == {
        "undeclared] eik:member: the ontology does not declare it → did you mean eik:memberOf?",
        "undeclared] eik:member: no file declares it → did you mean eik:memberOf?",
    }


def test_another_label_is_a_patch(sides: tuple[Path, Path]) -> None:
    replace(sides[1], THINGS, '"Belarus"@en', '"Republic of Belarus"@en')
    found = difference(sides)
    assert found["step"] == "patch"
    assert causes(found) == ["patch: the data gained 1 and lost 1 statements"]


def test_a_thing_without_its_iri_is_a_major_step_and_a_new_one_a_minor(sides: tuple[Path, Path]) -> None:
    thing = "body:cis\n    a eik:Actor ;\n    .\n\n"
    replace(sides[1], THINGS, "body:eaeu\n    a", thing + "body:eaeu\n    a")
    assert "minor: body:cis was added" in causes(difference(sides))
    assert "major: body:cis was removed" in causes(difference(sides[::-1]))


def test_shapes_that_fail_and_pass_are_told(sides: tuple[Path, Path]) -> None:
    replace(sides[1], NOTE, "        eik:body body:eaeu ;\n", "")
    found = difference(sides)
    [failing] = found["shapes"]["new"]
    assert "membership:belarus-eaeu" in failing
    assert "Name the body with eik:body." in failing
    assert difference(sides[::-1])["shapes"]["gone"] == [failing]


def test_a_query_removed_or_with_other_columns_is_a_major_step(sides: tuple[Path, Path]) -> None:
    path = sides[1] / "queries/members.rq"
    path.write_text(QUERY.replace("#+   member:", "#+   who:").replace("?member", "?who"), encoding="utf-8")
    found = difference(sides)
    assert "major: saved query members has the columns who, body instead of member, body" in causes(found)
    assert found["queries"]["rows"][0]["columns"] == {"from": ["member", "body"], "to": ["who", "body"]}
    path.rename(path.with_name("persons.rq"))
    found = difference(sides)
    assert causes(found) == [
        "major: saved query members was removed",
        "minor: saved query persons was added",
    ]


def test_a_query_that_lost_a_parameter_is_a_major_step(sides: tuple[Path, Path]) -> None:
    lines = [
        line
        for line in QUERY.splitlines(keepends=True)
        if not line.startswith(("#+ parameters", "#+   body: {type", "#+ settings", "#+   un"))
    ]
    text = "".join(lines).replace("VALUES ?body { UNDEF } ", "")
    (sides[1] / "queries/members.rq").write_text(text, encoding="utf-8")
    assert "major: saved query members lost its parameter body" in causes(difference(sides))


def test_the_report_in_words_is_bounded_unless_all_is_asked_for(sides: tuple[Path, Path]) -> None:
    old, new = sides
    things = "".join(f"body:b{number:02}\n    a eik:Actor ;\n    .\n\n" for number in range(30))
    replace(new, THINGS, "body:eaeu\n    a", things + "body:eaeu\n    a")
    bounded = eikg(new, "diff", str(old))
    assert bounded.returncode == 0, bounded.stderr
    assert "asserted statements: 30 gained, 0 lost" in bounded.stdout
    assert "… and 10 more (--all)" in bounded.stdout
    assert "graph:entities: body:b29 a eik:Actor" not in bounded.stdout
    assert "version step: minor\n  minor: body:b00 and 29 more of its kind were added" in bounded.stdout
    whole = eikg(new, "diff", str(old), "--all", "--exit-code")
    assert whole.returncode == 1
    assert "graph:entities: body:b29 a eik:Actor" in whole.stdout


def test_sides_are_commits_releases_and_folders(sides: tuple[Path, Path]) -> None:
    root = sides[1]
    commit(root, "One", "2024-05-06T07:08:09+03:00")
    assert eikg(root, "build").returncode == 0
    digest = json.loads((root / ".eikg/current/manifest.json").read_text())["digest"]
    replace(root, THINGS, '"Belarus"@en', '"Republic of Belarus"@en')
    wanted = '- graph:entities: state:belarus rdfs:label "Belarus"@en'
    for named in ("HEAD", "current", digest, digest[:8], str(root / ".eikg/current"), str(sides[0])):
        result = invoke(root, "diff", named)
        assert result.exit_code == 0, result.output
        assert wanted in result.stdout, named
        # Nothing else differs: a release says of its claims, segments and inferences what its files say.
        assert "asserted statements: 1 gained, 1 lost" in result.stdout or named in ("HEAD", str(sides[0]))
        assert "inferred statements" not in result.stdout
    # The commit holds no saved query.
    report = invoke(root, "diff", "HEAD", "current").stdout
    assert report.endswith("version step: minor\n  minor: saved query members was added\n")
    assert "statements" not in report


@pytest.mark.parametrize("named", ["nothing", "0123456789", "--all", "HEAD~7"])
def test_a_side_that_is_nothing_is_told(sides: tuple[Path, Path], named: str) -> None:
    result = CliRunner().invoke(main, ["diff", "--root", str(sides[1]), "--", named])
    assert result.exit_code == 1
    assert "is no folder, no digest of a release and no commit" in result.output


def test_a_folder_that_is_neither_is_told(sides: tuple[Path, Path], tmp_path: Path) -> None:
    assert "neither manifest.json (a release) nor ontology/" in invoke(sides[1], "diff", str(tmp_path)).output


def test_a_side_that_cannot_be_read_is_told_with_the_line(sides: tuple[Path, Path]) -> None:
    line = replace(sides[1], THINGS, "    a eik:State ;", "    a eik:State")
    result = invoke(sides[1], "diff", str(sides[0]))
    assert result.exit_code == 1
    assert f"{THINGS}:{line + 1}: [syntax]" in result.output


def test_a_change_of_the_real_project_shows_the_rows_it_moves(release: Release, tmp_path: Path) -> None:
    for part in ("ontology", "triples", "queries"):
        shutil.copytree(ROOT / part, tmp_path / part)
    document = "triples/documents/stakhovsky-valdai.trig"
    replace(tmp_path, document, NAME, NAME.replace("Charter", "Paper"))
    (tmp_path / "ontology/modules/more.ttl").write_text(
        "@prefix eik: <https://w3id.org/eikg/ontology/> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "eik:follows rdfs:range eik:Visit .\n",
        encoding="utf-8",
    )
    result = eikg(tmp_path, "diff", str(release.path), "--json")
    assert result.returncode == 0, result.stderr
    found = json.loads(result.stdout)
    assert causes(found)[0] == "major: eik:follows is narrower: rdfs:range eik:Visit"
    visit = "graph:inferred: event:presidential-election-belarus-2010 a eik:Visit"
    assert visit in found["inferred"]["gained"]
    [rows] = [entry for entry in found["queries"]["rows"] if entry["query"] == "names-of-a-thing"]
    assert [row[0] for row in rows["lost"]] == [NAME]
    assert [row[0] for row in rows["gained"]] == [NAME.replace("Charter", "Paper")]
    assert found["problems"] == {"new": [], "gone": []}
    assert found["shapes"]["new"]
    # A visit names its place, and has a date.
    assert any("shapes/Visit>" in shape for shape in found["shapes"]["new"])
    assert all(
        re.search("shapes/(Visit|DatedEvent)>", shape) for shape in found["shapes"]["new"]
    )  # a visit names its place


def test_answers_alone_are_compared_with_rows_status_and_json(sides: tuple[Path, Path]) -> None:
    _, new = sides
    for root in sides:
        assert eikg(root, "build").returncode == 0
    releases = [str((root / ".eikg/current").resolve()) for root in sides]
    same = eikg(new, "diff", *releases, "--answers", "--exit-code")
    assert (same.returncode, same.stdout.splitlines()[1:]) == (0, ["no saved query gives other rows"])
    replace(new, NOTE, "        eik:member state:belarus ;\n", "")
    (new / "queries/persons.rq").write_text(QUERY, encoding="utf-8")
    told = eikg(new, "diff", releases[0], "--answers", "--exit-code")
    assert told.returncode == 1, told.stderr
    assert told.stdout.splitlines()[2:] == [
        "saved queries: 1 added, 0 removed, 2 with other rows",
        "  + persons",
        "  ~ members: 0 rows gained, 2 lost",
        "      - state:belarus,body:eaeu",
        "      - state:belarus,body:un",
        "  ~ members (un): 0 rows gained, 1 lost",
        "      - state:belarus,body:un",
    ]
    found = json.loads(eikg(new, "diff", releases[0], "--answers", "--json").stdout)
    assert found["added"] == ["persons"]
    assert [(one["query"], one["setting"], len(one["lost"])) for one in found["rows"]] == [
        ("members", None, 2),
        ("members", "un", 1),
    ]
    assert "text or JSON" in eikg(new, "diff", releases[0], "--answers", "--format", "markdown").stderr


def test_a_release_is_named_by_its_folder_also_where_others_begin_so(sides: tuple[Path, Path]) -> None:
    root = sides[1]
    assert eikg(root, "build").returncode == 0
    # The picture of a query is in no graph, so that the digest is the same.
    more = "#+ answers: []\n#+ picture: {kind: network, from: member, to: body}"
    (root / "queries/members.rq").write_text(QUERY.replace("#+ answers: []", more), encoding="utf-8")
    assert eikg(root, "build").returncode == 0
    first, second = sorted((path.name for path in (root / ".eikg/releases").iterdir()), key=len)
    assert second.startswith(first)
    assert "no saved query gives other rows" in eikg(root, "diff", first, second, "--answers").stdout
    assert "several releases" in eikg(root, "diff", first[:8], second).stderr
