"""Writing a result in its format, such that what is written is well formed whatever the data.

pyoxigraph writes characters into XML that XML does not have, and RDF/XML elements without a name for predicates that
no element can be named after. Neither has a spelling that other software reads, so such a result is refused. In CSV it
quotes literals only, and a row of one empty value is a blank line; so CSV is made of its TSV, which is unambiguous.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import chain, islice
from typing import IO, Final, cast

import pyoxigraph as ox

from server.engine.dataset import Answer
from server.engine.errors import NotExpressible
from server.engine.output import Output, RowCounter, Sink, counted
from server.namespaces import PREFIXES
from server.rdf.originals import Originals, restored

Result = Answer | Iterator[ox.Triple]
"""What can be written: the answer of this engine, or the triples of another."""

NO_ORIGINALS: Final[Originals] = {}

LOOKED_AHEAD: Final = 10_000
"""Triples that are looked at for the prefixes they use; a longer result gets every prefix that is declared."""

_CSV: Final = "text/csv"
_TSV: Final = "text/tab-separated-values"
_RDF_XML: Final = "application/rdf+xml"
_WITH_PREFIXES: Final = ("text/turtle", "application/trig", _RDF_XML)

_SHORT: Final = frozenset(
    (
        *(PREFIXES["rdf"] + name for name in ("type", "langString", "dirLangString")),
        *(PREFIXES["xsd"] + name for name in ("string", "integer", "decimal", "double", "boolean")),
    )
)
"""The predicate and the datatypes that Turtle mostly writes without their names."""

_NAME_START: Final = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_LOCAL_NAME: Final = re.compile(f"[{_NAME_START}][{_NAME_START}0-9.\\-\u00b7\u0300-\u036f\u203f\u2040]*\\Z")
"""An XML name without a colon (Namespaces in XML 1.0, section 3), at the end of an IRI."""

_NO_XML: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
"""The UTF-8 of what is no Char of XML 1.0 (section 2.2)."""


def serialise(
    result: Result,
    media_type: str,
    declared: Mapping[str, str],
    output: Output,
    originals: Originals = NO_ORIGINALS,
) -> None:
    """Write a result. `declared` are prefixes to use in formats that have them; those not needed are left out.

    The triples of a graph that the store gives otherwise than they were written are put back from `originals`.
    Raises NotExpressible, and ResultTooLarge after as many rows or triples as `output` takes.
    """
    sink: Sink = XmlOutput(output) if media_type.endswith("+xml") else output
    if not isinstance(result, ox.QuerySolutions | ox.QueryBoolean):
        # The serialisers call write and flush, nothing else.
        triples = restored(result, originals) if originals else result
        _serialise_graph(counted(triples, output.rows), media_type, declared, cast("IO[bytes]", sink))
        return
    if isinstance(result, ox.QuerySolutions) and media_type == _CSV:
        sink, media_type = CsvOutput(output), _TSV
    file = cast("IO[bytes]", RowCounter(sink, media_type, output.rows))
    result.serialize(file, format=ox.QueryResultsFormat.from_media_type(media_type))


def _serialise_graph(
    result: Iterator[ox.Triple], media_type: str, declared: Mapping[str, str], file: IO[bytes]
) -> None:
    form = ox.RdfFormat.from_media_type(media_type)
    if media_type not in _WITH_PREFIXES:
        ox.serialize(result, file, format=form)
        return
    if media_type == _RDF_XML:
        triples = [*result]  # an impossible predicate has to be known before the first byte is sent
        _refuse_nameless(triples)
        ox.serialize(triples, file, format=form, prefixes=_used(declared, triples))
        return
    first = [*islice(result, LOOKED_AHEAD)]
    prefixes = dict(declared) if len(first) == LOOKED_AHEAD else _used(declared, first)
    ox.serialize(chain(first, result), file, format=form, prefixes=prefixes)


def _refuse_nameless(triples: list[ox.Triple]) -> None:
    for predicate in {triple.predicate for triple in triples}:
        if not _LOCAL_NAME.search(predicate.value):
            raise NotExpressible(
                f"RDF/XML cannot write the predicate <{predicate.value}>, as its end is no XML name; ask for Turtle"
            )


def _used(declared: Mapping[str, str], triples: list[ox.Triple]) -> dict[str, str]:
    """Those of the declared prefixes by which an IRI will be written: for each, that of its longest namespace."""
    if not declared:
        return {}
    iris = {iri for triple in triples for term in triple for iri in _iris(term)}
    by_length = sorted(declared.items(), key=lambda item: len(item[1]), reverse=True)
    used = {
        next((prefix for prefix, namespace in by_length if iri.startswith(namespace)), None) for iri in iris
    }
    return {prefix: namespace for prefix, namespace in declared.items() if prefix in used}


def _iris(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Iterator[str]:
    if isinstance(term, ox.NamedNode) and term.value not in _SHORT:
        yield term.value
    elif isinstance(term, ox.Literal) and term.datatype.value not in _SHORT:
        yield term.datatype.value
    elif isinstance(term, ox.Triple):
        for part in term:
            yield from _iris(part)


class XmlOutput:
    """An output that keeps XML well formed: refuses what XML does not have, and keeps carriage returns."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._held = b""

    def write(self, data: bytes) -> int:
        """Take bytes of XML. Raises NotExpressible."""
        data, length = self._held + data, len(data)
        if found := _NO_XML.search(data):
            point = ord(found[0].decode())
            raise NotExpressible(
                f"XML cannot carry the character U+{point:04X} of a literal; ask for JSON or Turtle"
            )
        # A noncharacter may come in two halves, of which the first is not yet wrong.
        kept = next((size for size in (2, 1) if data.endswith(b"\xef\xbf"[:size])), 0)
        self._held = data[len(data) - kept :]
        # A reader of XML turns a bare carriage return into a line feed; the serialiser's own markup has none.
        self._output.write(data[: len(data) - kept].replace(b"\r", b"&#13;"))
        return length

    def flush(self) -> None:
        """Nothing is held back at the end: XML ends with a bracket."""


