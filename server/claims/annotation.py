"""A claim as a Web Annotation (https://www.w3.org/TR/annotation-model/): its triples about passages of a source."""

from __future__ import annotations

import json
from typing import Any, Final

import pyoxigraph
from pyoxigraph import Literal, NamedNode, RdfFormat

from server.claims.record import IN_DOCUMENT, STANCE, STATED_BY, ClaimRecord, Passage
from server.namespaces import BASE, EIK, LICENCE
from server.rdf.terms import PROV

CONTEXT: Final = "http://www.w3.org/ns/anno.jsonld"


def annotation(claim: ClaimRecord) -> dict[str, Any]:
    """Return the annotation in JSON-LD. Its body is the claim, as a graph with the triples that it states.

    Its targets are the passages, by their positions in the text of the source; without any it is the document.
    """
    targets: list[Any] = [_target(passage) for passage in claim.passages] or _iris(claim, IN_DOCUMENT)
    return {
        "@context": CONTEXT,
        "id": f"{claim.iri.value}#annotation",
        "type": "Annotation",
        "motivation": "describing",
        "creator": BASE,
        "rights": LICENCE,
        "body": _body(claim),
        "target": targets[0] if len(targets) == 1 else targets,
    }


def _body(claim: ClaimRecord) -> dict[str, Any]:
    triples = pyoxigraph.serialize(claim.stated, format=RdfFormat.JSON_LD) or b"[]"
    return {
        "id": claim.iri.value,
        "type": f"{EIK}Claim",
        STANCE.value: [{"id": iri} for iri in _iris(claim, STANCE)],
        STATED_BY.value: [{"id": iri} for iri in _iris(claim, STATED_BY)],
        PROV["hadPrimarySource"].value: [{"id": iri} for iri in _iris(claim, IN_DOCUMENT)],
        "@graph": json.loads(triples),
    }


def _target(passage: Passage) -> dict[str, Any]:
    """Return a passage by its place: its text belongs to others, and is told by its digest alone."""
    return {
        "id": passage.iri.value,
        "type": "SpecificResource",
        "source": passage.document.value,
        "selector": {"type": "TextPositionSelector", "start": passage.start, "end": passage.end},
        f"{EIK}sha256": passage.sha256,
    }


def _iris(claim: ClaimRecord, predicate: NamedNode) -> list[str]:
    return [value.value for value in claim.of(predicate) if isinstance(value, NamedNode | Literal)]
