"""A thing of two classes that exclude each other is a fault, where the statement stands that makes it so."""

from __future__ import annotations

from pathlib import Path

from server.build.infer import conclusions, prove
from server.build.read.places import Places
from server.build.read.rules import read_rules
from server.build.read.sources import read
from server.build.validate.disjointness import shared_things
from server.build.validate.structure.axioms import Axioms
from server.faults import Fault
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


def faults(folder: Path, statements: str) -> list[Fault]:
    for name, text in (("ontology/modules/m.ttl", ONTOLOGY), ("triples/entities/all.ttl", statements)):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEAD + text, encoding="utf-8")
    sources = read(folder)
    quads = list(sources.quads)
    proofs = prove(read_rules(ROOT), quads)
    pairs = Axioms(sources, Places(sources.files)).disjoint
    found = shared_things(sources, [*quads, *conclusions(proofs)], proofs, pairs)
    return [fault for _, _, fault in found]


def test_the_statement_that_names_the_wrong_thing_is_shown(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, "state:x a eik:State .\nevent:x a eik:Event ;\n    eik:place state:x .\n")
    assert (fault.file, fault.line) == ("triples/entities/all.ttl", 9)
    assert fault.subject == "state:x"
    assert fault.message == (
        "is of two classes that exclude each other, "
        "eik:Actor (state:x rdf:type eik:State) and eik:Place (event:x eik:place state:x)"
    )


def test_a_pair_of_classes_is_found_as_well(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, "place:x a eik:City , eik:Region .")
    assert "eik:City" in fault.message
    assert "eik:Region" in fault.message


def test_classes_that_do_not_exclude_each_other_are_none(tmp_path: Path) -> None:
    assert faults(tmp_path, "place:x a eik:City . event:x eik:place place:x . state:x a eik:State .") == []
