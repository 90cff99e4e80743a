"""The table behind a list: things, the values of their columns, and the order of their names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from server.web.pages.lists.columns import Column, Kind
from server.web.pages.model.labels import Labels

_FEW: Final = 40
"""Values of a column by which its things can be filtered."""

_THINGS_EACH: Final = 2
"""Things that have each of them, on average."""

_OF_ITSELF: Final = 10
"""The size of a table without things."""

_QUOTES: Final = "«“„\"'‘"
_LETTERS: Final = str.maketrans({"ё": "е\uffff", "і": "и", "ў": "у\uffff", "ґ": "г\uffff", "’": "'"})
"""Letters that stand far from their place in the alphabets of Russian and Belarusian."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a column: its IRI or lexical form, with the language of a text and the documents whose claims give it.

    `stance` is that of the claims, where all that give it deny, predict or recommend it; "" for any other value.
    """

    text: str
    is_iri: bool
    language: str = ""
    documents: tuple[str, ...] = ()
    stance: str = ""

    @property
    def iri(self) -> str:
        """The IRI that it is, "" for a literal."""
        return self.text if self.is_iri else ""


Cells = Mapping[str, tuple[Value, ...]]
"""The values of a thing by the key of their column."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing of a list: its cells, the documents that speak of it, and all words by which it is found, lower-case."""

    iri: str
    cells: Cells
    documents: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class Table:
    """The things that fit a pattern of SPARQL, with the columns that their properties make; labels by language."""

    pattern: str
    columns: tuple[Column, ...]
    things: tuple[Thing, ...]
    labels: Mapping[str, Labels]

    @cached_property
    def size(self) -> int:
        """How much it holds: things, values, words by the hundred, and itself, even if it is empty."""
        cells = sum(len(values) for thing in self.things for values in thing.cells.values())
        letters = len(self.pattern) + sum(len(thing.words) for thing in self.things)
        return _OF_ITSELF + len(self.things) + cells + letters // 100

    @cached_property
    def by_name(self) -> Mapping[str, Sequence[Thing]]:
        """The things in the order of their names, by language."""
        return {
            language: sorted(self.things, key=lambda thing: (collated(names[thing.iri].text), thing.iri))
            for language, names in self.labels.items()
        }

    @cached_property
    def filters(self) -> tuple[str, ...]:
        """The keys of the columns by whose values the things can be filtered: those with few of them."""
        return tuple(column.key for column in self.columns if self._is_filter(column))

    def _is_filter(self, column: Column) -> bool:
        if column.kind not in (Kind.THING, Kind.CLASS) or column.inverse:
            return False
        found = [thing.cells[column.key] for thing in self.things if column.key in thing.cells]
        values = {value for cell in found for value in cell}
        return 0 < len(values) <= _FEW and len(found) >= _THINGS_EACH * len(values)

    def column(self, key: str) -> Column | None:
        """The column of a key."""
        return next((column for column in self.columns if column.key == key), None)


def collated(name: str) -> str:
    """Return a name as it is compared with others: no quotes before it, Cyrillic letters in their places."""
    return name.lstrip(_QUOTES).casefold().translate(_LETTERS)
