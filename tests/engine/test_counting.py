from __future__ import annotations

import io

import pyoxigraph as ox
import pytest

from server.engine.errors import ResultTooLarge
from server.engine.output import Output, RowCounter, counted
from server.engine.serialise import serialise

FORMATS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
QUERY = """SELECT ?a ?b { VALUES (?a ?b) {
    ("line\\r\\n\\"quoted\\"\\n" UNDEF) (UNDEF UNDEF) ("<result>" 1) (<a:b> "}}") (2 3)
} }"""


def write(media_type: str, limit: int, piece: int) -> bytes:
    result = ox.Store().query(QUERY)
    assert isinstance(result, ox.QuerySolutions)
    whole = io.BytesIO()
    result.serialize(whole, format=FORMATS[media_type])
    received = io.BytesIO()
    counter = RowCounter(received, media_type, limit)
    for start in range(0, len(whole.getvalue()), piece):
        counter.write(whole.getvalue()[start : start + piece])
    counter.flush()
    assert received.getvalue() == whole.getvalue()
    return received.getvalue()


@pytest.mark.parametrize("piece", [1, 3, 7, 10_000])
@pytest.mark.parametrize("media_type", FORMATS)
def test_as_many_rows_as_allowed_pass_and_one_more_does_not(media_type: str, piece: int) -> None:
    assert write(media_type, 5, piece)
    with pytest.raises(ResultTooLarge, match="4 rows"):
        write(media_type, 4, piece)


def test_rows_of_csv_are_counted_whatever_is_in_them() -> None:
    def written(limit: int) -> None:
        result = ox.Store().query(QUERY)
        assert isinstance(result, ox.QuerySolutions)
        serialise(result, "text/csv", {}, Output(io.BytesIO(), 1 << 20, limit))

    written(5)
    with pytest.raises(ResultTooLarge, match="4 rows"):
        written(4)


def test_items_are_counted_before_they_are_handed_on() -> None:
    assert list(counted("abc", 3)) == ["a", "b", "c"]
    with pytest.raises(ResultTooLarge):
        list(counted("abc", 2))
