"""Values that their datatype, kind or range do not allow, and dates that contradict each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.build.read.sources import read
from server.build.validate.values import date_warnings, value_faults
from server.namespaces import PREFIXES
from tests.conftest import ROOT
from tests.project import replace, write_project

HEAD = "".join(
    f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in ("eik", "state", "owl", "rdfs", "xsd", "edtf")
)
ONTOLOGY = """
eik:neighbour a owl:ObjectProperty .
eik:borderOf a owl:ObjectProperty , owl:TransitiveProperty .
eik:motto a owl:DatatypeProperty .
eik:code a owl:DatatypeProperty , owl:FunctionalProperty ; rdfs:range xsd:string .
eik:foundedOn a owl:DatatypeProperty ; rdfs:range edtf:EDTF .
eik:area a owl:DatatypeProperty ; rdfs:range xsd:decimal .
"""


def messages(folder: Path, statements: str) -> list[str]:
    for name, text in (
        ("ontology/modules/m.ttl", ONTOLOGY),
        ("triples/entities/states.ttl", f"state:x {statements} ."),
    ):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEAD + text, encoding="utf-8")
    found = list(value_faults(read(folder)))
    assert all(
        p.file == "triples/entities/states.ttl" and p.line == 7 and p.subject == "state:x" for p in found
    )
    return [fault.message for fault in found]


@pytest.mark.parametrize(
    ("statements", "fault"),
    [
        ('eik:neighbour "Poland"', "is a literal where a thing or concept belongs"),
        ('eik:borderOf "Poland"', "is a literal where a thing or concept belongs"),
        ("eik:motto state:y", "is a thing where a literal belongs"),
        ('eik:code "BY"@en', "is no xsd:string"),
        ("eik:code 112", "is no xsd:string"),
        ('eik:foundedOn "1991"', "is no edtf:EDTF"),
        ("eik:area 2.5e3", "is no xsd:decimal"),
    ],
)
def test_a_value_of_another_kind_is_a_fault(tmp_path: Path, statements: str, fault: str) -> None:
    (message,) = messages(tmp_path, statements)
    assert message.endswith(fault)


@pytest.mark.parametrize(
    "statements",
    [
        "eik:neighbour state:y",
        'eik:motto "x"@en , "y"',
        'eik:code "BY"',
        'eik:foundedOn "1991"^^edtf:EDTF',
        "eik:area 207600 , 207600.5",
        "eik:unknownToTheOntology 1",
    ],
)
def test_a_value_of_the_right_kind_is_none(tmp_path: Path, statements: str) -> None:
    assert messages(tmp_path, statements) == []


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
    assert list(date_warnings(read(project(tmp_path, first, second)))) == []


@pytest.mark.parametrize(
    ("first", "second"), [("2014-09", "2014-10-05"), ("2014", "2013-12/2014-02"), ("2015/..", "../2015")]
)
def test_other_dates_are_warned_of_until_a_discrepancy_ties_their_claims(
    tmp_path: Path, first: str, second: str
) -> None:
    root = project(tmp_path, first, second)
    (warning,) = date_warnings(read(root))
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
    assert len(list(date_warnings(read(root)))) == 1  # two discrepancies, one for each claim, tie nothing
    tie.write_text(TIE.format("a", "note-001, claim:note-003"))
    assert list(date_warnings(read(root))) == []


def test_the_real_data_ties_all_of_them() -> None:
    assert list(map(str, date_warnings(read(ROOT)))) == []
