"""The alignments: what a table may hold, and that what it says of things is what the verified reference claims say."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from server.build.read.alignments import alignment_quads, read_alignments
from server.build.validate.quality_checks import read_vocabularies
from server.faults import InvalidInput
from server.namespaces import PREFIXES
from tests.conftest import ROOT
from tests.ontology.files import TRIPLES, iri, read, term

VOCABULARIES = read_vocabularies(ROOT)
ALIGNMENTS = read_alignments(ROOT, VOCABULARIES)
HEADER = """\
#mapping_set_id: https://example.org/set
#mapping_set_description: A set
#license: https://creativecommons.org/licenses/by/4.0/
#curie_map:
#  eik: https://w3id.org/eikg/ontology/
#  org: http://www.w3.org/ns/org#
#  skos: http://www.w3.org/2004/02/skos/core#
subject_id\tpredicate_id\tobject_id\tobject_label\tmapping_justification\tconfidence\tcomment
"""
ROW = "eik:Office\tskos:exactMatch\torg:Post\tPost\tsemapv:ManualMappingCuration\t0.9\t\n"


def write(root: Path, text: str) -> Path:
    path = root / "ontology/alignments/set.sssom.tsv"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return root


def test_a_mapping_becomes_a_skos_triple(tmp_path: Path) -> None:
    [quad] = alignment_quads(read_alignments(write(tmp_path, HEADER + ROW), VOCABULARIES))
    assert (quad.subject, quad.predicate, quad.object) == (
        term("eik:Office"),
        term("skos:exactMatch"),
        term("org:Post"),
    )
    assert quad.graph_name == term("graph:alignments")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("org:Post", "org:Posts", "org has no Posts"),
        ("org:Post", "http://x", "no CURIE"),
        ("eik:Office", "org:Role", "does not lead from the project"),
        ("org:Post", "eik:Person", "does not lead from the project"),
        ("skos:exactMatch", "owl:sameAs", "no mapping relation"),
        ("semapv:ManualMappingCuration", "semapv:Guess", "is none of"),
        ("0.9", "1.9", "not between 0 and 1"),
        ("\t0.9", "", "cells"),
        ("object_label\t", "", "has other columns"),
        ("#license: https://creativecommons.org/licenses/by/4.0/\n", "", "lacks license"),
        ("http://www.w3.org/ns/org#", "http://example.org/", "in the rest of the project"),
        (ROW, ROW + ROW, "again"),
    ],
)
def test_a_faulty_table_is_refused(old: str, new: str, message: str, tmp_path: Path) -> None:
    text = HEADER + ROW
    assert old in text
    with pytest.raises(InvalidInput, match=message):
        read_alignments(write(tmp_path, text.replace(old, new)), VOCABULARIES)


def test_nothing_is_said_to_be_the_same() -> None:
    assert {a.predicate for a in ALIGNMENTS} <= {
        PREFIXES["skos"] + f"{name}Match" for name in ("exact", "close", "broad", "narrow", "related")
    }


def test_every_subject_exists() -> None:
    files = [*ROOT.glob("ontology/modules/*.ttl"), *ROOT.glob("ontology/schemes/*.ttl"), *TRIPLES]
    described = {quad.subject for quad in read(files) if quad.predicate == term("rdf:type")}
    assert {a.subject for a in ALIGNMENTS if NamedNode(a.subject) not in described} == set()


@pytest.mark.parametrize(("prefix", "name"), [("wd", "wikidata"), ("country", "iso3")])
def test_identifiers_of_things_are_those_of_the_reference_claims(prefix: str, name: str) -> None:
    quads = read(ROOT.glob("triples/reference/*.trig"))
    verified = {
        q.subject
        for q in quads
        if q.predicate == term("eik:verification") and q.object == term("verification:verified")
    }
    claimed = {
        (iri(q.subject), q.object.value.removeprefix(PREFIXES["wd"]))
        for q in quads
        if q.predicate == term(f"eik:{name}")
        and q.graph_name in verified
        and isinstance(q.object, (NamedNode, Literal))
    }
    if name == "iso3":  # the record key of a membership names its member by that code, as in asean_brn_member
        keys = {iri(q.subject): q.object for q in quads if q.predicate == term("eik:recordKey")}
        claimed |= {
            (iri(q.object), part.upper())
            for q in quads
            if q.predicate == term("org:member") and isinstance(q.graph_name, NamedNode)
            for key in [keys.get(q.graph_name.value)]
            if isinstance(key, Literal)
            for part in key.value.split("_")
        }
    mapped = {
        (a.subject, a.object.removeprefix(PREFIXES[prefix]))
        for a in ALIGNMENTS
        if a.object.startswith(PREFIXES[prefix])
    }
    assert mapped
    assert mapped <= claimed


@pytest.mark.parametrize(
    "prefix",
    [
        *("org", "prov", "sem", "eli", "undo", "cito", "foaf", "schema", "dcterms", "time", "oa"),
        *("wd", "country", "eurovoc"),
    ],
)
def test_every_vocabulary_that_was_promised_is_mapped(prefix: str) -> None:
    assert any(a.object.startswith(PREFIXES[prefix]) for a in ALIGNMENTS)
