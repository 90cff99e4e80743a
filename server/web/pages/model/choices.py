"""What the parameters of saved queries can name: the things of a class or scheme, with their labels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from pyoxigraph import NamedNode

from server.engine.reading import Reader
from server.namespaces import BASE
from server.saved.query import LANGUAGES, SavedQuery
from server.web.pages.model.graph import text
from server.web.pages.model.labels import labels_in

_MOST: Final = 1000

Choices = Mapping[str, Mapping[str, tuple[tuple[str, str], ...]]]
"""By language, and by the IRI of a class or scheme: the IRI and label of each thing, in the order of the labels."""


def choices_of(queries: Iterable[SavedQuery]) -> Reader[Choices]:
    """Return what every parameter of the queries can name."""
    kinds = sorted({p.of for query in queries for p in query.parameters if p.type == "iri" and p.of})
    answers = yield [
        f"""SELECT DISTINCT ?thing WHERE {{
        ?thing {"skos:inScheme" if kind.startswith(BASE + "scheme/") else "a"} {NamedNode(kind)} }} LIMIT {_MOST}"""
        for kind in kinds
    ]
    things = {kind: [text(row, "thing") for row in rows] for kind, rows in zip(kinds, answers, strict=True)}
    labels = yield from labels_in({iri for listed in things.values() for iri in listed}, LANGUAGES)
    return {
        language: {
            kind: tuple(sorted(((iri, labels[language][iri].text) for iri in listed), key=_by_label))
            for kind, listed in things.items()
        }
        for language in LANGUAGES
    }


def _by_label(choice: tuple[str, str]) -> str:
    return choice[1].casefold()
