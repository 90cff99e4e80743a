"""The terms, graphs and places that the build itself writes or looks for."""

from __future__ import annotations

from typing import Final

from pyoxigraph import NamedNode

from server.namespaces import BASE, EIK, PREFIXES

DOCUMENTS: Final = "triples/documents"
REFERENCE: Final = "triples/reference"

TYPE: Final = NamedNode(PREFIXES["rdf"] + "type")
CLAIM: Final = NamedNode(EIK + "Claim")
IN_DOCUMENT: Final = NamedNode(EIK + "inDocument")
SEGMENT: Final = NamedNode(EIK + "segment")
MARKED_AS: Final = NamedNode(EIK + "markedAs")
PASSAGE: Final = NamedNode(EIK + "passage")
SEGMENT_CLASS: Final = NamedNode(EIK + "Segment")
POSITION: Final = NamedNode(EIK + "position")
START_OFFSET: Final = NamedNode(EIK + "startOffset")
END_OFFSET: Final = NamedNode(EIK + "endOffset")
SHA256: Final = NamedNode(EIK + "sha256")
EARLIEST: Final = NamedNode(EIK + "earliest")
LATEST: Final = NamedNode(EIK + "latest")

SEGMENT_BASE: Final = f"{BASE}id/segment/"
CLAIM_BASE: Final = f"{BASE}id/claim/"


def graph(name: str) -> NamedNode:
    """Return the IRI of one of the project's graphs, such as `entities`."""
    return NamedNode(f"{BASE}graph/{name}")


def document(name: str) -> NamedNode:
    """Return the IRI of a document."""
    return NamedNode(f"{BASE}id/document/{name}")


def xsd(name: str) -> NamedNode:
    """Return the IRI of a datatype of XML Schema."""
    return NamedNode(PREFIXES["xsd"] + name)
