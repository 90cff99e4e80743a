"""One release as its pages see it: what they need of it as a whole, read once, and the graph for all the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from server.engine.reading import Reader, together
from server.proofs import Proofs
from server.release import Release
from server.saved.query import SavedQuery, from_json
from server.web.pages.model.coverage import Coverage, coverages
from server.web.pages.model.deprecation import Deprecated, deprecated_iris
from server.web.pages.model.graph import PROLOGUE, Graph, text
from server.web.pages.ontology.vocabulary import Vocabulary, vocabulary_of
from server.web.pages.prepared import Prepared

_KINDS_OF_TERMS = {
    "classes": "owl:Class",
    "properties": "owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty",
}


@dataclass(frozen=True)
class Overview:
    """What pages need of a release as a whole.

    `terms` are the IRIs of its classes and of its properties, `coverages` how far every document has been read,
    `deprecated` holds everything that is declared to be deprecated, by IRI.
    """

    terms: Mapping[str, list[str]]
    coverages: tuple[Coverage, ...]
    deprecated: Mapping[str, Deprecated]
    vocabulary: Vocabulary


class Site:
    """One release, its saved queries, its proofs, its overview, and its graph."""

    def __init__(self, release: Release, graph: Graph) -> None:
        self.release = release
        self.graph = graph
        self._overview = Prepared(lambda: graph.read(_overview(release, self.queries)))

    def prepare(self) -> None:
        """Begin to read the overview, in a thread, so that no visitor has to wait for it long."""
        self._overview.begin()

    @property
    def overview(self) -> Overview:
        """The overview, as it was when it was first asked for or prepared. Raises EngineError."""
        return self._overview.get()

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


def _overview(release: Release, queries: Mapping[str, SavedQuery]) -> Reader[Overview]:
    (terms, deprecated), read, vocabulary = yield from together(
        together(_terms(), deprecated_iris()), coverages(), vocabulary_of(release, queries)
    )
    return Overview(terms, read, deprecated, vocabulary)


def _terms() -> Reader[dict[str, list[str]]]:
    answers = yield [
        f"""{PROLOGUE}SELECT DISTINCT ?term WHERE {{
        VALUES ?type {{ {types} }} ?term a ?type FILTER(ISIRI(?term)) }}"""
        for types in _KINDS_OF_TERMS.values()
    ]
    return {
        kind: sorted(text(row, "term") for row in rows)
        for kind, rows in zip(_KINDS_OF_TERMS, answers, strict=True)
    }
