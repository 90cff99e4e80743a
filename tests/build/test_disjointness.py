"""A thing of two classes that exclude each other is a problem, where the statement stands that makes it so."""

from __future__ import annotations

from pathlib import Path

from server.build.disjointness import disjointness_problems
from server.build.infer import conclusions, prove
from server.build.problems import Problem
from server.build.rules import read_rules
from server.build.sources import read
from server.namespaces import PREFIXES
from tests.conftest import ROOT

HEAD = "".join(f"@prefix {p}: <{PREFIXES[p]}> .\n" for p in ("eik", "state", "place", "event", "owl", "rdfs"))
ONTOLOGY = """
eik:Actor a owl:Class . eik:Place a owl:Class . eik:Event a owl:Class .
eik:State a owl:Class ; rdfs:subClassOf eik:Actor .
eik:City a owl:Class ; rdfs:subClassOf eik:Place ; owl:disjointWith eik:Region .
eik:Region a owl:Class ; rdfs:subClassOf eik:Place .
eik:place a owl:ObjectProperty ; rdfs:domain eik:Event ; rdfs:range eik:Place .
[] a owl:AllDisjointClasses ; owl:members ( eik:Actor eik:Place eik:Event ) .
"""


def problems(folder: Path, statements: str) -> list[Problem]:
    for name, text in (("ontology/modules/m.ttl", ONTOLOGY), ("triples/entities/all.ttl", statements)):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEAD + text, encoding="utf-8")
    sources = read(folder)
    quads = list(sources.quads)
    proofs = prove(read_rules(ROOT), quads)
    return list(disjointness_problems(sources, [*quads, *conclusions(proofs)], proofs))


def test_the_statement_that_names_the_wrong_thing_is_shown(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, "state:x a eik:State .\nevent:x a eik:Event ;\n    eik:place state:x .\n")
    assert (problem.file, problem.line) == ("triples/entities/all.ttl", 9)
    assert problem.subject == "state:x"
    assert problem.message == (
        "is of two classes that exclude each other, "
        "eik:Actor (state:x rdf:type eik:State) and eik:Place (event:x eik:place state:x)"
    )


def test_a_pair_of_classes_is_found_as_well(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, "place:x a eik:City , eik:Region .")
    assert "eik:City" in problem.message
    assert "eik:Region" in problem.message


def test_classes_that_do_not_exclude_each_other_are_none(tmp_path: Path) -> None:
    assert problems(tmp_path, "place:x a eik:City . event:x eik:place place:x . state:x a eik:State .") == []
