"""The order of graphs, subjects, predicates and objects in a file."""

from __future__ import annotations

import re
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from server.namespaces import BASE, PREFIXES
from server.rdf.iris import short

_DIGITS: Final = re.compile(r"(\d+)", re.ASCII)
_LANGUAGES: Final = {"en": 0, "ru": 1, "be": 2}
_LABELS: Final = {PREFIXES["rdfs"] + "label": 0, PREFIXES["skos"] + "prefLabel": 1}
RDF_TYPE: Final = PREFIXES["rdf"] + "type"
_CLAIM: Final = BASE + "id/claim/"

Natural = tuple[tuple[str | int, ...], str]


def natural(text: str) -> Natural:
    """Return a key that sorts numbers inside a text by value: `A-RES-3-I` before `A-RES-68-262`."""
    parts = (int(part) if index % 2 else part for index, part in enumerate(_DIGITS.split(text)))
    return tuple(parts), text


def is_claim(iri: str) -> bool:
    """Tell whether an IRI names a claim, and so also a graph that a claim states."""
    return iri.startswith(_CLAIM)


def predicate_key(iri: str) -> tuple[int, int, str]:
    """`a` first, then labels, then the rest by prefixed name."""
    if iri == RDF_TYPE:
        return 0, 0, ""
    if iri in _LABELS:
        return 1, _LABELS[iri], ""
    return 2, 0, short(iri)


def object_key(term: NamedNode | BlankNode | Literal, text: str) -> tuple[int, int, str, Natural]:
    """IRIs, then literals (English, Russian, Belarusian, other languages), then blank nodes, by text."""
    if isinstance(term, NamedNode):
        return 0, 0, "", natural(text)
    if isinstance(term, Literal):
        language = term.language or ""
        return 1, _LANGUAGES.get(language, 3), language, natural(text)
    return 2, 0, "", natural(text)


def subject_key(iri: str, is_heading: bool) -> tuple[bool, Natural]:
    """The resource that the file or graph is about first, then the others by prefixed name."""
    return not is_heading, natural(short(iri))
