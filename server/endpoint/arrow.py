"""Solutions as Apache Arrow streams and Parquet files, through pyarrow, an optional extra (`arrow` in pyproject.toml).

Each variable is a column of structs with the members that a term has in the JSON results: `type`, `value`, `datatype`
and `language`; an unbound one is null. A result is converted batch by batch; of one that breaks off, an Arrow stream
lacks its end mark and a Parquet file its footer.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from sys import intern
from typing import Any, Final

import pyoxigraph as ox

from server.endpoint.formats import SOLUTIONS, Format
from server.engine import NotExpressible, ResultTooLarge, table_of
from server.rdf.terms import Term

_IANA: Final = "https://www.iana.org/assignments/media-types/"
_ARROW: Final = "application/vnd.apache.arrow.stream"
_PARQUET: Final = "application/vnd.apache.parquet"

ARROW: Final = Format(_ARROW, ("arrow", "arrows"), iri=_IANA + _ARROW)
PARQUET: Final = Format(_PARQUET, ("parquet",), ("application/x-parquet",), iri=_IANA + _PARQUET)

TABLES: Final = (ARROW, PARQUET) if find_spec("pyarrow") else ()
"""Those of the two formats that this installation can write."""

TABULAR: Final = (*SOLUTIONS, *TABLES)
"""Every format for SELECT, the default first."""

AT_ONCE: Final = 4 * 1024 * 1024
"""Bytes of TSV that are converted at once, and of the longest row that is."""

MOST_COLUMNS: Final = 256
"""Columns of a table: of each, and of each batch, a Parquet file keeps an account in memory until its end."""

_ROWS, _CELLS = 10_000, 100_000
"""Rows, and cells if they are more, of a record batch and of a row group."""

_MEMBERS: Final = ("type", "value", "datatype", "language")
_Members = tuple[str | None, str | None, str | None, str | None]


class Converter:
    """Makes one of TABLES of the TSV results of a SELECT, of which a limited piece is in memory at a time.

    TSV, as its lines can be parsed batch by batch: a parser of the whole must not change threads, as a response does.
    `limit` is in bytes of the table. For one thread at a time.
    """

    def __init__(self, form: Format, limit: int) -> None:
        self.form: Final = form
        self._limit, self._size = limit, 0
        self._sink = _Sink()
        self._header = self._rest = b""
        self._writer: Any = None

    def pieces(self, tsv: bytes, last: bool) -> Iterator[bytes]:
        """The pieces of the table that further results give, in order; `last` says that these end the results.

        Raises ResultTooLarge for a row or a table that is larger than may be, whatever came before it.
        """
        tsv, self._rest = self._rest + tsv, b""
        start = 0
        if self._writer is None and (names := tsv.find(b"\n") + 1):
            self._begin(tsv[:names])
            start = names
        if self._writer is not None:
            while (end := self._end_of_batch(tsv, start)) > start:
                self._write(tsv[start:end])
                start = end
                yield self._taken()
        self._rest = tsv[start:]
        if len(self._rest) > AT_ONCE:
            raise _row_too_large()
        if last:
            self._writer.close()
            yield self._taken()

    def _begin(self, header: bytes) -> None:
        import pyarrow as pa

        names = [name.removeprefix("?") for name in header.decode().rstrip("\n").split("\t") if name]
        if not names:  # a table of columns has no way to say how many rows there are of none
            raise NotExpressible(
                "rows without a variable have no place in a table of columns; ask for JSON or TSV"
            )
        if len(names) > MOST_COLUMNS:
            raise ResultTooLarge(f"the table has more than {MOST_COLUMNS} columns; ask for it in JSON or TSV")
        self._columns, self._header = len(names), header
        self._batch = min(_ROWS, _CELLS // (len(names) or 1))
        self._members = [pa.field(member, pa.string()) for member in _MEMBERS]
        self._schema = pa.schema([(name, pa.struct(self._members)) for name in names])
        self._writer = _writer(self._sink, self._schema, self.form)

    def _end_of_batch(self, tsv: bytes, start: int) -> int:
        """Where as many whole lines end as a batch has, or fewer where there are not so many."""
        end = start
        for _ in range(self._batch):
            if not (following := tsv.find(b"\n", end) + 1):
                break
            if following - end > AT_ONCE:
                raise _row_too_large()
            end = following
        return end

    def _write(self, lines: bytes) -> None:
        import pyarrow as pa

        _, rows = table_of(self._header + lines, ox.QueryResultsFormat.TSV)
        columns = [self._column([row[number] for row in rows]) for number in range(self._columns)]
        self._writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=self._schema))

    def _column(self, terms: Sequence[Term | None]) -> Any:
        import pyarrow as pa

        members = zip(*map(_members, terms), strict=True)
        arrays = [pa.array(values, pa.string()) for values in members]
        absent = pa.array([term is None for term in terms], pa.bool_())
        return pa.StructArray.from_arrays(arrays, fields=self._members, mask=absent)

    def _taken(self) -> bytes:
        piece = self._sink.take()
        self._size += len(piece)
        if self._size > self._limit:
            raise ResultTooLarge(f"the result is larger than {self._limit:,} bytes")
        return piece


def _row_too_large() -> ResultTooLarge:
    return ResultTooLarge(f"a row is larger than {AT_ONCE:,} bytes, too large for this format; ask for JSON")


def _writer(sink: _Sink, schema: Any, form: Format) -> Any:
    if form is ARROW:
        from pyarrow.ipc import new_stream

        return new_stream(sink, schema)
    from pyarrow.parquet import ParquetWriter

    return ParquetWriter(sink, schema)


def _members(term: Term | None) -> _Members:
    match term:
        case None:
            return None, None, None, None
        case ox.NamedNode():
            return "uri", term.value, None, None
        case ox.BlankNode():
            return "bnode", term.value, None, None
        case ox.Literal():
            # Few datatypes and languages stand in many cells.
            datatype = None if term.language else intern(term.datatype.value)
            return "literal", term.value, datatype, term.language
        case _:
            return "triple", str(term), None, None


class _Sink(io.RawIOBase):
    """A file that is taken away piece by piece."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._position = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._pieces.append(bytes(data))
        self._position += len(self._pieces[-1])
        return len(self._pieces[-1])

    def tell(self) -> int:
        return self._position

    def take(self) -> bytes:
        """What was written since the last time."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)
