"""What cannot be so is found inconsistent: the ontology's disjointness, cardinality and ranges do their work."""

from __future__ import annotations

import pytest

from server.build.reasoning import project
from tests.ontology.files import ONTOLOGY, read, turtle
from tests.ontology.owlapi import is_consistent

CONTRADICTIONS = {
    "a body that is a state": "body:un a eik:Body , eik:State .",
    "an organ that is a body": "organ:unga a eik:Organ , eik:Body .",
    "an organ of a body that is a company": "organ:unga a eik:Organ , eik:Company .",
    "an actor that is a place": "state:belarus a eik:State ; eik:capital state:belarus .",
    "a person who is an office": "tenure:x eik:heldBy person:makei ; eik:office person:makei .",
    "a contested entity that is a state": "contested-entity:x a eik:ContestedEntity , eik:State .",
    "a membership with two members": """membership:x a eik:Membership ; org:member state:belarus , body:eaeu ;
        org:organization body:un . state:belarus a eik:State . body:eaeu a eik:Body .""",
    "a membership of a place": "membership:x a eik:Membership ; org:member place:minsk . place:minsk a eik:City .",
    "a membership in a person": """membership:x a eik:Membership ; org:organization person:makei .
        person:makei a eik:Person .""",
    "a resolution adopted by two organs": """resolution:x a eik:Resolution ; eik:adoptedBy organ:unga , organ:unsc .
        organ:unga owl:differentFrom organ:unsc .""",
    "a draft that is the resolution": "resolution:x a eik:DraftResolution , eik:Resolution .",
    "a resolution that is a treaty": "vote:x eik:onResolution treaty:x . treaty:x a eik:Treaty .",
    "a vote with two choices": """vote:x eik:choice vote-choice:for , vote-choice:against .
        vote-choice:for owl:differentFrom vote-choice:against .""",
    "an event that takes part": "participation:x eik:participant event:x . event:x a eik:Meeting .",
    "a participation in a body": "participation:x eik:inEvent body:un . body:un a eik:Body .",
    "a document that speaks": "claim:x eik:statedBy doc:x . doc:x a eik:Document .",
    "a claim in two documents": "claim:x eik:inDocument doc:x , doc:y . doc:x owl:differentFrom doc:y .",
    "a measure of a sanction": "measure:x eik:measureOf sanction:x . sanction:x a eik:Sanction .",
    "a sanction that is its change": "sanction:x a eik:Sanction , eik:SanctionChange .",
    "an initiative put forward by a document": "initiative:x eik:proponent doc:x . doc:x a eik:Report .",
    "a statement that is its quantity": "statement:x a eik:Need ; eik:hasQuantity statement:x .",
    "a quantity with two values": "quantity:x a eik:Quantity ; eik:value 1 , 2 .",
    "a city that is a region": "place:minsk a eik:City , eik:Region .",
    "an election that is an accident": "event:x a eik:Election , eik:Accident .",
}


def consistent(text: str) -> bool:
    return is_consistent(project(q.triple for q in [*read(ONTOLOGY), *turtle(text)]).triples)


@pytest.mark.parametrize("text", CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_a_contradiction_is_found(text: str) -> None:
    assert not consistent(text)


def test_what_is_no_contradiction_passes() -> None:
    assert consistent("body:un a eik:Body . state:belarus a eik:State .")
