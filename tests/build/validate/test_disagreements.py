"""Claims may disagree: a warning names both and the discrepancy that is missing, and no build stops for it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from server.build.analysis import analyse
from server.build.read.places import Places
from server.build.read.sources import read
from server.build.validate.disagreements import disagreement_faults
from server.faults import Fault
from server.namespaces import PREFIXES
from tests.conftest import ROOT
from tests.project import replace, write_project

CLAIM = """
claim:note-003 {{
    membership:belarus-eaeu
        eik:during "{}"^^edtf:EDTF ;
        .
}}
"""
TIE = """\
@prefix eik: <https://w3id.org/eikg/ontology/> .
@prefix claim: <https://w3id.org/eikg/id/claim/> .
@prefix discrepancy: <https://w3id.org/eikg/id/discrepancy/> .

discrepancy:{}
    eik:betweenClaims claim:{} ;
    .
"""


def found_in(root: Path) -> list[Fault]:
    sources = read(root)
    return [*disagreement_faults(sources, Places(sources.files))]


def project(folder: Path, first: str, second: str) -> Path:
    root = write_project(folder / "project")
    document = root / "triples/documents/note.trig"
    document.write_text(document.read_text() + CLAIM.format(second))
    replace(root, "triples/documents/note.trig", '"2015-01/.."', f'"{first}"')
    return root


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2014-09", "2014-09-05"),
        ("2014-09-05", "2014-09"),
        ("2014-09", "2014-09~"),
        ("2013-01/2015-02", "2014"),
        ("2015/", "2015-01-01/2017-12-31"),
        ("2015/..", "2015"),
    ],
)
def test_dates_of_different_precision_agree(tmp_path: Path, first: str, second: str) -> None:
    assert found_in(project(tmp_path, first, second)) == []


@pytest.mark.parametrize(
    ("first", "second"), [("2014-09", "2014-10-05"), ("2014", "2013-12/2014-02"), ("2015/..", "../2015")]
)
def test_other_dates_are_warned_of_until_a_discrepancy_ties_their_claims(
    tmp_path: Path, first: str, second: str
) -> None:
    root = project(tmp_path, first, second)
    (warning,) = found_in(root)
    assert warning.file == "triples/documents/note.trig"
    assert (
        (root / warning.file)
        .read_text()
        .splitlines()[(warning.line or 0) - 1]
        .strip()
        .startswith("eik:during")
    )
    assert f'eik:during is "{first}" in claim:note-001 and "{second}" in claim:note-003' in str(warning)
    tie = root / "triples/discrepancies.ttl"
    tie.write_text(TIE.format("a", "note-001") + TIE.format("b", "note-003").partition("\n\n")[2])
    assert len(found_in(root)) == 1  # two discrepancies, one for each claim, tie nothing
    tie.write_text(TIE.format("a", "note-001, claim:note-003"))
    assert found_in(root) == []


def test_the_real_data_ties_all_of_them() -> None:
    assert [*map(str, found_in(ROOT))] == []


SECOND = """
graph:note {{
    claim:note-004
        a eik:Claim ;
        eik:inDocument doc:note ;
        eik:segment "note/004" ;
        eik:stance stance:asserts ;
        eik:statedBy body:un ;
        .
}}

claim:note-004 {{
    {}
}}
"""
SHAPE = """

<https://w3id.org/eikg/graph/shapes/One>
    a sh:NodeShape ;
    sh:property [
        sh:maxCount 1 ;
        sh:message "Name one."@en ;
        sh:path {} ;
    ] ;
    sh:targetClass {} ;
    .
"""
MEMBERS = "membership:belarus-eaeu eik:member body:un ."


def two_claims(folder: Path, says: str, shape: tuple[str, str] | None = None) -> Path:
    """A project in which a further claim says something of the first one's membership; `shape` allows one value."""
    root = write_project(folder / "project")
    document, shapes = root / "triples/documents/note.trig", root / "ontology/shapes/membership.ttl"
    document.write_text(document.read_text() + SECOND.format(says))
    if shape:
        shapes.write_text(shapes.read_text() + SHAPE.format(*shape))
    return root


