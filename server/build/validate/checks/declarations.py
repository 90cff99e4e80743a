"""Terms, concepts and things that are used but nowhere declared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from pyoxigraph import NamedNode, Quad

from server.build.read.segments import Tables
from server.build.read.sources import Source, Sources, subject_iri
from server.faults import Fault
from server.namespaces import BASE, EIK, PREFIXES
from server.rdf.iris import short
from server.rdf.terms import OWL, TYPE

_SCHEMES: Final = BASE + "scheme/"
_THINGS: Final = BASE + "id/"
_SEGMENTS: Final = BASE + "id/segment/"
_VERSION_IRI: Final = OWL["versionIRI"]
_BUILT_IN: Final = tuple(PREFIXES[prefix] for prefix in ("rdf", "rdfs", "owl", "xsd", "sh"))


@dataclass(frozen=True)
class _Declared:
    """Everything that some file declares: subjects with a type, by where the type stands."""

    terms: frozenset[str]
    external: frozenset[str]
    concepts: frozenset[str]
    things: frozenset[str]


def declaration_faults(sources: Sources, tables: Tables) -> Iterator[Fault]:
    """Yield, once a file, each eik: term, foreign term, concept and thing that is used and not declared."""
    declared = _Declared(
        _typed(sources.under("ontology/modules")),
        _typed(sources.under("ontology/external-terms.ttl")),
        _typed(sources.under("ontology/schemes")),
        _typed(sources.under("triples")) | {_SEGMENTS + s.slug for s in tables.segments.values()},
    )
    for source in sources.files:
        if source.part not in ("ontology/external-terms.ttl", "ontology/alignments"):
            yield from _undeclared(source, declared)


def _typed(sources: Iterable[Source]) -> frozenset[str]:
    return frozenset(
        quad.subject.value
        for source in sources
        for quad in source.quads
        if quad.predicate == TYPE and isinstance(quad.subject, NamedNode)
    )


def _undeclared(source: Source, declared: _Declared) -> Iterator[Fault]:
    seen: set[tuple[str, bool]] = set()
    for quad in source.quads:
        for iri, is_vocabulary in _uses(quad):
            if (iri, is_vocabulary) in seen:
                continue
            seen.add((iri, is_vocabulary))
            if fault := _fault(iri, is_vocabulary, declared):
                line = source.positions.line(subject_iri(quad), iri) or source.positions.mention(iri)
                yield Fault(source.name, line, short(iri), "undeclared", *fault)


def _uses(quad: Quad) -> Iterator[tuple[str, bool]]:
    """Yield the IRIs that a quad uses, and whether as a term of a vocabulary: as a property or a class."""
    if isinstance(quad.subject, NamedNode):
        yield quad.subject.value, False
    yield quad.predicate.value, True
    if isinstance(quad.object, NamedNode) and quad.predicate != _VERSION_IRI:
        yield quad.object.value, quad.predicate == TYPE


def _fault(iri: str, is_vocabulary: bool, declared: _Declared) -> tuple[str, str] | None:
    if iri.startswith(EIK):
        if iri in declared.terms or iri == EIK:
            return None
        return "the ontology does not declare it", _did_you_mean(iri, declared.terms, "ontology/modules")
    if iri.startswith(_SCHEMES):
        if iri in declared.concepts:
            return None
        return "no concept scheme declares it", _did_you_mean(iri, declared.concepts, "ontology/schemes")
    if iri.startswith(_THINGS):
        if iri in declared.things:
            return None
        return "is used and has no type anywhere", _did_you_mean(
            iri, declared.things, "triples/entities or in a claim"
        )
    if is_vocabulary and not iri.startswith((*_BUILT_IN, BASE)) and iri not in declared.external:
        return "the ontology does not list this external term", "declare it in ontology/external-terms.ttl"
    return None


def _did_you_mean(iri: str, known: Iterable[str], place: str) -> str:
    folder = iri[: iri.rfind("/") + 1]
    names = [other.removeprefix(folder) for other in known if other.startswith(folder)]
    close = get_close_matches(iri.removeprefix(folder), names, n=2, cutoff=0.75)
    suggestion = " or ".join(short(folder + name) for name in close)
    return f"did you mean {suggestion}?" if suggestion else f"declare it in {place}"
