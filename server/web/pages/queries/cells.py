"""The cells of an answer as HTML: codes in words, everything else as on other pages."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from markupsafe import Markup
from pyoxigraph import Literal

from server.engine.rows import Row
from server.rdf.terms import Term
from server.web.pages.cells import term
from server.web.pages.model.labels import Labels
from server.web.pages.model.shortening import shortened
from server.web.pages.queries.answer import code_name
from server.web.pages.rendering import word

_LONGEST_HEAD = 63


def heads(columns: tuple[str, ...], told: Mapping[str, str]) -> dict[str, str]:
    """Return what stands above each column: what the query tells of it, up to a colon."""
    return {
        column: shortened(told[column].partition(":")[0], _LONGEST_HEAD)
        if column in told
        else word(f"fragments_{column}")
        for column in columns
    }


def _rank(number: int | None) -> str:
    return "" if number is None else f' data-rank="{number}"'


def cell(value: Term, labels: Labels) -> Markup:
    """Return one value."""
    if isinstance(value, Literal) and (code := code_name(value)):
        return Markup(f'<span title="{escape(value.value)}">{escape(code)}</span>')  # noqa: S704 - its parts are
    return term(value, labels)


def cells(row: Row, columns: Mapping[str, str], labels: Labels, ranks: Mapping[str, int]) -> Markup:
    """Return the cells of a row, each with what stands above its column, and its rank by which a script sorts."""
    html = "".join(
        f'<td data-head="{escape(head)}"{_rank(ranks.get(column))}>'
        f"{cell(row[column], labels) if column in row else ''}</td>"
        for column, head in columns.items()
    )
    return Markup(html)  # noqa: S704 - all parts are escaped
