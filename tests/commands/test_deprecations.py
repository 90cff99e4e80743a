"""What is deprecated may be used nowhere, and is replaced by one thing that is in use."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.project import invoke, replace, write_project

TERMS = "ontology/modules/base.ttl"
NOTE = "triples/documents/note.trig"
STATE = "eik:State\n    a owl:Class ;\n    rdfs:subClassOf eik:Actor ;\n    .\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose class eik:Nation was replaced by eik:State."""
    root = write_project(tmp_path)
    old = "eik:Nation\n    a owl:Class ;\n    dcterms:isReplacedBy eik:State ;\n    owl:deprecated true ;\n    .\n\n"
    replace(root, TERMS, "eik:Segment\n    a", old + "eik:Segment\n    a")
    replace(root, TERMS, "owl#> .\n", "owl#> .\n@prefix dcterms: <http://purl.org/dc/terms/> .\n")
    external = "ontology/external-terms.ttl"
    replace(
        root,
        external,
        "skos:Concept\n",
        "dcterms:isReplacedBy\n    a owl:AnnotationProperty ;\n    .\n\nskos:Concept\n",
    )
    replace(
        root, external, "skos/core#> .\n", "skos/core#> .\n@prefix dcterms: <http://purl.org/dc/terms/> .\n"
    )
    assert invoke(root, "format").exit_code == 0
    return root


def test_a_deprecated_term_that_nobody_uses_is_no_fault(project: Path) -> None:
    result = invoke(project, "check")
    assert result.exit_code == 0, result.output


def test_a_deprecated_class_in_the_triples_is_a_fault_with_the_remedy(project: Path) -> None:
    line = replace(project, NOTE, "        a eik:State ;", "        a eik:Nation ;")
    result = invoke(project, "check")
    assert result.exit_code == 1
    assert f"{NOTE}:{line}: [deprecated] eik:Nation: is deprecated → use eik:State instead" in result.output


def test_a_deprecated_class_above_another_is_a_fault(project: Path) -> None:
    replace(project, TERMS, "rdfs:subClassOf eik:Actor ;", "rdfs:subClassOf eik:Nation ;")
    assert "[deprecated] eik:Nation: is deprecated" in invoke(project, "check").output


def test_a_deprecated_term_in_a_saved_query_is_a_fault(project: Path) -> None:
    (project / "queries").mkdir()
    (project / "queries/nations.rq").write_text(
        "#+ title: {en: Nations, ru: Нации}\n#+ question: {en: Which ones, ru: Какие}\n#+ answers: []\n\n"
        "PREFIX eik: <https://w3id.org/eikg/ontology/>\nASK { ?s a eik:Nation }\n",
        encoding="utf-8",
    )
    result = invoke(project, "check")
    assert result.exit_code == 1
    assert (
        "queries/nations.rq:6: [query-deprecated] eik:Nation: is deprecated → use eik:State" in result.output
    )


def test_a_replacement_that_is_deprecated_itself_is_a_fault(project: Path) -> None:
    replace(project, TERMS, STATE, STATE.replace("    .\n", "    owl:deprecated true ;\n    .\n"))
    invoke(project, "format")
    output = invoke(project, "check").output
    assert "eik:Nation: is replaced by eik:State → name what is not deprecated itself" in output


def test_what_was_split_has_several_replacements(project: Path) -> None:
    replace(project, TERMS, "isReplacedBy eik:State ;", "isReplacedBy eik:Actor , eik:State ;")
    line = replace(project, NOTE, "        a eik:State ;", "        a eik:Nation ;")
    assert invoke(project, "format").exit_code == 0
    result = invoke(project, "check")
    assert (
        f"{NOTE}:{line}: [deprecated] eik:Nation: is deprecated → use eik:Actor or eik:State" in result.output
    )
