"""Where in the curated files something stands: a resource, a statement, a blank node."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from server.build.read.sources import Source
from server.build.read.turtle import line_of_node
from server.build.vocabulary import DOCUMENTS, REFERENCE
from server.rdf.iris import short
from server.rdf.terms import TYPE

_CLAIMS: Final = (DOCUMENTS, REFERENCE)


class Place(NamedTuple):
    """A file by its path from the root, and a line that counts from 1; None where no line can be told."""

    file: str
    line: int | None

    def __str__(self) -> str:
        return self.file if self.line is None else f"{self.file}:{self.line}"


NOWHERE: Final = Place("", None)


class Places:
    """Finds places in some files; `others` holds those of what stands in files of other formats."""

    def __init__(self, sources: Iterable[Source], others: Mapping[str, Place] | None = None) -> None:
        self._others = others or {}
        self._files: dict[str, list[Source]] = defaultdict(list)
        self._typed: dict[str, list[Source]] = defaultdict(list)
        self._homes: dict[BlankNode, Source] = {}
        # What a thing is, and what it is called, stands with the entities; a claim may repeat its class.
        self._sources = tuple(sorted(sources, key=lambda source: source.name.startswith(_CLAIMS)))
        for source in self._sources:
            for quad in source.quads:
                self._note(quad, source)

    def _note(self, quad: Quad, source: Source) -> None:
        if isinstance(quad.subject, NamedNode):
            found = self._files[quad.subject.value]
            if source not in found[-1:]:
                found.append(source)
            if quad.predicate == TYPE and source not in self._typed[quad.subject.value][-1:]:
                self._typed[quad.subject.value].append(source)
        for term in (quad.subject, quad.object):
            if isinstance(term, BlankNode):
                self._homes[term] = source

    def statement(self, subject: str, *terms: str) -> Place:
        """Return where a statement about a resource holds all terms (IRIs, lexical forms): the place of the last.

        Without such a statement: where the resource has its type, is described, or is mentioned first.
        """
        return self.exactly(subject, *terms) or self.resource(subject)

    def exactly(self, subject: str, *terms: str) -> Place | None:
        """Return where a statement about a resource holds all terms, None where none does."""
        for source in self._files.get(subject, ()):
            if source.positions.describes(subject, *terms):
                return Place(source.name, source.positions.line(subject, *terms))
        return None

    def resource(self, iri: str) -> Place:
        """Return where a resource has its type, else where it is described, else where it is mentioned first."""
        if iri in self._others:
            return self._others[iri]
        for source in (*self._typed.get(iri, ()), *self._files.get(iri, ())):
            return Place(source.name, source.positions.line(iri))
        for source in self._sources:
            if line := source.positions.mention(iri):
                return Place(source.name, line)
        return NOWHERE

    def node(self, node: BlankNode) -> tuple[Place, str]:
        """Return where a blank node stands, and the named resource that it is a part of, or ""."""
        source = self._homes.get(node)
        if source is None:
            return NOWHERE, ""
        line, owner = line_of_node(source.positions, source.quads, node)
        return Place(source.name, line), owner

    def triple(self, triple: Triple | Quad) -> Place:
        """Return where a triple stands: the line of its object, or of the blank node that is a part of it."""
        subject, value = triple.subject, triple.object
        if isinstance(subject, NamedNode):
            if isinstance(value, BlankNode) and value in self._homes:
                return self.node(value)[0]
            if isinstance(value, NamedNode | Literal):
                for source in self._files.get(subject.value, ()):
                    if line := source.positions.pair(subject.value, triple.predicate.value, value.value):
                        return Place(source.name, line)
            return self.statement(subject.value, triple.predicate.value)
        return self.node(subject)[0] if isinstance(subject, BlankNode) else NOWHERE


def shown(triple: Triple | Quad) -> str:
    """Return a triple as a file writes it, blank nodes as brackets."""
    return " ".join(map(_shown, (triple.subject, triple.predicate, triple.object)))


def _shown(term: object) -> str:
    if term == TYPE:
        return "a"
    if isinstance(term, BlankNode):
        return "[…]"
    return short(term.value) if isinstance(term, NamedNode) else str(term)
