"""What queries may use beyond SPARQL 1.1 here: parts of SPARQL 1.2 and of what its community proposed, and functions.

Each comes with a query that shows it, true as ASK; the tests ask them all. What is not named here is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from server.namespaces import PREFIXES

_SPARQL12: Final = "https://www.w3.org/TR/sparql12-query/#"
_PROPOSALS: Final = "https://github.com/w3c/sparql-dev/blob/main/SEP/"
_GEO: Final = "http://www.opengis.net/def/function/geosparql/"
_WKT: Final = "^^<http://www.opengis.net/ont/geosparql#wktLiteral>"
_UNIT: Final = "<http://www.opengis.net/def/uom/OGC/1.0/{}>"
_XSD: Final = PREFIXES["xsd"]


@dataclass(frozen=True)
class Extension:
    """A part of the language beyond SPARQL 1.1: where it is defined, what of it there is, a query that shows it."""

    iri: str
    label: str
    example: str


@dataclass(frozen=True)
class Function:
    """A function that is called by its IRI: its label, and arguments to which it gives a value."""

    iri: str
    label: str
    arguments: str

    @property
    def example(self) -> str:
        """A query that is true if the function gives a value."""
        return f"ASK {{ BIND(<{self.iri}>({self.arguments}) AS ?value) FILTER(BOUND(?value)) }}"


EXTENSIONS: Final = (
    Extension(
        _SPARQL12 + "syntaxVersionAnnouncement",
        "SPARQL 1.2: VERSION before the query.",
        'VERSION "1.2" ASK {}',
    ),
    Extension(
        _SPARQL12 + "func-triple-terms",
        "SPARQL 1.2: triple terms <<( s p o )>> in patterns, BIND and VALUES; TRIPLE, SUBJECT, PREDICATE, OBJECT, "
        "isTRIPLE.",
        "ASK { VALUES ?t { <<( <x:s> <x:p> 1 )>> } BIND(TRIPLE(SUBJECT(?t), PREDICATE(?t), OBJECT(?t)) AS ?u) "
        "FILTER(isTRIPLE(?u) && ?u = ?t) }",
    ),
    Extension(
        _SPARQL12 + "rReifiedTriple",
        "SPARQL 1.2: reified triples << s p o ~ r >> and annotations s p o ~ r {| p o |} in patterns. The data has "
        "none.",
        "ASK { FILTER NOT EXISTS { << ?s ?p ?o ~ ?r >> ?q ?v . ?s ?p ?o ~ ?r {| ?q ?v |} } }",
    ),
    Extension(
        _SPARQL12 + "func-haslangdir",
        'SPARQL 1.2: literals with a base direction, "..."@ar--rtl; LANGDIR, STRLANGDIR, hasLANG, hasLANGDIR.',
        'ASK { BIND(STRLANGDIR("a", "ar", "rtl") AS ?a) FILTER(LANGDIR(?a) = "rtl" && hasLANGDIR("a"@ar--rtl) && '
        "hasLANG(?a)) }",
    ),
    Extension(
        _PROPOSALS + "SEP-0006/sep-0006.md",
        "LATERAL. Where a query needs to be put into other words for the engine (EXISTS, MINUS, paths, VALUES and "
        "others do), it is refused, never answered otherwise.",
        "ASK { ?s a ?c LATERAL { SELECT ?s ?p { ?s ?p ?o } LIMIT 1 } }",
    ),
    Extension(
        _PROPOSALS + "SEP-0002/sep-0002.md",
        "ADJUST, and the difference of two dates, times or dateTimes as a duration. The sum of a date and a "
        "duration has no value.",
        f'ASK {{ FILTER("2020-01-02"^^<{_XSD}date> - "2020-01-01"^^<{_XSD}date> = "P1D"^^<{_XSD}dayTimeDuration> && '
        f'ADJUST("2020-01-01T00:00:00Z"^^<{_XSD}dateTime>, "PT2H"^^<{_XSD}dayTimeDuration>) = '
        f'"2020-01-01T02:00:00+02:00"^^<{_XSD}dateTime>) }}',
    ),
)

_SQUARE: Final = f'"POLYGON((0 0, 4 0, 4 4, 0 4, 0 0))"{_WKT}'
_WITHIN: Final = f'"POLYGON((1 1, 2 1, 2 2, 1 2, 1 1))"{_WKT}'
_POINT: Final = f'"POINT(0 0)"{_WKT}'
_LINE: Final = f'"LINESTRING(0 0, 1 1)"{_WKT}'
_TWO: Final = f"{_SQUARE}, {_WITHIN}"
_ARGUMENTS: Final = {
    _TWO: (
        "sfEquals sfDisjoint sfIntersects sfTouches sfCrosses sfWithin sfContains sfOverlaps "
        "ehEquals ehDisjoint ehMeet ehOverlap ehCovers ehCoveredBy ehInside ehContains "
        "rcc8eq rcc8dc rcc8ec rcc8po rcc8tppi rcc8tpp rcc8ntpp rcc8ntppi "
        "intersection union difference symDifference"
    ),
    _SQUARE: (
        "convexHull envelope centroid getSRID isEmpty isSimple dimension coordinateDimension spatialDimension "
        "asGeoJSON"
    ),
    f'{_TWO}, "T********"': "relate",
    f"{_POINT}, {_POINT}, {_UNIT.format('metre')}": "distance",
    f"{_LINE}, {_UNIT.format('metre')}": "length",
    f"{_SQUARE}, {_UNIT.format('metre')}": "perimeter",
    f"{_SQUARE}, {_UNIT.format('square_metre')}": "area",
}
"""Arguments, and the functions of GeoSPARQL that are shown by them."""
_CASTS: Final = {
    "date": "2020-01-01",
    "time": "10:00:00",
    "duration": "P1D",
    "dayTimeDuration": "P1D",
    "yearMonthDuration": "P1Y",
    "gYear": "2020",
    "gYearMonth": "2020-01",
    "gMonth": "--01",
    "gMonthDay": "--01-01",
    "gDay": "---01",
}
"""The datatypes to which there is a cast that SPARQL 1.1 does not have (section 17.5), with a text of each."""

FUNCTIONS: Final = (
    *(Function(_XSD + name, f"Cast to xsd:{name}.", f'"{text}"') for name, text in _CASTS.items()),
    *(
        Function(_GEO + name, f"GeoSPARQL 1.1: geof:{name}.", arguments)
        for arguments, names in _ARGUMENTS.items()
        for name in names.split()
    ),
)
