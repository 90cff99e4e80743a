"""Values that their datatype, or the kind and range of their property, do not allow."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from functools import cache
from typing import Final

import rdflib
from pyoxigraph import Literal, NamedNode, Quad

from server.build.read.sources import Sources, subject_iri
from server.faults import Fault
from server.namespaces import PREFIXES
from server.rdf.dates import bounds, is_date
from server.rdf.iris import short
from server.rdf.terms import OWL, RDFS, TYPE

_OBJECT: Final = OWL["ObjectProperty"]
_DATA: Final = OWL["DatatypeProperty"]
_RANGE: Final = RDFS["range"]
_XSD: Final = PREFIXES["xsd"]
_RDF: Final = PREFIXES["rdf"]
_DATATYPES: Final = (_XSD, PREFIXES["edtf"], _RDF)
_ALSO: Final = {
    _XSD + "decimal": frozenset((_XSD + "integer",)),
    _RDF + "PlainLiteral": frozenset((_RDF + "langString", _XSD + "string")),
}
"""Datatypes whose values count as values of another: XML Schema Part 2, section 3; rdf:PlainLiteral, section 3."""


def value_faults(sources: Sources) -> Iterator[Fault]:
    """Yield each value in triples/ that is a literal where a thing belongs, the reverse, or of another datatype."""
    declarations = [
        q for s in sources.under("ontology/modules", "ontology/external-terms.ttl") for q in s.quads
    ]
    kinds = {
        q.subject: q.object for q in declarations if q.predicate == TYPE and q.object in (_OBJECT, _DATA)
    }
    datatypes = {
        q.subject: q.object.value
        for q in declarations
        if q.predicate == _RANGE and isinstance(q.object, NamedNode) and q.object.value.startswith(_DATATYPES)
    }
    for source in sources.under("triples"):
        for quad in source.quads:
            if fault := _fault(quad, kinds.get(quad.predicate), datatypes.get(quad.predicate)):
                subject = subject_iri(quad)
                value = quad.object.value if isinstance(quad.object, NamedNode | Literal) else ""
                line = source.positions.line(subject, quad.predicate.value, value)
                message = f"{short(quad.predicate.value)} {quad.object}: {fault[0]}"
                yield Fault(source.name, line, short(subject), "value", message, fault[1])


def literal_faults(sources: Sources) -> Iterator[Fault]:
    """Yield each EDTF literal that is no date, and each literal of XML Schema's datatypes that has no value.

    The validator of the shapes looks at the datatype only, so `"2014-13-01"^^xsd:date` would pass it.
    """
    for source in sources.files:
        for quad in source.quads:
            if isinstance(quad.object, Literal) and (fault := _lexical_fault(quad.object)):
                subject = subject_iri(quad)
                line = source.positions.line(subject, quad.predicate.value, quad.object.value)
                message = f'{short(quad.predicate.value)} "{quad.object.value}": {fault[0]}'
                yield Fault(source.name, line, short(subject), "literal", message, fault[1])


def _fault(quad: Quad, kind: object, datatype: str | None) -> tuple[str, str] | None:
    if kind == _OBJECT and isinstance(quad.object, Literal):
        return "is a literal where a thing or concept belongs", "name it by its IRI"
    if kind == _DATA and not isinstance(quad.object, Literal):
        return "is a thing where a literal belongs", "write the value in quotation marks or as a number"
    if kind == _DATA and datatype and isinstance(quad.object, Literal):
        own = quad.object.datatype.value
        if own != datatype and own not in _ALSO.get(datatype, ()):
            return f"is no {short(datatype)}", f"write it as {short(datatype)}, as the ontology's range says"
    return None


def _lexical_fault(literal: Literal) -> tuple[str, str] | None:
    if is_date(literal):
        try:
            bounds(literal.value)
        except ValueError as error:
            return str(error), 'write for example "2014-09", "2013-06~", "2004/.." or "1974/1975"'
    elif _is_ill_typed(literal.value, literal.datatype.value):
        return f"is no {short(literal.datatype.value)}", "correct the value or its datatype"
    return None


@cache
def _is_ill_typed(value: str, datatype: str) -> bool:
    if not datatype.startswith(PREFIXES["xsd"]) or datatype == PREFIXES["xsd"] + "string":
        return False
    # rdflib also logs what it cannot convert, with a traceback.
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)
    return bool(rdflib.Literal(value, datatype=rdflib.URIRef(datatype)).ill_typed)
