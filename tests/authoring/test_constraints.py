"""Which version step a change of shapes and rules demands, and why."""

from __future__ import annotations

import pytest
from pyoxigraph import Quad, RdfFormat, parse

from server.authoring.constraints import Constraints, constraint_reasons, constraints
from server.build.publish.resources import rule_quads
from server.build.read.rules import Rule
from server.build.vocabulary import graph
from server.namespaces import EIK, PREFIXES

PROLOGUE = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
SHAPE = """
<https://example.org/Visit> a sh:NodeShape ; sh:targetClass eik:Visit ;
    sh:property [ sh:path eik:place ; sh:minCount 1 ; sh:message "Say where."@en ; sh:severity sh:Info ] .
"""
RULE = """\
# title: Members
PREFIX eik: <https://w3id.org/eikg/ontology/>
CONSTRUCT { ?a eik:memberOf ?b }
WHERE {
  ?m eik:member ?a .
  ?m eik:body ?b .
  FILTER(?a != ?b)
}
"""
PLACE = "sh:property [ sh:minCount 1 ; sh:path eik:place ]"
ABOUT = "shape <https://example.org/Visit>"


def of(shapes: str = SHAPE, rule: str = RULE) -> Constraints:
    triples = parse(PROLOGUE + shapes, format=RdfFormat.TURTLE)
    quads = [Quad(t.subject, t.predicate, t.object, graph("shapes")) for t in triples]
    return constraints([*quads, *(rule_quads([Rule("ontology/rules/member-of.rq", rule)] if rule else []))])


def reasons(before: Constraints, after: Constraints) -> list[str]:
    return [str(reason) for reason in constraint_reasons(before, after, {})]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("sh:Info", "sh:Violation", [f"major: {ABOUT} was a note and is a violation: {PLACE}"]),
        (" ; sh:severity sh:Info", "", [f"major: {ABOUT} was a note and is a violation: {PLACE}"]),
        ("sh:Info", "sh:Warning", [f"minor: {ABOUT} was a note and is a warning: {PLACE}"]),
        ("Say where.", "Name the place.", []),
        (
            ' sh:property [ sh:path eik:place ; sh:minCount 1 ; sh:message "Say where."@en ; sh:severity sh:Info ] .',
            " sh:closed true .",
            [
                f"major: {ABOUT} demands more, as a violation: sh:closed true",
                f"minor: {ABOUT} demands no longer: {PLACE}",
            ],
        ),
    ],
)
def test_a_change_of_a_shape_demands_its_step(old: str, new: str, expected: list[str]) -> None:
    assert old in SHAPE
    assert reasons(of(), of(SHAPE.replace(old, new))) == expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("", ["major: rule member-of was removed"]),
        (
            RULE.replace("  FILTER(?a != ?b)\n", ""),
            ["minor: rule member-of draws more: it has fewer premises"],
        ),
        (RULE.replace("?m eik:body", "?m eik:party"), ["major: rule member-of draws other conclusions"]),
        (RULE.replace("Members", "Who is a member").replace("  ?m", "    ?m"), []),
    ],
)
def test_a_change_of_a_rule_demands_its_step(rule: str, expected: list[str]) -> None:
    assert reasons(of(), of(rule=rule)) == expected
    if not rule:
        assert reasons(of(rule=""), of()) == ["minor: rule member-of was added"]


def test_a_renamed_term_changes_no_shape_and_no_rule() -> None:
    later = of(SHAPE.replace("eik:place", "eik:site"), RULE.replace("eik:member ", "eik:party "))
    names = {EIK + "place": EIK + "site", EIK + "member": EIK + "party"}
    assert list(constraint_reasons(of(), later, names)) == []
