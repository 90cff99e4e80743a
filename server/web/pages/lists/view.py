"""What a reader sees of a table: the things that pass the filters, in an order, and the numbers for each filter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from server.web.pages.lists.columns import CLASS_COLUMN, Column, Kind
from server.web.pages.lists.dates import sort_key
from server.web.pages.lists.table import Table, Thing, Value
from server.web.pages.model.labels import Labels, in_language

LABEL: Final = "label"
DOCUMENT: Final = "document"
DOCUMENTS: Final = "documents"
"""The keys of what every list has beside its columns: names to sort by, documents to filter and to sort by."""

_FEW: Final = 40
"""Values of a column by which its things can be filtered."""
_THINGS_EACH: Final = 2
"""Things that have each of them, on average."""

_LETTERS: Final = str.maketrans({"ё": "е\uffff", "і": "и", "ў": "у\uffff", "ґ": "г\uffff", "’": "'"})
"""Letters that stand far from their place in the alphabets of Russian and Belarusian."""


@dataclass(frozen=True)
class Wanted:
    """What a reader asks for: things whose words have each word of a text, and that have the chosen values.

    `sort` is the key of a column, `chosen` the IRI of a value by the key of its column.
    """

    text: str = ""
    sort: str = LABEL
    descending: bool = False
    chosen: Mapping[str, str] = field(default_factory=dict)

    @property
    def words(self) -> list[str]:
        """The words of the text, as they are looked for."""
        return self.text.lower().split()


@dataclass(frozen=True)
class View:
    """The things wanted, in order, and for each key to filter by how many things with each value pass the others."""

    things: Sequence[Thing]
    counts: Mapping[str, Mapping[str, int]]


def filters(table: Table) -> tuple[str, ...]:
    """Return the keys by which the things of a table can be filtered: those with few values.

    The kind and the documents come first.
    """
    keys = [column.key for column in table.columns if _is_filter(table, column)]
    return tuple(sorted((*keys, DOCUMENT), key=lambda key: key not in (CLASS_COLUMN.key, DOCUMENT)))


def _is_filter(table: Table, column: Column) -> bool:
    if column.kind not in (Kind.THING, Kind.CLASS) or column.inverse:
        return False
    found = [thing.cells[column.key] for thing in table.things if column.key in thing.cells]
    values = {value.iri for cell in found for value in cell}
    return 0 < len(values) <= _FEW and len(found) >= _THINGS_EACH * len(values)


def view_of(table: Table, wanted: Wanted, language: str) -> View:
    """Return what a reader sees who asks so, in a language."""
    keys = {*filters(table), *wanted.chosen}
    counts: dict[str, Counter[str]] = {key: Counter() for key in keys}
    passing = []
    for thing in table.things:
        if not all(word in thing.words for word in wanted.words):
            continue
        values = {key: values_of(thing, key) for key in keys}
        failed = [key for key, iri in wanted.chosen.items() if iri not in values[key]]
        if not failed:
            passing.append(thing)
        for key in keys if not failed else failed if len(failed) == 1 else ():
            counts[key].update(iri for iri in values[key] if iri)
    return View(ordered(passing, table, wanted, language), counts)


def values_of(thing: Thing, key: str) -> tuple[str, ...]:
    """Return the IRIs that a thing has under the key of a column, or its documents."""
    if key == DOCUMENT:
        return thing.documents
    return tuple(dict.fromkeys(value.iri for value in thing.cells.get(key, ())))


def ordered(things: Iterable[Thing], table: Table, wanted: Wanted, language: str) -> list[Thing]:
    """Return things in the order wanted; those without a value come last, and names decide among equals."""
    labels, column = table.labels[language], table.column(wanted.sort)
    named = sorted(things, key=lambda thing: (collated(labels[thing.iri].text), thing.iri))
    if wanted.sort == LABEL:
        return named[::-1] if wanted.descending else named
    choose = max if wanted.descending else min
    keyed = []
    without = []
    for thing in named:
        found = _sort_keys(thing, wanted.sort, column, labels)
        if found:
            keyed.append((choose(found), thing))
        else:
            without.append(thing)
    keyed.sort(key=lambda one: one[0], reverse=wanted.descending)
    return [*(thing for _, thing in keyed), *without]


def _sort_keys(thing: Thing, key: str, column: Column | None, labels: Labels) -> list[tuple[float, str]]:
    if column is None:
        return [(0, collated(labels[iri].text)) for iri in thing.documents]
    return [_sort_key(value, column.kind, labels) for value in thing.cells.get(key, ())]


def _sort_key(value: Value, kind: Kind, labels: Labels) -> tuple[float, str]:
    if kind is Kind.NUMBER:
        try:
            return float(value.text), ""
        except ValueError:
            return float("inf"), value.text
    if value.iri:
        return 0, collated(labels[value.iri].text)
    return 0, sort_key(value.text) if kind is Kind.DATE else collated(value.text)


def collated(name: str) -> str:
    """Return a name as it is compared with others: letters of the Cyrillic alphabets in their places."""
    return name.casefold().translate(_LETTERS)


def shown(values: Sequence[Value], language: str) -> list[Value]:
    """Return the values of a cell without texts in other languages than the reader's, or the nearest that there is."""
    terms = in_language([value.term for value in values], language)
    return [value for value in values if value.term in terms]
