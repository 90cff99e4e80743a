"""Patterns of SPARQL that the reading of a table and the query shown with it have in common."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pyoxigraph import NamedNode

from server.namespaces import OWN
from server.web.pages.lists.columns import Column, Kind

NAMES: Final = f"rdfs:label|skos:prefLabel|dcterms:title|{OWN}:gist"
"""What names a thing that a column shows, as a path of SPARQL."""


def members(class_iri: str) -> str:
    """The pattern of the members of a class. Raises ValueError for an IRI that is not well formed."""
    return f"?thing a {NamedNode(class_iri)} ."


def tied(property_iri: str, to: str) -> str:
    """The pattern of what a property ties to a thing. Raises ValueError for an IRI that is not well formed."""
    return f"?thing {NamedNode(property_iri)} {NamedNode(to)} . FILTER(ISIRI(?thing))"


def spoken_of(document: str, pattern: str = "") -> str:
    """Return the pattern of things that stand in a document (a term or variable), name what does, or are told of there.

    The things fit `pattern`, which is given here as it cuts down each part of it.
    """
    claim = f"?claim {OWN}:inDocument {document}"
    return f"""{{ {pattern} ?thing {OWN}:inDocument {document} }}
        UNION {{ {pattern} ?thing ?names ?claim . {claim} }}
        UNION {{ {pattern} GRAPH ?claim {{ ?thing ?says ?what }} {claim} }}
        UNION {{ {pattern} GRAPH ?claim {{ ?what ?says ?thing }} {claim} }}"""


def named_ends(columns: Iterable[Column], pattern: str) -> str:
    """Return the pattern of the names, as ?word, of what columns of things show; "" where that is no thing.

    The things fit `pattern`, which is given here as it cuts down each part of it.
    """
    return " UNION ".join(
        f"{{ {pattern} {column.pattern('?end')} ?end {NAMES} ?word }}"
        for column in columns
        if column.kind in (Kind.THING, Kind.CONTENTS)
    )
