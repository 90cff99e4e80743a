"""Rows of a SELECT as a table: types by datatype, names beside IRIs, errors in words."""

from __future__ import annotations

import math
from datetime import date

import pytest

from tests.conftest import require_module

pd = require_module("pandas")
require_module("oxrdflib")

from oxrdflib import OxigraphStore  # noqa: E402
from rdflib import Dataset  # noqa: E402

from server.notebook.answers import QueryFailed, select  # noqa: E402

DATA = """
PREFIX : <https://example.org/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
INSERT DATA {
  :minsk rdfs:label "Minsk"@en, "Минск"@ru ; skos:prefLabel "The city of Minsk"@en .
  :brest rdfs:label "Брест"@ru ; :near :minsk .
  :nameless :near :brest .
}
"""


@pytest.fixture
def dataset() -> Dataset:
    found = Dataset(store=OxigraphStore())
    found.update(DATA)
    return found


def column(dataset: Dataset, *terms: str) -> object:
    rows = " ".join(f"({term})" for term in terms)
    return select(
        f"PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> SELECT ?x {{ VALUES (?x) {{ {rows} }} }}", dataset
    )["x"]


def typed(lexical: str, datatype: str) -> str:
    return f'"{lexical}"^^xsd:{datatype}'


@pytest.mark.parametrize(
    ("terms", "dtype", "values"),
    [
        (("1", "UNDEF", typed("3", "nonNegativeInteger")), "Int64", [1, None, 3]),
        (("1", "2.5", typed("1e3", "double")), "Float64", [1.0, 2.5, 1000.0]),
        (("true", "UNDEF"), "boolean", [True, None]),
        ((typed("2024-07-04", "date"), "UNDEF"), "datetime64[s]", [pd.Timestamp("2024-07-04"), None]),
        ((typed("1648-10-24", "date"),), "datetime64[s]", [pd.Timestamp(date(1648, 10, 24))]),
        ((typed("9999999999999999999", "integer"),), "string", ["9999999999999999999"]),
        ((typed("no number", "integer"), "1"), "string", ["no number", "1"]),
        (('"2014-09~"^^<http://id.loc.gov/datatypes/edtf/EDTF>',), "string", ["2014-09~"]),
        (
            ('"text"@en', "<https://example.org/x>", "UNDEF"),
            "string",
            ["text", "https://example.org/x", None],
        ),
        (("true", "1"), "string", ["true", "1"]),
        (("1" + 400 * "0", "2.5"), "string", ["1" + 400 * "0", "2.5"]),
        (("UNDEF",), "string", [None]),
    ],
)
def test_a_column_has_the_type_of_its_literals(
    dataset: Dataset, terms: tuple[str, ...], dtype: str, values: list[object]
) -> None:
    found = column(dataset, *terms)
    assert str(found.dtype) == dtype  # type: ignore[attr-defined]
    assert [None if pd.isna(one) else one for one in found] == values  # type: ignore[attr-defined]


def test_what_is_no_number_is_there_unlike_what_is_unbound(dataset: Dataset) -> None:
    found = list(column(dataset, typed("NaN", "double"), "UNDEF"))  # type: ignore[call-overload]
    assert math.isnan(found[0])
    assert found[1] is pd.NA


def test_moments_are_in_utc_where_all_have_a_time_zone(dataset: Dataset) -> None:
    zoned, plain = typed("2015-01-01T03:00:00+03:00", "dateTime"), typed("2015-01-01T03:00:00", "dateTime")
    assert list(column(dataset, zoned)) == [pd.Timestamp("2015-01-01", tz="UTC")]  # type: ignore[call-overload]
    assert list(column(dataset, plain)) == [pd.Timestamp("2015-01-01T03:00")]  # type: ignore[call-overload]
    assert str(column(dataset, zoned, plain).dtype) == "string"  # type: ignore[attr-defined]


def test_names_stand_beside_iris_in_the_language_or_the_one_that_stands_in(dataset: Dataset) -> None:
    query = "SELECT ?place ?near { ?place <https://example.org/near> ?near } ORDER BY ?place"
    found = select(query, dataset, labels="en")
    assert [*found.columns] == ["place", "placeLabel", "near", "nearLabel"]
    assert found["nearLabel"].tolist() == ["Minsk", "Брест"]
    assert found["placeLabel"].isna().tolist() == [False, True]
    assert select(query, dataset, labels="be")["nearLabel"].tolist() == ["Минск", "Брест"]
    assert [*select(query, dataset).columns] == ["place", "near"]


def test_a_column_that_is_there_is_not_written_over(dataset: Dataset) -> None:
    query = 'SELECT ?place ("mine" AS ?placeLabel) { ?place <https://example.org/near> ?near }'
    assert set(select(query, dataset, labels="en")["placeLabel"]) == {"mine"}


def test_an_answer_without_rows_has_its_columns(dataset: Dataset) -> None:
    found = select("SELECT ?a ?b { ?a <https://example.org/none> ?b }", dataset, labels="en")
    assert ([*found.columns], len(found)) == (["a", "b"], 0)


@pytest.mark.parametrize(
    ("query", "told"),
    [("SELECT ?s { ?s ?p }", "expected"), ("ASK {}", "ASK"), ("CONSTRUCT WHERE { ?s ?p ?o }", "CONSTRUCT")],
)
def test_what_gives_no_table_is_told(dataset: Dataset, query: str, told: str) -> None:
    with pytest.raises(QueryFailed, match=told):
        select(query, dataset)


def test_an_endpoint_gives_the_same_table_or_its_own_words(address: str) -> None:
    query = """PREFIX eik: <https://w3id.org/eikg/ontology/>
    SELECT ?thing ?first { ?thing eik:earliest ?first } ORDER BY ?thing ?first LIMIT 3"""
    found = select(query, f"{address}/sparql", labels="en")
    assert [str(kind) for kind in found.dtypes] == ["string", "string", "datetime64[s]"]
    with pytest.raises(QueryFailed, match="400: Line 1"):
        select("SELECT ?s { ?s ?p }", f"{address}/sparql")
    with pytest.raises(QueryFailed, match="ASK"):
        select("ASK {}", f"{address}/sparql")
    with pytest.raises(QueryFailed, match="update"):
        select("CLEAR ALL", f"{address}/sparql")
    with pytest.raises(QueryFailed, match="no whole table"):
        select("SELECT * {}", f"{address}/health/live")


@pytest.mark.parametrize(
    ("endpoint", "told"),
    [("http://127.0.0.1:9/sparql", "cannot be reached"), ("no address", "no address of the Web")],
)
def test_who_does_not_answer_is_told(endpoint: str, told: str) -> None:
    with pytest.raises(QueryFailed, match=told):
        select("SELECT * {}", endpoint)
