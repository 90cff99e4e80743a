"""What a body says, whatever the format: read by real parsers, and brought into one form that can be compared.

A value is a fingerprint: of the rows of a table (in their order, where the query gives them one), of a boolean, of the
triples of a graph, or of the bytes of a page. CSV does not tell terms apart, so a table has a second value for it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final
from xml.etree import ElementTree

import pyoxigraph as ox
from rdflib import Graph
from rdflib.query import Result

JSON: Final = "application/sparql-results+json"
XML: Final = "application/sparql-results+xml"
CSV: Final = "text/csv"
TSV: Final = "text/tab-separated-values"
TABLES: Final = (JSON, XML, CSV, TSV)

GRAPHS: Final = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}
HTML: Final = "text/html"

LARGEST_FOR_RDFLIB: Final = 200_000
"""Bytes up to which a half answer is shown to rdflib too, whose parsers take seconds for more."""

_XSD_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"
_XML_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_SRX: Final = "{http://www.w3.org/2005/sparql-results#}"

Row = dict[str, str]


class NotWhole(ValueError):
    """The body is no whole document of its format."""


def value(body: bytes, media_type: str, ordered: bool) -> str:
    """What a body says. Raises NotWhole."""
    try:
        return _value(body, media_type, ordered)
    except (ValueError, KeyError, IndexError, SyntaxError, csv.Error, ElementTree.ParseError) as error:
        raise NotWhole(f"{type(error).__name__}: {error}") from None


def of_result(
    result: ox.QuerySolutions | ox.QueryBoolean | Iterable[ox.Triple], ordered: bool
) -> dict[bool, str]:
    """The values that a result has, in CSV (True) and in the other formats (False)."""
    if isinstance(result, ox.QueryBoolean):
        return dict.fromkeys((False, True), _boolean(bool(result)))
    if not isinstance(result, ox.QuerySolutions):
        return {False: _graph(result)}
    names = [variable.value for variable in result.variables]
    rows = [dict(zip(names, solution, strict=True)) for solution in result]
    plain = [{n: getattr(t, "value", "") for n, t in row.items()} for row in rows]
    terms = [{n: _of_term(t) for n, t in row.items() if t is not None} for row in rows]
    return {False: _table(names, terms, ordered), True: _table(names, plain, ordered)}


def accepted_by(body: bytes, media_type: str) -> list[str]:
    """The names of the parsers that take a body for whole."""
    parsers = [*_strict(media_type)]
    if len(body) <= LARGEST_FOR_RDFLIB:
        parsers += _of_rdflib(media_type)
    return [name for name, parse in parsers if _takes(parse, body)]


def lenient(name: str) -> bool:
    """Whether a parser is known to ignore the end of a document, so that no server can make it notice.

    pyoxigraph takes results in XML for whole that end between two tags or within a text.
    """
    return name in (
        "csv, not strict",
        "rdflib text/csv",
        "rdflib text/tab-separated-values",
        f"pyoxigraph {XML}",
    )


def _takes(parse: Callable[[bytes], object], body: bytes) -> bool:
    try:
        parse(body)
    except Exception:  # whatever the parser says, it does not take the body
        return False
    return True


def _strict(media_type: str) -> Iterator[tuple[str, Callable[[bytes], object]]]:
    if media_type in TABLES or media_type in GRAPHS:
        yield "standard library", lambda body: _value(body, media_type, ordered=True)
    if media_type == CSV:
        yield "csv, not strict", lambda body: [*csv.reader(io.StringIO(body.decode(), newline=""))]
    if media_type in (JSON, XML):
        yield f"pyoxigraph {media_type}", lambda body: _solutions(body, media_type)


def _of_rdflib(media_type: str) -> Iterator[tuple[str, Callable[[bytes], object]]]:
    if media_type in TABLES:
        yield (
            f"rdflib {media_type}",
            lambda body: [*Result.parse(io.BytesIO(body), content_type=media_type)],
        )
    if media_type in GRAPHS:
        yield f"rdflib {media_type}", lambda body: Graph().parse(data=body, format=media_type)


def _value(body: bytes, media_type: str, ordered: bool) -> str:
    if media_type in GRAPHS:
        return _graph(quad.triple for quad in ox.parse(body, format=GRAPHS[media_type], base_iri="urn:x"))
    if media_type not in TABLES:
        return hashlib.sha256(body).hexdigest()
    found = {JSON: _json, XML: _xml, CSV: _csv, TSV: _tsv}[media_type](body)
    return _boolean(found) if isinstance(found, bool) else _table(*found, ordered)


def _json(body: bytes) -> bool | tuple[list[str], list[Row]]:
    document = json.loads(body)
    if "boolean" in document:
        return bool(document["boolean"])
    rows = [{n: _of_json(t) for n, t in row.items()} for row in document["results"]["bindings"]]
    return document["head"]["vars"], rows


def _of_json(term: dict[str, Any]) -> str:
    language = term.get("xml:lang", "")
    datatype = "" if language else term.get("datatype", _XSD_STRING)
    return _term(
        {"uri": "iri", "bnode": "blank"}.get(term["type"], "literal"), term["value"], language, datatype
    )


def _xml(body: bytes) -> bool | tuple[list[str], list[Row]]:
    root = ElementTree.fromstring(body)  # noqa: S314 - the server's own answer
    if (boolean := root.find(f"{_SRX}boolean")) is not None:
        return boolean.text == "true"
    names = [node.get("name", "") for node in root.iterfind(f"{_SRX}head/{_SRX}variable")]
    rows = [
        {binding.get("name", ""): _of_xml(binding[0]) for binding in result}
        for result in root.iterfind(f"{_SRX}results/{_SRX}result")
    ]
    return names, rows


def _of_xml(node: ElementTree.Element) -> str:
    language = node.get(_XML_LANGUAGE, "")
    datatype = "" if language else node.get("datatype", _XSD_STRING)
    kind = {"uri": "iri", "bnode": "blank"}.get(node.tag.removeprefix(_SRX), "literal")
    return _term(kind, node.text or "", language, datatype)


def _csv(body: bytes) -> bool | tuple[list[str], list[Row]]:
    text = body.decode()
    if text.strip() in ("true", "false"):
        return text.strip() == "true"
    if not text.endswith("\n"):  # what was cut within its last field shows it by nothing else
        raise NotWhole("its last line has no end")
    names, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    return names, [dict(zip(names, row, strict=True)) for row in rows if row]


def _tsv(body: bytes) -> bool | tuple[list[str], list[Row]]:
    result = _solutions(body, TSV)
    if isinstance(result, bool):
        return result
    names, rows = result
    return names, [{n: _of_term(t) for n, t in row.items() if t is not None} for row in rows]


def _solutions(body: bytes, media_type: str) -> bool | tuple[list[str], list[dict[str, Any]]]:
    found = ox.QueryResultsFormat.from_media_type(media_type)
    assert found
    result = ox.parse_query_results(body, format=found)
    if isinstance(result, ox.QueryBoolean):
        return bool(result)
    names = [variable.value for variable in result.variables]
    return names, [dict(zip(names, solution, strict=True)) for solution in result]


def _of_term(term: Any) -> str:
    if isinstance(term, ox.NamedNode):
        return _term("iri", term.value, "", "")
    if isinstance(term, ox.BlankNode):
        return _term("blank", "", "", "")
    language = term.language or ""
    return _term("literal", term.value, language, "" if language else term.datatype.value)


def _term(kind: str, text: str, language: str, datatype: str) -> str:
    return json.dumps(
        [kind, "" if kind == "blank" else text, *((language, datatype) if kind == "literal" else ())]
    )


def _table(names: Iterable[str], rows: Iterable[Row], ordered: bool) -> str:
    lines = [json.dumps(sorted(row.items())) for row in rows]
    return _fingerprint([json.dumps(sorted(names)), *(lines if ordered else sorted(lines))])


def _graph(triples: Iterable[ox.Triple]) -> str:
    found = {*triples}
    if any(isinstance(term, ox.BlankNode) for triple in found for term in (triple.subject, triple.object)):
        dataset = ox.Dataset(ox.Quad(*triple) for triple in found)
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        found = {quad.triple for quad in dataset}
    return _fingerprint(sorted(map(str, found)))


def _boolean(found: bool) -> str:
    return f"boolean {found}"


def _fingerprint(lines: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()
