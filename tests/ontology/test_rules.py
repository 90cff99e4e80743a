"""Each rule draws its conclusion from a minimal example, and not when any premise is taken away."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, Quad

from server.build.infer import conclusions as drawn
from server.build.infer import premises, prove
from server.build.read.rules import FOLDER, Rule
from tests.conftest import ROOT
from tests.ontology.files import SCHEMES, read, term, turtle, union

EXAMPLES = {
    "subclass-of-transitive": (
        "eik:Visit rdfs:subClassOf eik:Meeting . eik:Meeting rdfs:subClassOf eik:Event .",
        "eik:Visit rdfs:subClassOf eik:Event .",
    ),
    "subproperty-of-transitive": (
        "eik:capitalOf rdfs:subPropertyOf eik:seat . eik:seat rdfs:subPropertyOf eik:locatedIn .",
        "eik:capitalOf rdfs:subPropertyOf eik:locatedIn .",
    ),
    "type-by-subclass": (
        "eik:Visit rdfs:subClassOf eik:Meeting . event:makei-in-moscow a eik:Visit .",
        "event:makei-in-moscow a eik:Meeting .",
    ),
    "type-by-domain": (
        "eik:organOf rdfs:domain eik:Organ . organ:eec eik:organOf body:eaeu .",
        "organ:eec a eik:Organ .",
    ),
    "type-by-range": (
        "eik:place a owl:ObjectProperty ; rdfs:range eik:Place . event:minsk-1 eik:place place:minsk .",
        "place:minsk a eik:Place .",
    ),
    "type-by-all-values-from": (
        """eik:Affiliation rdfs:subClassOf _:r . _:r owl:onProperty org:member ; owl:allValuesFrom eik:Actor .
        membership:belarus-sco a eik:Affiliation ; org:member state:belarus .""",
        "state:belarus a eik:Actor .",
    ),
    "type-by-some-values-from": (
        """eik:Membership owl:equivalentClass _:r .
        _:r owl:onProperty eik:status ; owl:someValuesFrom eik:MemberStatus .
        membership:belarus-un eik:status membership-status:member . membership-status:member a eik:MemberStatus .""",
        "membership:belarus-un a eik:Membership .",
    ),
    "subproperty": (
        "eik:place rdfs:subPropertyOf eik:locatedIn . event:minsk-1 eik:place place:minsk .",
        "event:minsk-1 eik:locatedIn place:minsk .",
    ),
    "inverse-of-property": (
        "eik:organOf owl:inverseOf eik:hasOrgan . organ:eec eik:organOf body:eaeu .",
        "body:eaeu eik:hasOrgan organ:eec .",
    ),
    "inverse-property": (
        "eik:hasOrgan owl:inverseOf eik:organOf . organ:eec eik:organOf body:eaeu .",
        "body:eaeu eik:hasOrgan organ:eec .",
    ),
    "transitive": (
        """eik:locatedIn a owl:TransitiveProperty . event:minsk-1 eik:locatedIn place:minsk .
        place:minsk eik:locatedIn state:belarus .""",
        "event:minsk-1 eik:locatedIn state:belarus .",
    ),
    "label-of-concept": ('unit:day skos:prefLabel "day"@en .', 'unit:day rdfs:label "day"@en .'),
    "member-of": (
        "membership:belarus-un a eik:Membership ; org:member state:belarus ; org:organization body:un .",
        "state:belarus eik:memberOf body:un .",
    ),
    "member-of-open": (
        """membership:belarus-csto a eik:Membership ; org:member state:belarus ; org:organization body:csto ;
            eik:during "1993-12-31/.."^^edtf:EDTF .""",
        "state:belarus eik:memberOf body:csto .",
    ),
    "former-member-of": (
        """membership:ukraine-cis a eik:Membership ; org:member state:ukraine ; org:organization body:cis ;
            eik:during "1991-12-08/2018-05"^^edtf:EDTF .""",
        "state:ukraine eik:formerMemberOf body:cis .",
    ),
    "former-member-of-by-status": (
        """membership:georgia-cis org:member state:georgia ; org:organization body:cis ;
            eik:status membership-status:former-member .""",
        "state:georgia eik:formerMemberOf body:cis .",
    ),
    "signed-on": (
        """treaty-action:signature eik:actionKind treaty-action-kind:signature ;
            eik:onTreaty treaty:charter ; eik:date "1945-06"^^edtf:EDTF .""",
        'treaty:charter eik:signedOn "1945-06"^^edtf:EDTF .',
    ),
    "decided-on": (
        'event:decree a eik:Decision ; eik:date "2017-01"^^edtf:EDTF .',
        'event:decree eik:decidedOn "2017-01"^^edtf:EDTF .',
    ),
    "decided-on-of-sanction-change": (
        'sanction-change:lifted a eik:SanctionChange ; eik:date "2016-02"^^edtf:EDTF .',
        'sanction-change:lifted eik:decidedOn "2016-02"^^edtf:EDTF .',
    ),
    "met-with": (
        """event:visit a eik:Meeting . person:sergei-lavrov eik:participatedIn event:visit .
        person:vladimir-makei eik:participatedIn event:visit .""",
        "person:sergei-lavrov eik:metWith person:vladimir-makei .",
    ),
    "symmetric": (
        "eik:metWith a owl:SymmetricProperty . person:sergei-lavrov eik:metWith person:vladimir-makei .",
        "person:vladimir-makei eik:metWith person:sergei-lavrov .",
    ),
    "cited-document": (
        "claim:x cito:citesAsEvidence doc:report .",
        "doc:report a eik:CitedDocument .",
    ),
    "holds-office": (
        "tenure:makei eik:heldBy person:vladimir-makei ; eik:office office:minister .",
        "person:vladimir-makei eik:holdsOffice office:minister .",
    ),
    "participated-in": (
        "participation:makei eik:participant person:vladimir-makei ; eik:inEvent event:visit .",
        "person:vladimir-makei eik:participatedIn event:visit .",
    ),
    "party-to": (
        """treaty-participation:belarus-protocol eik:treatyParty state:belarus ;
            eik:onTreaty treaty:protocol ; eik:treatyStatus treaty-status:party .""",
        "state:belarus eik:partyTo treaty:protocol .",
    ),
}
"""Rule → its premises and its conclusion; every premise is needed."""

TITLES = ["# title", "# title in Russian", "# title in Belarusian", "# reason"]


def rule(name: str) -> Rule:
    path = ROOT / FOLDER / f"{name}.rq"
    return Rule(path.name, path.read_text(encoding="utf-8"))


def conclusions(name: str, quads: list[Quad]) -> set[Quad]:
    return set(union(drawn(prove([rule(name)], quads))))


def test_every_rule_has_an_example_and_a_reason() -> None:
    found = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / FOLDER).glob("*.rq")}
    assert set(found) == set(EXAMPLES)
    for text in found.values():
        assert [line.split(":")[0] for line in text.splitlines()[: len(TITLES)]] == TITLES


@pytest.mark.parametrize("name", EXAMPLES)
class TestRule:
    def test_draws_the_conclusion(self, name: str) -> None:
        given, conclusion = (turtle(text) for text in EXAMPLES[name])
        assert conclusions(name, given) == set(union(conclusion))

    def test_gives_the_example_as_its_proof(self, name: str) -> None:
        given, (conclusion,) = (turtle(text) for text in EXAMPLES[name])
        (proof,) = prove([rule(name)], given)
        assert (proof.rule, proof.conclusion) == (name, conclusion.triple)
        assert set(proof.premises) == {quad.triple for quad in given}

    def test_needs_every_premise(self, name: str) -> None:
        given, conclusion = (turtle(text) for text in EXAMPLES[name])
        for premise in given:
            rest = [quad for quad in given if quad != premise]
            assert not conclusions(name, rest) & set(union(conclusion)), premise


@pytest.mark.parametrize(
    ("status", "expected"),
    [("founding-member", 1), ("observer", 0), ("candidate", 0), ("former-member", 0), ("invited", 0)],
)
def test_only_statuses_of_members_make_a_membership(status: str, expected: int) -> None:
    given, _ = EXAMPLES["type-by-some-values-from"]
    definition = turtle(given.partition("membership:")[0])
    quads = turtle(f"membership:x eik:status membership-status:{status} .")
    assert len(conclusions("type-by-some-values-from", [*read(SCHEMES), *definition, *quads])) == expected


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("1991-12-21/..", "memberOf"),
        ("1991-12-21/", "memberOf"),
        ("1991/2018?", "formerMemberOf"),
        ("/2020-01-31", "formerMemberOf"),
        ("../2020-01-31", "formerMemberOf"),
        ("1991/2999", "formerMemberOf"),
        ("1974", "formerMemberOf"),
    ],
)
def test_a_period_makes_a_member_or_a_former_member_by_its_end(period: str, expected: str) -> None:
    quads = turtle(
        "membership:x a eik:Membership ; org:member state:belarus ; org:organization body:cis ; "
        f'eik:during "{period}"^^edtf:EDTF .'
    )
    names = ("member-of", "member-of-open", "former-member-of")
    found = [quad.predicate for name in names for quad in conclusions(name, quads)]
    assert found == [term(f"eik:{expected}")]


def test_who_left_and_came_back_is_both() -> None:
    quads = turtle(
        """membership:first a eik:Membership ; org:member state:uzbekistan ; org:organization body:csto ;
            eik:during "1992/1999"^^edtf:EDTF .
        membership:second a eik:Membership ; org:member state:uzbekistan ; org:organization body:csto ;
            eik:during "2006/.."^^edtf:EDTF ."""
    )
    assert len(conclusions("member-of-open", quads)) == len(conclusions("former-member-of", quads)) == 1


@pytest.mark.parametrize(
    "tie",
    [
        "participation:one eik:participant person:sergei-lavrov ; eik:onBehalfOf person:vladimir-makei .",
        "participation:one eik:participant person:vladimir-makei ; eik:onBehalfOf person:sergei-lavrov .",
        """participation:one eik:participant person:sergei-lavrov ; eik:inEvent event:visit ; eik:onBehalfOf body:eaeu .
        participation:other eik:participant person:vladimir-makei ; eik:inEvent event:visit ;
            eik:onBehalfOf body:eaeu .""",
        "membership:x org:member person:sergei-lavrov ; org:organization person:vladimir-makei .",
        "membership:x org:member person:vladimir-makei ; org:organization person:sergei-lavrov .",
    ],
)
def test_those_on_one_side_do_not_meet(tie: str) -> None:
    given, _ = EXAMPLES["met-with"]
    assert conclusions("met-with", turtle(given + tie)) == set()


@pytest.mark.parametrize("kind", ["ratification", "conclusion", "publication"])
def test_other_actions_are_no_signature(kind: str) -> None:
    given, _ = EXAMPLES["signed-on"]
    other = given.replace("treaty-action-kind:signature", f"treaty-action-kind:{kind}")
    assert conclusions("signed-on", turtle(other)) == set()


@pytest.mark.parametrize("role", ["invited", "declined"])
def test_who_does_not_come_does_not_participate(role: str) -> None:
    given, _ = EXAMPLES["participated-in"]
    extra = f"participation:makei eik:role participation-role:{role} ."
    assert conclusions("participated-in", turtle(given + extra)) == set()


@pytest.mark.parametrize(("stance", "expected"), [("asserts", 1), ("denies", 0), ("predicts", 0)])
def test_nothing_follows_from_what_a_claim_does_not_put_forward(stance: str, expected: int) -> None:
    given, _ = EXAMPLES["holds-office"]
    quads = turtle(f"claim:x {{ {given} }} graph:x {{ claim:x eik:stance stance:{stance} . }}")
    assert len(conclusions("holds-office", list(premises(quads)))) == expected


def test_a_node_of_a_forecast_keeps_its_types() -> None:
    quads = turtle(
        """claim:x { statement:x a eik:Forecast . } graph:x { claim:x eik:stance stance:predicts . }
        eik:Forecast rdfs:subClassOf eik:Statement ."""
    )
    (statement,) = conclusions("type-by-subclass", list(premises(quads)))
    assert statement.object == NamedNode("https://w3id.org/eikg/ontology/Statement")
