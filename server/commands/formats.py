"""The names of formats on the command line: the usual file extensions."""

from __future__ import annotations

from typing import Final

from pyoxigraph import QueryResultsFormat, RdfFormat

SOLUTIONS: Final = {
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
}
"""Formats of a table or a boolean."""

GRAPHS: Final = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "jsonld": RdfFormat.JSON_LD,
    "rdf": RdfFormat.RDF_XML,
    # The name that a table's format has too.
    "json": RdfFormat.JSON_LD,
    "xml": RdfFormat.RDF_XML,
}
"""Formats of a graph."""


def media_types(name: str | None) -> tuple[str | None, str | None]:
    """Return the media types, without parameters, for a table and for a graph; None where there is no such form.

    Without a name: CSV and Turtle.
    """
    chosen = SOLUTIONS.get(name or "csv"), GRAPHS.get(name or "ttl")
    solutions, graph = (form and form.media_type.partition(";")[0] for form in chosen)
    return solutions, graph