_ESCAPED: Final = re.compile(rb"\\(.)")
_CHARACTERS: Final = {b"t": b"\t", b"n": b"\n", b"r": b"\r"}
_TO_QUOTE: Final = re.compile(rb'[",\r\n]')


class CsvOutput:
    """An output for a table in TSV that writes it as CSV (RFC 4180; SPARQL 1.1 CSV and TSV Results, section 3).

    A term is its text alone, quoted where that is needed. A row of one column without a text is written as `""`, as
    many readers skip a blank line.
    """

    def __init__(self, output: Output) -> None:
        self._output = output
        self._line = bytearray()
        self._columns: int | None = None
        """None before the line with their names."""

    def write(self, data: bytes) -> int:
        """Take bytes of TSV. Raises ResultTooLarge."""
        self._line += data
        if b"\n" in data:
            *lines, rest = bytes(self._line).split(b"\n")
            self._line = bytearray(rest)
            self._output.write(b"".join(self._records(lines)))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back at the end: the last line has an end, too."""

    def _records(self, lines: list[bytes]) -> Iterator[bytes]:
        if self._columns is None:
            names = [name[1:] for name in lines.pop(0).split(b"\t") if name]
            self._columns = len(names)
            yield b",".join(names) + b"\r\n"
        for line in lines:
            record = b",".join(map(_csv_field, line.split(b"\t")))
            yield (b'""' if not record and self._columns == 1 else record) + b"\r\n"


def _csv_field(term: bytes) -> bytes:
    """A term of SPARQL's TSV (section 4), as the engine writes it, as a field of CSV."""
    first = term[:1]
    if first == b"<" and not term.startswith(b"<<"):
        text = term[1:-1]
    elif first == b'"':
        text = term[1 : term.rindex(b'"')]  # neither a language nor the IRI of a datatype has a quote in it
        if b"\\" in text:
            text = _ESCAPED.sub(lambda found: _CHARACTERS.get(found[1], found[1]), text)
    else:
        text = term
    return b'"' + text.replace(b'"', b'""') + b'"' if _TO_QUOTE.search(text) else text
