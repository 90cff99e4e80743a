"""A graph as a document that people can read: in one order, with no more prefixes than it uses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

import pyoxigraph
from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Triple

from server.namespaces import PREFIXES
from server.rdf.iris import prefixed, short
from server.rdf.order import Natural, natural, predicate_key
from server.rdf.terms import OWL, TYPE, iris
from server.rdf.turtle import Unwritable, turtle

_ANNOTATION_PROPERTY: Final = OWL["AnnotationProperty"]
_ROOT_TAG: Final = re.compile(rb"<rdf:RDF ([^>]*)>")


def document(triples: Iterable[Triple], form: RdfFormat) -> bytes:
    """Return a graph in a format: Turtle and TriG in the project's style, any other by subject and predicate.

    The same triples give the same bytes.
    """
    quads = [Quad(triple.subject, triple.predicate, triple.object) for triple in set(triples)]
    if form in (RdfFormat.TURTLE, RdfFormat.TRIG):
        try:
            return turtle(quads).encode()
        except Unwritable:  # blank nodes in a form that the style has none for
            pass
    # OWLAPI reads a stream: of an annotation before the declaration of its property it says that it is not parsed.
    # So these come first, and of them those of which nothing else is said.
    annotating = {q.subject for q in quads if q.predicate == TYPE and q.object == _ANNOTATION_PROPERTY}
    described = {quad.subject for quad in quads if quad.predicate != TYPE}
    ordered = sorted(quads, key=lambda q: (q.subject not in annotating, q.subject in described, _order(q)))
    text = pyoxigraph.serialize(ordered, format=form, prefixes=used_prefixes(ordered)) or b""
    return _ROOT_TAG.sub(_declarations_in_order, text, 1) if form == RdfFormat.RDF_XML else text


def used_prefixes(quads: Iterable[Quad]) -> dict[str, str]:
    """Return the prefixes of the project's table that the quads use, in its order."""
    parts = {prefixed(iri) for quad in quads for iri in iris(quad)}
    used = {part[0] for part in parts if part}
    return {prefix: iri for prefix, iri in PREFIXES.items() if prefix in used}


def _declarations_in_order(tag: re.Match[bytes]) -> bytes:
    """Sort the namespaces of rdf:RDF, which the serializer declares in an order that changes from run to run."""
    return b"<rdf:RDF " + b" ".join(sorted(tag[1].split())) + b">"


def _order(quad: Quad) -> tuple[bool, Natural, tuple[int, int, str], str]:
    subject = quad.subject
    name = short(subject.value) if isinstance(subject, NamedNode) else str(subject)
    return (
        isinstance(subject, BlankNode),
        natural(name),
        predicate_key(quad.predicate.value),
        str(quad.object),
    )
