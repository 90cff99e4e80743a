"""Names in the curated files: IRIs and prefixes that are malformed, nowhere declared, or deprecated."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from server.build.read.segments import Tables
from server.build.read.sources import Source, Sources, subject_iri
from server.build.vocabulary import SEGMENT_BASE
from server.faults import Fault
from server.namespaces import BASE, EIK, KINDS, PREFIXES, SCHEMES
from server.rdf.iris import short
from server.rdf.look_alikes import LOOK_ALIKE_REMEDY, look_alikes
from server.rdf.terms import DCTERMS, OWL, TYPE, iris

_SLUG: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]*")
_HOST: Final = re.compile(rf"https?://(www\.)?{re.escape(BASE.partition('//')[2].rstrip('/'))}\b")

_SCHEMES: Final = BASE + "scheme/"
_THINGS: Final = BASE + "id/"
_VERSION_IRI: Final = OWL["versionIRI"]
_BUILT_IN: Final = tuple(PREFIXES[prefix] for prefix in ("rdf", "rdfs", "owl", "xsd", "sh", "edtf"))

_DEPRECATED: Final = OWL["deprecated"]
_REPLACED_BY: Final = DCTERMS["isReplacedBy"]
_REPLACES: Final = DCTERMS["replaces"]


def iri_faults(sources: Sources) -> Iterator[Fault]:
    """Yield each IRI under the base that no kind, scheme or graph has room for, and each foreign prefix."""
    for source in sources.files:
        for prefix, namespace in source.prefixes.items():
            if PREFIXES.get(prefix) != namespace:
                line = source.positions.prefixes[prefix][1]
                message = f"the prefix table of the project has no {prefix}: <{namespace}>"
                remedy = "use a prefix of the table, the full IRI, or add it to [prefixes] in ontology/project.toml"
                yield Fault(source.name, line, f"{prefix}:", "prefix", message, remedy)
        seen: set[str] = set()
        for quad in source.quads:
            for iri in iris(quad):
                if iri not in seen:
                    seen.add(iri)
                    if fault := iri_fault(iri):
                        line_of = source.positions.mention(iri)
                        yield Fault(source.name, line_of, short(iri), "iri", *fault)


def iri_fault(iri: str) -> tuple[str, str] | None:
    """Return what is wrong with an IRI under the project's base and what to do, or None if nothing is."""
    if letters := look_alikes(iri.removeprefix(namespace_of(iri))):
        return f"its name is written with {letters}", LOOK_ALIKE_REMEDY
    if not iri.startswith(BASE):
        if _HOST.match(iri) and iri != BASE.rstrip("/"):
            return "looks like an IRI of the project but is not under its base", f"begin it with {BASE}"
        return None
    part, *rest = iri.removeprefix(BASE).split("/")
    if part == "id":
        return _thing_fault(rest)
    if part == "scheme":
        return _concept_fault(rest)
    if (part in ("ontology", "graph") and all(map(_SLUG.fullmatch, rest))) or (
        part == "ontology" and rest == [""]
    ):
        return None
    if part in ("", "sparql", "queries", "release"):
        return None
    return "no part of the project has such IRIs", "use ontology/, scheme/, id/ or graph/ after the base"


def namespace_of(iri: str) -> str:
    """Return an IRI up to its last / or #."""
    return iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]


def _thing_fault(rest: list[str]) -> tuple[str, str] | None:
    if rest[0] not in KINDS:
        return f"{rest[0]!r} is no kind of thing", "use a kind of ontology/project.toml, or add it there"
    if len(rest) != 2 or not _SLUG.fullmatch(rest[1]):
        return "the name after the kind is not well formed", "use Latin letters, digits, '-', '.' and '_'"
    return None


def _concept_fault(rest: list[str]) -> tuple[str, str] | None:
    if not rest or rest[0] not in SCHEMES:
        return (
            f"{'/'.join(rest)!r} is in no concept scheme",
            "use a scheme of ontology/schemes, or add one there",
        )
    if len(rest) > 2 or not all(map(_SLUG.fullmatch, rest)):
        return "the name of the concept is not well formed", "use Latin letters, digits, '-', '.' and '_'"
    return None


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
        _typed(sources.under("triples")) | {SEGMENT_BASE + s.slug for s in tables.segments.values()},
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
    elif isinstance(quad.object, Literal):
        yield quad.object.datatype.value, True


