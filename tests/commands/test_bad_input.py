"""Bad input: each kind fails the real command with one message that names file and line."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from tests.project import eikg, invoke, replace

NOTE = "triples/documents/note.trig"
THINGS = "triples/entities/things.ttl"
RULE = "ontology/rules/member-of.rq"
QUERY = """\
#+ title: {en: States, ru: Государства}
#+ question: {en: "Which states are there?", ru: "Какие есть государства?"}
#+ answers: []
#+ columns: {state: {en: state, ru: государство}}
PREFIX eik: <https://w3id.org/eikg/ontology/>
SELECT ?state WHERE {
  ?state a eik:State
}
"""


class Case(NamedTuple):
    """Replace a text in a file; the message stands at the line of that text, `lines` further down, or at none."""

    file: str
    old: str
    new: str
    message: str
    lines: int | None = 0


CASES = {
    "malformed TriG": Case(NOTE, "claim:note-001 {", "claim:note-001 {{", "[syntax]"),
    "malformed Turtle": Case(THINGS, '"Belarus"@en', '"Belarus@en', "[syntax]"),
    "unknown prefix": Case(THINGS, "body:un\n", "party:un\n", "[unknown-prefix] party:"),
    "prefix of another namespace": Case(
        THINGS, "body: <https://w3id.org/eikg/id/body/>", "body: <https://example.org/>", "[prefix] body:"
    ),
    "claim without a segment": Case(
        NOTE, 'eik:segment "note/001" ;', "", "claim:note-001: has no eik:segment", -3
    ),
    "claim without a speaker": Case(
        NOTE, "eik:statedBy state:belarus ;", "", "claim:note-001: has no eik:statedBy", -5
    ),
    "claim without a document, a stance": Case(
        NOTE,
        'eik:inDocument doc:note ;\n        eik:segment "note/003" ;\n        eik:stance stance:asserts ;',
        'eik:segment "note/003" ;',
        "claim:note-003: has no eik:inDocument, eik:stance",
        -2,
    ),
    "claim that nothing describes": Case(
        NOTE,
        "claim:note-003 {",
        "claim:note-004 {",
        "claim:note-004: is a graph that nothing says the source of",
    ),
    "claim that states nothing": Case(
        NOTE, "claim:note-003\n        a", "claim:note-004\n        a", "claim:note-004: states nothing"
    ),
    "segment that does not exist": Case(
        NOTE, '"note/001"', '"note/009"', 'no segment "note/009" → note has the segments 001 to 004'
    ),
    "mark on a segment that does not exist": Case(
        NOTE, "segment:note-002", "segment:note-022", "segment:note-022: there is no such segment"
    ),
    "mark on a covered segment": Case(
        NOTE, "segment:note-002", "segment:note-001", "is marked as stating nothing, yet a claim covers it", 2
    ),
    "triple in no graph": Case(
        NOTE, "claim:note-003 {", "body:un a eik:Actor .\nclaim:note-003 {", "body:un: stands in no graph"
    ),
    "IRI of no known kind": Case(
        NOTE, "eik:body body:eaeu", "eik:body <https://w3id.org/eikg/id/bodies/eaeu>", "'bodies' is no kind"
    ),
    "IRI of the project under another scheme": Case(
        NOTE, "eik:body body:eaeu", "eik:body <http://w3id.org/eikg/id/body/eaeu>", "is not under its base"
    ),
    "wrong date": Case(NOTE, '"2015-01/.."', '"2015-13/.."', 'eik:during "2015-13/..": is no date in EDTF'),
    "day that does not exist": Case(NOTE, '"2015-01/.."', '"2015-02-29"', "day is out of range for month"),
    "value that its datatype does not have": Case(
        THINGS,
        '"Belarus"@en',
        '"2014-13-01"^^<http://www.w3.org/2001/XMLSchema#date>',
        'state:belarus: rdfs:label "2014-13-01": is no xsd:date',
    ),
    "undeclared term": Case(
        NOTE, "eik:body body", "eik:boddy body", "the ontology does not declare it → did you mean eik:body?"
    ),
    "undeclared concept": Case(
        NOTE, "eik:markedAs mark:heading", "eik:markedAs mark:headings", "did you mean mark:heading?"
    ),
    "undeclared thing": Case(
        NOTE, "eik:member state:belarus", "eik:member state:belorus", "state:belorus: is used and has no type"
    ),
    "undeclared external term": Case(
        THINGS, "rdfs:label", "<http://xmlns.com/foaf/0.1/name>", "foaf:name: the ontology does not list"
    ),
    "failed shape": Case(
        NOTE,
        "        eik:body body:eaeu ;\n",
        "",
        "membership:belarus-eaeu: eik:body fails sh:minCount of eik:Membership → Name the body with eik:body.",
        -2,
    ),
    "rule with a syntax error": Case(RULE, "WHERE", "WHERRE", "[rule] error at 2:"),
    "rule that makes blank nodes": Case(
        RULE, "?member eik:memberOf ?body }", "?member eik:memberOf [] }", "[rule] holds blank nodes", None
    ),
    "rule that constructs nothing": Case(
        RULE, "CONSTRUCT { ?member eik:memberOf ?body }", "SELECT *", "[rule] is no CONSTRUCT query", None
    ),
    "row of a segment table": Case(
        "triples/segments/note.tsv", "002\t18", "002\t12", "[segment-table] offsets 12 to 25 overlap"
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_fault_fails_the_build_and_says_where(project: Path, name: str) -> None:
    case = CASES[name]
    line = replace(project, case.file, case.old, case.new)
    result = invoke(project, "build")
    assert result.exit_code == 1
    place = case.file if case.lines is None else f"{case.file}:{line + case.lines}"
    named = [row for row in result.stderr.splitlines() if row.startswith(f"{place}: ")]
    assert len([row for row in named if case.message in row]) == 1, result.stderr
    assert not (project / ".eikg/current").exists()


def test_every_fault_is_told_at_once_and_no_traceback(project: Path) -> None:
    names = ("wrong date", "undeclared term", "claim without a speaker", "undeclared external term")
    for case in (CASES[name] for name in names):
        replace(project, case.file, case.old, case.new)
    result = eikg(project, "build")
    assert result.returncode == 1
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert lines[-1] == "4 problems"
    assert len(lines) == 5
    assert all(any(CASES[name].message in line for line in lines) for name in names)


QUERY_CASES = {
    "does not parse": ("\n}\n", "\n", 8, "[query-syntax]"),
    "names a class that does not exist": ("eik:State", "eik:Stat", 7, "eik:Stat"),
    "has an undeclared parameter": (
        "eik:State",
        "eik:State . VALUES ?state { eik:State }",
        7,
        "VALUES ?state",
    ),
    "has a front matter that is no YAML": ("{en: States, ", "{en: States ", 1, "[query-front-matter]"),
}


def write_query(project: Path, text: str) -> None:
    (project / "queries/expected").mkdir(parents=True)
    (project / "queries/state.rq").write_text(text, encoding="utf-8")
    (project / "queries/expected/state.csv").write_text("state\n", encoding="utf-8")


@pytest.mark.parametrize("case", QUERY_CASES)
def test_a_saved_query_that(project: Path, case: str) -> None:
    old, new, line, message = QUERY_CASES[case]
    assert old in QUERY
    write_query(project, QUERY.replace(old, new))
    result = invoke(project, "build")
    assert result.exit_code == 1
    named = [row for row in result.stderr.splitlines() if row.startswith(f"queries/state.rq:{line}: ")]
    assert any(message in row for row in named), result.stderr


def test_a_sound_saved_query_is_counted(project: Path) -> None:
    write_query(project, QUERY)
    result = eikg(project, "build")
    assert result.returncode == 0, result.stderr
    assert " 1 queries" in result.stdout


def test_the_check_finds_faults_without_building(project: Path) -> None:
    line = replace(project, NOTE, '"2015-01/.."', '"2015-13/.."')
    replace(project, THINGS, "state:belarus\n    a", "state:belarus a")
    result = eikg(project, "check")
    assert result.returncode == 1
    assert f"{NOTE}:{line}: [literal]" in result.stderr
    assert f"{THINGS}:19: [style]" in result.stderr
    assert result.stderr.endswith("2 problems\n")


def test_the_small_project_itself_is_without_fault(project: Path) -> None:
    result = eikg(project, "check")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.splitlines()[-1] == "7 files, 65 statements, 4 segments: no problem"


def test_a_file_that_is_not_utf_8_is_named_with_its_line(project: Path) -> None:
    path = project / THINGS
    path.write_bytes(path.read_bytes().replace(b"Belarus", "Беларусь".encode("cp1251")))
    result = eikg(project, "check")
    assert f"{THINGS}:21: [encoding]" in result.stderr


def test_a_file_in_no_known_place_is_named(project: Path) -> None:
    (project / "triples/stray.ttl").write_text("")
    assert "triples/stray.ttl: [place]" in eikg(project, "check").stderr


def test_only_the_faults_of_the_given_files_are_shown(project: Path) -> None:
    replace(project, NOTE, '"2015-01/.."', '"soon"')
    replace(project, THINGS, "body:un\n", "body:united\n")
    assert NOTE not in eikg(project, "check", THINGS).stderr
    assert "is no date" in eikg(project, "check", "triples/documents").stderr


def test_outside_a_project_the_command_says_so(tmp_path: Path) -> None:
    result = eikg(tmp_path, "check")
    assert result.returncode == 2
    assert "ontology/ and triples/" in result.stderr
