"""A list as CSV and as JSON: all things that pass the filters, with IRIs and labels."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any, Final

from server.web.pages.lists.columns import Column
from server.web.pages.lists.table import Table, Thing, Value
from server.web.pages.lists.view import shown
from server.web.pages.model.labels import Labels

_SEVERAL: Final = " | "


def csv_of(table: Table, things: Iterable[Thing], language: str) -> str:
    """Return a list as CSV (RFC 4180): for each column its values as people read them, and beside them their IRIs.

    Several values stand in one cell, between bars.
    """
    labels = table.labels[language]
    linked = {
        column.key
        for column in table.columns
        for thing in table.things
        if _iris(thing.cells.get(column.key, ()))
    }
    text = io.StringIO()
    writer = csv.writer(text)
    heads = [
        name
        for column in table.columns
        for name in ((column.key, f"{column.key}_iri") if column.key in linked else (column.key,))
    ]
    writer.writerow(["iri", "label", *heads, "documents", "documents_iri"])
    for thing in things:
        row = [thing.iri, labels[thing.iri].text]
        for column in table.columns:
            values = shown(thing.cells.get(column.key, ()), language)
            row.append(_SEVERAL.join(_text(value, labels) for value in values))
            if column.key in linked:
                row.append(_SEVERAL.join(_iris(values)))
        row.append(_SEVERAL.join(labels[iri].text for iri in thing.documents))
        row.append(_SEVERAL.join(thing.documents))
        writer.writerow(row)
    return text.getvalue()


def json_of(table: Table, things: Iterable[Thing], heads: Sequence[tuple[Column, str]], language: str) -> Any:
    """Return a list for JSON: its columns with their heads, and its things with the values of each."""
    labels = table.labels[language]
    return {
        "columns": [
            {"key": column.key, "property": column.property or None, "inverse": column.inverse, "label": head}
            for column, head in heads
        ],
        "things": [
            {
                "iri": thing.iri,
                "label": labels[thing.iri].text,
                **{
                    column.key: [_object(value, labels) for value in shown(thing.cells[column.key], language)]
                    for column in table.columns
                    if column.key in thing.cells
                },
                "documents": [{"iri": iri, "label": labels[iri].text} for iri in thing.documents],
            }
            for thing in things
        ],
    }


def _iris(values: Iterable[Value]) -> list[str]:
    return [value.iri for value in values if value.iri]


def _text(value: Value, labels: Labels) -> str:
    return labels[value.iri].text if value.iri else value.text


def _object(value: Value, labels: Labels) -> dict[str, Any]:
    said: dict[str, Any] = {"documents": value.documents} if value.documents else {}
    if value.stance:
        said["stance"] = value.stance
    if value.iri:
        return {"iri": value.iri, "label": labels[value.iri].text, **said}
    return {"value": value.text, **said}
