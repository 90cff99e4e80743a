"""Labels that are taken, or nearly: a second word for the same thing is how a vocabulary falls apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal
from rapidfuzz.distance import Levenshtein

from server.build.read.sources import Sources, subject_iri
from server.namespaces import PREFIXES
from server.rdf.iris import short
from server.saved.query import SavedQuery

_LABELS: Final = frozenset(
    {PREFIXES["rdfs"] + "label", PREFIXES["skos"] + "prefLabel", PREFIXES["skos"] + "altLabel"}
)
_NEAR: Final = 2
"""The edit distance up to which a label is near another."""
_LETTERS: Final = 3
"""Letters that a label must have for each edit: every word of four letters is two edits from many others."""


@dataclass(frozen=True)
class Name:
    """A label or title, of what, and where it stands."""

    text: str
    about: str
    file: str
    line: int | None

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"“{self.text}” of {self.about} ({place})"


@dataclass(frozen=True)
class Clash:
    """A text that somebody wants to give and the name that it is equal to (distance 0) or near."""

    text: str
    name: Name
    distance: int

    def __str__(self) -> str:
        if not self.distance:
            return f"“{self.text}” is already the label {self.name}"
        edits = "1 edit" if self.distance == 1 else f"{self.distance} edits"
        return f"“{self.text}” is {edits} away from {self.name}"


def labels(sources: Sources) -> Iterator[Name]:
    """Yield every label of a term, concept or thing, in any language."""
    for source in sources.files:
        for quad in source.quads:
            if quad.predicate.value in _LABELS and isinstance(quad.object, Literal):
                iri = subject_iri(quad)
                line = source.positions.line(iri, quad.predicate.value, quad.object.value)
                yield Name(quad.object.value, short(iri), source.name, line)


def titles(queries: Iterable[SavedQuery]) -> Iterator[Name]:
    """Yield every title of a saved query."""
    for query in queries:
        for title in query.title.values():
            yield Name(title, f"the saved query {query.name}", f"queries/{query.name}.rq", None)


def clashes(texts: Mapping[str, str], known: Iterable[Name]) -> list[Clash]:
    """Return what texts (by language) share with known names, whatever their language or case, the nearest first."""
    found = {
        Clash(text, name, distance)
        for name in known
        for text in texts.values()
        if (distance := _distance(text, name.text)) is not None
    }
    return sorted(found, key=lambda clash: (clash.distance, clash.text, str(clash.name)))


def _distance(one: str, other: str) -> int | None:
    """Return the edit distance of two texts if they are equal or near, else None."""
    one, other = one.casefold().strip(), other.casefold().strip()
    most = min(_NEAR, min(len(one), len(other)) // _LETTERS)
    distance = Levenshtein.distance(one, other, score_cutoff=most)
    return distance if distance <= most else None
