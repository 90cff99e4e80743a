"""The ontology, alone and with everything curated, is in OWL 2 DL."""

from __future__ import annotations

import pytest
from pyoxigraph import Quad

from server.build.merged import merged
from tests.ontology.files import ONTOLOGY, SCHEMES, TRIPLES, read, turtle
from tests.ontology.owlapi import profile_violations


def violations(quads: list[Quad]) -> list[str]:
    return profile_violations(merged(quad.triple for quad in quads))


def test_the_ontology_is_in_the_profile() -> None:
    assert violations(read(ONTOLOGY)) == []


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
