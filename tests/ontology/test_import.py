"""`eikg import`: what the OWLAPI, which Protégé stands on, or rdflib saved of the ontology comes back as it was."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import OWL, RDF, RDFS, SKOS

from server.release import Release
from tests.conftest import ROOT
from tests.ontology.owlapi import save_as
from tests.project import eikg, invoke, replace, write_project

EIK = rdflib.Namespace("https://w3id.org/eikg/ontology/")
EVENTS = "ontology/modules/events.ttl"


@pytest.fixture(scope="module")
def exported(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("export") / "eikg.owl"
    assert eikg(ROOT, "export", "--ontology", "--output", str(path)).returncode == 0
    return path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project's ontology, and of nothing else."""
    shutil.copytree(ROOT / "ontology", tmp_path / "ontology")
    (tmp_path / "triples").mkdir()
    return tmp_path


@pytest.fixture
def edited(exported: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(exported, format="xml")


def bring_back(project: Path, graph: rdflib.Graph, *options: str) -> str:
    """Import a graph as the OWLAPI saves it, and return what is said."""
    graph.serialize(project / "edited.rdf", format="xml")
    save_as(project / "edited.rdf", project / "edited.owl", "RDFXML")
    result = invoke(project, "import", str(project / "edited.owl"), *options)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize("form", ["RDFXML", "Turtle", "xml", "turtle", "json-ld"])
def test_what_nobody_edited_changes_nothing(exported: Path, tmp_path: Path, form: str) -> None:
    """The OWLAPI's RDF/XML and Turtle, and rdflib's: their order, prefixes and blank nodes are their own."""
    path = tmp_path / {"RDFXML": "a.owl", "xml": "a.rdf", "json-ld": "a.jsonld"}.get(form, "a.ttl")
    if form in ("RDFXML", "Turtle"):
        save_as(exported, path, form)
    else:
        rdflib.Graph().parse(exported, format="xml").serialize(path, format=form)
    result = invoke(ROOT, "import", str(path))
    assert (result.exit_code, result.output) == (0, "nothing was changed\n")


def test_edits_and_nothing_else_come_back(project: Path, edited: rdflib.Graph) -> None:
    for text in [*edited.objects(EIK.Visit, SKOS.definition)]:
        if isinstance(text, rdflib.Literal) and text.language == "en":
            edited.remove((EIK.Visit, SKOS.definition, text))
    definition = rdflib.Literal("meeting at which somebody goes to see", lang="en")
    edited.add((EIK.Visit, SKOS.definition, definition))
    edited.add((EIK.Stay, RDF.type, OWL.Class))
    edited.add((EIK.Stay, RDFS.subClassOf, EIK.Visit))
    edited.add((EIK.Stay, RDFS.label, rdflib.Literal("Stay", lang="en")))
    edited.add((EIK.Stay, RDFS.isDefinedBy, EIK.events))
    said = bring_back(project, edited, "--write")
    assert "new eik:Stay" in said
    assert "missing" not in said
    assert "left out" not in said
    before, after = ((root / EVENTS).read_text("utf-8").splitlines() for root in (ROOT, project))
    assert [line for line in after if line not in before] == [
        "eik:Stay",
        '    rdfs:label "Stay"@en ;',
        "    rdfs:subClassOf eik:Visit ;",
        '        "meeting at which somebody goes to see"@en ,',
    ]
    assert len(after) == len(before) + 7
    changed = [
        path
        for path in project.rglob("*.ttl")
        if path.read_bytes() != (ROOT / path.relative_to(project)).read_bytes()
    ]
    # The version is raised where it is not yet one that has room for the change.
    assert {path.name for path in changed} - {"eikg.ttl"} == {"events.ttl"}


def test_a_new_term_without_a_module_needs_one_named(project: Path, edited: rdflib.Graph) -> None:
    edited.add((EIK.Stay, RDF.type, OWL.Class))
    edited.serialize(project / "edited.rdf", format="xml")
    result = invoke(project, "import", str(project / "edited.rdf"))
    assert result.exit_code == 1
    assert "eik:Stay is of no module: give it rdfs:isDefinedBy, or name one with --module" in result.output
    assert "rdfs:isDefinedBy eik:events" in bring_back(project, edited, "--module", "events")


def test_a_term_that_is_missing_stays_unless_it_is_to_go(project: Path, edited: rdflib.Graph) -> None:
    for triple in [
        *edited.triples((EIK.utteredAt, None, None)),
        *edited.triples((None, None, EIK.utteredAt)),
    ]:
        edited.remove(triple)
    said = bring_back(project, edited)
    assert said == "missing eik:utteredAt: it stays (--remove removes it)\nnothing was changed\n"
    said = bring_back(project, edited, "--remove", "--write")
    assert "removed eik:utteredAt" in said
    assert "eik:utteredAt" not in (project / "ontology/modules/statements.ttl").read_text("utf-8")


def test_comments_above_a_module_stay(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    module = root / "ontology/modules/base.ttl"
    module.write_text("# Terms of the test.\n\n" + module.read_text("utf-8"), encoding="utf-8")
    path = tmp_path / "edited.ttl"
    path.write_text(module.read_text("utf-8"), encoding="utf-8")
    replace(
        tmp_path,
        "edited.ttl",
        "eik:State\n    a owl:Class ;",
        'eik:State\n    a owl:Class ; rdfs:label "State" ;',
    )
    result = invoke(root, "import", str(path), "--write")
    assert result.exit_code == 0, result.output
    text = module.read_text("utf-8")
    assert text.startswith("# Terms of the test.\n")
    assert '    rdfs:label "State" ;\n' in text
