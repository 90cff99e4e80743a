"""Values that their datatype, kind or range do not allow."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.build.read.sources import read
from server.build.validate.values import value_faults
from server.namespaces import PREFIXES

HEAD = "".join(
    f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n"
    for prefix in ("eik", "state", "owl", "rdf", "rdfs", "xsd", "edtf")
)
ONTOLOGY = """
eik:neighbour a owl:ObjectProperty .
eik:borderOf a owl:ObjectProperty , owl:TransitiveProperty .
eik:motto a owl:DatatypeProperty .
eik:code a owl:DatatypeProperty , owl:FunctionalProperty ; rdfs:range xsd:string .
eik:foundedOn a owl:DatatypeProperty ; rdfs:range edtf:EDTF .
eik:area a owl:DatatypeProperty ; rdfs:range xsd:decimal .
eik:slogan a owl:DatatypeProperty ; rdfs:range rdf:PlainLiteral .
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
        p.file == "triples/entities/states.ttl" and p.line == 8 and p.subject == "state:x" for p in found
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
        ("eik:slogan 1", "is no rdf:PlainLiteral"),
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
        'eik:slogan "x"@en , "y"',
        "eik:unknownToTheOntology 1",
    ],
)
def test_a_value_of_the_right_kind_is_none(tmp_path: Path, statements: str) -> None:
    assert messages(tmp_path, statements) == []
