"""Whole graphs: in canonical form (RDFC-1.0), the ontology made one of its modules, and as documents for people."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

import pyoxigraph
from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, NamedNode, Quad, RdfFormat, Triple

from server.namespaces import BASE, PREFIXES
from server.rdf.iris import prefixed, short
from server.rdf.terms import OWL, TYPE, iris
from server.rdf.turtle import Natural, Unwritable, natural, predicate_key, turtle

ROOT: Final = NamedNode(BASE + "ontology")
"""The ontology as a whole; each module is an ontology too, which it imports."""
ONTOLOGY_GRAPHS: Final = ("ontology", "external-terms")
"""The names of the graphs that make up the ontology: the modules, and declarations of the foreign terms they use."""
_ONTOLOGY: Final = OWL["Ontology"]
_IMPORTS: Final = OWL["imports"]

_ANNOTATION_PROPERTY: Final = OWL["AnnotationProperty"]
_ROOT_TAG: Final = re.compile(rb"<rdf:RDF ([^>]*)>")


def canonical(quads: Iterable[Quad]) -> list[Quad]:
    """Return the quads with canonical blank node labels, in the order of their N-Quads lines, each once.

    The labels depend on the quads with blank nodes only (RDFC-1.0, sections 4.6 to 4.8), so only those, a small
    part, are handed to the algorithm.
    """
    plain: set[Quad] = set()
    anonymous: set[Quad] = set()
    for quad in quads:
        (anonymous if _has_blank_node(quad) else plain).add(quad)
    dataset = Dataset(anonymous)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted((*plain, *dataset), key=str)


def _has_blank_node(quad: Quad) -> bool:
    return any(isinstance(term, BlankNode) for term in (quad.subject, quad.object, quad.graph_name))


def n_quads(quads: Iterable[Quad]) -> str:
    """Write quads in the canonical form of N-Quads, one a line, in the given order."""
    return "".join(f"{quad} .\n" for quad in quads)


def digest(triples: Iterable[Quad]) -> str:
    """Return the SHA-256, in hexadecimal, of the canonical N-Quads of one graph, its name left out."""
    plain = canonical(Quad(quad.subject, quad.predicate, quad.object) for quad in triples)
    return hashlib.sha256(n_quads(plain).encode()).hexdigest()


def by_graph(quads: Iterable[Quad]) -> dict[str, list[Quad]]:
    """Sort quads by the IRI of their graph, graphs in order. The default graph is left out: a release has none."""
    graphs: dict[str, list[Quad]] = defaultdict(list)
    for quad in quads:
        if isinstance(quad.graph_name, NamedNode):
            graphs[quad.graph_name.value].append(quad)
    return dict(sorted(graphs.items()))


def merged(triples: Iterable[Triple]) -> frozenset[Triple]:
    """Make one ontology of the modules: without imports and without headers but the root's."""
    everything = frozenset(triples)
    headers = {t.subject for t in everything if t.predicate == TYPE and t.object == _ONTOLOGY} - {ROOT}
    return frozenset(t for t in everything if t.subject not in headers and t.predicate != _IMPORTS)


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
    # So these come first; of them those that are said of others, and those of which nothing else is said.
    annotating = {q.subject for q in quads if q.predicate == TYPE and q.object == _ANNOTATION_PROPERTY}
    described = {quad.subject for quad in quads if quad.predicate != TYPE}
    said = {quad.predicate for quad in quads if quad.subject in annotating}

    def place(quad: Quad) -> tuple[bool, bool, bool, object]:
        subject = quad.subject
        return subject not in annotating, subject in described, subject not in said, _order(quad)

    ordered = sorted(quads, key=place)
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
