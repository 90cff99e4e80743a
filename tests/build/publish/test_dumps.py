"""The files to take away: the same statements in every format, and the same bytes each time."""

from __future__ import annotations

import gzip
import io

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from server.build.publish.dumps import dumps
from server.build.vocabulary import graph
from server.dumps import ALL, COLUMNS, ONTOLOGY, QUADS, TABLE, TRIG, UNION
from server.namespaces import BASE, EIK
from server.rdf.graphs import canonical
from server.rdf.terms import OWL, RDFS, TYPE
from tests.conftest import require_module

STATE, KNOWS = NamedNode(f"{BASE}id/state/x"), NamedNode(f"{EIK}knows")
ONE, OTHER = NamedNode(f"{BASE}id/claim/x-001"), NamedNode(f"{BASE}id/claim/x-002")
GIVEN = canonical(
    [
        Quad(STATE, KNOWS, Literal("5", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer")), ONE),
        Quad(STATE, KNOWS, Literal("five", language="en"), ONE),
        Quad(STATE, KNOWS, STATE, ONE),
        Quad(STATE, KNOWS, STATE, OTHER),
        Quad(KNOWS, TYPE, OWL["ObjectProperty"], graph("ontology")),
        Quad(KNOWS, RDFS["range"], BlankNode("b"), graph("ontology")),
        Quad(BlankNode("b"), TYPE, OWL["Class"], graph("ontology")),
    ]
)


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return dict(dumps(GIVEN))


def read(content: bytes, form: RdfFormat) -> list[Quad]:
    return canonical(parse(gzip.decompress(content), format=form))


def test_the_same_quads_give_the_same_bytes(files: dict[str, bytes]) -> None:
    assert dict(dumps(GIVEN)) == files
    assert {*files} <= {dump.path for dump in ALL}


def test_n_quads_and_trig_have_every_quad(files: dict[str, bytes]) -> None:
    assert gzip.decompress(files[QUADS.path]).decode() == "".join(f"{quad} .\n" for quad in GIVEN)
    assert read(files[TRIG.path], RdfFormat.TRIG) == GIVEN
    blocks = gzip.decompress(files[TRIG.path]).decode().count("{")
    assert blocks == len({quad.graph_name for quad in GIVEN})


def test_turtle_has_the_union_each_triple_once(files: dict[str, bytes]) -> None:
    found = read(files[UNION.path], RdfFormat.TURTLE)
    assert [quad.triple for quad in found] == [*dict.fromkeys(quad.triple for quad in found)]
    assert {quad.triple for quad in found} == {quad.triple for quad in GIVEN}


def test_the_ontology_is_apart(files: dict[str, bytes]) -> None:
    found = read(files[ONTOLOGY.path], RdfFormat.RDF_XML)
    assert Triple(KNOWS, TYPE, OWL["ObjectProperty"]) in {quad.triple for quad in found}
    assert len(found) == 3


def test_the_table_has_a_row_for_each_quad(files: dict[str, bytes]) -> None:
    require_module("pyarrow")
    from pyarrow.parquet import read_table

    table = read_table(io.BytesIO(files[TABLE.path]))
    assert table.column_names == [name for name, _ in COLUMNS]
    rows = [tuple(row.values()) for row in table.to_pylist()]
    assert len(rows) == len(GIVEN)
    assert (
        ONE.value,
        STATE.value,
        KNOWS.value,
        "five",
        "literal",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString",
        "en",
    ) in rows
    assert (ONE.value, STATE.value, KNOWS.value, STATE.value, "iri", None, None) in rows
    assert [row[3][:2] for row in rows if row[4] == "blank"] == ["_:"]
