"""What a search found, in words of the interface and as JSON: for the search page, for programs, for `eikg search`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from server.namespaces import PREFIXES
from server.search.entries import QUERY_KIND
from server.search.find import Found, Hit, SearchIndex
from server.search.levels import Level
from server.web.pages.model.labels import Label, Labels, best

Word = Callable[[str], str]
"""Gives the text of a key in the reader's language."""

_OF_OTHERS: Final = {
    PREFIXES["owl"] + "Class": "kind_class",
    PREFIXES["rdf"] + "Property": "kind_property",
    PREFIXES["skos"] + "Concept": "kind_concept",
    PREFIXES["skos"] + "ConceptScheme": "kind_scheme",
    QUERY_KIND: "kind_query",
}
"""What things of other vocabularies' classes are called here."""


def labels_by_index(index: SearchIndex, iris: Iterable[str], language: str) -> Labels:
    """The names of things in a language, as the index has them."""
    listed = index.names(tuple(dict.fromkeys(iris)))
    candidates = ((iri, (Label(one.text, one.language) for one in names)) for iri, names in listed.items())
    found = {iri: label for iri, given in candidates if (label := best(given, language))}
    return Labels(found, language)


def labels_of_found(index: SearchIndex, found: Found, language: str) -> Labels:
    """The names of everything that a search found, and of the kinds and documents by which it counts."""
    return labels_by_index(
        index, (*(hit.iri for hit in found.hits), *found.kinds, *found.documents), language
    )


def kind_name(kind: str, names: Labels, word: Word) -> str:
    """What a kind of things is called."""
    return word(_OF_OTHERS[kind]) if kind in _OF_OTHERS else names[kind].text


def reason(hit: Hit, word: Word) -> str:
    """Why something was found, in a few words."""
    level = word(f"found_{hit.level.name.lower()}")
    return level if hit.level is Level.IDENTIFIER else f"{word(f'found_{hit.field.name.lower()}')}, {level}"


def found_as_json(words: str, found: Found, names: Labels, word: Word) -> dict[str, Any]:
    """A search and what it found, as /search.json tells it."""
    hits = [
        {
            "iri": hit.iri,
            "label": names[hit.iri].text,
            "kind": hit.kind,
            "kindLabel": kind_name(hit.kind, names, word),
            "name": hit.name,
            "language": hit.language,
            "of": hit.field.name.lower(),
            "match": hit.level.name.lower(),
            "documents": hit.documents,
        }
        for hit in found.hits
    ]
    counts = {"kinds": found.kinds, "documents": found.documents, "languages": found.languages}
    return {"query": words, "total": found.total, "hits": hits, "counts": counts, "meant": found.meant}
