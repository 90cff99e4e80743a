"""The queries of documents beside the answers that the documents show for them.

Below each query stands its answer: a table of Markdown, whose cells are names with a prefix (as code) or values, or a
fenced block `text` with what /sparql answers as text. In a table a row of `…` stands for all rows that follow; in a
text `...` is as in the examples of a console.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from server.rdf.iris import readable

_QUERY = re.compile(r"^```sparql *(.*)\n((?:.*\n)*?)```\n", re.MULTILINE)
_TABLE = re.compile(r"(?:\|.*\n)+")
_TEXT = re.compile(r"```text\n((?:.*\n)*?)```\n")
_BEYOND = re.compile(r"\| …(?: \| …)* \|")


@dataclass(frozen=True)
class Recorded:
    """A query of a document, its line there, further parameters of the request, and the answer shown, if one is."""

    line: int
    query: str
    parameters: str
    table: tuple[str, ...] = ()
    text: str = ""


def recorded(markdown: str) -> Iterator[Recorded]:
    """Yield the queries of a document in their order, each with the first answer between it and the next query."""
    found = [*_QUERY.finditer(markdown)]
    ends = [query.start() for query in found[1:]] + [len(markdown)]
    for query, end in zip(found, ends, strict=True):
        line = markdown.count("\n", 0, query.start(2)) + 1
        below = markdown[query.end() : end]
        table, text = _TABLE.search(below), _TEXT.search(below)
        if table and (text is None or table.start() < text.start()):
            yield Recorded(line, query[2], query[1], tuple(table[0].splitlines()))
        else:
            yield Recorded(line, query[2], query[1], (), text[1] if text else "")


def table_of(results: bytes) -> list[str]:
    """Return the result of a SELECT, in JSON, as the lines of a table."""
    found = json.loads(results)
    columns = found["head"]["vars"]
    rows = [
        [_cell(row[column]) if column in row else "" for column in columns]
        for row in found["results"]["bindings"]
    ]
    return [_line(columns), f"|{'---|' * len(columns)}", *map(_line, rows)]


def shows(table: tuple[str, ...], given: list[str]) -> bool:
    """Tell whether a document shows a table as it is given, or its beginning with a row of `…` for more."""
    if table and _BEYOND.fullmatch(table[-1]):
        kept = len(table) - 1
        return len(given) > kept and list(table[:-1]) == given[:kept]
    return list(table) == given


def _line(cells: list[str]) -> str:
    return "|" + "|".join(f" {cell} " if cell else " " for cell in cells) + "|"


def _cell(term: Mapping[str, str]) -> str:
    if term["type"] == "uri":
        return f"`{readable(term['value'])}`"
    return term["value"].replace("|", "\\|").replace("\n", " ")
