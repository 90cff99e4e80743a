"""Drafts of new terms, concepts and things: the statements, the file they belong into, and whether they may stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from itertools import combinations
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from server.authoring.labels import (
    DEFINED,
    Clash,
    class_faults,
    definition_faults,
    label_faults,
    property_faults,
)
from server.authoring.terms import terms
from server.build.read.segments import Tables
from server.build.read.sources import Source, Sources, subject_iri
from server.build.read.turtle import parsed, written
from server.build.validate.checks import faults_of
from server.build.vocabulary import graph
from server.faults import InvalidInput
from server.namespaces import BASE, EIK, KINDS, OWN, PREFIXES, PROJECT, SCHEMES
from server.rdf.iris import prefixed, short
from server.rdf.terms import TERMS, TYPE, named

_CLASS_NAME: Final = re.compile(r"[A-Z][A-Za-z0-9]*")
_PROPERTY_NAME: Final = re.compile(r"[a-z][A-Za-z0-9]*")
_SLUG: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_PROPERTIES: Final = {"object": "ObjectProperty", "data": "DatatypeProperty"}

Property = tuple[str, NamedNode | Literal]
"""A property of a draft: its prefixed name and one object."""


class Refused(ValueError):
    """A draft that cannot become part of the project; `faults` says why, one sentence each."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


@dataclass(frozen=True)
class Wording:
    """What people read about a term: labels, definitions and scope notes by language, and an example in English.

    `example_thing` is the IRI of the thing that the example tells of.
    """

    labels: Mapping[str, str]
    definitions: Mapping[str, str] = field(default_factory=dict)
    example: str = ""
    example_thing: str = ""
    scope_notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Draft:
    """A resource to be: its IRI, the file for it, and its properties (prefixed name → objects)."""

    iri: str
    file: str
    properties: tuple[Property, ...]

    def noting(self, near: Iterable[Clash], reason: str) -> Draft:
        """Return the draft with a note on each near label that its author let through, and why."""
        notes = [
            (
                "skos:editorialNote",
                Literal(f"Near {clash.name.about} (“{clash.name.text}”): {reason}", language="en"),
            )
            for clash in near
        ]
        return replace(self, properties=(*self.properties, *notes))


def new_class(sources: Sources, name: str, module: str, parents: Iterable[str], wording: Wording) -> Draft:
    """Draft a class. `parents` are IRIs, none for a root. Raises Refused."""
    parents = tuple(parents)
    above = {tag: [label for parent in parents for label in _labels(sources, parent, tag)] for tag in DEFINED}
    faults = [*definition_faults(wording.definitions), *class_faults(wording.definitions, above)]
    faults += [fault for parent in parents for fault in _kind_faults(sources, parent, "--parent", "class")]
    known = terms(sources.quads)
    for one, other in combinations(parents, 2):
        if pair := known.disjoint(one, other):
            faults.append(
                f"--parent {short(one)} and --parent {short(other)} can have no member in common: "
                f"{short(pair[0])} and {short(pair[1])} are disjoint"
            )
    if not _CLASS_NAME.fullmatch(name):
        faults.append(f"'{name}' is no name for a class: begin each word with a capital, as in TreatyAction")
    links = [("rdfs:subClassOf", NamedNode(parent)) for parent in parents]
    return _term(sources, name, module, [("rdf:type", named("owl:Class")), *links], wording, faults)


def new_property(
    sources: Sources, name: str, module: str, kind: str, links: Mapping[str, Iterable[str]], wording: Wording
) -> Draft:
    """Draft a property. `kind`: object or data; `links`: parent, domain and range, each with IRIs. Raises Refused."""
    faults = [*definition_faults(wording.definitions), *property_faults(wording.definitions)]
    if not _PROPERTY_NAME.fullmatch(name):
        faults.append(f"'{name}' is no name for a property: begin it with a small letter, as in adoptedBy")
    predicates = {"parent": "rdfs:subPropertyOf", "domain": "rdfs:domain", "range": "rdfs:range"}
    wanted = {"parent": f"{kind} property", "domain": "class", "range": "class"}
    properties: list[Property] = [("rdf:type", named(f"owl:{_PROPERTIES[kind]}"))]
    for link, iris in links.items():
        for iri in iris:
            is_datatype = iri.startswith((PREFIXES["xsd"], PREFIXES["edtf"]))
            if link == "range" and is_datatype != (kind == "data"):
                faults.append(
                    f"--range of a {kind} property is {'a datatype' if kind == 'data' else 'a class'}"
                )
            elif not is_datatype:
                faults += _kind_faults(sources, iri, f"--{link}", wanted[link])
            properties.append((predicates[link], NamedNode(iri)))
    return _term(sources, name, module, properties, wording, faults)


