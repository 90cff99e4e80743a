"""Whether ORDER BY decides the order of all rows."""

from __future__ import annotations

import pytest
from pyoxigraph import QuerySolutions, Store

from server.saved.order import both_ways, undecided

DATA = 'VALUES (?a ?b) { (1 "x"@en) (1 "x"@ru) (1 "y") (2 "z") (UNDEF "z") }'


def open_order(query: str, *columns: str) -> str | None:
    answers = []
    for text in both_ways(query, list(columns)) or ():
        rows = Store().query(text)
        assert isinstance(rows, QuerySolutions)
        answers.append([tuple(str(row[name]) for name in columns) for row in rows])
    return undecided(list(columns), *answers)


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("ORDER BY ?a", ["?b"]),
        ("ORDER BY ?b", ["?a"]),
        ("ORDER BY STR(?b) ?a", ["?b"]),
        ("ORDER BY DESC(?a) STR(?b) LANG(?b)", []),
        ("ORDER BY ?a ?b", []),
        ("ORDER BY ?b LIMIT 4", ["?a"]),
    ],
)
def test_rows_whose_order_is_left_open_are_found(order: str, names: list[str]) -> None:
    found = open_order(f"SELECT ?a ?b {{ {DATA} }} {order}", "a", "b")
    assert (found or "differ in :").split("differ in ")[1].split(":")[0].split() == names


def test_a_limit_that_cuts_between_equal_rows_is_found() -> None:
    assert open_order(f"SELECT ?a ?b {{ {DATA} }} ORDER BY ?a LIMIT 2", "a", "b")


def test_a_query_without_order_promises_none() -> None:
    assert both_ways(f"SELECT ?a ?b {{ {DATA} }}", ["a", "b"]) is None
