"""HermiT and Pellet find the ontology and all that is curated consistent, and find the mistakes made on purpose."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Literal, Quad

from server.build.validate.consistency import Projection, Reasoner, Verdict, check_consistency, judge, project
from server.faults import InvalidInput
from tests.ontology.files import ONTOLOGY, SCHEMES, TRIPLES, read, term, turtle

SMALL = """@prefix eik: <https://w3id.org/eikg/ontology/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix body: <https://w3id.org/eikg/id/body/> .
<https://w3id.org/eikg/ontology> a owl:Ontology . eik:State a owl:Class .
eik:Body a owl:Class ; owl:disjointWith eik:State .
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "ontology.ttl"
    path.write_text(SMALL, encoding="utf-8")
    return path


def projection(text: str) -> Projection:
    return project(quad.triple for quad in [*read(ONTOLOGY), *turtle(text)])


@pytest.fixture(scope="module")
def curated() -> list[Quad]:
    return read(TRIPLES)


@pytest.fixture(scope="module")
def everything(curated: list[Quad]) -> Projection:
    return project(quad.triple for quad in [*read([*ONTOLOGY, *SCHEMES]), *curated])


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


def test_the_ontology_alone_has_no_fault() -> None:
    assert check_consistency(ONTOLOGY) == []


def test_pellet_finds_a_contradiction() -> None:
    verdict = judge(
        project(q.triple for q in turtle(SMALL + "body:un a eik:Body , eik:State .")), Reasoner.PELLET
    )
    assert not verdict.is_consistent


def test_pellet_names_a_class_without_possible_members() -> None:
    text = SMALL + "eik:Body rdfs:subClassOf eik:State ."
    verdict = judge(project(q.triple for q in turtle(text)), Reasoner.PELLET)
    assert verdict.unsatisfiable == (term("eik:Body").value,)


def test_a_fault_names_the_module_of_a_class_without_possible_members(small: Path) -> None:
    small.write_text(SMALL + "eik:Body rdfs:subClassOf eik:State .", encoding="utf-8")
    (fault,) = check_consistency([small])
    assert (fault.file, fault.subject, fault.rule) == (small.as_posix(), "eik:Body", "unsatisfiable")


def test_only_values_of_unsupported_datatypes_are_left_out() -> None:
    dates = 'eik:date "2014-09"^^edtf:EDTF ; eik:earliest "2014-09-01"^^xsd:date'
    text = f"event:x a eik:Event ; eik:position 1 ; {dates} ."
    ontology, example = projection(""), projection(text)
    assert example.left_out == ontology.left_out + 2
    assert len(example.triples) == len(ontology.triples) + 2


def test_the_file_that_contradicts_is_named(tmp_path: Path, small: Path) -> None:
    right, wrong = tmp_path / "right.ttl", tmp_path / "wrong.ttl"
    prefixes = SMALL.partition("<https://w3id.org/eikg/ontology> a")[0]
    right.write_text(prefixes + "body:un a eik:Body .", encoding="utf-8")
    wrong.write_text(prefixes + "body:un a eik:Body , eik:State .", encoding="utf-8")
    (fault,) = check_consistency([small, right, wrong])
    assert fault.file == wrong.as_posix()
    assert fault.rule == "inconsistent"


def test_a_file_that_does_not_parse_is_named(tmp_path: Path) -> None:
    path = tmp_path / "broken.ttl"
    path.write_text("this is no Turtle", encoding="utf-8")
    with pytest.raises(InvalidInput) as raised:
        check_consistency([*ONTOLOGY, path])
    assert str(path) in str(raised.value)
