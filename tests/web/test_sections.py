"""Which section a statement belongs to: what annotations of the ontology say, inherited downwards."""

from __future__ import annotations

from pyoxigraph import RdfFormat, parse

from server.namespaces import BASE, PREFIXES
from server.web.pages.model.sections import EXAMPLES, FACTS, OTHER, sections_of
from server.web.pages.ontology.facts import Facts

PROLOGUE = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
SCHEME = BASE + "scheme/page-section"
EIK = PREFIXES["eik"]


def facts(turtle: str) -> Facts:
    return Facts(quad.triple for quad in parse((PROLOGUE + turtle).encode(), RdfFormat.TURTLE))


CONCEPTS = facts(f"""
    <{SCHEME}/late> skos:inScheme <{SCHEME}> ; skos:notation "02" .
    <{SCHEME}/early> skos:inScheme <{SCHEME}> ; skos:notation "01" .
    <{BASE}scheme/other/x> skos:inScheme <{BASE}scheme/other> ; skos:notation "00" .""")
ONTOLOGY = facts(f"""
    eik:Actor a owl:Class ; eik:pageSection <{SCHEME}/late> .
    eik:State a owl:Class ; rdfs:subClassOf eik:Actor .
    eik:Person a owl:Class ; rdfs:subClassOf eik:Actor ; eik:pageSection <{SCHEME}/early> .
    eik:Affiliation a owl:Class ; rdfs:subClassOf eik:Situation .
    eik:Decision a owl:Class ; rdfs:subClassOf eik:Event .
    eik:wide a owl:ObjectProperty ; eik:pageSection <{SCHEME}/late> ; eik:objectPageSection <{SCHEME}/early> .
    eik:narrow a owl:ObjectProperty ; rdfs:subPropertyOf eik:wide .
    eik:own a owl:ObjectProperty ; rdfs:subPropertyOf eik:wide ; eik:pageSection <{SCHEME}/early> .
    eik:lost a owl:ObjectProperty ; eik:pageSection <{SCHEME}/nowhere> .
    eik:called a owl:AnnotationProperty ; rdfs:subPropertyOf skos:altLabel ; eik:pageSection <{SCHEME}/early> .
    eik:plain a owl:ObjectProperty .""")
SECTIONS = sections_of(ONTOLOGY, CONCEPTS)


def test_order_is_that_of_the_notations() -> None:
    assert SECTIONS.order == (f"{SCHEME}/early", f"{SCHEME}/late")


def test_values_stand_in_the_section_of_the_nearest_property() -> None:
    found = {name: SECTIONS.of_value(EIK + name) for name in ("wide", "narrow", "own", "plain", "lost")}
    assert found == {
        "wide": f"{SCHEME}/late",
        "narrow": f"{SCHEME}/late",
        "own": f"{SCHEME}/early",
        "plain": FACTS,
        "lost": FACTS,
    }


def test_a_property_of_another_vocabulary_stands_where_the_own_ones_below_it_do() -> None:
    assert SECTIONS.of_value(PREFIXES["skos"] + "altLabel") == f"{SCHEME}/early"
    assert SECTIONS.of_value(PREFIXES["skos"] + "note") == FACTS


def test_subjects_stand_in_the_section_of_the_property_or_else_of_their_class() -> None:
    assert SECTIONS.section(EIK + "narrow", "state") == f"{SCHEME}/early"
    assert SECTIONS.section(EIK + "plain", "state") == f"{SCHEME}/late"
    assert SECTIONS.section(EIK + "plain", "person") == f"{SCHEME}/early"
    assert SECTIONS.section(EIK + "plain", "quantity") == OTHER
    assert SECTIONS.section(EIK + "narrow", "") == EXAMPLES


def test_situations_and_events_are_told_and_more_of_them_shown() -> None:
    assert SECTIONS.situations == {"membership"}
    assert SECTIONS.events == {"event"}
    assert SECTIONS.most("membership") > SECTIONS.most("state")


def test_an_ontology_without_sections_has_facts_and_the_rest() -> None:
    empty = sections_of(Facts(()), Facts(()))
    assert empty.order == ()
    assert empty.of_value(EIK + "wide") == FACTS
    assert empty.section(EIK + "wide", "state") == OTHER
