"""The ontology, alone and with everything curated, is in OWL 2 DL, which each module names as its profile."""

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
def test_a_module_names_the_narrowest_profile_that_its_closure_is_in(module: Path) -> None:
    """Each imports the others, by way of the ontology as a whole."""
    claimed = [iri(q.object) for q in read([module]) if q.predicate == term("dcterms:conformsTo")]
    narrowest = "DL" if profile_violations(merged(quad.triple for quad in read(ONTOLOGY)), "RL") else "RL"
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
