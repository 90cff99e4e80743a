"""Terms of other vocabularies: each must stand in the list of the vocabulary that its IRI claims.

ontology/vocabularies/<prefix>.txt holds one local name a line; its comments say from which publication it was made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from server.build.validate.quality.model import Check, Finding
from server.namespaces import BASE, PREFIXES
from server.rdf.iris import prefixed
from server.rdf.terms import TYPE

FOLDER: Final = "ontology/vocabularies"
Vocabularies = Mapping[str, frozenset[str]]
"""Prefix → the local names of its vocabulary."""

UNKNOWN: Final = Check(
    "external-term-unknown",
    "a term is not in the vocabulary that its IRI claims",
    "error",
    "a misspelt term of another vocabulary parses, loads and means nothing",
    "FOOPS! VOC1, VOC2; OOPS! P40",
)
_AXIOMS: Final = frozenset(
    NamedNode(PREFIXES[prefix] + name)
    for prefix, name in (
        ("rdfs", "subClassOf"),
        ("rdfs", "subPropertyOf"),
        ("rdfs", "domain"),
        ("rdfs", "range"),
        ("owl", "onProperty"),
        ("owl", "someValuesFrom"),
        ("owl", "allValuesFrom"),
        ("owl", "inverseOf"),
    )
)
_NO_VOCABULARY: Final = (BASE, PREFIXES["wd"])
"""Namespaces of things, and our own: nothing there is a term of another vocabulary."""


def read_vocabularies(root: Path) -> Vocabularies:
    """Read ontology/vocabularies/*.txt of a project."""
    return {
        path.stem: frozenset(
            name for name in path.read_text("utf-8").splitlines() if name and not name.startswith("#")
        )
        for path in sorted((root / FOLDER).glob("*.txt"))
    }


def unknown_terms(quads: Iterable[Quad], vocabularies: Vocabularies) -> list[Finding]:
    """Return a finding for each foreign IRI that is used as a class, property or datatype and is in no list."""

    @cache
    def fault(iri: str) -> str | None:
        return unknown(iri, vocabularies)

    return sorted({Finding(iri, why) for quad in quads for iri in _terms(quad) if (why := fault(iri))})


def unknown(iri: str, vocabularies: Vocabularies) -> str | None:
    """Say why a term is not known, or None if its vocabulary has it or it is our own."""
    if iri.startswith(_NO_VOCABULARY):
        return None
    prefix, name = prefixed(iri) or ("", "")
    if prefix not in vocabularies:
        return "no list of its vocabulary"
    return None if name in vocabularies[prefix] else f"{prefix} has no {name}"


def _terms(quad: Quad) -> Iterator[str]:
    yield quad.predicate.value
    if isinstance(quad.object, Literal):
        yield quad.object.datatype.value
    elif isinstance(quad.object, NamedNode) and (quad.predicate == TYPE or quad.predicate in _AXIOMS):
        yield quad.object.value
