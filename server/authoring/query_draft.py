"""A draft of a saved query: its front matter, its prefixes and its expected rows."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from server.faults import Fault, InvalidInput
from server.namespaces import PREFIXES
from server.saved.front_matter import read
from server.saved.library import unknown_names, write_csv
from server.saved.query import SavedQuery

_FIXED: Final = {"ASK": ["result"], "GRAPH": ["subject", "predicate", "object"]}


@dataclass(frozen=True)
class QueryDraft:
    """The two files of a new saved query."""

    query: SavedQuery
    text: str
    expected: str


def new_query(
    name: str,
    matter: Mapping[str, object],
    sparql: str,
    expected: str | None,
    described: frozenset[str],
    note: str = "",
) -> QueryDraft:
    """Draft a saved query; `matter` is its front matter, `expected` its rows as CSV, None for none yet.

    Prefixes of the project's table are declared where they are used. Raises InvalidInput with what is wrong with
    the front matter, the query, the rows, or a name that `described` does not hold.
    """
    file = f"queries/{name}.rq"
    head = yaml.safe_dump(
        dict(matter), allow_unicode=True, sort_keys=False, width=10_000, default_flow_style=None
    )
    lines = [f"#+ {line}\n" for line in head.splitlines()]
    remark = f"# {note}\n" if note else ""
    text = f"{''.join(lines)}\n{remark}{_prologue(sparql)}{sparql.strip()}\n"
    query = read(file, text)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "queries"
        place.mkdir()
        (place / f"{name}.rq").write_text(text, encoding="utf-8")
        if unknown := list(unknown_names([query], place, described)):
            raise InvalidInput(unknown)
    return QueryDraft(query, text, _rows(query, expected))


def texts(en: str, ru: str, be: str | None = None) -> dict[str, str]:
    """Return a text in the languages of the interface, of which the third may be left out."""
    return {"en": en, "ru": ru, **({"be": be} if be else {})}


def _prologue(sparql: str) -> str:
    """Declare the prefixes of the project's table that a query uses and does not declare."""
    declared = set(re.findall(r"(?i)\bPREFIX\s+([\w.-]*):", sparql))
    used = [p for p in PREFIXES if p not in declared and re.search(rf"(?<![\w.-]){re.escape(p)}:", sparql)]
    lines = "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in used)
    return f"{lines}\n" if lines and not declared else lines


def _rows(query: SavedQuery, expected: str | None) -> str:
    header = _FIXED.get(query.form) or [column.name for column in query.columns]
    given, *rows = list(csv.reader(io.StringIO(expected))) if expected else [header]
    if given != header:
        file = f"queries/expected/{query.name}.csv"
        message = f"the columns are {', '.join(given)}; the query gives {', '.join(header)}"
        remedy = "name the columns of the query in the first line"
        raise InvalidInput([Fault(file, 1, None, "query-expected", message, remedy)])
    return write_csv(header, [tuple(row) for row in rows])
