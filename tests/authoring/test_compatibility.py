"""Which version step a change of terms demands, and why."""

from __future__ import annotations

import pytest
from pyoxigraph import Quad, RdfFormat, parse

from server.authoring.compatibility import Step, demanded, shown, term_changes, version
from server.authoring.terms import Terms, terms
from server.build.vocabulary import graph
from server.namespaces import PREFIXES

PROLOGUE = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
BASE = """
eik:Actor a owl:Class .
eik:State a owl:Class ; rdfs:subClassOf eik:Actor ; rdfs:label "State"@en .
eik:City a owl:Class .
eik:at a owl:ObjectProperty ; rdfs:domain eik:Actor ; rdfs:range eik:Actor .
"""


def ontology(text: str) -> Terms:
    triples = parse(PROLOGUE + text, format=RdfFormat.TURTLE)
    return terms(Quad(t.subject, t.predicate, t.object, graph("ontology")) for t in triples)


def reasons(before: str, after: str) -> list[str]:
    return [str(reason) for reason in term_changes(ontology(before), ontology(after)).reasons]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "eik:Town a owl:Class .", "minor: eik:Town (class) was added"),
        ("eik:City a owl:Class .", "", "major: eik:City (class) was removed"),
        ('"State"@en', '"Country"@en', "patch: eik:State is described otherwise: rdfs:label"),
        ("rdfs:range eik:Actor", "rdfs:range eik:State", "major: eik:at is narrower: rdfs:range eik:State"),
        ("rdfs:range eik:Actor", "rdfs:range eik:City", "major: eik:at is narrower: rdfs:range eik:City"),
        (
            "rdfs:range eik:Actor",
            "rdfs:range [ owl:unionOf ( eik:Actor eik:City ) ]",
            "minor: eik:at is wider: rdfs:range is no longer eik:Actor",
        ),
        (
            "rdfs:domain eik:Actor",
            "rdfs:domain [ owl:unionOf ( eik:State eik:City ) ]",
            "major: eik:at is narrower: rdfs:domain eik:City or eik:State",
        ),
        ("; rdfs:range eik:Actor", "", "minor: eik:at is wider: rdfs:range is no longer eik:Actor"),
        (
            "rdfs:range eik:Actor",
            "rdfs:range eik:Actor, [ owl:unionOf ( eik:Actor eik:City ) ]",
            "patch: eik:at has the same rdfs:range, stated in another way",
        ),
        (
            "rdfs:subClassOf eik:Actor",
            "rdfs:subClassOf eik:City",
            "major: eik:State is narrower: it is now below eik:City",
        ),
        ("rdfs:subClassOf eik:Actor", "rdfs:comment 'x'", "major: eik:State is no longer below eik:Actor"),
        (
            "rdfs:subClassOf eik:Actor",
            "rdfs:subClassOf eik:Land . eik:Land a owl:Class ; rdfs:subClassOf eik:Actor . eik:State a owl:Class",
            "minor: eik:State is now below the new eik:Land",
        ),
        (
            "eik:City a owl:Class .",
            "eik:City a owl:Class ; owl:disjointWith eik:State .",
            "major: eik:City is narrower: owl:disjointWith eik:State",
        ),
        (
            "eik:City a owl:Class .",
            "eik:City a owl:Class . [] a owl:AllDisjointClasses ; owl:members ( eik:State eik:City ) .",
            "major: eik:City is narrower: owl:disjointWith eik:State",
        ),
        (
            "eik:City a owl:Class .",
            "eik:City a owl:Class ; rdfs:subClassOf [ a owl:Restriction ; owl:onProperty eik:at ;"
            " owl:someValuesFrom eik:State ] .",
            "major: eik:City is narrower: rdfs:subClassOf "
            "[ a owl:Restriction ; owl:onProperty eik:at ; owl:someValuesFrom eik:State ]",
        ),
        (
            "eik:at a owl:ObjectProperty",
            "eik:at a owl:ObjectProperty, owl:FunctionalProperty",
            "major: eik:at is narrower: a owl:FunctionalProperty",
        ),
        (
            "eik:at a owl:ObjectProperty",
            "eik:at a owl:ObjectProperty, owl:TransitiveProperty",
            "minor: eik:at is now a owl:TransitiveProperty",
        ),
        (
            "eik:at a owl:ObjectProperty",
            "eik:at a owl:DatatypeProperty",
            "major: eik:at was of kind object property and is now of kind data property",
        ),
        (
            "eik:City a owl:Class .",
            "eik:City a owl:Class ; owl:deprecated true .",
            "minor: eik:City is deprecated",
        ),
        (
            "eik:City a owl:Class .",
            "eik:City a owl:Class ; owl:deprecated false .",
            "patch: eik:City is described otherwise: owl:deprecated",
        ),
        (
            "rdfs:subClassOf eik:Actor",
            "owl:deprecated true",
            "minor: eik:State is deprecated",
        ),
    ],
)
def test_a_change_demands_its_step_with_the_reason(old: str, new: str, expected: str) -> None:
    assert not old or old in BASE
    changed = BASE.replace(old, new) if old else BASE + new
    found = term_changes(ontology(BASE), ontology(changed))
    assert expected in [str(reason) for reason in found.reasons]
    assert str(found.step) == expected.partition(":")[0]


