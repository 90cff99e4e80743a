"""The rows of an answer as a reader wants them: filtered by words, sorted, grouped by a column, a page at a time.

The parameters of a table have a hyphen in their names, which no variable can have, so no parameter of a query is meant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf, isfinite
from typing import Final

from pyoxigraph import Literal

from server.engine.rows import Row
from server.rdf.datatypes import NUMBERS
from server.rdf.terms import Term
from server.web.pages.lists.table import collated
from server.web.pages.model.dates import sort_key

ON_A_PAGE: Final = 200
_LONGEST: Final = 200
_MOST_WORDS: Final = 8

WORDS, SORT, GROUP, PAGE, SOURCES = (
    "table-words",
    "table-sort",
    "table-group",
    "table-page",
    "row-sources",
)
PARAMETERS: Final = frozenset({WORDS, SORT, GROUP, PAGE, SOURCES})


class InvalidTable(ValueError):
    """A parameter of the table that cannot be followed: `reason` is the key of the text that says why, with places."""

    def __init__(self, reason: str, **places: object) -> None:
        self.reason, self.places = reason, places
        super().__init__(reason)


@dataclass(frozen=True)
class Wanted:
    """What a reader asks of a table: rows that have all `words`, sorted and grouped by columns (empty for none).

    `sources` is the number of the row whose sources are told, 0 for none.
    """

    words: str = ""
    sort: str = ""
    descending: bool = False
    group: str = ""
    page: int = 1
    sources: int = 0

    @property
    def as_given(self) -> bool:
        """Whether the rows are wanted in the order of the query and all of them."""
        return not (self.words or self.sort or self.group)

    def parameters(self) -> dict[str, str]:
        """Return the parameters that ask for it."""
        given = {
            WORDS: self.words,
            SORT: f"{'-' if self.descending else ''}{self.sort}" if self.sort else "",
            GROUP: self.group,
            PAGE: str(self.page) if self.page > 1 else "",
            SOURCES: str(self.sources) if self.sources else "",
        }
        return {name: value for name, value in given.items() if value}


@dataclass(frozen=True)
class Numbered:
    """A row with its number in the answer, counted from 1."""

    number: int
    row: Row


@dataclass(frozen=True)
class Group:
    """The rows that have one value, all rows where the table is not grouped; `count` is without regard to pages."""

    value: Term | None
    count: int
    rows: tuple[Numbered, ...]


@dataclass(frozen=True)
class Table:
    """A page of a table: `total` rows fit, of which `groups` holds those of the page `page` of `pages`.

    `ranks` has, where all rows are on the page, the place of each value among those of its column, by the number of the
    row and by column: a script sorts by it as the server does.
    """

    groups: tuple[Group, ...]
    total: int
    page: int
    pages: int
    ranks: Mapping[int, Mapping[str, int]]


def wanted_of(given: Mapping[str, str], columns: Sequence[str]) -> Wanted:
    """Return what the parameters of a request ask of a table with these columns. Raises InvalidTable."""
    words = " ".join(given.get(WORDS, "").split())
    if len(words) > _LONGEST or len(words.split()) > _MOST_WORDS:
        raise InvalidTable("table_long_words", most=_LONGEST, words=_MOST_WORDS)
    sort, group = given.get(SORT, ""), given.get(GROUP, "")
    for parameter, column in ((SORT, sort.removeprefix("-")), (GROUP, group)):
        if column and column not in columns:
            raise InvalidTable("table_bad_column", name=parameter, columns=", ".join(columns))
    page, sources = (_number(given, name, default) for name, default in ((PAGE, 1), (SOURCES, 0)))
    return Wanted(words, sort.removeprefix("-"), sort.startswith("-"), group, page, sources)


def _number(given: Mapping[str, str], name: str, default: int) -> int:
    text = given.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) <= 6 and int(text) > 0):
        raise InvalidTable("table_bad_number", name=name)
    return int(text)


def table_of(rows: Sequence[Row], wanted: Wanted, shown: Callable[[Term], str]) -> Table:
    """Return the page of the rows that is wanted; `shown` gives what people read for a term. Raises InvalidTable."""
    listed = [Numbered(number, row) for number, row in enumerate(rows, 1)]
    for word in wanted.words.casefold().split():
        listed = [one for one in listed if any(word in shown(term).casefold() for term in one.row.values())]
    if wanted.sort:
        listed = _sorted(listed, wanted.sort, wanted.descending, shown)
    if wanted.group and wanted.group != wanted.sort:
        listed = _sorted(listed, wanted.group, False, shown)
    pages = max(1, -(-len(listed) // ON_A_PAGE))
    if wanted.page > pages:
        raise InvalidTable("table_bad_page", last=pages)
    part = listed[(wanted.page - 1) * ON_A_PAGE : wanted.page * ON_A_PAGE]
    ranks = _ranks(listed, shown) if len(part) == len(rows) and not wanted.group else {}
    return Table(tuple(_groups(listed, part, wanted.group)), len(listed), wanted.page, pages, ranks)


def _groups(listed: Sequence[Numbered], part: Sequence[Numbered], column: str) -> list[Group]:
    if not column:
        return [Group(None, len(listed), tuple(part))] if part else []
    counts: dict[Term | None, int] = {}
    for one in listed:
        value = one.row.get(column)
        counts[value] = counts.get(value, 0) + 1
    found: dict[Term | None, list[Numbered]] = {}
    for one in part:
        found.setdefault(one.row.get(column), []).append(one)
    return [Group(value, counts[value], tuple(members)) for value, members in found.items()]


def _sorted(
    rows: Sequence[Numbered], column: str, descending: bool, shown: Callable[[Term], str]
) -> list[Numbered]:
    """Sort by a column, those without a value last, rows that are equal in it in the order that they have."""
    keyed = [(_key(term, shown(term)), one) for one in rows if (term := one.row.get(column)) is not None]
    keyed.sort(key=lambda pair: pair[0], reverse=descending)
    return [*(one for _, one in keyed), *(one for one in rows if one.row.get(column) is None)]


def _ranks(rows: Iterable[Numbered], shown: Callable[[Term], str]) -> dict[int, dict[str, int]]:
    keys = {one.number: {column: _key(term, shown(term)) for column, term in one.row.items()} for one in rows}
    found: dict[str, set[_Key]] = {}
    for row in keys.values():
        for column, key in row.items():
            found.setdefault(column, set()).add(key)
    places = {column: {key: place for place, key in enumerate(sorted(of))} for column, of in found.items()}
    return {
        number: {column: places[column][key] for column, key in row.items()} for number, row in keys.items()
    }


_Key = tuple[int, float, str]


def _numeric(text: str) -> float:
    try:
        return float(text)
    except ValueError:  # as only who writes to a scratch dataset can have it
        return inf


def _key(term: Term, shown: str) -> _Key:
    """Numbers before texts; a date by its first year, whatever sign stands before it."""
    if isinstance(term, Literal) and not term.language:
        if term.datatype.value in NUMBERS and isfinite(number := _numeric(term.value)):
            return 0, number, ""
        return 1, 0, collated(sort_key(term.value))
    return 1, 0, collated(shown)
