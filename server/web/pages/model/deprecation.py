"""What the release declares to be deprecated (OWL 2 Structural Specification, section 5.5), and what took its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import Literal

from server.engine.reading import Reader
from server.web.pages.model.graph import text
from server.web.pages.model.labels import Label, best


@dataclass
class Deprecated:
    """A deprecated term or thing: the IRI that replaces it, None if nothing does, and notes that say why."""

    replacement: str | None = None
    notes: list[Label] = field(default_factory=list)

    def note(self, language: str) -> Label | None:
        """Return the note in the language wanted or the nearest to it."""
        return best(self.notes, language)


def deprecated_iris() -> Reader[dict[str, Deprecated]]:
    """Return everything deprecated, by IRI."""
    found: dict[str, Deprecated] = {}
    query = """SELECT ?iri ?replacement ?note WHERE {
        ?iri owl:deprecated true
        OPTIONAL { ?iri dcterms:isReplacedBy ?replacement }
        OPTIONAL { ?iri skos:changeNote|skos:historyNote|skos:editorialNote ?note } }"""
    (rows,) = yield [query]
    for row in rows:
        entry = found.setdefault(text(row, "iri"), Deprecated())
        entry.replacement = text(row, "replacement") or None
        if isinstance(note := row.get("note"), Literal):
            entry.notes.append(Label(note.value, note.language or ""))
    return found


def without_suffix(path: str, suffixes: Iterable[str]) -> tuple[str, str]:
    """Split a path into that of the resource and the suffix of a format with its dot, empty if it has none."""
    stem, dot, suffix = path.rpartition(".")
    return (stem, dot + suffix) if dot and suffix in suffixes else (path, "")
