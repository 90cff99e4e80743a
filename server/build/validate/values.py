"""Values that their datatype, or the kind and range of their property, do not allow, and dates that contradict."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import combinations
from typing import Final

import rdflib
from pyoxigraph import Literal, NamedNode, Quad

from server.build.read.dates import Bounds, bounds, is_date
from server.build.read.sources import Source, Sources, subject_iri
from server.faults import Fault
from server.namespaces import OWN, PREFIXES
from server.rdf.iris import short
from server.rdf.terms import OWL, RDFS, TERMS, TYPE

_OBJECT: Final = OWL["ObjectProperty"]
_DATA: Final = OWL["DatatypeProperty"]
_RANGE: Final = RDFS["range"]
_XSD: Final = PREFIXES["xsd"]
_DATATYPES: Final = (_XSD, PREFIXES["edtf"])
_ALSO: Final = {_XSD + "decimal": frozenset((_XSD + "integer",))}
"""Datatypes derived from another whose values count as values of the other (XML Schema Part 2, section 3)."""

_BETWEEN: Final = TERMS["betweenClaims"]
_REMEDY: Final = f"tie the two claims by an {OWN}:Discrepancy of the kind date in triples/discrepancies.ttl"


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


@dataclass(frozen=True)
class _Dated:
    """A quad that holds a date, its file and the date's text."""

    source: Source
    quad: Quad
    value: str

    def __str__(self) -> str:
        name = self.quad.graph_name
        return f'"{self.value}" in {short(name.value) if isinstance(name, NamedNode) else name}'


def date_warnings(sources: Sources) -> Iterator[Fault]:
    """Yield each pair of claims that date a thing differently and that no discrepancy ties.

    A date within the other, such as 5 September 2014 and September 2014, differs in precision only. An open or
    unknown end of an interval has room for any day.
    """
    tied: dict[object, set[object]] = defaultdict(set)
    dates: dict[tuple[object, NamedNode], list[_Dated]] = defaultdict(list)
    for source in sources.files:
        for quad in source.quads:
            if quad.predicate == _BETWEEN:
                tied[quad.object].add(quad.subject)
            elif isinstance(quad.object, Literal) and is_date(quad.object):
                dates[quad.subject, quad.predicate].append(_Dated(source, quad, quad.object.value))
    for found in dates.values():
        for one, other in combinations(found, 2):
            is_tied = tied[one.quad.graph_name] & tied[other.quad.graph_name]
            if not is_tied and not _compatible(bounds(one.value), bounds(other.value)):
                yield _contradiction(one, other)


def _compatible(one: Bounds, other: Bounds) -> bool:
    return _within(one, other) or _within(other, one)


def _within(inner: Bounds, outer: Bounds) -> bool:
    return (outer.earliest or date.min) <= (inner.earliest or date.min) and (inner.latest or date.max) <= (
        outer.latest or date.max
    )


def _contradiction(one: _Dated, other: _Dated) -> Fault:
    subject, predicate = subject_iri(other.quad), other.quad.predicate.value
    line = other.source.positions.line(subject, predicate, other.value)
    message = f"{short(predicate)} is {one} and {other}"
    return Fault(other.source.name, line, short(subject), "date", message, _REMEDY, "warning")
