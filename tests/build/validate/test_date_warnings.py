"""Dates of one thing that cannot all be right are warned of, unless a discrepancy ties their claims."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.build.read.sources import read
from server.build.validate.checks.dates import date_warnings
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
