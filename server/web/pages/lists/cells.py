"""A cell of a list as HTML: its first values, and how many more there are."""

from __future__ import annotations

from html import escape
from typing import Final

from markupsafe import Markup

from server.web.pages.cells import document, name
from server.web.pages.lists.columns import Column, Kind
from server.web.pages.lists.table import Thing, Value
from server.web.pages.lists.view import shown
from server.web.pages.model.dates import readable_date
from server.web.pages.model.labels import Labels, path_of
from server.web.pages.rendering import word

_SHOWN: Final = 3
_WITHOUT_DOCUMENTS: Final = (Kind.THING, Kind.CLASS, Kind.CONTENTS, Kind.CODE)
"""Kinds of columns whose values are not told apart by the documents that give them."""


def cell(thing: Thing, column: Column, labels: Labels) -> Markup:
    """Return what a column says of a thing: of several values that differ by document, each with its documents."""
    values = shown(thing.cells.get(column.key, ()), labels.language)
    several = len(values) > 1 and column.kind not in _WITHOUT_DOCUMENTS
    html = "".join(f"<div>{_value(one, column, several, labels)}</div>" for one in values[:_SHOWN])
    if more := len(values[_SHOWN:]):
        path = escape(path_of(thing.iri) or "")
        html += f'<a class="small" href="{path}">{escape(word("list_more", count=more))}</a>'
    return Markup(html)  # noqa: S704 - all parts are escaped


def _value(one: Value, column: Column, several: bool, labels: Labels) -> str:
    if one.iri:
        told: str = name(one.iri, labels)
    else:
        text = readable_date(one.text) if column.kind is Kind.DATE else one.text
        told = f'<span class="figure">{escape(text)}</span>'
    stance = f" <small>{escape(labels[one.stance].text)}</small>" if one.stance else ""
    documents = one.documents if several or one.stance else ()
    return f"{told}{stance}{''.join(f' {document(iri, labels)}' for iri in documents)}"
