"""Terms, concepts and things that are used but nowhere declared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from pyoxigraph import NamedNode

from server.build.problems import Problem
from server.build.segments import Tables
from server.build.sources import Source, Sources
from server.build.turtle.order import RDF_TYPE
from server.build.turtle.terms import short
from server.namespaces import BASE, EIK, PREFIXES

_SCHEMES: Final = BASE + "scheme/"
_THINGS: Final = BASE + "id/"
_SEGMENTS: Final = BASE + "id/segment/"
_BUILT_IN: Final = tuple(PREFIXES[prefix] for prefix in ("rdf", "rdfs", "owl", "xsd", "sh"))


@dataclass(frozen=True)
class _Declared:
    """Everything that some file declares: subjects with a type, by where the type stands."""

    terms: frozenset[str]
    external: frozenset[str]
    concepts: frozenset[str]
    things: frozenset[str]


def declaration_problems(sources: Sources, tables: Tables) -> Iterator[Problem]:
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
        if quad.predicate.value == RDF_TYPE and isinstance(quad.subject, NamedNode)
    )


def _undeclared(source: Source, declared: _Declared) -> Iterator[Problem]:
    seen: set[tuple[str, bool]] = set()
    for quad in source.quads:
        is_type = quad.predicate.value == RDF_TYPE
        for term, is_vocabulary in ((quad.subject, False), (quad.predicate, True), (quad.object, is_type)):
            if not isinstance(term, NamedNode) or (term.value, is_vocabulary) in seen:
                continue
            seen.add((term.value, is_vocabulary))
            fault = _fault(term.value, is_vocabulary, declared)
            if fault:
                subject = quad.subject.value if isinstance(quad.subject, NamedNode) else ""
                line = (
                    source.places.line(subject, term.value) if subject else source.places.mention(term.value)
                )
                yield Problem(source.name, line, short(term.value), "undeclared", *fault)


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
    close = get_close_matches(iri, [other for other in known if other.startswith(folder)], n=2, cutoff=0.8)
    suggestion = " or ".join(map(short, close))
    return f"did you mean {suggestion}?" if suggestion else f"declare it in {place}"
