"""One release as its pages see it: what they need of it as a whole, read once, and the graph for all the rest."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property
from threading import Timer
from typing import Final

from server.engine import EngineError
from server.engine.reading import Reader
from server.release import Release
from server.saved.query import SavedQuery, from_json
from server.web.pages.model.choices import Choices, choices_of
from server.web.pages.model.coverage import Coverage, coverages
from server.web.pages.model.deprecation import Deprecated, deprecated_iris
from server.web.pages.model.graph import Graph, text
from server.web.pages.ontology.vocabulary import Vocabulary, vocabulary_of
from server.web.pages.prepared import Prepared
from server.why.proofs import Proofs

_HEAD_START: Final = 1.0
"""Seconds in which a release gives its first answers before it takes a quarter of one to prepare its pages."""
_KINDS_OF_TERMS: Final = {
    "classes": "owl:Class",
    "properties": "owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty",
}


class Site:
    """One release: its files, its graph, and what is read from the graph once, by the server for all visitors.

    A scratch dataset (`changing`) is taken for what it was when a page first needed it.
    """

    def __init__(self, release: Release, graph: Graph, changing: bool = False) -> None:
        self.release = release
        self.graph = graph
        self._changing = changing
        self._deprecated = Prepared(lambda: graph.read(deprecated_iris()))
        self._terms = Prepared(lambda: graph.read(_terms()))
        self._coverages = Prepared(lambda: graph.read(coverages()))
        self._vocabulary = Prepared(lambda: graph.read(vocabulary_of(release, self.queries)))
        self._choices = Prepared(lambda: graph.read(choices_of(self.queries.values())))

    def prepare(self) -> None:
        """Read all that is read once in a moment, in a thread, so that no visitor has to wait for it."""
        timer = Timer(_HEAD_START, self._prepare)
        timer.daemon = True
        timer.start()

    def _prepare(self) -> None:
        for part in (self._deprecated, self._terms, self._coverages, self._vocabulary, self._choices):
            with suppress(EngineError):  # who needs it has it read again, and is told why that fails
                part.get()

    @property
    def deprecated(self) -> Mapping[str, Deprecated]:
        """Everything that the release declares to be deprecated, by IRI. Raises EngineError."""
        return self._deprecated.get()

    @property
    def terms(self) -> Mapping[str, list[str]]:
        """The IRIs of the classes and of the properties, in order. Raises EngineError."""
        return self._terms.get()

    @property
    def coverages(self) -> tuple[Coverage, ...]:
        """How far every document has been read. Raises EngineError."""
        return self._coverages.get()

    @property
    def vocabulary(self) -> Vocabulary:
        """The ontology and the concept schemes. Raises EngineError."""
        return self._vocabulary.get()

    def choices(self, query: SavedQuery) -> Choices:
        """Return what the parameters of a query can name; in a scratch dataset what they can name now."""
        return self.graph.read(choices_of([query])) if self._changing else self._choices.get()

    @cached_property
    def queries(self) -> dict[str, SavedQuery]:
        """The saved queries by name, in the order of the competency questions that they answer."""
        queries = from_json(self.release.queries.read_text("utf-8"))
        return {
            query.name: query
            for query in sorted(queries, key=lambda query: (query.answers or ("~",), query.name))
        }

    @cached_property
    def proofs(self) -> Proofs:
        """Why each inferred triple holds, and which files state what no claim does."""
        return Proofs(self.release.proofs)


def _terms() -> Reader[dict[str, list[str]]]:
    answers = yield [
        f"""SELECT DISTINCT ?term WHERE {{
        VALUES ?type {{ {types} }} ?term a ?type FILTER(ISIRI(?term)) }}"""
        for types in _KINDS_OF_TERMS.values()
    ]
    return {
        kind: sorted(text(row, "term") for row in rows)
        for kind, rows in zip(_KINDS_OF_TERMS, answers, strict=True)
    }
