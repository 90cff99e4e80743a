"""HermiT and Pellet find the ontology and all that is curated consistent, and find the mistakes made on purpose."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Literal, Quad

from server.build.read.sources import Sources
from server.build.read.sources import read as read_sources
from server.build.validate.consistency import Projection, is_known, judged, project
from server.build.validate.reasoner import Reasoner, Verdict, consistency_faults, judge
from server.faults import Fault
from server.rdf.terms import OWL
from tests.conftest import ROOT
from tests.ontology.files import ONTOLOGY, SCHEMES, TRIPLES, read, term, turtle

SMALL = """@prefix eik: <https://w3id.org/eikg/ontology/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix body: <https://w3id.org/eikg/id/body/> .
<https://w3id.org/eikg/ontology> a owl:Ontology . eik:State a owl:Class .
eik:Body a owl:Class ; owl:disjointWith eik:State .
"""


PREFIXES = SMALL.partition("<https://w3id.org/eikg/ontology> a")[0]


def project_of(folder: Path, ontology: str, **entities: str) -> Sources:
    """A project whose ontology has these axioms and whose entities are described in files of these names."""
    files = {"ontology/modules/base.ttl": ontology}
    files |= {f"triples/entities/{name}.ttl": PREFIXES + text for name, text in entities.items()}
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return read_sources(folder)


def faults_of(sources: Sources) -> list[Fault]:
    return consistency_faults(sources, judged(sources))


def projection(text: str) -> Projection:
    return project(quad.triple for quad in [*read(ONTOLOGY), *turtle(text)])


@pytest.fixture(scope="module")
def curated() -> list[Quad]:
    return read(TRIPLES)


@pytest.fixture(scope="module")
def everything(curated: list[Quad]) -> Projection:
    """All axioms and all that is curated, without functionality: documents may give two values for one property."""
    triples = (quad.triple for quad in [*read([*ONTOLOGY, *SCHEMES]), *curated])
    return project(triple for triple in triples if triple.object != OWL["FunctionalProperty"])


@pytest.mark.parametrize("reasoner", Reasoner)
def test_everything_curated_agrees_with_the_ontology(reasoner: Reasoner, everything: Projection) -> None:
    assert judge(everything, reasoner) == Verdict(is_consistent=True, unsatisfiable=())


def test_what_the_reasoners_are_not_given_is_dates(
    curated: list[Quad], everything: Projection, tally: Callable[[str, int], None]
) -> None:
    left_out = {quad.triple for quad in curated} - everything.triples
    assert {t.object.datatype for t in left_out if isinstance(t.object, Literal)} == {term("edtf:EDTF")}
    tally("triples judged by HermiT and Pellet", len(everything.triples))
    tally("triples left out", everything.left_out)


def test_the_kept_verdict_is_of_what_stands_here_and_right() -> None:
    """What a visitor's build trusts: `eikg check` renews it."""
    found = judged(read_sources(ROOT))
    assert judge(found) == Verdict(is_consistent=True, unsatisfiable=())
    assert is_known(ROOT, found), "run `eikg check` and commit ontology/consistency.txt"


def test_what_is_judged_holds_no_claim_and_no_annotation() -> None:
    found = judged(read_sources(ROOT))
    things = {triple.subject for triple in found.triples}
    assert term("state:belarus") in things
    assert not {t.predicate for t in found.triples} & {term("rdfs:label"), term("skos:definition")}
    claims = {quad.triple for quad in read(TRIPLES) if "/id/claim/" in str(quad.graph_name)}
    stated = {quad.triple for quad in read(TRIPLES) if "/id/claim/" not in str(quad.graph_name)}
    assert not (claims - stated) & found.triples


def test_pellet_finds_a_contradiction() -> None:
    verdict = judge(
        project(q.triple for q in turtle(SMALL + "body:un a eik:Body , eik:State .")), Reasoner.PELLET
    )
    assert not verdict.is_consistent


def test_pellet_names_a_class_without_possible_members() -> None:
    text = SMALL + "eik:Body rdfs:subClassOf eik:State ."
    verdict = judge(project(q.triple for q in turtle(text)), Reasoner.PELLET)
    assert verdict.unsatisfiable == (term("eik:Body").value,)


def test_a_class_without_possible_members_is_told_with_the_axioms(tmp_path: Path) -> None:
    sources = project_of(tmp_path, SMALL + "eik:Body rdfs:subClassOf eik:State .")
    (fault,) = faults_of(sources)
    assert (fault.file, fault.subject, fault.rule) == (
        "ontology/modules/base.ttl",
        "eik:Body",
        "unsatisfiable",
    )
    assert "eik:Body subClassOf eik:State (ontology/modules/base.ttl:5)" in fault.message
    assert "eik:Body disjointWith eik:State (ontology/modules/base.ttl:4)" in fault.message


def test_only_values_of_unsupported_datatypes_are_left_out() -> None:
    dates = 'eik:date "2014-09"^^edtf:EDTF ; eik:earliest "2014-09-01"^^xsd:date'
    text = f"event:x a eik:Event ; eik:position 1 ; {dates} ."
    ontology, example = projection(""), projection(text)
    assert example.left_out == ontology.left_out + 2
    assert len(example.triples) == len(ontology.triples) + 2


def test_a_contradiction_is_told_with_its_axioms_and_where_they_stand(tmp_path: Path) -> None:
    sources = project_of(
        tmp_path, SMALL, right="body:un a eik:Body .", wrong="body:eaeu a eik:Body ;\n  a eik:State ."
    )
    (fault,) = faults_of(sources)
    assert (fault.file, fault.line, fault.rule) == ("triples/entities/wrong.ttl", 3, "inconsistent")
    stated = {
        "body:eaeu type eik:Body (triples/entities/wrong.ttl:3)",
        "body:eaeu type eik:State (triples/entities/wrong.ttl:4)",
        "eik:Body disjointWith eik:State (ontology/modules/base.ttl:4)",
    }
    assert stated == set(fault.message.partition(": ")[2].split("; "))


def test_the_members_of_a_list_of_disjoint_classes_are_told(tmp_path: Path) -> None:
    ontology = SMALL.replace(
        " ; owl:disjointWith eik:State",
        " . eik:Person a owl:Class .\n[] a owl:AllDisjointClasses ; owl:members"
        " ( eik:Body eik:Person eik:State )",
    )
    (fault,) = faults_of(project_of(tmp_path, ontology, wrong="body:eaeu a eik:Body , eik:State ."))
    listed = fault.message.partition("DisjointClasses(")[2]
    assert set(listed.partition(")")[0].split()) == {"eik:Body", "eik:Person", "eik:State"}
    assert ") (ontology/modules/base.ttl:5)" in listed


def test_documents_may_contradict_each_other(tmp_path: Path) -> None:
    claim = tmp_path / "triples/documents/note.trig"
    claim.parent.mkdir(parents=True)
    claim.write_text(
        PREFIXES + "<https://w3id.org/eikg/id/claim/note-001> { body:un a eik:Body , eik:State }",
        encoding="utf-8",
    )
    assert faults_of(project_of(tmp_path, SMALL, right="body:un a eik:Body .")) == []
