"""The terms, graphs and places that the build itself writes or looks for."""

from __future__ import annotations

from typing import Final

from pyoxigraph import NamedNode

from server.namespaces import BASE, PREFIXES
from server.rdf.terms import TERMS

DOCUMENTS: Final = "triples/documents"
ENTITIES: Final = "triples/entities"
REFERENCE: Final = "triples/reference"

CLAIM: Final = TERMS["Claim"]
IN_DOCUMENT: Final = TERMS["inDocument"]
SEGMENT: Final = TERMS["segment"]
MARKED_AS: Final = TERMS["markedAs"]
PASSAGE: Final = TERMS["passage"]
SEGMENT_CLASS: Final = TERMS["Segment"]
POSITION: Final = TERMS["position"]
START_OFFSET: Final = TERMS["startOffset"]
END_OFFSET: Final = TERMS["endOffset"]
SHA256: Final = TERMS["sha256"]
EARLIEST: Final = TERMS["earliest"]
LATEST: Final = TERMS["latest"]

SEGMENT_BASE: Final = PREFIXES["segment"]


def graph(name: str) -> NamedNode:
    """Return the IRI of one of the project's graphs, such as `entities`."""
    return NamedNode(f"{BASE}graph/{name}")


def document(name: str) -> NamedNode:
    """Return the IRI of a document."""
    return NamedNode(f"{BASE}id/document/{name}")