def _fault(iri: str, is_vocabulary: bool, declared: _Declared) -> tuple[str, str] | None:
    if iri.startswith(EIK):
        if iri in declared.terms or iri == EIK:
            return None
        return "the ontology does not declare it", did_you_mean(iri, declared.terms, "ontology/modules")
    if iri.startswith(_SCHEMES):
        if iri in declared.concepts:
            return None
        return "no concept scheme declares it", did_you_mean(iri, declared.concepts, "ontology/schemes")
    if iri.startswith(_THINGS):
        if iri in declared.things:
            return None
        return "is used and has no type anywhere", did_you_mean(
            iri, declared.things, "triples/entities or in a claim"
        )
    if is_vocabulary and not iri.startswith((*_BUILT_IN, BASE)) and iri not in declared.external:
        return "the ontology does not list this external term", "declare it in ontology/external-terms.ttl"
    return None


def did_you_mean(iri: str, known: Iterable[str], place: str) -> str:
    """Return a remedy for an unknown IRI: the nearest of the known ones in its namespace, else to declare it."""
    folder = namespace_of(iri)
    names = [other.removeprefix(folder) for other in known if other.startswith(folder)]
    close = get_close_matches(iri.removeprefix(folder), names, n=2, cutoff=0.75)
    suggestion = " or ".join(short(folder + name) for name in close)
    return f"did you mean {suggestion}?" if suggestion else f"declare it in {place}"


@dataclass(frozen=True)
class Deprecated:
    """Something deprecated: the files that declare it so, and what to use instead, in order."""

    files: frozenset[str]
    replacements: tuple[str, ...]

    @property
    def remedy(self) -> str:
        """What somebody who uses it should do."""
        names = " or ".join(map(short, self.replacements))
        return f"use {names} instead" if names else "say it in another way: nothing replaces it"


def deprecated(sources: Sources) -> dict[str, Deprecated]:
    """Return what the ontology and the triples declare to be deprecated (OWL 2, section 5.5), by IRI."""
    files: dict[str, set[str]] = defaultdict(set)
    replacements: dict[str, set[str]] = defaultdict(set)
    for source in sources.files:
        for quad in source.quads:
            if (
                quad.predicate == _DEPRECATED
                and isinstance(quad.object, Literal)
                and quad.object.value == "true"
            ):
                files[subject_iri(quad)].add(source.name)
            if quad.predicate == _REPLACED_BY and isinstance(quad.object, NamedNode):
                replacements[subject_iri(quad)].add(quad.object.value)
    return {
        iri: Deprecated(frozenset(found), tuple(sorted(replacements[iri]))) for iri, found in files.items()
    }


def deprecation_faults(sources: Sources) -> Iterator[Fault]:
    """Yield each line that uses what is deprecated, and each replacement that is deprecated itself."""
    known = deprecated(sources)
    for source in sources.files if known else ():
        used = {iri for quad in source.quads for iri in _named(quad) if iri in known}
        for iri in used:
            pointers = _pointers(iri, source)
            for line in source.positions.elsewhere(iri):
                if line not in pointers:
                    yield _deprecation(source.name, line, iri, "is deprecated", known[iri].remedy)
            if source.name not in known[iri].files and _is_subject(iri, source):
                line_of = source.positions.line(iri)
                yield _deprecation(source.name, line_of, iri, "is deprecated", known[iri].remedy)
    for iri, entry in known.items():
        if any(other in known for other in entry.replacements):
            name = min(entry.files)
            line_of = next((s.positions.line(iri) for s in sources.files if s.name == name), None)
            message = f"is replaced by {' and '.join(map(short, entry.replacements))}"
            yield _deprecation(name, line_of, iri, message, "name what is not deprecated itself")


def _named(quad: Quad) -> Iterable[str]:
    terms = (quad.subject, quad.predicate, quad.object)
    return (term.value for term in terms if isinstance(term, NamedNode))


def _is_subject(iri: str, source: Source) -> bool:
    return any(subject_iri(quad) == iri for quad in source.quads)


def _pointers(iri: str, source: Source) -> set[int | None]:
    """Return the lines that say of something else that it replaces a resource or is replaced by it."""
    return {
        source.positions.line(subject_iri(quad), quad.predicate.value, iri)
        for quad in source.quads
        if quad.predicate in (_REPLACES, _REPLACED_BY)
        and isinstance(quad.object, NamedNode)
        and quad.object.value == iri
    }


def _deprecation(file: str, line: int | None, iri: str, message: str, remedy: str) -> Fault:
    return Fault(file, line, short(iri), "deprecated", message, remedy)


def described(quads: Iterable[Quad]) -> frozenset[str]:
    """Return every IRI that the quads say something about, and every graph: what a saved query may name."""
    names = (term.value for q in quads for term in (q.subject, q.graph_name) if isinstance(term, NamedNode))
    return frozenset(names)
