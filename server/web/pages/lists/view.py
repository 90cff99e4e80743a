"""What a reader sees of a table: the things that pass the filters, in an order, and the numbers for each filter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from server.web.pages.lists.columns import CLASS_COLUMN, Column, Kind
from server.web.pages.lists.table import Table, Thing, Value, collated
from server.web.pages.model.dates import sort_key
from server.web.pages.model.labels import Label, Labels, best

LABEL: Final = "label"
DOCUMENT: Final = "document"
DOCUMENTS: Final = "documents"
"""The keys of what every list has beside its columns: names to sort by, documents to filter and to sort by."""


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
    """Return the keys by which the things of a table can be filtered, the kind and the documents first."""
    return tuple(sorted((*table.filters, DOCUMENT), key=lambda key: key not in (CLASS_COLUMN.key, DOCUMENT)))


def view_of(table: Table, wanted: Wanted, language: str) -> View:
    """Return what a reader sees who asks so, in a language."""
    things = table.by_name[language]
    for word in wanted.words:
        things = [thing for thing in things if word in thing.words]
    passing: Sequence[Thing] = things
    nearly: dict[str, list[Thing]] = {key: [] for key in wanted.chosen}
    if wanted.chosen:
        passing = []
        for thing in things:
            failed = [key for key, iri in wanted.chosen.items() if iri not in values_of(thing, key)]
            if not failed:
                passing.append(thing)
            elif len(failed) == 1:
                nearly[failed[0]].append(thing)
    counts = {
        key: Counter(iri for thing in chain(passing, nearly.get(key, ())) for iri in values_of(thing, key))
        for key in dict.fromkeys((*filters(table), *wanted.chosen))
    }
    return View(ordered(passing, table, wanted, language), counts)


def values_of(thing: Thing, key: str) -> Sequence[str]:
    """Return the IRIs that a thing has under the key of a column, or its documents."""
    if key == DOCUMENT:
        return thing.documents
    return [value.text for value in thing.cells.get(key, ()) if value.is_iri]


def ordered(named: Sequence[Thing], table: Table, wanted: Wanted, language: str) -> Sequence[Thing]:
    """Return things, given in the order of their names, in the order wanted; those without a value come last."""
    labels, column = table.labels[language], table.column(wanted.sort)
    if wanted.sort == LABEL:
        return named[::-1] if wanted.descending else named
    choose = max if wanted.descending else min
    keyed, without = [], []
    for thing in named:
        if found := _sort_keys(thing, wanted.sort, column, labels, language):
            keyed.append((choose(found), thing))
        else:
            without.append(thing)
    keyed.sort(key=lambda one: one[0], reverse=wanted.descending)
    return [*(thing for _, thing in keyed), *without]


def _sort_keys(
    thing: Thing, key: str, column: Column | None, labels: Labels, language: str
) -> list[tuple[float, str]]:
    if column is None:
        return [(0, collated(labels[iri].text)) for iri in thing.documents]
    return [_sort_key(value, column.kind, labels) for value in shown(thing.cells.get(key, ()), language)]


def _sort_key(value: Value, kind: Kind, labels: Labels) -> tuple[float, str]:
    if kind is Kind.NUMBER:
        try:
            return float(value.text), ""
        except ValueError:
            return float("inf"), value.text
    if value.iri:
        return 0, collated(labels[value.iri].text)
    return 0, sort_key(value.text) if kind is Kind.DATE else collated(value.text)


def shown(values: Sequence[Value], language: str) -> Sequence[Value]:
    """Return the values of a cell without texts in other languages than the reader's.

    Where there is none in it, those without a language are kept, and else those in the nearest language.
    """
    tagged = [Label(value.text, value.language) for value in values if value.language]
    if not (nearest := best(tagged, language)):
        return values
    plain = any(not value.language for value in values)
    kept = "" if plain and nearest.language != language else nearest.language
    return [value for value in values if value.language == kept]
