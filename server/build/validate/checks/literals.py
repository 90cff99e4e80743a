"""Literals whose lexical form their datatype does not allow."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from functools import cache

import rdflib
from pyoxigraph import Literal

from server.build.read.dates import bounds, is_date
from server.build.read.sources import Sources, subject_iri
from server.faults import Fault
from server.namespaces import PREFIXES
from server.rdf.iris import short


def literal_faults(sources: Sources) -> Iterator[Fault]:
    """Yield each EDTF literal that is no date, and each literal of XML Schema's datatypes that has no value.

    The validator of the shapes looks at the datatype only, so `"2014-13-01"^^xsd:date` would pass it.
    """
    for source in sources.files:
        for quad in source.quads:
            if isinstance(quad.object, Literal) and (fault := _fault(quad.object)):
                subject = subject_iri(quad)
                line = source.positions.line(subject, quad.predicate.value, quad.object.value)
                message = f'{short(quad.predicate.value)} "{quad.object.value}": {fault[0]}'
                yield Fault(source.name, line, short(subject), "literal", message, fault[1])


def _fault(literal: Literal) -> tuple[str, str] | None:
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
