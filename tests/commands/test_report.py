"""`eikg check --report` in a small project: findings, totals last, status, waivers, and what the release publishes."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from server.namespaces import PREFIXES
from tests.project import invoke, replace

CHECK = """\
# title: a thing has no Russian label
# severity: error
# reason: pages are in Russian too

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


def test_a_finding_is_printed_and_the_status_is_one(project: Path) -> None:
    write_check(project)
    result = invoke(project, "check", "--report")
    assert result.exit_code == 1
    lines = result.output.splitlines()
    assert "error: state:belarus: [no-russian-label] a thing has no Russian label" in lines
    assert lines[-1] == "4 checks: 1 errors, 0 warnings, 0 notes; 0 waived"


def test_a_waiver_makes_it_clean_and_an_unused_one_does_not(project: Path) -> None:
    write_check(project)
    waivers = project / "ontology/checks/waivers.yaml"
    waivers.write_text(WAIVER)
    result = invoke(project, "check", "--report")
    assert result.output == "4 checks: 0 errors, 0 warnings, 0 notes; 1 waived\n"
    assert result.exit_code == 0
    waivers.write_text(WAIVER + WAIVER.replace("belarus", "russia"))
    result = invoke(project, "check", "--report")
    assert (
        "warning: state:russia: [waiver-unused] a waiver waives nothing (no-russian-label)" in result.output
    )
    assert result.exit_code == 1


def test_a_warning_of_a_shape_counts(project: Path) -> None:
    write_check(project)
    (project / "ontology/checks/waivers.yaml").write_text(WAIVER)
    replace(
        project,
        "triples/documents/note.trig",
        'eik:during "2015-01/.."^^edtf:EDTF',
        'eik:during "2015-01/.."^^edtf:EDTF , "2016"^^edtf:EDTF',
    )
    result = invoke(project, "check", "--report")
    assert "warning: membership:belarus-eaeu: [shape-warning]" in result.output
    assert result.exit_code == 1


def test_what_a_file_gets_wrong_comes_before_any_report(project: Path) -> None:
    write_check(project)
    (project / "triples/entities/things.ttl").write_text("state:belarus a eik:State .")
    result = invoke(project, "check", "--report")
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
