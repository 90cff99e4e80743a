"""Deprecated terms and things: nothing curated may go on using them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from server.build.read.sources import Source, Sources, subject_iri
from server.faults import Fault
from server.rdf.iris import short
from server.rdf.terms import DCTERMS, OWL

_DEPRECATED: Final = OWL["deprecated"]
_REPLACED_BY: Final = DCTERMS["isReplacedBy"]
_REPLACES: Final = DCTERMS["replaces"]


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
    """Yield, once a file, each use of what is deprecated, and each replacement that leads nowhere or two ways."""
    known = deprecated(sources)
    for source in sources.files if known else ():
        used: dict[str, Fault] = {}
        for quad in source.quads:
            for iri in _uses(quad):
                if iri in known and not _is_declaration(iri, quad, source, known):
                    line = source.positions.line(subject_iri(quad), iri) or source.positions.mention(iri)
                    used.setdefault(iri, _fault(source.name, line, iri, "is deprecated", known[iri].remedy))
        yield from used.values()
    for iri, entry in known.items():
        if len(entry.replacements) > 1 or any(other in known for other in entry.replacements):
            name = min(entry.files)
            line = next((s.positions.line(iri) for s in sources.files if s.name == name), None)
            message = f"is replaced by {' and '.join(map(short, entry.replacements))}"
            yield _fault(name, line, iri, message, "name one replacement that is not deprecated itself")


def _uses(quad: Quad) -> Iterable[str]:
    terms = (quad.subject, quad.predicate, quad.object)
    return (term.value for term in terms if isinstance(term, NamedNode))


def _is_declaration(iri: str, quad: Quad, source: Source, known: dict[str, Deprecated]) -> bool:
    """Tell whether a quad says something of a deprecated resource where it is declared, or points from or to it."""
    is_own = subject_iri(quad) == iri and quad.predicate.value != iri
    return (is_own and source.name in known[iri].files) or quad.predicate in (_REPLACES, _REPLACED_BY)


def _fault(file: str, line: int | None, iri: str, message: str, remedy: str) -> Fault:
    return Fault(file, line, short(iri), "deprecated", message, remedy)