def functional(root: Path) -> None:
    replace(
        root,
        "ontology/modules/base.ttl",
        "eik:member\n    a owl:ObjectProperty",
        "eik:member\n    a owl:FunctionalProperty , owl:ObjectProperty",
    )


def errors_and_warnings(root: Path) -> tuple[list[Fault], list[Fault]]:
    """What stops a build of the shapes' findings, and what is told of disagreements."""
    found = analyse(root)
    assert not found.file_faults
    return [*found.graph_faults], [fault for fault in found.warnings if fault.rule == "discrepancy"]


@pytest.mark.parametrize("by", ["shape", "functional", "both"])
def test_claims_that_disagree_stop_no_build_and_the_missing_discrepancy_can_be_pasted(
    tmp_path: Path, by: str
) -> None:
    root = two_claims(tmp_path, MEMBERS, None if by == "functional" else ("eik:member", "eik:Membership"))
    if by != "shape":
        functional(root)
    errors, (warning,) = errors_and_warnings(root)
    assert errors == []
    assert "eik:member is state:belarus in claim:note-001 and body:un in claim:note-004" in warning.message
    assert (warning.file, warning.severity) == ("triples/documents/note.trig", "warning")
    pasted = re.search(r"discrepancy:\S+ a eik:Discrepancy .* \.", warning.remedy)
    assert pasted
    prefixes = "".join(
        f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n"
        for prefix in ("eik", "rdfs", "claim", "discrepancy", "discrepancy-kind", "severity", "membership")
    )
    (root / "triples/discrepancies.ttl").write_text(prefixes + pasted[0], encoding="utf-8")
    assert found_in(root) == []
    assert list(analyse(root).sources.faults) == []


def test_a_claim_that_contradicts_itself_stops_the_build(tmp_path: Path) -> None:
    says = "membership:belarus-eaeu eik:member body:un , body:eaeu ."
    root = two_claims(tmp_path, says, ("eik:member", "eik:Membership"))
    errors, _ = errors_and_warnings(root)
    assert any("eik:member fails sh:maxCount" in error.message for error in errors)


def test_two_values_of_a_functional_property_in_one_claim_are_an_error(tmp_path: Path) -> None:
    root = two_claims(tmp_path, "membership:belarus-eaeu eik:member body:un , body:eaeu .")
    assert [fault for fault in analyse(root).file_faults if fault.rule == "functional"] == []
    functional(root)
    (error,) = (fault for fault in analyse(root).file_faults if fault.rule == "functional")
    assert error.message.startswith("eik:member is body:")
    assert (error.file, error.subject, error.severity) == (
        "triples/documents/note.trig",
        "membership:belarus-eaeu",
        "error",
    )


def test_a_claim_against_the_entities_is_an_error(tmp_path: Path) -> None:
    root = two_claims(tmp_path, "state:belarus eik:code 7 .")
    replace(
        root,
        "ontology/modules/base.ttl",
        "eik:during\n",
        "eik:code a owl:DatatypeProperty , owl:FunctionalProperty .\n\neik:during\n",
    )
    replace(
        root,
        "triples/entities/things.ttl",
        "state:belarus\n    a eik:State ;",
        "state:belarus\n    a eik:State ; eik:code 8 ;",
    )
    (error,) = (fault for fault in analyse(root).file_faults if fault.rule == "functional")
    assert error.message == 'eik:code is "8" and "7", but has one value'
    assert error.file == "triples/documents/note.trig"


def test_who_denies_contradicts_nobody_who_says_otherwise(tmp_path: Path) -> None:
    root = two_claims(tmp_path, MEMBERS)
    functional(root)
    document = root / "triples/documents/note.trig"
    denied = document.read_text().replace(
        '"note/004" ;\n        eik:stance stance:asserts', '"note/004" ;\n        eik:stance stance:denies'
    )
    document.write_text(denied)
    assert errors_and_warnings(root) == ([], [])


