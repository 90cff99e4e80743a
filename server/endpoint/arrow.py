"""Solutions as Apache Arrow streams and Parquet files, through pyarrow, an optional extra (`arrow` in pyproject.toml).

Each variable is a column of structs with the members that a term has in the JSON results: `type`, `value`, `datatype`
and `language`; an unbound one is null. A result is converted batch by batch; of one that breaks off, an Arrow stream
lacks its end mark and a Parquet file its footer.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from itertools import islice
from typing import Any, Final

import pyoxigraph as ox

from server.endpoint.formats import SOLUTIONS, Format
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

BATCH: Final = 10_000
"""Rows of a record batch, and of a row group."""


def convert(chunks: Iterable[bytes], form: Format) -> Iterator[bytes]:
    """The SELECT result that TSV results in `chunks` hold, in one of TABLES; raises what `chunks` raises.

    TSV, as its lines can be parsed batch by batch: a parser of the whole must not change threads, as a response does.
    """
    import pyarrow as pa

    lines = _lines(chunks)
    header = next(lines)
    names = [name.removeprefix("?") for name in header.decode().rstrip("\n").split("\t") if name]
    members = pa.struct([(member, pa.string()) for member in ("type", "value", "datatype", "language")])
    schema = pa.schema([(name, members) for name in names])
    sink = _Sink()
    with _writer(sink, schema, form) as writer:
        while batch := b"".join(islice(lines, BATCH)):
            rows = _rows(header + batch)
            columns = [pa.array([_struct(row[i]) for row in rows], members) for i in range(len(names))]
            writer.write_batch(pa.record_batch(columns, schema=schema))
            yield sink.take()
    yield sink.take()


def _lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        yield from (line + b"\n" for line in whole)


def _rows(tsv: bytes) -> list[ox.QuerySolution]:
    solutions = ox.parse_query_results(tsv, format=ox.QueryResultsFormat.TSV)
    assert isinstance(solutions, ox.QuerySolutions)  # noqa: S101 - the caller knows that it is no boolean
    return [*solutions]


def _writer(sink: _Sink, schema: Any, form: Format) -> Any:
    if form is ARROW:
        from pyarrow.ipc import new_stream

        return new_stream(sink, schema)
    from pyarrow.parquet import ParquetWriter

    return ParquetWriter(sink, schema)


def _struct(term: Term | None) -> dict[str, str | None] | None:
    match term:
        case None:
            return None
        case ox.NamedNode():
            return {"type": "uri", "value": term.value}
        case ox.BlankNode():
            return {"type": "bnode", "value": term.value}
        case ox.Literal():
            return {
                "type": "literal",
                "value": term.value,
                "datatype": None if term.language else term.datatype.value,
                "language": term.language,
            }
        case _:
            return {"type": "triple", "value": str(term)}


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
