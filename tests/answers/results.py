"""Answers as bytes of a format, read: tables in JSON, XML and TSV, booleans, and graphs in N-Triples; and CSV."""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import Final

import pyoxigraph as ox

from tests.answers.cases import Result, Table

JSON: Final = "application/sparql-results+json"
TRIPLES: Final = "application/n-triples"
OTHERS: Final = ("application/sparql-results+xml", "text/tab-separated-values")
"""The formats of tables besides JSON that keep the kinds of terms."""

CSV: Final = "text/csv"

Records = tuple[tuple[str, ...], Counter[tuple[str, ...]]]
"""The heading of CSV and its records, each with how often it is there; blank nodes without their labels."""


def read(body: bytes, media_type: str) -> Result:
    """The answer in a body."""
    if media_type == TRIPLES:
        return [*ox.parse(body, format=ox.RdfFormat.N_TRIPLES)]
    form = ox.QueryResultsFormat.from_media_type(media_type)
    assert form, media_type
    found = ox.parse_query_results(body, format=form)
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    assert isinstance(found, ox.QuerySolutions)
    names = tuple(variable.value for variable in found.variables)
    rows = ({name: term for name, term in zip(names, row, strict=True) if term is not None} for row in found)
    return Table(names, tuple(rows))


def in_csv(body: bytes) -> Records:
    """The records of a body in CSV (RFC 4180). Raises ValueError where one has not as many fields as the heading."""
    head, *records = csv.reader(io.StringIO(body.decode(), newline=""))
    if any(len(record) != len(head) for record in records):
        raise ValueError(f"records of another length than the heading: {body!r}")
    return tuple(head), Counter(tuple(_unlabelled(field) for field in record) for record in records)


def as_csv(table: Table) -> Records:
    """What a table is in CSV (SPARQL 1.1 Query Results CSV and TSV Formats, section 3.2)."""
    records = (tuple(_field(row.get(name)) for name in table.variables) for row in table.rows)
    return table.variables, Counter(records)


def _field(term: object) -> str:
    if isinstance(term, ox.NamedNode | ox.Literal):
        return _unlabelled(term.value)
    return "_:" if isinstance(term, ox.BlankNode) else ""


def _unlabelled(field: str) -> str:
    return "_:" if field.startswith("_:") else field
