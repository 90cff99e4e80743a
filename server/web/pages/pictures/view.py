"""What each kind of picture makes of a request, for its page, its CSV and its SVG."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from server.web.assets import FOLDER

_VARIABLE: Final = re.compile(r"var\((--[\w-]+)\)")
_DEFINED: Final = re.compile(r"(--[\w-]+):\s*([^;]+);")
_BOTH: Final = re.compile(r"light-dark\(([^,()]+),[^()]+\)")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class View:
    """One picture of what a request asks for.

    `name` is that of its templates: a page, and a drawing without any page around it. Both are given `values`.
    `given` are the parameters that lead to it, `queries` ask for its data, each with what it asks for; `columns` and
    `rows` are the data.
    """

    name: str
    title: str
    values: Mapping[str, Any]
    given: Mapping[str, str]
    queries: Mapping[str, str]
    columns: Sequence[str]
    rows: Iterable[Sequence[str]]
    status: int = 200


def csv_of(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Data as CSV (RFC 4180); an apostrophe before what a spreadsheet would take for a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row] for row in rows)
    return text.getvalue()


@cache
def plain_style() -> str:
    """The style of drawings for a file of its own: in the light colours, without variables, which few programs know."""
    shared, own = ((FOLDER / name).read_text("utf-8") for name in ("style.css", "drawing.css"))
    # The first definition of a variable is that for day.
    values = dict(reversed(_DEFINED.findall(shared))) | dict(reversed(_DEFINED.findall(own)))
    while found := [name for name in _VARIABLE.findall(own) if name in values]:
        for name in found:
            own = own.replace(f"var({name})", values[name])
    return _BOTH.sub(r"\1", own)