def test_a_literal_without_a_value_is_told_as_that(tmp_path: Path) -> None:
    root = two_claims(
        tmp_path, 'state:belarus eik:code "abc"^^<http://www.w3.org/2001/XMLSchema#integer> , 7 .'
    )
    replace(
        root,
        "ontology/modules/base.ttl",
        "eik:during\n",
        "eik:code a owl:DatatypeProperty , owl:FunctionalProperty .\n\neik:during\n",
    )
    assert {fault.rule for fault in analyse(root).file_faults} == {"literal"}


@pytest.mark.parametrize(
    ("says", "path"),
    [
        ("state:belarus eik:memberOf body:un .", "[ sh:inversePath eik:memberOf ]"),
        (
            "state:belarus eik:memberOf body:un ; eik:body body:un , body:eaeu .",
            "[ sh:alternativePath ( eik:memberOf eik:body ) ]",
        ),
    ],
)
def test_what_is_counted_along_a_path_stays_an_error(tmp_path: Path, says: str, path: str) -> None:
    root = two_claims(tmp_path, says, (path, "eik:Actor"))
    errors, warnings = errors_and_warnings(root)
    assert any("maxCount" in error.message for error in errors)
    assert warnings == []


def test_what_is_pasted_is_turtle_whatever_the_values(tmp_path: Path) -> None:
    root = two_claims(tmp_path, 'state:belarus eik:code "The \\"Big\\" one\\nof two" .')
    first = "membership:belarus-eaeu\n        a eik:Membership ;"
    replace(root, "triples/documents/note.trig", first, 'state:belarus eik:code "one" .\n\n    ' + first)
    replace(
        root,
        "ontology/modules/base.ttl",
        "eik:during\n",
        "eik:code a owl:DatatypeProperty , owl:FunctionalProperty .\n\neik:during\n",
    )
    (warning,) = (fault for fault in analyse(root).warnings if fault.rule == "discrepancy")
    pasted = re.search(r"discrepancy:\S+ a eik:Discrepancy .* \.", warning.remedy)
    assert pasted
    prefixes = "".join(
        f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n"
        for prefix in ("eik", "rdfs", "claim", "discrepancy", "discrepancy-kind", "severity", "state")
    )
    assert list(parse(prefixes + pasted[0], format=RdfFormat.TURTLE))


def test_what_follows_from_two_claims_is_theirs(tmp_path: Path) -> None:
    says = """membership:belarus-un
        a eik:Membership ;
        eik:body body:cis ;
        eik:member state:belarus ;
        .

    body:cis
        a eik:Actor ;
        ."""
    root = two_claims(tmp_path, says, ("eik:memberOf", "eik:Actor"))
    replace(
        root,
        "triples/documents/note.trig",
        "    body:eaeu\n        eik:memberOf body:un ;\n        .\n\n",
        "",
    )
    errors, (warning,) = errors_and_warnings(root)
    assert errors == []
    assert "eik:memberOf is body:eaeu in claim:note-001 and body:cis in claim:note-004" in warning.message


def test_the_same_number_written_otherwise_is_no_disagreement(tmp_path: Path) -> None:
    root = two_claims(tmp_path, "membership:belarus-eaeu eik:count 7.0 .", ("eik:count", "eik:Membership"))
    replace(
        root,
        "ontology/modules/base.ttl",
        "eik:during\n",
        "eik:count a owl:DatatypeProperty .\n\neik:during\n",
    )
    replace(root, "triples/documents/note.trig", "eik:body body:eaeu ;", "eik:body body:eaeu ; eik:count 7 ;")
    assert errors_and_warnings(root) == ([], [])


def test_dates_of_different_precision_are_no_failure_of_a_shape(tmp_path: Path) -> None:
    root = project(tmp_path, "2014-09", "2014-09-05")
    assert [fault for fault in analyse(root).warnings if "note" in fault.file] == []


def test_in_the_real_data_two_tallies_of_one_vote_are_pointed_out() -> None:
    """Which properties have one value is the ontology's to say: a vote has one number of each kind."""
    declared = (ROOT / "ontology/modules/documents.ttl").read_text("utf-8")
    for name in ("votesFor", "votesAgainst", "abstentions", "notVoting"):
        term = declared.partition(f"\neik:{name}\n")[2].partition("\n    .\n")[0]
        assert "owl:FunctionalProperty" in term, name