def new_concept(sources: Sources, iri: str, broader: str | None, wording: Wording) -> Draft:
    """Draft a concept of the scheme that its IRI names. Raises Refused."""
    scheme, _ = prefixed(iri) or ("", "")
    faults = [*label_faults(wording.labels), *definition_faults(wording.definitions)]
    home = NamedNode(f"{BASE}scheme/{scheme}")
    place = ("skos:broader", NamedNode(broader)) if broader else ("skos:topConceptOf", home)
    properties: list[Property] = [
        ("rdf:type", named("skos:Concept")),
        ("skos:inScheme", home),
        place,
        *_texts({"skos:prefLabel": wording.labels}),
        *_documentation(wording),
    ]
    return _checked(sources, Draft(iri, f"ontology/schemes/{scheme}.ttl", tuple(properties)), faults)


def new_thing(sources: Sources, iri: str, kind: str, labels: Mapping[str, str], acronym: str | None) -> Draft:
    """Draft a thing of a class (IRI) in the file where the others of its kind stand. Raises Refused."""
    prefix, _ = prefixed(iri) or ("", "")
    homes = Counter(
        source.name
        for source in sources.under("triples/entities")
        for quad in source.quads
        if quad.predicate == TYPE and subject_iri(quad).startswith(PREFIXES.get(prefix, "?"))
    )
    faults = [*label_faults(labels), *_kind_faults(sources, kind, "--class", "class")]
    faults += _class_faults(sources, prefix, kind)
    in_claims = (
        subject_iri(q) for s in sources.under("triples/documents", "triples/reference") for q in s.quads
    )
    if not homes and any(iri.startswith(PREFIXES.get(prefix, "?")) for iri in in_claims):
        known = sorted(
            {
                (prefixed(subject_iri(q)) or ("",))[0]
                for s in sources.under("triples/entities")
                for q in s.quads
            }
        )
        faults.append(
            f"no file of triples/entities holds things named {prefix}:…; the prefixes there are {', '.join(known)}; "
            "what only a claim knows (a membership, a vote) is written where the claim stands"
        )
    properties: list[Property] = [("rdf:type", NamedNode(kind)), *_texts({"rdfs:label": labels})]
    if acronym:
        properties.append((f"{OWN}:acronym", Literal(acronym)))
    file = homes.most_common(1)[0][0] if homes else f"triples/entities/{_kind(prefix)}s.ttl"
    return _checked(sources, Draft(iri, file, tuple(properties)), faults)


def kind_of_name(name: str) -> str:
    """Return `concept` or `thing` for a name such as topic:trade or place:minsk. Raises Refused for another name."""
    prefix, colon, slug = name.partition(":")
    if not colon or not _SLUG.fullmatch(slug) or prefix not in PREFIXES:
        raise Refused([f"'{name}' is no name: write prefix and slug, as in place:minsk or topic:trade"])
    if prefix in SCHEMES:
        return "concept"
    if prefix == "doc" or prefix in KINDS:
        return "thing"
    raise Refused([f"'{prefix}:' names neither a kind of thing nor a concept scheme"])


def applied(sources: Sources, tables: Tables, draft: Draft) -> str:
    """Return the text of the draft's file with the draft in it, in the project's style.

    Raises InvalidInput with the faults that the project would have with the draft and has not without.
    """
    known = {source.name: source for source in sources.files}
    source = known.get(draft.file) or Source(draft.file, "", (), {})
    added = [Quad(NamedNode(draft.iri), named(predicate), value) for predicate, value in draft.properties]
    text = written([*source.file_quads, *added], source.positions, source.name)
    home = source.quads[0].graph_name if source.quads else graph("entities")
    quads = (*source.quads, *(Quad(q.subject, q.predicate, q.object, home) for q in added))
    after = Source(source.name, text, quads, parsed(text, source.name).prefixes)
    others = tuple({**known, draft.file: after}.values())
    before = {replace(fault, line=None) for fault in faults_of(sources, tables)}
    found = faults_of(Sources(others, sources.faults), tables)
    if new := [fault for fault in found if replace(fault, line=None) not in before]:
        raise InvalidInput(new)
    return text


