"""The concept schemes as trees (SKOS Reference, sections 4 and 8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from server.namespaces import PREFIXES
from server.web.pages.ontology.facts import Facts

_SKOS: Final = PREFIXES["skos"]


@dataclass(frozen=True)
class Concept:
    """A concept and those right below it."""

    iri: str
    narrower: tuple[Concept, ...]


@dataclass(frozen=True)
class Scheme:
    """A concept scheme: its concepts as trees, and how many there are."""

    iri: str
    top: tuple[Concept, ...]
    size: int


def schemes_of(facts: Facts) -> dict[str, Scheme]:
    """Return the schemes by IRI, in order."""
    return {iri: _scheme(facts, iri) for iri in facts.typed(_SKOS + "ConceptScheme")}


def _scheme(facts: Facts, iri: str) -> Scheme:
    members = {
        node.value
        for node in facts.subjects(_SKOS + "inScheme", NamedNode(iri))
        if isinstance(node, NamedNode)
    }
    below: dict[str, list[str]] = {member: [] for member in members}
    top = []
    for member in sorted(members):
        broader = [other for other in facts.iris(NamedNode(member), _SKOS + "broader") if other in members]
        for other in broader:
            below[other].append(member)
        if not broader:
            top.append(member)
    return Scheme(iri, tuple(_tree(one, below, frozenset()) for one in top), len(members))


def _tree(iri: str, below: dict[str, list[str]], above: frozenset[str]) -> Concept:
    above |= {iri}
    return Concept(iri, tuple(_tree(one, below, above) for one in below[iri] if one not in above))
