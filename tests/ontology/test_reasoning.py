"""HermiT finds the ontology and all that is curated consistent, and finds the mistakes that it is there to find."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.build.problems import InvalidInput
from server.build.reasoning import Projection, check_consistency, judge, project
from tests.ontology.files import ONTOLOGY, SCHEMES, TRIPLES, read, term, turtle


def projection(text: str) -> Projection:
    return project(quad.triple for quad in [*read(ONTOLOGY), *turtle(text)])


def test_the_ontology_is_consistent_and_every_class_can_have_members() -> None:
    assert check_consistency(ONTOLOGY) == []


def test_everything_curated_agrees_with_the_ontology() -> None:
    assert check_consistency([*ONTOLOGY, *SCHEMES, *TRIPLES]) == []


def test_a_contradiction_is_found() -> None:
    assert not judge(projection("body:un a eik:Body , eik:State .")).is_consistent


def test_a_class_without_possible_members_is_named() -> None:
    verdict = judge(projection("eik:Visit rdfs:subClassOf eik:Election ."))
    assert verdict.unsatisfiable == (term("eik:Visit").value,)


def test_only_values_of_unsupported_datatypes_are_left_out() -> None:
    dates = 'eik:date "2014-09"^^edtf:EDTF ; eik:earliest "2014-09-01"^^xsd:date'
    text = f"event:x a eik:Event ; eik:position 1 ; {dates} ."
    ontology, example = projection(""), projection(text)
    assert example.left_out == ontology.left_out + 2
    assert len(example.triples) == len(ontology.triples) + 2


def test_the_file_that_contradicts_is_named(tmp_path: Path) -> None:
    prefixes = (
        "@prefix eik: <https://w3id.org/eikg/ontology/> . @prefix body: <https://w3id.org/eikg/id/body/> . "
    )
    right, wrong = tmp_path / "right.ttl", tmp_path / "wrong.ttl"
    right.write_text(prefixes + "body:un a eik:Body .", encoding="utf-8")
    wrong.write_text(prefixes + "body:un a eik:Body , eik:State .", encoding="utf-8")
    (problem,) = check_consistency([*ONTOLOGY, right, wrong])
    assert problem.file == wrong.as_posix()
    assert problem.rule == "inconsistent"


def test_a_file_that_does_not_parse_is_named(tmp_path: Path) -> None:
    path = tmp_path / "broken.ttl"
    path.write_text("this is no Turtle", encoding="utf-8")
    with pytest.raises(InvalidInput) as raised:
        check_consistency([*ONTOLOGY, path])
    assert str(path) in str(raised.value)
