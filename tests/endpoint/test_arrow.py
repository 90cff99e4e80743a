"""Tables of Arrow and Parquet are made piece by piece, each bounded in rows, cells and bytes, however much arrives."""

from __future__ import annotations

import io
from typing import Any

import pytest

from server.endpoint.arrow import AT_ONCE, MOST_COLUMNS, TABLES, Converter
from server.endpoint.formats import Format
from server.engine import NotExpressible, ResultTooLarge
from tests.conftest import require_module

pytestmark = pytest.mark.parametrize("form", TABLES, ids=lambda form: form.names[0])


def groups(form: Format, body: bytes) -> tuple[list[int], list[dict[str, Any]]]:
    """The numbers of rows of the groups, and the rows."""
    require_module("pyarrow")
    import pyarrow.ipc
    import pyarrow.parquet

    if form.names[0] == "parquet":
        file = pyarrow.parquet.ParquetFile(io.BytesIO(body))
        numbers = [file.metadata.row_group(number).num_rows for number in range(file.num_row_groups)]
        return numbers, file.read().to_pylist()
    batches = [*pyarrow.ipc.open_stream(body)]
    return [len(one) for one in batches], [row for one in batches for row in one.to_pylist()]


def converted(form: Format, chunks: list[bytes], limit: int = 2**30) -> list[bytes]:
    converter = Converter(form, limit)
    pieces = [piece for chunk in chunks for piece in converter.pieces(chunk, last=False)]
    return [*pieces, *converter.pieces(b"", last=True)]


def test_a_table_is_the_same_however_its_rows_arrive(form: Format) -> None:
    tsv = b'?x\t?y\n1\t\n"a"@be\t<x:a>\n"b\\n"\t_:b\n'
    _, rows = groups(form, b"".join(converted(form, [tsv])))
    assert [row["x"]["value"] for row in rows] == ["1", "a", "b\n"]
    assert [row["y"] and row["y"]["type"] for row in rows] == [None, "uri", "bnode"]
    assert rows[1]["x"] == {"type": "literal", "value": "a", "datatype": None, "language": "be"}
    byte_by_byte = [tsv[place : place + 1] for place in range(len(tsv))]
    assert groups(form, b"".join(converted(form, byte_by_byte)))[1] == rows


def test_a_table_without_rows_or_columns_has_as_many_as_it_has(form: Format) -> None:
    assert groups(form, b"".join(converted(form, [b"?x\n"])))[1] == []
    assert groups(form, b"".join(converted(form, [b"?x\n\n\n"])))[1] == [{"x": None}, {"x": None}]


@pytest.mark.parametrize(("columns", "rows"), [(1, 10_000), (10, 10_000), (100, 1_000)])
def test_a_group_is_bounded_in_rows_and_in_cells(form: Format, columns: int, rows: int) -> None:
    names = b"\t".join(b"?c%d" % number for number in range(columns)) + b"\n"
    line = b"\t".join([b"1"] * columns) + b"\n"
    assert groups(form, b"".join(converted(form, [names + line * (rows + 1)])))[0] == [rows, 1]


def test_a_row_is_bounded_in_bytes_wherever_it_ends(form: Format) -> None:
    row = b'"%b"\n' % (b"x" * AT_ONCE)
    for chunks in ([b"?x\n" + row], [b"?x\n1\n", row[:-1]], [b"?x\n", row[:-2], row[-2:]]):
        with pytest.raises(ResultTooLarge, match="a row is larger"):
            converted(form, chunks)
    (group, rows) = groups(form, b"".join(converted(form, [b'?x\n"%b"\n' % (b"x" * (AT_ONCE - 3))])))
    assert (group, len(rows[0]["x"]["value"])) == ([1], AT_ONCE - 3)


def test_columns_and_bytes_of_the_table_are_bounded(form: Format) -> None:
    names = b"\t".join(b"?c%d" % number for number in range(MOST_COLUMNS + 1)) + b"\n"
    with pytest.raises(ResultTooLarge, match="columns"):
        converted(form, [names])
    lines = b"?x\n" + b"".join(b'"%d"\n' % number for number in range(20_000))
    with pytest.raises(ResultTooLarge, match="larger than 100,000 bytes"):
        converted(form, [lines], limit=100_000)


def test_rows_without_a_variable_are_refused(form: Format) -> None:
    with pytest.raises(NotExpressible):
        converted(form, [b"\n\n"])
