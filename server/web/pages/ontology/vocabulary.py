"""The ontology and the schemes of one release, as their pages need them. A release never changes: all is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from server.endpoint.formats import Format
from server.engine import reading_release
from server.engine.reading import Reader, together
from server.languages import by_preference
from server.namespaces import BASE, EIK, PREFIXES
from server.rdf.graphs import ONTOLOGY_GRAPHS
from server.release import DATA, VERSIONS, Release
from server.saved.query import SavedQuery
from server.web.pages.messages import LANGUAGES
from server.web.pages.model.labels import Label, Labels, best, labels_in
from server.web.pages.ontology.facts import Facts
from server.web.pages.ontology.uses import (
    Demand,
    concept_totals,
    demands,
    labels_of_rules,
    rules,
    totals,
    using,
)

_SKOS: Final = PREFIXES["skos"]

ONTOLOGY: Final = BASE + "ontology"
_OWL: Final = PREFIXES["owl"]
_RDFS: Final = PREFIXES["rdfs"]
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


@dataclass(frozen=True)
class Event:
    """What happened to a term in a version: `what` is added or changed."""

    version: str
    what: str


def recorded(release: Release) -> dict[str, Facts]:
    """Return what each recorded version states, the oldest first; none for a release that keeps no records."""
    if VERSIONS not in release.manifest.files:
        return {}
    triples = defaultdict(list)
    with reading_release(VERSIONS):
        for quad in parse(path=release.versions, format=RdfFormat.N_QUADS):
            if isinstance(quad.graph_name, NamedNode):
                triples[quad.graph_name.value.removeprefix(EIK)].append(quad.triple)
    return {version: Facts(triples[version]) for version in sorted(triples, key=_number)}


def history(versions: Mapping[str, Facts], current: str, now: Facts, iri: str) -> list[Event]:
    """Return what happened to a term, the oldest first. `now` is what the release itself states, its version `current`.

    Where the current version is recorded too, the record and the release are the same version.
    """
    states = {**versions, current: now} if current else dict(versions)
    events: list[Event] = []
    before: frozenset[str] = frozenset()
    for version, facts in states.items():
        after = facts.folded(NamedNode(iri))
        if after and after != before:
            events.append(Event(version, "changed" if events else "added"))
        before = after
    return events


def _number(version: str) -> tuple[tuple[int, ...], str]:
    parts = version.split(".")
    return tuple(int(part) for part in parts if part.isdecimal()), version


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


def vocabulary_of(release: Release, queries: Mapping[str, SavedQuery]) -> Reader[Vocabulary]:
    """Return what a release says of its own terms and concepts."""
    # From the file: the engine would return "1"^^xsd:nonNegativeInteger as xsd:integer.
    graphs = _graphs(release, *ONTOLOGY_GRAPHS, "schemes", "shapes")
    alignments, terms, concepts, by_rules, rule_names = yield from together(
        _alignments(), totals(), concept_totals(), rules(), labels_of_rules()
    )
    ontology = Facts([*(triple for name in ONTOLOGY_GRAPHS for triple in graphs[name]), *alignments])
    objects = {getattr(triple.object, "value", "") for triple in ontology.triples}
    things = {iri for iri in objects if iri.startswith(BASE + "id/")}
    examples = yield from labels_in(things, LANGUAGES)
    return Vocabulary(
        ontology=ontology,
        alignments=alignments,
        concepts=Facts(graphs["schemes"]),
        shapes=Facts(graphs["shapes"]),
        own=Facts(graphs["ontology"]),
        recorded=recorded(release),
        totals=terms,
        concept_totals=concepts,
        rules=by_rules,
        queries=using((query, query.iris) for query in queries.values()),
        rule_names=rule_names,
        examples={language: {iri: labels[iri] for iri in things} for language, labels in examples.items()},
    )


def _graphs(release: Release, *names: str) -> dict[str, list[Triple]]:
    ends = {f"<{BASE}graph/{name}> .\n".encode(): name for name in names}
    found: dict[str, list[Triple]] = {name: [] for name in names}
    with reading_release(DATA):
        with release.data.open("rb") as lines:
            chosen = b"".join(line for line in lines if line.endswith(tuple(ends)))
        for quad in parse(chosen, RdfFormat.N_QUADS):
            found[getattr(quad.graph_name, "value", "").removeprefix(BASE + "graph/")].append(quad.triple)
    return found


def _alignments() -> Reader[frozenset[Triple]]:
    mapped = " ".join(str(NamedNode(iri)) for iri in MAPPINGS)
    (rows,) = yield [
        f"""SELECT ?s ?p ?o WHERE {{
        VALUES ?p {{ {mapped} }} ?s ?p ?o FILTER(STRSTARTS(STR(?s), "{EIK}")) }}"""
    ]
    return frozenset(
        Triple(row["s"], row["p"], row["o"])
        for row in rows
        if isinstance(row["s"], NamedNode) and isinstance(row["p"], NamedNode)
    )


@dataclass(frozen=True)
class Vocabulary:
    """What a release says of its own terms and concepts.

    `ontology` holds the modules, the declarations of foreign terms and the `alignments`, which are no part of the
    ontology itself; `own` is it without these two, `recorded` each recorded version of that, the oldest first.
    `totals` counts by IRI the things of a class and the triples of a property, `concept_totals` the statements about
    a concept. `rules` and `queries` are those that name a term or concept, by its IRI. `rule_names` are the labels of
    the rules, `examples` the labels of the things that the ontology names, by language.
    `documents` and `parts` keep what was made of all this: RDF by IRI and format, HTML by language and name.
    """

    ontology: Facts
    alignments: frozenset[Triple]
    concepts: Facts
    shapes: Facts
    own: Facts
    recorded: Mapping[str, Facts]
    totals: Mapping[str, int]
    concept_totals: Mapping[str, int]
    rules: Mapping[str, tuple[str, ...]]
    queries: Mapping[str, tuple[SavedQuery, ...]]
    rule_names: Sequence[tuple[str, Literal]]
    examples: Mapping[str, Mapping[str, Label]]
    documents: dict[tuple[str, Format], bytes] = field(default_factory=dict)
    parts: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def version(self) -> str:
        """The version of the ontology, empty if it has none."""
        found = self.ontology.literals(NamedNode(ONTOLOGY), _OWL + "versionInfo")
        return found[0].value if found else ""

    def history(self, iri: str) -> list[Event]:
        """Return in which versions a term was added and changed."""
        return history(self.recorded, self.version, self.own, iri)

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
        """The modules by IRI, in order: neither the root of the ontology is one nor the terms of other vocabularies."""
        found = {}
        for iri in self.ontology.typed(_OWL + "Ontology"):
            defined = self.ontology.subjects(_RDFS + "isDefinedBy", NamedNode(iri))
            own = [term for term in self.terms if NamedNode(term) in defined]
            if iri != ONTOLOGY and iri.startswith(EIK):
                classes = tuple(term for term in own if self.terms[term] == "class")
                found[iri] = Module(iri, classes, tuple(term for term in own if term not in classes))
        return found

    @cached_property
    def former_modules(self) -> dict[str, str]:
        """The modules of recorded versions that are none any more, by IRI, each with the last version that had it."""
        return {
            iri: version
            for version, facts in self.recorded.items()
            for iri in facts.typed(_OWL + "Ontology")
            if iri != ONTOLOGY and iri.startswith(EIK) and iri not in self.modules
        }

    @cached_property
    def schemes(self) -> dict[str, Scheme]:
        """The concept schemes by IRI, in order."""
        return schemes_of(self.concepts)

    @cached_property
    def demands(self) -> dict[str, tuple[Demand, ...]]:
        """What the shapes demand, by the IRI of a class or property."""
        return demands(self.shapes)

    @cached_property
    def labels(self) -> dict[str, Labels]:
        """The labels of all terms, concepts and rules, and of the things that serve as examples, by language."""
        found: dict[str, list[Label]] = defaultdict(list)
        for facts in (self.ontology, self.concepts):
            for triple in facts.triples:
                if triple.predicate.value in NAMES and isinstance(triple.object, Literal):
                    found[getattr(triple.subject, "value", "")].append(_label(triple.object))
        for rule, label in self.rule_names:
            found[rule].append(_label(label))
        return {
            language: Labels(
                {iri: name for iri, listed in found.items() if (name := best(listed, language))}
                | dict(self.examples[language]),
                language,
            )
            for language in LANGUAGES
        }

    def text(self, facts: Facts, iri: str, language: str, *predicates: str) -> Literal | None:
        """Return the first literal of a resource for one of the predicates, in the language wanted or one for it."""
        found, order = facts.literals(NamedNode(iri), *predicates), by_preference(language)
        rank = {tag: place for place, tag in enumerate(order)}
        return min(found, key=lambda one: rank.get(one.language or "", len(order)), default=None)


def _label(literal: Literal) -> Label:
    return Label(literal.value, literal.language or "")
