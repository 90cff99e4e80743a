"""The ontology as one file: `eikg export --ontology`, read by the OWLAPI, which Protégé stands on."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import (
    CanonicalizationAlgorithm,
    Dataset,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
    serialize,
)

from server.namespaces import BASE, PREFIXES
from server.rdf.graphs import ONTOLOGY_GRAPHS, ROOT, merged
from server.release import Release
from tests.conftest import ROOT as PROJECT
from tests.ontology.owlapi import load, save_as
from tests.project import eikg

RDF_FORMATS = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "rdf": RdfFormat.RDF_XML,
    "owl": RdfFormat.RDF_XML,
}


@pytest.fixture(scope="module")
def exported(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("export") / "eikg.owl"
    result = eikg(PROJECT, "export", "--ontology", "--format", "owl", "--output", str(path))
    assert result.returncode == 0, result.stderr
    return path


@pytest.fixture(scope="module")
def modules(release: Release) -> list[Triple]:
    """The triples of the ontology's graphs in the release, with the headers of all modules."""
    graphs = {f"{BASE}graph/{name}" for name in ONTOLOGY_GRAPHS}
    quads = parse(path=release.data, format=RdfFormat.N_QUADS)
    return [quad.triple for quad in quads if getattr(quad.graph_name, "value", "") in graphs]


def canonical(triples: list[Triple]) -> set[str]:
    dataset = Dataset([Quad(t.subject, t.predicate, t.object) for t in triples])
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}


def test_owlapi_loads_it_without_a_warning_and_with_every_axiom_of_the_modules(
    exported: Path, modules: list[Triple], tmp_path: Path
) -> None:
    found = load(exported)
    assert found.unparsed == ()
    assert found.imports == 0
    assert found.iri == BASE + "ontology"
    assert found.version.startswith(PREFIXES["eik"])
    # The modules' own headers carry no axioms. What a term is comes first: the OWLAPI reads a stream.
    together = tmp_path / "modules.rdf"
    triples = sorted(merged(modules), key=lambda t: t.predicate.value != PREFIXES["rdf"] + "type")
    together.write_bytes(serialize(triples, format=RdfFormat.RDF_XML) or b"")
    assert found.axioms == load(together).axioms
    declared = {str(t.subject) for t in modules if t.predicate.value == PREFIXES["rdf"] + "type"}
    assert len(found.axioms) > len(declared) > 200


def test_an_axiom_that_was_lost_would_be_seen(exported: Path, tmp_path: Path) -> None:
    text = exported.read_text(encoding="utf-8")
    axiom = '<rdfs:subClassOf rdf:resource="https://w3id.org/eikg/ontology/Organisation"/>'
    assert axiom in text
    shorter = tmp_path / "shorter.rdf"
    shorter.write_text(text.replace(axiom, "", 1), encoding="utf-8")
    assert len(load(shorter).axioms) == len(load(exported).axioms) - 1


def test_owlapi_saves_it_as_owl_xml_with_the_same_axioms(exported: Path, tmp_path: Path) -> None:
    save_as(exported, tmp_path / "eikg.owx", "OWLXML")
    # Counted, not compared: of two inverse properties either may come first.
    assert len(load(tmp_path / "eikg.owx").axioms) == len(load(exported).axioms)


@pytest.mark.parametrize("name", RDF_FORMATS)
def test_every_format_holds_the_same_triples(name: str, modules: list[Triple]) -> None:
    result = eikg(PROJECT, "export", "--ontology", "--format", name)
    assert result.returncode == 0, result.stderr
    triples = [quad.triple for quad in parse(result.stdout, RDF_FORMATS[name])]
    assert canonical(triples) == canonical(list(merged(modules)))
    ontology = NamedNode(PREFIXES["owl"] + "Ontology")
    assert [t.subject for t in triples if t.object == ontology] == [ROOT]


def test_turtle_is_in_the_style_of_the_project(tmp_path: Path) -> None:
    path = tmp_path / "eikg.ttl"
    assert eikg(PROJECT, "export", "--ontology", "--format", "ttl", "--output", str(path)).returncode == 0
    text = path.read_text(encoding="utf-8")
    assert eikg(PROJECT, "format", str(path)).returncode == 0
    assert path.read_text(encoding="utf-8") == text


def test_ontology_and_graph_exclude_each_other() -> None:
    result = eikg(PROJECT, "export", "--ontology", "--graph", "entities")
    assert result.returncode == 2
    assert "leave --graph out" in result.stderr
