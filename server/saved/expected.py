"""Expected rows: CSV files that a person writes and reads, compared with what a query gives.

A cell holds the text of a literal, or an IRI in full or with one of the project's prefixes (state:belarus). Where the
query has an ORDER BY the order of the rows counts, otherwise not. A GRAPH result has the columns subject, predicate
and object, an ASK result the single column `result`.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from pyoxigraph import RdfFormat, parse

from server.rdf.iris import readable
from server.saved.query import SavedQuery

_SHOWN: Final = 5


def expected_file(folder: Path, name: str, setting: str | None) -> Path:
    """Return the place of the rows that a query (under a named setting) is expected to give."""
    return folder / "expected" / (f"{name}.{setting}.csv" if setting else f"{name}.csv")


def table(result: bytes, query: SavedQuery) -> tuple[list[str], list[tuple[str, ...]]]:
    """Return the header and the rows of a result (SPARQL JSON, or N-Triples of a graph) as expected files hold them."""
    if query.form == "GRAPH":
        triples = parse(result, format=RdfFormat.N_TRIPLES)
        rows = sorted(
            (_plain(str(t.subject)), _plain(str(t.predicate)), getattr(t.object, "value", ""))
            for t in triples
        )
        return ["subject", "predicate", "object"], [(s, p, readable(o)) for s, p, o in rows]
    content = json.loads(result)
    if "boolean" in content:
        return ["result"], [(str(content["boolean"]).lower(),)]
    header = content["head"]["vars"]
    return header, [tuple(_cell(row.get(name)) for name in header) for row in content["results"]["bindings"]]


def write_csv(header: list[str], rows: list[tuple[str, ...]]) -> str:
    """Return a table in the form of an expected file."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def compare(expected: str, result: bytes, query: SavedQuery) -> Iterator[str]:
    """Yield a sentence for every way in which a result differs from the content of an expected file."""
    wanted_header, *wanted = csv.reader(io.StringIO(expected)) or [[]]
    header, rows = table(result, query)
    if wanted_header != header:
        yield f"the columns are {', '.join(header)}; expected were {', '.join(wanted_header)}"
        return
    wanted_rows = [tuple(readable(cell) for cell in row) for row in wanted]
    missing = list((Counter(wanted_rows) - Counter(rows)).elements())
    surplus = list((Counter(rows) - Counter(wanted_rows)).elements())
    for kind, differing in (("expected but not given", missing), ("given but not expected", surplus)):
        for row in differing[:_SHOWN]:
            yield f"row {kind}: {' | '.join(row)}"
        if len(differing) > _SHOWN:
            yield f"and {len(differing) - _SHOWN} more rows {kind}"
    if (
        not missing
        and not surplus
        and wanted_rows != rows
        and re.search(r"\bORDER\s+BY\b", query.text, re.IGNORECASE)
    ):
        yield "the rows are the expected ones in another order"


def _plain(term: str) -> str:
    return readable(term.strip("<>"))


def _cell(binding: dict[str, Any] | None) -> str:
    if binding is None:
        return ""
    value = str(binding["value"])
    return readable(value) if binding["type"] == "uri" else value