def own_modules(sources: Sources) -> list[str]:
    """Return the names of the modules that terms can be added to: all but the ontology that they are part of."""
    files = {
        source.name: {subject_iri(q) for q in source.quads} for source in sources.under("ontology/modules")
    }
    stems = {name: name.rpartition("/")[2].removesuffix(".ttl") for name in files}
    return [stem for name, stem in stems.items() if EIK + stem in files[name]]


def _term(
    sources: Sources,
    name: str,
    module: str,
    links: Iterable[Property],
    wording: Wording,
    faults: list[str],
) -> Draft:
    modules = own_modules(sources)
    if module not in modules:
        faults.append(f"there is no module '{module}'; --module is one of {', '.join(modules)}")
    faults += label_faults(wording.labels)
    properties = [
        *links,
        ("rdfs:isDefinedBy", TERMS[module]),
        *_texts({"rdfs:label": wording.labels}),
        *_documentation(wording),
    ]
    return _checked(sources, Draft(EIK + name, f"ontology/modules/{module}.ttl", tuple(properties)), faults)


def _checked(sources: Sources, draft: Draft, faults: list[str]) -> Draft:
    for source in sources.files:
        if any(subject_iri(quad) == draft.iri and quad.predicate == TYPE for quad in source.quads):
            line = source.positions.line(draft.iri)
            faults.append(f"{short(draft.iri)} exists already: {source.name}:{line}")
            break
    if faults:
        raise Refused(faults)
    return draft


def _kind_faults(sources: Sources, iri: str, option: str, wanted: str) -> Iterator[str]:
    """Yield a fault if an own term is not declared to be of the kind wanted, or a foreign one not at all."""
    kinds = terms(sources.quads).kinds
    if not iri.startswith(EIK):
        external = sources.under("ontology/external-terms.ttl")
        if not any(subject_iri(quad) == iri for source in external for quad in source.quads):
            yield f"{option} {short(iri)} is no term of the ontology; declare it in ontology/external-terms.ttl"
        return
    if iri not in kinds:
        near = get_close_matches(iri, [other for other, kind in kinds.items() if kind == wanted], n=2)
        meant = f"; did you mean {' or '.join(map(short, near))}?" if near else ""
        yield f"{option} {short(iri)}: the ontology has no such {wanted}{meant}"
    elif kinds[iri] != wanted:
        yield f"{option} {short(iri)} is of kind {kinds[iri]}, wanted is a {wanted}"


def _class_faults(sources: Sources, prefix: str, of: str) -> Iterator[str]:
    """Yield a fault if things of a kind, by its prefix, do not belong to a class."""
    wanted = PROJECT.kinds.get(_kind(prefix), ())
    above = {of, *terms(sources.quads).ancestors(of)}
    if wanted and not above & {EIK + name for name in wanted}:
        names = " or ".join(short(EIK + name) for name in wanted)
        yield (
            f"--class {short(of)} is no class for {prefix}:…: things of this kind are of {names} or a class below; "
            "choose another class, or another kind for the name"
        )


def _kind(prefix: str) -> str:
    return "document" if prefix == "doc" else prefix


def _labels(sources: Sources, iri: str, language: str) -> list[str]:
    return [
        quad.object.value
        for source in sources.under("ontology/modules")
        for quad in source.quads
        if subject_iri(quad) == iri and short(quad.predicate.value) == "rdfs:label"
        if isinstance(quad.object, Literal) and quad.object.language == language
    ]


def _texts(texts: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, Literal]]:
    for predicate, by_language in texts.items():
        for language, text in by_language.items():
            yield predicate, Literal(text, language=language)


def _documentation(wording: Wording) -> Iterator[tuple[str, Literal | NamedNode]]:
    example = {"en": wording.example} if wording.example else {}
    yield from _texts({"skos:definition": wording.definitions, "skos:example": example})
    yield from _texts({"skos:scopeNote": wording.scope_notes})
    if wording.example_thing:
        yield "skos:example", NamedNode(wording.example_thing)
