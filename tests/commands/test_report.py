"""The checks of a small project in `eikg check`: findings, status, waivers, forms, and what the release publishes."""

from __future__ import annotations

import json
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from server.namespaces import PREFIXES
from tests.project import invoke, replace

CHECK = """\
# title: a thing has no Russian label
# severity: error
# reason: pages are in Russian too
# remedy: add rdfs:label in Russian

PREFIX graph: <https://w3id.org/eikg/graph/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?subject WHERE {
  GRAPH graph:entities { ?subject rdfs:label ?label }
  FILTER NOT EXISTS { ?subject rdfs:label ?other . FILTER(LANG(?other) = "ru") }
}
"""
WAIVER = "- {check: no-russian-label, subject: 'state:belarus', reason: A test.}\n"
TERMS = """\
# Terms
# Source: the test
"""


def write_check(project: Path) -> None:
    folder = project / "ontology/checks"
    folder.mkdir(parents=True)
    (folder / "no-russian-label.rq").write_text(CHECK)
    lists = {
        "rdf": ["type", "langString"],
        "rdfs": ["label", "subClassOf"],
        "owl": [
            *("Class", "ObjectProperty", "DatatypeProperty", "Ontology", "Restriction"),
            *("onProperty", "someValuesFrom", "versionInfo"),
        ],
        "xsd": ["string", "integer", "date"],
        "edtf": ["EDTF"],
        "skos": ["Concept"],
        "sh": ["NodeShape", "maxCount", "message", "path", "severity", "minCount", "property", "targetClass"],
    }
    (project / "ontology/vocabularies").mkdir()
    for prefix, names in lists.items():
        (project / f"ontology/vocabularies/{prefix}.txt").write_text(TERMS + "".join(f"{n}\n" for n in names))


THINGS = "triples/entities/things.ttl"


def test_a_finding_stands_at_its_line_and_the_status_is_one(project: Path) -> None:
    write_check(project)
    result = invoke(project, "check")
    assert result.exit_code == 1
    message = "[no-russian-label] state:belarus: a thing has no Russian label → add rdfs:label in Russian"
    assert result.stderr.splitlines() == [f"{THINGS}:19: {message}", "1 problem"]


def test_a_build_counts_what_the_check_finds(project: Path) -> None:
    write_check(project)
    result = invoke(project, "build")
    assert result.exit_code == 0
    assert "[no-russian-label]" in result.stderr
    assert ", 1 errors, " in result.stdout
    assert ", 0 warnings" in result.stdout


def test_a_waiver_makes_it_clean_and_an_unused_one_does_not(project: Path) -> None:
    write_check(project)
    waivers = project / "ontology/checks/waivers.yaml"
    waivers.write_text(WAIVER)
    assert invoke(project, "check").stdout.endswith(": no problem\n")
    waivers.write_text(WAIVER + WAIVER.replace("belarus", "russia"))
    result = invoke(project, "check")
    place = "ontology/checks/waivers.yaml:2"
    message = "[waiver-unused] state:russia: a waiver waives nothing (no-russian-label) → remove the waiver"
    assert result.stderr == f"warning: {place}: {message}\n"
    assert result.stdout.endswith(": no problem, 1 warning\n")
    assert result.exit_code == 0
    assert invoke(project, "check", "--strict").exit_code == 1


def test_a_warning_of_a_shape_is_one_of_them(project: Path) -> None:
    old = 'eik:during "2015-01/.."^^edtf:EDTF'
    line = replace(project, "triples/documents/note.trig", old, f'{old} , "2016"^^edtf:EDTF')
    result = invoke(project, "check", "--strict")
    assert f"warning: triples/documents/note.trig:{line}: [shape] membership:belarus-eaeu" in result.stderr
    assert result.exit_code == 1


def test_information_is_shown_when_all_is_asked_for(project: Path) -> None:
    write_check(project)
    check = project / "ontology/checks/no-russian-label.rq"
    check.write_text(CHECK.replace("severity: error", "severity: info"))
    assert "no-russian-label" not in invoke(project, "check").output
    told = invoke(project, "check", "--all")
    assert f"info: {THINGS}:19: [no-russian-label]" in told.stderr
    assert told.exit_code == 0


def test_editors_are_given_json(project: Path) -> None:
    write_check(project)
    result = invoke(project, "check", "--format", "json")
    assert result.exit_code == 1
    content = json.loads(result.stdout)
    assert (content["error"], content["warning"], content["info"]) == (1, 0, 0)
    [finding] = content["findings"]
    assert finding == {
        "severity": "error",
        "rule": "no-russian-label",
        "file": THINGS,
        "line": 19,
        "column": None,
        "subject": "state:belarus",
        "message": "a thing has no Russian label",
        "remedy": "add rdfs:label in Russian",
    }


def test_a_pull_request_is_annotated(project: Path) -> None:
    write_check(project)
    result = invoke(project, "check", "--format", "github")
    command = (
        f"::error file={THINGS},line=19,title=no-russian-label::state:belarus: a thing has no Russian label"
    )
    assert result.stdout == f"{command} → add rdfs:label in Russian\n"


def test_what_a_file_gets_wrong_comes_before_any_report(project: Path) -> None:
    write_check(project)
    (project / "triples/entities/things.ttl").write_text("state:belarus a eik:State .")
    result = invoke(project, "check")
    assert result.exit_code == 1
    assert "triples/entities/things.ttl" in result.stderr


def test_the_release_holds_the_measurement(project: Path) -> None:
    write_check(project)
    assert invoke(project, "build").exit_code == 0
    quads = list(parse(path=str(project / ".eikg/current/data.nq"), format=RdfFormat.N_QUADS))
    node = NamedNode("https://w3id.org/eikg/graph/quality#no-russian-label")
    [value] = [
        q.object for q in quads if q.subject == node and q.predicate.value == PREFIXES["dqv"] + "value"
    ]
    assert isinstance(value, Literal)
    assert value.value == "1"
