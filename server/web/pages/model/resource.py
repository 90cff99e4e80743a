"""All that the graph says of what is no thing with a page by sections: a claim, a passage, a document, a graph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from server.engine.reading import Reader, together
from server.namespaces import PREFIXES
from server.web.pages.model.claims import Claims
from server.web.pages.model.documents import Coverage, coverage_of
from server.web.pages.model.passages import Place, Reading, Wanted, place_of, reading_of
from server.web.pages.model.statements import (
    Contents,
    Description,
    Source,
    claims_of,
    contents,
    describe,
    iris_of,
    size_of,
    sources_of,
)

_KINDS: Final = {"claim": "claim", "segment": "segment", "document": "doc", "graph": "graph"}
"""The kinds of what has such a page, and the prefixes of their IRIs."""


@dataclass(frozen=True)
class Resource:
    """What is said of a resource, and inside it: `inside` has the statements of the named graphs that its page shows.

    `sources` says where those graphs come from, `size` how many statements a graph has, 0 for what is none. A document
    has how far it was read, and what was read out of it; a passage its place in the document.
    """

    found: Description
    inside: Mapping[str, tuple[Contents, ...]]
    sources: Mapping[str, Source]
    size: int
    coverage: Coverage | None
    reading: Reading | None
    place: Place | None

    @property
    def empty(self) -> bool:
        """Whether nothing is known of it."""
        return self.found.empty and not any(self.inside.values())

    def iris(self) -> Iterator[str]:
        """Yield every IRI that the page shows and that wants a label."""
        yield from self.found.iris()
        for graph, parts in self.inside.items():
            yield graph
            for part in parts:
                yield part.subject
                yield from iris_of(part.groups)
        for source in self.sources.values():
            yield from source.named
        if self.coverage and self.reading:
            yield from (*self.coverage.named, *self.reading.iris())


def resource(iri: str, claims: Claims, chosen: Wanted) -> Reader[Resource]:
    """Return what the graph says of a resource; a reader walks from passage to passage with what is `chosen`.

    Raises ValueError if the IRI is not well formed.
    """
    found, (inside, sources, size), coverage, reading, place = yield from together(
        describe(iri, known=claims.sources),
        _inside(iri, claims),
        _coverage(iri),
        _reading(iri),
        _place(iri, chosen),
    )
    return Resource(found, inside, sources, size, coverage, reading, place)


def kind_of_resource(iri: str) -> str:
    """Return claim, segment, document or graph; thing for anything else."""
    return next((kind for kind, prefix in _KINDS.items() if iri.startswith(PREFIXES[prefix])), "thing")


def _inside(
    iri: str, claims: Claims
) -> Reader[tuple[dict[str, tuple[Contents, ...]], dict[str, Source], int]]:
    """Return the contents of the named graphs that the page shows, by graph, where those come from, and the size.

    A claim and a graph show their own, a passage those of its claims.
    """
    kind = kind_of_resource(iri)
    if kind == "segment":
        graphs = yield from claims_of(iri)
    else:
        graphs = [iri] if kind in {"claim", "graph"} else []
    if not graphs:
        return {}, {}, 0
    return (yield from together(contents(graphs), sources_of(graphs, claims.sources), _size(iri)))


def _size(iri: str) -> Reader[int]:
    """Return how many statements a graph has whose page shows the first of them; 0 for what is no such graph."""
    return (yield from size_of(iri)) if kind_of_resource(iri) == "graph" else 0


def _coverage(iri: str) -> Reader[Coverage | None]:
    return (yield from coverage_of(iri)) if kind_of_resource(iri) == "document" else None


def _reading(iri: str) -> Reader[Reading | None]:
    return (yield from reading_of(iri)) if kind_of_resource(iri) == "document" else None


def _place(iri: str, chosen: Wanted) -> Reader[Place | None]:
    return (yield from place_of(iri, chosen)) if kind_of_resource(iri) == "segment" else None