def test_a_term_that_another_replaces_is_that_one_wherever_it_stood() -> None:
    """A rename is a new term and a deprecated one: what was said of others with the old name is said with the new."""
    some = " rdfs:subClassOf [ a owl:Restriction ; owl:onProperty eik:at ; owl:someValuesFrom eik:State ] ."
    old = BASE + "eik:Town a owl:Class ; rdfs:subClassOf eik:City ;" + some
    new = (
        old.replace("eik:City", "eik:Place").replace("eik:at", "eik:in").replace("eik:Actor", "eik:Agent")
        + "eik:City a owl:Class ; owl:deprecated true ; dcterms:isReplacedBy eik:Place ."
        + "eik:at a owl:ObjectProperty ; owl:deprecated true ; dcterms:isReplacedBy eik:in ."
        + "eik:Actor a owl:Class ; owl:deprecated true ; dcterms:isReplacedBy eik:Agent ."
    )
    assert reasons(old, new) == [
        "minor: eik:Actor is deprecated",
        "minor: eik:Agent (class) was added",
        "minor: eik:City is deprecated",
        "minor: eik:Place (class) was added",
        "minor: eik:at is deprecated",
        "minor: eik:in (object property) was added",
    ]


def test_taking_a_restriction_away_is_no_major_step() -> None:
    narrow = BASE + "eik:City owl:disjointWith eik:State . eik:at a owl:FunctionalProperty ."
    assert term_changes(ontology(narrow), ontology(BASE)).step is Step.MINOR


def test_classes_that_exclude_each_other_by_those_above_them_are_no_wider() -> None:
    stated = BASE + "eik:City owl:disjointWith eik:State ."
    above = BASE + "eik:City owl:disjointWith eik:Actor ."
    assert reasons(stated, above) == [
        "major: eik:Actor is narrower: owl:disjointWith eik:City",
        "patch: eik:City excludes what it excluded before, stated in another way",
    ]


def test_taking_an_inference_away_is_a_major_step() -> None:
    rich = BASE + "eik:at a owl:TransitiveProperty . eik:of a owl:ObjectProperty ; owl:inverseOf eik:at ."
    poor = BASE + "eik:of a owl:ObjectProperty ."
    assert reasons(rich, poor) == [
        "major: eik:at is no longer a owl:TransitiveProperty",
        "major: eik:of implies less, without owl:inverseOf eik:at",
    ]


def test_equal_ontologies_demand_nothing_whatever_their_blank_nodes() -> None:
    text = (
        BASE + "eik:City rdfs:subClassOf [ a owl:Restriction ; owl:onProperty eik:at ; owl:hasSelf true ] ."
    )
    found = term_changes(ontology(text), ontology(text))
    assert (found.step, found.changed) == (Step.NONE, {})


@pytest.mark.parametrize(
    ("released", "step", "wanted"),
    [
        ("1.2.3", Step.MAJOR, "2.0.0"),
        ("1.2.3", Step.MINOR, "1.3.0"),
        ("1.2.3", Step.PATCH, "1.2.4"),
        ("1.2.3", Step.NONE, "1.2.3"),
        ("0.1.0", Step.MAJOR, "0.2.0"),
        ("0.1.5", Step.MINOR, "0.2.0"),
        ("0.1.5", Step.PATCH, "0.1.6"),
    ],
)
def test_a_step_moves_its_number_and_before_the_first_version_a_major_one_the_middle(
    released: str, step: Step, wanted: str
) -> None:
    assert shown(demanded(version(released), step)) == wanted


@pytest.mark.parametrize("text", ["", "1", "1.2", "1.2.3-rc1", "01.2.3", "v1.2.3"])
def test_what_is_no_version_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="write three numbers"):
        version(text)
