"""Answers in one form, whichever client they went through, and the same from the engine in this process."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import pyoxigraph as ox

Answer = bool | list[str]
"""A boolean; or rows, or triples, each as text, in an order of their own."""

_SOLUTIONS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}


class Oracle:
    """The release's data, asked without a server."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store

    def __call__(self, query: str, default: Sequence[str] = (), named: Sequence[str] = ()) -> Answer:
        result = self._store.query(
            query,
            default_graph=[*map(ox.NamedNode, default)] or None,
            named_graphs=[*map(ox.NamedNode, named)] or None,
        )
        if isinstance(result, ox.QueryBoolean):
            return bool(result)
        return of_solutions(result) if isinstance(result, ox.QuerySolutions) else of_triples(result)

    def as_csv(self, query: str) -> Answer:
        """The rows as CSV tells them, which knows no types."""
        solutions = self._store.query(query)
        assert isinstance(solutions, ox.QuerySolutions)
        return _texts(solutions)


def of_solutions(solutions: ox.QuerySolutions) -> list[str]:
    """A row as its variables with their terms; what is unbound is left out."""
    names = [variable.value for variable in solutions.variables]
    return sorted(
        " ".join(sorted(f"?{n} {t}" for n, t in zip(names, row, strict=True) if t is not None))
        for row in solutions
    )


def of_triples(triples: Iterable[ox.Triple | ox.Quad]) -> list[str]:
    """The triples of a graph, once each, with its blank nodes named by their place."""
    dataset = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(map(str, dataset))


def read(content: bytes, media_type: str) -> Answer:
    """What the bytes of an answer say."""
    if form := _SOLUTIONS.get(media_type):
        result = ox.parse_query_results(content, format=form)
        return bool(result) if isinstance(result, ox.QueryBoolean) else of_solutions(result)
    if media_type == "text/csv":
        return of_csv(content)
    form_of_graph = ox.RdfFormat.from_media_type(media_type)
    assert form_of_graph, f"{media_type}: {content[:200]!r}"
    return of_triples(ox.parse(content, format=form_of_graph))


def of_csv(content: bytes) -> list[str]:
    """Rows of CSV, which does not tell an IRI from a literal, nor empty from unbound."""
    head, *rows = csv.reader(io.StringIO(content.decode(), newline=""))
    return sorted(_line(zip(head, row, strict=True)) for row in rows)


def as_csv(content: bytes) -> list[str]:
    """Rows of SPARQL JSON as CSV would tell them."""
    solutions = ox.parse_query_results(content, format=ox.QueryResultsFormat.JSON)
    assert isinstance(solutions, ox.QuerySolutions)
    return _texts(solutions)


def _texts(solutions: ox.QuerySolutions) -> list[str]:
    """The rows with the texts of their terms, which pyoxigraph's own CSV does not always keep apart."""
    names = [variable.value for variable in solutions.variables]
    return sorted(_line(zip(names, map(_text, row), strict=True)) for row in solutions)


def _text(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term or "")


def _line(cells: Iterable[tuple[str, str]]) -> str:
    return " ".join(sorted(f"?{name} {value!r}" for name, value in cells))
