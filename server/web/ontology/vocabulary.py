"""The ontology and the schemes of one release, as their pages need them. A release never changes: all is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from server.endpoint.formats import Format
from server.namespaces import BASE, EIK, PREFIXES
from server.rdf.ontology import ONTOLOGY_GRAPHS
from server.release import Release
from server.saved.query import SavedQuery
from server.web.graph import PROLOGUE, Graph
from server.web.labels import Label, Labels, best, labels_of
from server.web.ontology.facts import Facts
from server.web.ontology.history import Event, history, recorded
from server.web.ontology.schemes import Scheme, schemes_of
from server.web.ontology.uses import (
    Demand,
    concept_totals,
    demands,
    labels_of_rules,
    rules,
    stated,
    totals,
    using,
)

ONTOLOGY: Final = BASE + "ontology"
_OWL: Final = PREFIXES["owl"]
_RDFS: Final = PREFIXES["rdfs"]
_SKOS: Final = PREFIXES["skos"]
KINDS: Final = {
    _OWL + "Class": "class",
    _OWL + "ObjectProperty": "object_property",
    _OWL + "DatatypeProperty": "data_property",
    _OWL + "AnnotationProperty": "annotation_property",
}
"""The types of terms, and the word of the interface for each."""
NAMES: Final = (_RDFS + "label", _SKOS + "prefLabel")
MAPPINGS: Final = tuple(f"{_SKOS}{name}Match" for name in ("exact", "close", "broad", "narrow", "related"))


@dataclass(frozen=True)
class Module:
    """A module with the IRIs of the classes and properties that it defines, in order."""

    iri: str
    classes: tuple[str, ...]
    properties: tuple[str, ...]

    @property
    def anchor(self) -> str:
        """Where the module stands on the page of the ontology."""
        return self.iri.removeprefix(EIK)


class Vocabulary:
    """What the release says of its own terms and concepts; every method may raise an EngineError at its first use.

    `documents` and `parts` keep what was made of it: RDF by IRI and format, HTML by language and name.
    """

    def __init__(self, release: Release, graph: Graph, queries: Mapping[str, SavedQuery]) -> None:
        self._release, self._graph, self._queries = release, graph, queries
        self._labels: dict[str, Labels] = {}
        self._stated: dict[str, int] = {}
        self.documents: Final[dict[tuple[str, Format], bytes]] = {}
        self.parts: Final[dict[tuple[str, str], str]] = {}

    def _triples(self, *names: str) -> list[Triple]:
        """Read graphs from the release's file: the engine would return "1"^^xsd:nonNegativeInteger as xsd:integer."""
        ends = tuple(f"<{BASE}graph/{name}> .\n".encode() for name in names)
        with self._release.data.open("rb") as lines:
            chosen = b"".join(line for line in lines if line.endswith(ends))
        return [quad.triple for quad in parse(chosen, RdfFormat.N_QUADS)]

    @cached_property
    def alignments(self) -> frozenset[Triple]:
        """What the terms are aligned with, which is no part of the ontology itself."""
        mapped = " ".join(str(NamedNode(iri)) for iri in MAPPINGS)
        return frozenset(
            self._graph.triples(
                f"""{PROLOGUE}CONSTRUCT {{ ?s ?p ?o }} WHERE {{
                VALUES ?p {{ {mapped} }} ?s ?p ?o FILTER(STRSTARTS(STR(?s), "{EIK}")) }}"""
            )
        )

    @cached_property
    def ontology(self) -> Facts:
        """The modules, the declarations of foreign terms, and the alignments."""
        return Facts([*self._triples(*ONTOLOGY_GRAPHS), *self.alignments])

    @cached_property
    def concepts(self) -> Facts:
        """The concept schemes."""
        return Facts(self._triples("schemes"))

    @cached_property
    def shapes(self) -> Facts:
        """The shapes."""
        return Facts(self._triples("shapes"))

    @property
    def version(self) -> str:
        """The version of the ontology, empty if it has none."""
        found = self.ontology.literals(NamedNode(ONTOLOGY), _OWL + "versionInfo")
        return found[0].value if found else ""

    @cached_property
    def recorded(self) -> dict[str, Facts]:
        """What each recorded version of the ontology states, the oldest first."""
        return recorded(self._release)

    @cached_property
    def _stated_now(self) -> Facts:
        """The ontology without its alignments, as a record would hold it."""
        return Facts(self._triples("ontology"))

    def history(self, iri: str) -> list[Event]:
        """Return in which versions a term was added and changed."""
        return history(self.recorded, self.version, self._stated_now, iri)

    @cached_property
    def terms(self) -> dict[str, str]:
        """The project's own classes and properties, by IRI in order, each with its kind."""
        kinds = {
            iri: kind
            for type_, kind in KINDS.items()
            for iri in self.ontology.typed(type_)
            if iri.startswith(EIK)
        }
        return dict(sorted(kinds.items(), key=lambda item: item[0].casefold()))

    @cached_property
    def modules(self) -> dict[str, Module]:
        """The modules by IRI, in order; the root of the ontology is none."""
        found = {}
        for iri in self.ontology.typed(_OWL + "Ontology"):
            defined = self.ontology.subjects(_RDFS + "isDefinedBy", NamedNode(iri))
            own = [term for term in self.terms if NamedNode(term) in defined]
            if iri != ONTOLOGY:
                classes = tuple(term for term in own if self.terms[term] == "class")
                found[iri] = Module(iri, classes, tuple(term for term in own if term not in classes))
        return found

    @cached_property
    def schemes(self) -> dict[str, Scheme]:
        """The concept schemes by IRI, in order."""
        return schemes_of(self.concepts)

    @cached_property
    def totals(self) -> dict[str, int]:
        """How many things each class has and how many triples each property, by IRI."""
        return totals(self._graph.rows)

    @cached_property
    def concept_totals(self) -> dict[str, int]:
        """How many statements there are about each concept, by IRI."""
        return concept_totals(self._graph.rows)

    def stated(self, iri: str) -> int:
        """Return how many things of a class, or triples of a property, are not only inferred."""
        if iri not in self._stated:
            self._stated[iri] = stated(self._graph.rows, iri, self.terms[iri] == "class")
        return self._stated[iri]

    @cached_property
    def demands(self) -> dict[str, tuple[Demand, ...]]:
        """What the shapes demand, by the IRI of a class or property."""
        return demands(self.shapes)

    @cached_property
    def rules(self) -> dict[str, tuple[str, ...]]:
        """The IRIs of the rules by the IRI of each term that they name."""
        return rules(self._graph.rows)

    @cached_property
    def queries(self) -> dict[str, tuple[SavedQuery, ...]]:
        """The saved queries by the IRI of each term or concept that they name."""
        return using((query, query.text) for query in self._queries.values())

    def labels(self, language: str) -> Labels:
        """Return the labels of all terms, concepts and rules, and of the things that serve as examples."""
        if language not in self._labels:
            found: dict[str, list[Label]] = defaultdict(list)
            for facts in (self.ontology, self.concepts):
                for triple in facts.triples:
                    if triple.predicate.value in NAMES and isinstance(triple.object, Literal):
                        found[getattr(triple.subject, "value", "")].append(_label(triple.object))
            for rule, label in labels_of_rules(self._graph.rows):
                found[rule].append(_label(label))
            known = {iri: name for iri, listed in found.items() if (name := best(listed, language))}
            objects = {getattr(triple.object, "value", "") for triple in self.ontology.triples}
            things = {iri for iri in objects if iri.startswith(BASE + "id/")}
            named = labels_of(self._graph.rows, things, language)
            self._labels[language] = Labels(known | {iri: named[iri] for iri in things})
        return self._labels[language]

    def text(self, facts: Facts, iri: str, language: str, *predicates: str) -> Literal | None:
        """Return the first literal of a resource for one of the predicates, in the language wanted if there is one."""
        found = facts.literals(NamedNode(iri), *predicates)
        return min(found, key=lambda one: (one.language != language, one.language != "en"), default=None)


def _label(literal: Literal) -> Label:
    return Label(literal.value, literal.language or "")
