"""The ontology, alone and with everything curated, is in OWL 2 DL, and each module in the profile that it names."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Quad

from server.rdf.graphs import merged
from tests.ontology.files import MODULES, ONTOLOGY, SCHEMES, TRIPLES, iri, read, term, turtle
from tests.ontology.owlapi import profile_violations


def violations(quads: list[Quad]) -> list[str]:
    return profile_violations(merged(quad.triple for quad in quads))


def test_the_ontology_is_in_the_profile() -> None:
    assert violations(read(ONTOLOGY)) == []


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_a_module_names_the_narrowest_profile_that_it_is_in(module: Path) -> None:
    own = read([module])
    named = {iri(node) for quad in own for node in (quad.subject, quad.predicate, quad.object)}
    declarations = [q for q in read(ONTOLOGY) if q.predicate == term("rdf:type") and iri(q.subject) in named]
    closed = merged(quad.triple for quad in [*own, *declarations])
    claimed = [iri(q.object) for q in own if q.predicate == term("dcterms:conformsTo")]
    narrowest = "DL" if profile_violations(closed, "RL") else "RL"
    assert claimed == [f"http://www.w3.org/ns/owl-profile/{narrowest}"]


def test_the_whole_graph_is_in_the_profile() -> None:
    assert violations(read([*ONTOLOGY, *SCHEMES, *TRIPLES])) == []


@pytest.mark.parametrize(
    ("mistake", "named"),
    [
        ("eik:partOf a owl:FunctionalProperty .", "partOf"),
        ("eik:gist a owl:ObjectProperty .", "gist"),
        ("event:x a eik:Event ; dcterms:hasPart event:y .", "hasPart"),
    ],
    ids=[
        "a transitive property made functional",
        "a data property made an object property",
        "an undeclared property",
    ],
)
def test_a_mistake_is_found(mistake: str, named: str) -> None:
    assert any(named in violation for violation in violations(read(ONTOLOGY) + turtle(mistake)))
