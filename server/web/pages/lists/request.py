"""What a request asks of a list: parameters within bounds, and addresses of the same list with some of them changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final
from urllib.parse import urlencode

from pyoxigraph import NamedNode

from server.rdf.iris import expand, readable
from server.search.words import LONGEST, MOST
from server.web.pages.lists.columns import Kind
from server.web.pages.lists.table import Table
from server.web.pages.lists.view import DOCUMENT, DOCUMENTS, LABEL, Wanted
from server.web.pages.rendering import quoted, word

ON_A_PAGE: Final = 50
_LONGEST_NUMBER: Final = 6


class BadRequest(ValueError):
    """A parameter is not what it may be; the message, in the reader's language, says what is."""


class UnknownValue(BadRequest):
    """A parameter is an IRI of which nothing is known."""


def iri_of(text: str) -> str:
    """Return the IRI that a parameter gives in full or with a prefix. Raises BadRequest."""
    try:
        return NamedNode(expand(text)).value
    except ValueError:
        raise BadRequest(word("list_bad_iri", value=quoted(text))) from None


def wanted_of(table: Table, given: Mapping[str, str], is_known: Callable[[str], bool]) -> Wanted:
    """Return what the parameters of a request ask of a table. Raises BadRequest.

    A value that nothing in the table has must be an IRI of which something is known, so that no typing error goes
    unnoticed.
    """
    text = " ".join(given.get("text", "").split())
    if len(text) > LONGEST or len(text.split()) > MOST:
        raise BadRequest(word("list_long_text", characters=LONGEST, words=MOST))
    sort = given.get("sort", "") or LABEL
    keys = sortable(table)
    if sort.removeprefix("-") not in keys:
        raise BadRequest(word("list_bad_sort", value=quoted(sort), keys=", ".join(keys)))
    by = [column.key for column in table.columns if column.kind in (Kind.THING, Kind.CLASS)]
    chosen = {key: _one_of(table, key, given[key], is_known) for key in (*by, DOCUMENT) if given.get(key)}
    return Wanted(text, sort.removeprefix("-"), sort.startswith("-"), chosen)


def _one_of(table: Table, key: str, value: str, is_known: Callable[[str], bool]) -> str:
    iri = iri_of(value)
    given = (
        iri in thing.documents if key == DOCUMENT else any(one.iri == iri for one in thing.cells.get(key, ()))
        for thing in table.things
    )
    if not (any(given) or is_known(iri)):
        raise UnknownValue(word("list_no_value", name=key, value=quoted(value)))
    return iri


def sortable(table: Table) -> tuple[str, ...]:
    """Return the keys by which a table can be sorted."""
    return (LABEL, *(column.key for column in table.columns), DOCUMENTS)


def page_of(given: Mapping[str, str], total: int) -> int:
    """Return the number of the page asked for, of a list of `total` things. Raises BadRequest."""
    text, last = given.get("page", "") or "1", max(1, -(-total // ON_A_PAGE))
    if text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER and 1 <= int(text) <= last:
        return int(text)
    raise BadRequest(word("list_bad_page", value=quoted(text), last=last))


def address(path: str, wanted: Wanted, fixed: Iterable[tuple[str, str]] = (), page: int = 1) -> str:
    """Return the address of a list; `fixed` are the parameters that say of what it is the list."""
    given = [
        *fixed,
        ("text", wanted.text),
        *sorted((key, readable(iri)) for key, iri in wanted.chosen.items()),
        ("sort", "" if wanted == Wanted(wanted.text, chosen=wanted.chosen) else _sort(wanted)),
        ("page", str(page) if page > 1 else ""),
    ]
    kept = [(name, value) for name, value in given if value]
    return f"{path}?{urlencode(kept, safe=':')}" if kept else path


def _sort(wanted: Wanted) -> str:
    return f"-{wanted.sort}" if wanted.descending else wanted.sort
