"""Each check of the quality report finds its fault and nothing beside it; waivers excuse, and unused ones are told."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad

from server.build.publish.resources import quality_quads
from server.build.read.places import Places
from server.build.read.sources import Source
from server.build.validate.quality_checks import (
    Check,
    Finding,
    Report,
    Result,
    Waiver,
    checked_store,
    read_checks,
    read_vocabularies,
    run,
    unknown_terms,
)
from server.build.validate.quality_report import UNUSED, apply, iri_of, quality_faults, read_waivers
from server.faults import InvalidInput
from tests.conftest import ROOT
from tests.ontology.faults import FAULTS
from tests.ontology.files import term, turtle

CHECKS = {query.check.name: query for query in read_checks(ROOT)}
GOOD, BAD = "graph:x { eik:a a owl:Class }", "graph:x { eik:a a owl:Clas }"


def test_every_check_has_a_fault_to_find() -> None:
    assert sorted(FAULTS) == sorted(CHECKS)


@pytest.mark.parametrize("name", FAULTS)
def test_a_check_names_the_faulty_thing_only(name: str) -> None:
    subject, text = FAULTS[name]
    found = run(CHECKS[name], checked_store(turtle(text)))
    assert {finding.subject for finding in found} == {iri_of(subject)}


@pytest.mark.parametrize(
    ("name", "definition"),
    [
        ("definition-form", "Орган, который собирается"),
        ("definition-form", "орган, который собирается."),
        ("definition-genus", "собрание органа"),
    ],
)
def test_definitions_in_russian_are_checked_too(name: str, definition: str) -> None:
    given = """graph:ontology { eik:P a owl:Class ; rdfs:label "Organ"@en , "Орган"@ru .
        eik:A a owl:Class ; rdfs:subClassOf eik:P ; skos:definition "organ that meets"@en , "%s"@ru .
        eik:B a owl:Class ; rdfs:subClassOf eik:P ; skos:definition "орган, который заседает"@ru }"""
    found = run(CHECKS[name], checked_store(turtle(given % definition)))
    assert [(finding.subject, finding.detail) for finding in found] == [(iri_of("eik:A"), definition)]


@pytest.mark.parametrize(
    ("given", "missing"), [('"x"@en', ["ru"]), ('"х"@ru', ["en"]), ('"x"@be', ["en", "ru"])]
)
def test_a_definition_is_missing_in_each_language_by_itself(given: str, missing: list[str]) -> None:
    text = f"graph:schemes {{ topic:a a skos:Concept ; skos:definition {given} }}"
    found = run(CHECKS["definition-missing"], checked_store(turtle(text)))
    assert [(finding.subject, finding.detail) for finding in found] == [
        (iri_of("topic:a"), language) for language in missing
    ]


@pytest.mark.parametrize("name", FAULTS)
def test_a_check_finds_nothing_in_nothing(name: str) -> None:
    assert run(CHECKS[name], checked_store([])) == []


@pytest.mark.parametrize(
    ("check", "text", "expected"),
    [
        ("of-another-kind", "eik:p skos:exactMatch org:Post", {"eik:p"}),
        ("of-another-kind", "eik:A skos:narrowMatch org:holds", {"eik:A"}),
        (
            "of-another-kind",
            "eik:p skos:broadMatch org:role . eik:q skos:exactMatch org:role",
            {"eik:p", "eik:q"},
        ),
        ("of-another-kind", "eik:p skos:closeMatch org:Post . eik:q skos:relatedMatch org:Post", set()),
        (
            "incoherent",
            "eik:A skos:exactMatch org:Post . eik:B skos:narrowMatch org:Post",
            {"eik:A", "eik:B"},
        ),
        ("incoherent", "eik:A skos:narrowMatch org:Post . eik:B skos:broadMatch org:Post", {"eik:A"}),
        ("incoherent", "eik:A skos:exactMatch org:Role", {"eik:A"}),
        ("incoherent", "eik:A skos:broadMatch org:Role", set()),
    ],
)
def test_alignments_are_judged_by_relation_and_kind(check: str, text: str, expected: set[str]) -> None:
    ontology = """eik:A a owl:Class . eik:B a owl:Class ; rdfs:subClassOf org:Role .
        [] a owl:AllDisjointClasses ; owl:members ( eik:A eik:B ) .
        eik:p a owl:DatatypeProperty . eik:q a owl:ObjectProperty ."""
    quads = turtle(f"graph:ontology {{ {ontology} }} graph:alignments {{ {text} }}")
    found = run(CHECKS[f"alignment-{check}"], checked_store(quads))
    assert {finding.subject for finding in found} == {iri_of(one) for one in expected}


def test_a_term_that_its_vocabulary_lacks_is_unknown() -> None:
    vocabularies = read_vocabularies(ROOT)
    assert unknown_terms(turtle(GOOD), vocabularies) == []
    assert unknown_terms(turtle(BAD), vocabularies) == [Finding(term("owl:Clas").value, "owl has no Clas")]
    foreign = NamedNode("http://example.org/term")
    assert unknown_terms([Quad(foreign, foreign, foreign)], vocabularies) == [
        Finding(foreign.value, "no list of its vocabulary")
    ]


def test_every_vocabulary_says_where_its_list_comes_from() -> None:
    for path in (ROOT / "ontology/vocabularies").glob("*.txt"):
        lines = path.read_text("utf-8").splitlines()
        assert lines[0].startswith("# "), path
        assert lines[1].startswith("# Source: "), path


CHECK = Check("some", "is wrong", "warning", "because")


def test_a_waiver_excuses_what_it_names_and_no_more() -> None:
    waivers = [Waiver("some", "http://a", "reason"), Waiver("some", "http://c", "reason")]
    found, unused = apply(waivers, [Result(CHECK, (Finding("http://a", "x"), Finding("http://b")))])
    assert [finding.subject for finding in found.open] == ["http://b"]
    assert [finding.subject for finding, _ in found.waived] == ["http://a"]
    assert unused == Result(UNUSED, (Finding("http://c", "some"),))


@pytest.mark.parametrize(
    "text",
    ["- check: some\n  subject: eik:A\n", "- {check: some, subject: nothing, reason: x}", "check: [", "a: 1"],
)
def test_a_waiver_that_is_not_whole_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "ontology/checks/waivers.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    with pytest.raises(InvalidInput):
        read_waivers(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?subject { ?subject ?p ?o }",
        "# title: t\n# severity: fatal\n# reason: r\nSELECT ?subject { ?subject ?p ?o }",
        "# title: t\n# severity: error\n# reason: r\nSELECT ?thing { ?thing ?p ?o }",
        "# title: t\n# severity: error\n# reason: r\nASK { ?subject ?p ?o }",
        "# title: t\n# severity: error\n# reason: r\nSELECT ?subject {",
    ],
)
def test_a_file_that_is_no_check_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "ontology/checks").mkdir(parents=True)
    (tmp_path / "ontology/checks/some.rq").write_text(text)
    with pytest.raises(InvalidInput, match=r"ontology/checks/some\.rq"):
        read_checks(tmp_path)


def test_every_check_says_what_to_do() -> None:
    assert [name for name, query in CHECKS.items() if not query.check.remedy] == []


def test_a_finding_is_a_fault_at_its_statement() -> None:
    text = 'eik:a\n    rdfs:label "x"@en ;\n    rdfs:comment "y"@en .\n'
    source = Source("ontology/modules/a.ttl", text, tuple(turtle(f"graph:x {{ {text} }}")), {})
    findings = (Finding(term("eik:a").value, "y"), Finding(term("eik:a").value, "not there"))
    found = quality_faults(Report((Result(CHECK, findings),)), Places([source]), [], [])
    assert [str(fault) for fault in found] == [
        "warning: ontology/modules/a.ttl:3: [some] eik:a: is wrong (y) → mend it: because",
        "warning: ontology/modules/a.ttl:1: [some] eik:a: is wrong (not there) → mend it: because",
    ]


def test_a_measurement_is_published_with_its_waiver() -> None:
    waiver = Waiver("some", "http://a", "a reason")
    result = Result(CHECK, (Finding("http://b"),), ((Finding("http://a"), waiver),))
    published = {(q.predicate, q.object) for q in quality_quads(Report((result,)))}
    assert (term("dqv:value"), turtle("graph:x { eik:a eik:b 1 }")[0].object) in published
    assert (term("oa:hasTarget"), NamedNode("http://a")) in published
    assert {q.graph_name for q in quality_quads(Report((result,)))} == {term("graph:quality")}
