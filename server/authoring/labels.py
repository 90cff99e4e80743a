"""Labels and definitions of what is new: how they are worded (ISO 704), and labels that are taken, or nearly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal
from rapidfuzz.distance import Levenshtein

from server.authoring.start import DEFINITION_LANGUAGES
from server.build.read.sources import Sources, subject_iri
from server.namespaces import PREFIXES, PROJECT
from server.rdf.iris import short
from server.saved.query import SavedQuery

_LABELS: Final = frozenset(
    {PREFIXES["rdfs"] + "label", PREFIXES["skos"] + "prefLabel", PREFIXES["skos"] + "altLabel"}
)
_NEAR: Final = 2
"""The edit distance up to which a label is near another."""
_LETTERS: Final = 3
"""Letters that a label must have for each edit: every word of four letters is two edits from many others."""

LANGUAGES: Final = PROJECT.languages
DEFINED: Final[tuple[str, ...]] = tuple(
    language for language in DEFINITION_LANGUAGES if language in LANGUAGES
)
"""Those in which terms, concepts and schemes of this project are defined."""
_NOTHING: Final = re.compile(r"(?!)")
_MIXED: Final = re.compile(r"[A-Za-z][а-яёіў]|[а-яёіў][A-Za-z]", re.IGNORECASE)
_FOREIGN: Final = {
    "en": (re.compile(r"[а-яёіў]", re.IGNORECASE), "a Cyrillic letter"),
    "ru": (re.compile(r"[іў]", re.IGNORECASE), "a letter that Russian has not"),
    "be": (re.compile(r"[ищъ']", re.IGNORECASE), "a letter or sign that Belarusian has not"),
}
_CYRILLIC: Final = ("ru", "be")
_CYRILLIC_LETTER: Final = re.compile(r"[а-яёіў]", re.IGNORECASE)
_RELATION: Final = {
    "en": (re.compile(r"(transitive )?relation of "), "relation of … to …"),
    "ru": (re.compile(r"(транзитивное )?отношение "), "отношение … к …"),
}
"""How the definition of a property begins in each language, and how that is said."""
_AFTER_PARENT: Final = {"en": " that …", "ru": " …"}


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


def label_faults(labels: Mapping[str, str]) -> Iterator[str]:
    """Yield what is wrong with the labels of one thing, by language."""
    for language, label in labels.items():
        pattern, fault = _FOREIGN.get(language, (_NOTHING, ""))
        if language in _CYRILLIC and re.search(r"[A-Za-z]", label) and not _CYRILLIC_LETTER.search(label):
            yield f"--label-{language} “{label}” is in Latin letters: write it in Cyrillic ones"
        elif found := pattern.search(label):
            yield f"--label-{language} “{label}” holds {fault}: {found[0]}"
        if _MIXED.search(label):
            yield f"--label-{language} “{label}” mixes Latin and Cyrillic letters in a word"


def in_language(option: str, language: str) -> str:
    """Return the name of an option for a text in a language; the option by itself is the one for English."""
    return option if language == "en" else f"{option}-{language}"


def definition_faults(definitions: Mapping[str, str]) -> Iterator[str]:
    """Yield what is wrong with the form of definitions, by language: each is a phrase that could stand for the term."""
    for language, definition in definitions.items():
        option = f"--{in_language('definition', language)}"
        if not definition[:1].islower():
            yield f"{option} “{definition}” does not begin with a small letter"
        if definition.endswith("."):
            yield f"{option} ends with a full stop: it is a phrase, no sentence"
        pattern, fault = _FOREIGN[language]
        if found := pattern.search(definition):
            yield f"{option} “{definition}” holds {fault}: {found[0]}"


def class_faults(definitions: Mapping[str, str], parents: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """Yield a fault for each definition of a class that does not begin with the label of a parent in its language."""
    for language, definition in definitions.items():
        wanted = [parent.lower() for parent in parents[language]]
        if wanted and not any(definition.lower().startswith(parent) for parent in wanted):
            yield (
                f"--{in_language('definition', language)} names no parent: "
                f"begin it “{wanted[0]}{_AFTER_PARENT[language]}”"
            )


def property_faults(definitions: Mapping[str, str]) -> Iterator[str]:
    """Yield a fault for each definition of a property that does not say what it relates."""
    for language, definition in definitions.items():
        pattern, form = _RELATION[language]
        if not pattern.match(definition):
            yield f"--{in_language('definition', language)} of a property begins “{form}”"
