"""A page of an answer, and the number of all rows: other bounds, the same rows."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, QuerySolutions, Store

from server.saved.paging import TOTAL, Page, counted, paged

QUERIES = [
    "SELECT ?x { VALUES ?x { 1 2 3 4 5 6 } } ORDER BY ?x VALUES ?x { 2 3 4 5 }",
    "SELECT ?x { VALUES ?x { 1 2 3 4 5 6 } } ORDER BY ?x OFFSET 1 LIMIT 4",
    "SELECT ?x { VALUES ?x { 1 2 3 4 5 6 } } ORDER BY DESC(-?x) LIMIT 4 VALUES ?x { 2 3 4 5 6 } # so",
    "SELECT (?x AS ?total) { VALUES ?x { 2 3 4 5 } } ORDER BY ?total",
    "SELECT ?x { VALUES ?x { 2 3 4 5 } } ORDER BY ?x # in their order",
]
"""Queries of the numbers from 2 to 5."""


def numbers(query: str) -> list[Literal]:
    found = Store().query(query)
    assert isinstance(found, QuerySolutions)
    return [row[0] for row in found]


@pytest.mark.parametrize("query", QUERIES)
def test_pages_and_total_are_those_of_the_rows(query: str) -> None:
    assert numbers(paged(query, Page(2, 1))) == [Literal(3), Literal(4)]
    assert numbers(paged(query, Page(9, 3))) == [Literal(5)]
    assert numbers(paged(query, Page(None, 0))) == numbers(query)
    assert numbers(counted(query)) == [Literal(4)]


def test_the_total_has_a_name_that_no_column_has() -> None:
    assert TOTAL.startswith("eikg_")
