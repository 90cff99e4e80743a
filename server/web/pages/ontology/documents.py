"""The ontology, its modules and the schemes as whole documents in RDF, each written once a release."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pyoxigraph import BlankNode, NamedNode, Triple

from server.namespaces import BASE, EIK, PREFIXES
from server.rdf.graphs import merged
from server.rdf.terms import OWL
from server.web.pages.ontology.facts import TYPE, Facts
from server.web.pages.ontology.vocabulary import ONTOLOGY, Vocabulary

SCHEMES: Final = BASE + "scheme"
_VERSION: Final = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+")
_OWL: Final = PREFIXES["owl"]


def version_of(name: str) -> str | None:
    """Return the version that the last part of an address below /ontology/ names, None if it names something else."""
    return name if _VERSION.fullmatch(name) else None


def triples_of(vocabulary: Vocabulary, iri: str) -> frozenset[Triple] | None:
    """Return the document of an IRI: the ontology (all modules as one), a version of it, a module, schemes.

    None for any other IRI: that is described, not a document.
    """
    if iri in (ONTOLOGY, EIK, EIK + vocabulary.version):
        ontology = vocabulary.ontology
        return merged(triple for triple in ontology.triples if triple not in vocabulary.alignments)
    if iri.removeprefix(EIK) in vocabulary.recorded:
        return merged(vocabulary.recorded[iri.removeprefix(EIK)].triples)
    if iri in vocabulary.modules:
        return frozenset(_module(vocabulary.ontology, vocabulary, iri))
    if iri == SCHEMES:
        return frozenset(vocabulary.concepts.triples)
    if iri in vocabulary.schemes:
        return frozenset(_scheme(vocabulary.concepts, iri))
    return None


def _module(facts: Facts, vocabulary: Vocabulary, iri: str) -> Iterator[Triple]:
    """Yield what a module's file states: its header, its terms, and the axioms that belong to no single term.

    Such an axiom names its module by nothing but its first member.
    """
    module = vocabulary.modules[iri]
    own = {*module.classes, *module.properties}
    for one in (iri, *own):
        yield from (t for t in facts.tree(NamedNode(one)) if t not in vocabulary.alignments)
    for kind in ("AllDisjointClasses", "AllDisjointProperties", "AllDifferent"):
        for axiom in facts.subjects(TYPE, OWL[kind]):
            members = [
                member for held in facts.values(axiom, _OWL + "members") for member in facts.items(held)
            ]
            if isinstance(axiom, BlankNode) and members and getattr(members[0], "value", "") in own:
                yield from facts.tree(axiom)


def _scheme(facts: Facts, iri: str) -> Iterator[Triple]:
    yield from facts.tree(NamedNode(iri))
    for concept in facts.subjects(PREFIXES["skos"] + "inScheme", NamedNode(iri)):
        yield from facts.tree(concept)
