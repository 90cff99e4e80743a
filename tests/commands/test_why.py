"""`eikg why` on a small project of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store, parse

from server.namespaces import PREFIXES
from server.release import current
from server.why.proofs import rule_iri
from tests.project import eikg, invoke, write_project

PROV, RDF = PREFIXES["prov"], PREFIXES["rdf"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_project(tmp_path_factory.mktemp("why") / "project")
    result = eikg(root, "build")
    assert result.returncode == 0, result.stderr
    return root


def test_a_shortcut_leads_through_its_rule_to_the_claim_and_its_segment(built: Path) -> None:
    result = eikg(built, "why", "state:belarus", "eik:memberOf", "body:eaeu")
    assert result.returncode == 0, result.stderr
    claim = "            claim:note-001: doc:note note/001, state:belarus reports"
    assert result.stdout.splitlines() == [
        "state:belarus eik:memberOf body:eaeu",
        "    by the rule member-of from",
        "        membership:belarus-eaeu eik:member state:belarus",
        claim,
        "        membership:belarus-eaeu eik:body body:eaeu",
        claim,
    ]


def test_a_proof_goes_down_through_other_proofs(built: Path) -> None:
    result = invoke(built, "why", "state:belarus", "eik:memberOf", "body:un")
    lines = [line.strip() for line in result.output.splitlines()]
    assert lines[:2] == ["state:belarus eik:memberOf body:un", "by the rule transitive from"]
    assert "by the rule member-of from" in lines
    assert "claim:note-003: doc:note note/003, body:un asserts" in lines


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        (
            ("membership:belarus-eaeu", "eik:earliest", '"2015-01-01"^^xsd:date'),
            ["by the rule edtf-bounds from", 'membership:belarus-eaeu eik:during "2015-01/.."^^edtf:EDTF'],
        ),
        (
            ("claim:note-001", "eik:passage", "segment:note-001"),
            ["by the rule passage-of-segment from", 'claim:note-001 eik:segment "note/001"'],
        ),
        (("state:belarus", "rdfs:label", '"Belarus"@en'), ["stated in triples/entities/things.ttl"]),
        (("eik:State", "rdfs:subClassOf", "eik:Actor"), ["stated in ontology/modules/base.ttl"]),
        (("segment:note-001", "eik:position", "1"), ["stated in triples/segments/note.tsv"]),
        (("body:eaeu", "eik:memberOf", "body:un"), ["claim:note-003: doc:note note/003, body:un asserts"]),
        (
            ("<https://w3id.org/eikg/id/state/belarus>", "a", "https://w3id.org/eikg/ontology/State"),
            ["claim:note-003: doc:note note/003, body:un asserts"],
        ),
    ],
)
def test_what_is_reckoned_or_stated_names_its_origin(
    built: Path, terms: tuple[str, str, str], expected: list[str]
) -> None:
    result = invoke(built, "why", *terms)
    assert result.exit_code == 0, result.output
    lines = [line.strip() for line in result.output.splitlines()]
    assert [line for line in expected if line not in lines] == [], result.output


def test_a_triple_that_does_not_hold_ends_with_those_near_to_it(built: Path) -> None:
    result = eikg(built, "why", "state:belarus", "eik:memberOf", "state:belarus")
    assert result.returncode == 1
    assert result.stderr.splitlines() == [
        "Error: this triple does not hold; these do:",
        "  state:belarus eik:memberOf body:eaeu",
        "  state:belarus eik:memberOf body:un",
    ]


@pytest.mark.parametrize(
    ("terms", "message"),
    [
        (("state:belarus", "eik:memberOf", "body:eaeu> . <x"), "the object"),
        (("state:belarus", "eik:memberOf", "body:eaeu . a:b a:c"), "the object"),
        (("state:belarus", "eik:memberOf", "body:eaeu , body:un"), "the object"),
        (("state:belarus", "eik:memberOf", "[]"), "the object"),
        (("no-prefix", "eik:memberOf", "body:eaeu"), "the subject no-prefix"),
        (("state:belarus", '"text"', "body:eaeu"), "the predicate"),
        (("state:belarus", "eik:memberOf"), "give a subject, a predicate and an object"),
    ],
)
def test_what_is_no_triple_is_said_so_in_one_line(built: Path, terms: tuple[str, ...], message: str) -> None:
    result = eikg(built, "why", *terms)
    assert result.returncode in (1, 2)
    assert message in result.stderr.splitlines()[-1]
    assert "Traceback" not in result.stderr


def test_json_holds_the_same_tree(built: Path) -> None:
    found = json.loads(
        invoke(built, "why", "state:belarus", "eik:memberOf", "body:eaeu", "--format", "json").output
    )
    assert found["rule"] == {"name": "member-of", "iri": rule_iri("member-of").value}
    assert found["triple"]["object"] == {"type": "uri", "value": PREFIXES["body"] + "eaeu"}
    assert [premise["claims"][0]["segment"] for premise in found["premises"]] == [["note/001"]] * 2


def test_rdf_derives_the_statement_from_its_premises_and_those_from_the_claim(built: Path) -> None:
    result = eikg(built, "why", "state:belarus", "eik:memberOf", "body:un", "--format", "nt")
    store = Store()
    store.extend(parse(result.stdout.encode(), format=RdfFormat.N_TRIPLES))
    query = f"""ASK {{ ?top <{RDF}subject> <{PREFIXES["state"]}belarus> ; <{RDF}predicate> <{PREFIXES["eik"]}memberOf> ;
        <{RDF}object> <{PREFIXES["body"]}un> ; <{PROV}wasDerivedFrom>+ <{PREFIXES["claim"]}note-001> ;
        <{PROV}wasGeneratedBy>/<{PROV}qualifiedAssociation>/<{PROV}hadPlan> <{rule_iri("transitive").value}> }}"""
    assert bool(store.query(query))


def test_all_proofs_come_in_rdf(built: Path) -> None:
    result = eikg(built, "why", "--all", "--format", "nt")
    generated = NamedNode(PROV + "wasGeneratedBy")
    steps = [q for q in parse(result.stdout.encode(), format=RdfFormat.N_TRIPLES) if q.predicate == generated]
    assert len(steps) == current(built / ".eikg").manifest.counts["proofs"]
