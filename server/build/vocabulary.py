"""The terms, graphs and places that the build itself writes or looks for."""

from __future__ import annotations

from typing import Final

from pyoxigraph import NamedNode

from server.namespaces import BASE, EIK, PREFIXES
from server.rdf.terms import named

DOCUMENTS: Final = "triples/documents"
REFERENCE: Final = "triples/reference"

CLAIM: Final = named("eik:Claim")
IN_DOCUMENT: Final = named("eik:inDocument")
SEGMENT: Final = named("eik:segment")
MARKED_AS: Final = named("eik:markedAs")
PASSAGE: Final = named("eik:passage")
SEGMENT_CLASS: Final = named("eik:Segment")
POSITION: Final = named("eik:position")
START_OFFSET: Final = named("eik:startOffset")
END_OFFSET: Final = named("eik:endOffset")
SHA256: Final = NamedNode(EIK + "sha256")
EARLIEST: Final = named("eik:earliest")
LATEST: Final = named("eik:latest")

SEGMENT_BASE: Final = PREFIXES["segment"]


def graph(name: str) -> NamedNode:
    """Return the IRI of one of the project's graphs, such as `entities`."""
    return NamedNode(f"{BASE}graph/{name}")


def document(name: str) -> NamedNode:
    """Return the IRI of a document."""
    return NamedNode(f"{BASE}id/document/{name}")
