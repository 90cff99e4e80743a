"""Whether a result is the one that a test expects: solutions and graphs compared up to the names of blank nodes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from enum import StrEnum

import pyoxigraph as ox

RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"

RDF_FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
    "trig": ox.RdfFormat.TRIG,
    "nq": ox.RdfFormat.N_QUADS,
}
RESULT_FORMATS = {
    "srx": ox.QueryResultsFormat.XML,
    "srj": ox.QueryResultsFormat.JSON,
    "tsv": ox.QueryResultsFormat.TSV,
}

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Rows = list[dict[str, Term]]
Table = tuple[frozenset[str] | None, Rows, bool]
"""Variables (None if unknown), rows, and whether their order counts."""


class Match(StrEnum):
    """How two results compare."""

    SAME = "same"
    SAME_VALUES = "the same values, some in another lexical form"
    DIFFERENT = "different"


def rdf(content: bytes, iri: str) -> list[ox.Quad]:
    """The quads of a file, by the extension of its name; no two files share a blank node."""
    form = RDF_FORMATS[iri.rpartition(".")[2]]
    return [*ox.parse(content, format=form, base_iri=iri, rename_blank_nodes=True)]


def expected(content: bytes, iri: str) -> Table | bool | list[ox.Quad]:
    """What a file of results expects."""
    extension = iri.rpartition(".")[2]
    if extension == "csv":
        return _csv(content)
    if extension in RESULT_FORMATS:
        return results(content, RESULT_FORMATS[extension])
    quads = rdf(content, iri)
    a_result_set = any(q.object == ox.NamedNode(RS + "ResultSet") for q in quads)
    return _result_set(quads) if a_result_set else quads


def results(content: bytes, form: ox.QueryResultsFormat) -> Table | bool:
    """Solutions or a boolean in one of the W3C's formats."""
    found = ox.parse_query_results(content, format=form)
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    rows = [{n: t for n, t in zip(names, row, strict=True) if t is not None} for row in found]
    return frozenset(names), rows, False


def csv_rows(content: bytes) -> Table:
    """The rows of a CSV file, with plain literals for whatever is no blank node."""
    return _csv(content)


def match(
    wanted: Table | bool | list[ox.Quad], found: Table | bool | list[ox.Quad], lax: bool = False
) -> Match:
    """How a result compares with the wanted one; `lax` lets it have fewer copies of a row."""
    if isinstance(wanted, bool) or isinstance(found, bool):
        return Match.SAME if wanted is found else Match.DIFFERENT
    if isinstance(wanted, tuple) and isinstance(found, tuple):
        if None not in (wanted[0], found[0]) and wanted[0] != found[0]:
            return Match.DIFFERENT
        ordered = wanted[2]
        return _match(_as_quads(wanted[1], ordered, lax), _as_quads(found[1], ordered, lax))
    if isinstance(wanted, list) and isinstance(found, list):
        return _match(wanted, found)
    return Match.DIFFERENT


def _match(wanted: list[ox.Quad], found: list[ox.Quad]) -> Match:
    if _canonical(wanted) == _canonical(found):
        return Match.SAME
    same = _canonical(_values(wanted)) == _canonical(_values(found))
    return Match.SAME_VALUES if same else Match.DIFFERENT


def _canonical(quads: Iterable[ox.Quad]) -> set[str]:
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return {str(quad) for quad in dataset}


def _values(quads: list[ox.Quad]) -> list[ox.Quad]:
    """The quads as a store gives them back, which writes equal numbers alike."""
    store = ox.Store()
    store.extend(quads)
    return [*store]


def _as_quads(rows: Rows, ordered: bool, lax: bool) -> list[ox.Quad]:
    """Each row as a node with its values as properties: rows are equal where these graphs are isomorphic."""
    quads = []
    seen: set[str] = set()
    for number, row in enumerate(rows):
        key = repr(sorted((name, str(value)) for name, value in row.items()))
        if lax and key in seen:
            continue
        seen.add(key)
        node = ox.BlankNode(f"row{number}")
        index = ox.Literal(str(number if ordered else 0))
        quads.append(ox.Quad(node, ox.NamedNode("row:is"), index, ox.DefaultGraph()))
        quads += [
            ox.Quad(node, ox.NamedNode(f"row:{name}"), value, ox.DefaultGraph())
            for name, value in row.items()
        ]
    return quads


def _csv(content: bytes) -> Table:
    names, *rows = csv.reader(io.StringIO(content.decode()))
    return frozenset(names), [
        {name: _csv_term(value) for name, value in zip(names, row, strict=True)} for row in rows if row
    ], False  # fmt: skip


def _csv_term(value: str) -> Term:
    return ox.BlankNode(value[2:]) if value.startswith("_:") else ox.Literal(value)


def _result_set(quads: list[ox.Quad]) -> Table | bool:
    """Solutions or a boolean in the vocabulary of the first test suite."""
    store = ox.Store()
    store.extend(quads)

    def objects(subject: ox.NamedNode | ox.BlankNode | None, name: str) -> list[Term]:
        return [quad.object for quad in store.quads_for_pattern(subject, ox.NamedNode(RS + name), None)]

    booleans = objects(None, "boolean")
    if booleans:
        return str(booleans[0]).startswith('"true"')
    rows: list[tuple[int, dict[str, Term]]] = []
    ordered = False
    for solution in objects(None, "solution"):
        assert isinstance(solution, ox.NamedNode | ox.BlankNode)
        row = {}
        for binding in objects(solution, "binding"):
            assert isinstance(binding, ox.NamedNode | ox.BlankNode)
            (variable,), (value,) = objects(binding, "variable"), objects(binding, "value")
            assert isinstance(variable, ox.Literal)
            row[variable.value] = value
        index = [int(term.value) for term in objects(solution, "index") if isinstance(term, ox.Literal)]
        ordered = ordered or bool(index)
        rows.append((index[0] if index else 0, row))
    rows.sort(key=lambda pair: pair[0])
    names = frozenset(term.value for term in objects(None, "resultVariable") if isinstance(term, ox.Literal))
    return names, [row for _, row in rows], ordered
