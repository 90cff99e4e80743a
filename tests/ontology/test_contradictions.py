"""What cannot be so is found inconsistent, by the axiom that is there to find it and by no other."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pyoxigraph import Quad

from server.build.validate.consistency import project
from tests.ontology.axioms import AXIOMS, without
from tests.ontology.contradictions import CONTRADICTIONS
from tests.ontology.files import turtle
from tests.ontology.owlapi import is_consistent


def consistent(text: str, ontology: list[Quad]) -> bool:
    return is_consistent(project(quad.triple for quad in [*ontology, *turtle(text)]).triples)


@pytest.mark.parametrize(("axiom", "text"), CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_a_contradiction_is_found_by_its_axiom(axiom: str, text: str) -> None:
    assert not consistent(text, AXIOMS)
    assert consistent(text, without(axiom, AXIOMS)), f"{axiom} is not all that this contradicts"


def test_every_contradiction_has_an_axiom_of_its_own(tally: Callable[[str, int], None]) -> None:
    axioms = [axiom for axiom, _ in CONTRADICTIONS.values()]
    assert len(axioms) == len(set(axioms)) > 60
    tally("contradictions", len(axioms))


def test_what_is_no_contradiction_passes() -> None:
    assert consistent("body:un a eik:Body . state:belarus a eik:State .", AXIOMS)
