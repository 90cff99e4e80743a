"""What can be found in a release: every thing, term, concept and saved query, by all that it is called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from server.namespaces import BASE, PROJECT
from server.rdf.iris import is_claim
from server.rdf.terms import OWL, SKOS, TERMS, TYPE, named
from server.saved.query import SavedQuery


class Field(IntEnum):
    """What a name is of its thing; names of the first kinds tell more."""

    LABEL = 0
    ACRONYM = 1
    CODE = 2
    VARIANT = 3
    GIST = 4
    DEFINITION = 5


@dataclass(frozen=True)
class Name:
    """A text under which a thing is found, its language tag (empty for none), and what it is."""

    text: str
    language: str
    field: Field


@dataclass
class Entry:
    """A thing that can be found.

    `kind` is the IRI of the class that its page is listed under; `documents` are the IRIs of those that mention it;
    `uses` counts the graphs in which it stands.
    """

    iri: str
    kind: str
    names: list[Name] = field(default_factory=list)
    documents: set[str] = field(default_factory=set)
    uses: int = 0


_FIELDS: Final = {
    named("rdfs:label"): Field.LABEL,
    SKOS["prefLabel"]: Field.LABEL,
    named("dcterms:title"): Field.LABEL,
    SKOS["altLabel"]: Field.VARIANT,
    TERMS["acronym"]: Field.ACRONYM,
    TERMS["nameVariant"]: Field.VARIANT,
    TERMS["officialName"]: Field.VARIANT,
    TERMS["symbol"]: Field.CODE,
    TERMS["iso2"]: Field.CODE,
    TERMS["iso3"]: Field.CODE,
    TERMS["m49"]: Field.CODE,
    TERMS["wikidata"]: Field.CODE,
    TERMS["recordKey"]: Field.CODE,
    TERMS["gist"]: Field.GIST,
    SKOS["definition"]: Field.DEFINITION,
}
_IN_DOCUMENT: Final = TERMS["inDocument"]
_SEGMENT: Final = TERMS["segment"]
_TERMS_OF: Final = {
    OWL["Class"]: OWL["Class"],
    OWL["ObjectProperty"]: named("rdf:Property"),
    OWL["DatatypeProperty"]: named("rdf:Property"),
    OWL["AnnotationProperty"]: named("rdf:Property"),
    SKOS["Concept"]: SKOS["Concept"],
    SKOS["ConceptScheme"]: SKOS["ConceptScheme"],
}
"""The kinds under which terms and concepts are listed, by their types."""

QUERY_KIND: Final = named("sh:SPARQLExecutable").value


def entries(quads: Iterable[Quad], queries: Iterable[SavedQuery]) -> list[Entry]:
    """What the graphs of a release and its saved queries name.

    A thing that has no name of its own is found by its IRI alone.
    """
    found: dict[str, Entry] = {}
    given = list(quads)
    for quad in given:
        if quad.predicate == TYPE and isinstance(quad.subject, NamedNode) and (kind := _kind(quad)):
            found.setdefault(quad.subject.value, Entry(quad.subject.value, kind))
    documents = {
        quad.subject.value: quad.object.value
        for quad in given
        if quad.predicate == _IN_DOCUMENT
        and isinstance(quad.subject, NamedNode)
        and isinstance(quad.object, NamedNode)
    }
    graphs: dict[str, set[str]] = defaultdict(set)
    for quad in given:
        if not isinstance(quad.graph_name, NamedNode):
            continue
        graph = quad.graph_name.value
        for term in (quad.subject, quad.object):
            if isinstance(term, NamedNode) and (entry := found.get(term.value)):
                graphs[entry.iri].add(graph)
                if document := documents.get(graph):
                    entry.documents.add(document)
        if isinstance(quad.subject, NamedNode) and (entry := found.get(quad.subject.value)):
            _add(entry, quad)
    for entry in found.values():
        entry.uses = len(graphs[entry.iri])
        entry.names = [*dict.fromkeys(entry.names)]
        if document := documents.get(entry.iri):
            entry.documents.add(document)
    for query in queries:
        iri = f"{BASE}queries/{query.name}"
        found[iri] = Entry(iri, QUERY_KIND, [*_names_of(query)])
    return [*found.values()]


def _kind(quad: Quad) -> str | None:
    """The kind of a thing by the first part of its IRI; of a term by its type; None for what has no page."""
    assert isinstance(quad.subject, NamedNode)  # noqa: S101 - asked before
    part, _, rest = quad.subject.value.removeprefix(BASE).partition("/")
    if not quad.subject.value.startswith(BASE):
        return None
    if part == "id" and (classes := PROJECT.kinds.get(rest.partition("/")[0])):
        return TERMS[classes[0]].value
    if part in ("ontology", "scheme") and isinstance(quad.object, NamedNode) and quad.object in _TERMS_OF:
        return _TERMS_OF[quad.object].value
    return None


def _add(entry: Entry, quad: Quad) -> None:
    kind = _FIELDS.get(quad.predicate)
    value = quad.object
    if kind is not None and isinstance(value, Literal):
        entry.names.append(Name(value.value, value.language or "", kind))
    elif kind is Field.CODE and isinstance(value, NamedNode):
        entry.names.append(Name(value.value.rpartition("/")[2], "", kind))
    elif quad.predicate == _SEGMENT and isinstance(value, Literal) and is_claim(entry.iri):
        entry.names.append(Name(value.value, "", Field.CODE))


def _names_of(query: SavedQuery) -> Iterator[Name]:
    for language, text in query.title.items():
        yield Name(text, language, Field.LABEL)
    for language, text in query.question.items():
        yield Name(text, language, Field.GIST)
