"""Tables as people read them on a terminal."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pyoxigraph as ox

from server.commands.tables import table
from server.namespaces import BASE, PREFIXES

Term = Mapping[str, str]


def drawn(rows: list[dict[str, Term]], names: list[str], width: int = 80) -> list[str]:
    """The lines of a table with these rows."""
    document = {"head": {"vars": names}, "results": {"bindings": rows}}
    solutions = ox.parse_query_results(json.dumps(document), format=ox.QueryResultsFormat.JSON)
    assert isinstance(solutions, ox.QuerySolutions)
    lines, number = table(solutions, width)
    assert number == len(rows)
    return lines


def literal(value: str, datatype: str = "string") -> Term:
    return {"type": "literal", "value": value, "datatype": PREFIXES["xsd"] + datatype}


def test_iris_are_short_and_numbers_stand_to_the_right() -> None:
    rows = [
        {"x": {"type": "uri", "value": BASE + "id/state/belarus"}, "n": literal("7", "integer")},
        {"x": {"type": "uri", "value": "http://a.example/b"}, "n": literal("12", "integer")},
        {},
    ]
    assert drawn(rows, ["x", "n"]) == [
        "x                    n",
        "──────────────────  ──",
        "state:belarus        7",
        "http://a.example/b  12",
        "",
    ]


def test_a_cell_that_is_too_long_goes_on_in_the_next_line() -> None:
    rows = [{"x": literal("short"), "y": literal("one two three four five"), "z": literal("end")}]
    assert drawn(rows, ["x", "y", "z"], 24) == [
        "x      y             z",
        "─────  ────────────  ───",
        "short  one two       end",
        "       three four",
        "       five",
    ]


def test_columns_that_have_no_room_are_as_narrow_as_can_be_read() -> None:
    rows = [{name: literal("abcdefghijkl") for name in "xyz"}]
    assert drawn(rows, ["x", "y", "z"], 10)[2:] == [
        "abcdefgh  abcdefgh  abcdefgh",
        "ijkl      ijkl      ijkl",
    ]


def test_what_a_terminal_would_obey_is_shown_and_not_sent() -> None:
    assert drawn([{"x": literal("a\x1b[2J\tb\nc")}], ["x"])[2:] == ["a�[2J␣b c"]


def test_a_table_without_rows_or_columns() -> None:
    assert drawn([], ["x", "name"]) == ["x  name", "─  ────"]
    assert drawn([{}], []) == [""]
