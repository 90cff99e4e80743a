"""Every shape accepts a valid example and rejects what its fixture states.

A fixture is a TriG file whose graphs are named by shapes: each must be rejected by its shape and by no other.
"""

from __future__ import annotations

import re

import pytest
from pyoxigraph import NamedNode, Quad

from server.build.read.sources import Sources
from server.build.read.sources import read as read_sources
from server.build.validate.shapes import validate
from tests.conftest import ROOT
from tests.ontology.files import FIXTURES, ONTOLOGY, SCHEMES, TRIPLES, iri, read, term, turtle

REJECTED = [quad for path in sorted(FIXTURES.glob("*.trig")) for quad in read([path])]
SHAPES = sorted(
    iri(quad.subject)
    for quad in read(sorted((ROOT / "ontology/shapes").glob("*.ttl")))
    if quad.object == term("sh:NodeShape")
)


@pytest.fixture(scope="module")
def sources() -> Sources:
    return read_sources(ROOT)


@pytest.fixture(scope="module")
def rejections(sources: Sources) -> dict[str, set[str]]:
    """The shapes that reject each subject of the fixtures, validated together with the valid examples."""
    return _rejections(REJECTED, sources)


def _rejections(quads: list[Quad], sources: Sources) -> dict[str, set[str]]:
    background = read([*ONTOLOGY, *SCHEMES, FIXTURES / "valid.ttl", FIXTURES / "optional.ttl"])
    report = validate([*background, *quads], sources)
    found: dict[str, set[str]] = {}
    for fault in (*report.faults, *report.warnings, *report.notes):
        shape = re.search(r"https://[^ >]+/shapes/\w+", fault.message)
        assert shape, fault
        assert fault.remedy.endswith(".")
        found.setdefault(term(fault.subject or "").value, set()).add(shape[0])
    return found


def test_valid_examples_pass(sources: Sources) -> None:
    assert _rejections([], sources) == {}


def test_every_shape_has_a_fixture() -> None:
    assert sorted({iri(quad.graph_name) for quad in REJECTED}) == SHAPES


@pytest.mark.parametrize("shape", SHAPES)
def test_shape_alone_rejects_its_fixture(shape: str, rejections: dict[str, set[str]]) -> None:
    subjects = {iri(quad.subject) for quad in REJECTED if iri(quad.graph_name) == shape}
    assert {s for subject in subjects for s in rejections.get(subject, set())} == {shape}


def test_two_kinds_of_date_on_one_thing_are_rejected(sources: Sources) -> None:
    quads = turtle('sanction:valid eik:during "2004/.."^^edtf:EDTF ; eik:date "2016-02"^^edtf:EDTF .')
    shapes = _rejections(quads, sources)[term("sanction:valid").value]
    assert {shape.rpartition("/")[2] for shape in shapes} == {"OneDate", "OneDuring"}


def test_a_gist_may_have_25_words_and_not_26(sources: Sources) -> None:
    gist = " ".join(["word"] * 25)
    node = 'statement:{} a eik:Need ; eik:holder person:valid ; eik:topic topic:security ; eik:gist "{}"@en .'
    quads = turtle(node.format("short", gist) + node.format("long", gist + " more"))
    assert set(_rejections(quads, sources)) == {term("statement:long").value}


def test_every_message_says_what_to_do() -> None:
    quads = read(sorted((ROOT / "ontology/shapes").glob("*.ttl")))
    constrained = {q.subject for q in quads if q.predicate == term("sh:path")}
    explained = {q.subject for q in quads if q.predicate == term("sh:message")}
    graded = {q.subject for q in quads if q.predicate == term("sh:severity")}
    owned = {
        q.object for q in quads if q.predicate == term("sh:property") and isinstance(q.subject, NamedNode)
    }
    assert owned <= constrained & explained & graded


def test_every_class_of_curated_things_is_shaped() -> None:
    parents: dict[str, set[str]] = {}
    for quad in read(ONTOLOGY):
        if quad.predicate == term("rdfs:subClassOf"):
            parents.setdefault(iri(quad.subject), set()).add(iri(quad.object))
    shapes = read(sorted((ROOT / "ontology/shapes").glob("*.ttl")))
    shaped = {iri(q.object) for q in shapes if q.predicate == term("sh:targetClass")}
    # A curated segment is a mark: all else about it is derived from the segment tables.
    assert [
        q for q in shapes if q.predicate == term("sh:targetSubjectsOf") and q.object == term("eik:markedAs")
    ]
    shaped.add(term("eik:Segment").value)
    for quad in read(TRIPLES):
        if quad.predicate == term("rdf:type"):
            kinds = {iri(quad.object)}
            while not kinds & shaped and kinds:
                kinds = {parent for kind in kinds for parent in parents.get(kind, ())}
            assert kinds, f"no shape for {quad.object}"
    used = {iri(q.object) for q in shapes if q.predicate == term("sh:severity")}
    assert used == {term(f"sh:{name}").value for name in ("Violation", "Warning", "Info")}
