"""A page of the answer to a saved query, and the number of all its rows: the bound text with other bounds.

A saved query has an ORDER BY that decides the order of its rows (server/saved/order.py), so that LIMIT and OFFSET cut
the same pages whoever asks (SPARQL 1.1 Query, section 15.4).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from server.sparql.parser import parse
from server.sparql.tree import Query

MOST_ROWS: Final = 10_000
"""Rows of a page."""

FURTHEST: Final = 1_000_000
"""Rows before a page: as many as a result may have."""

TOTAL: Final = "eikg_total"
"""The variable that holds the number of rows: no column is called so."""


@dataclass(frozen=True)
class Page:
    """A page of an answer: at most `limit` rows after the first `offset`; without a limit all that follow."""

    limit: int | None
    offset: int

    def links(self, total: int) -> dict[str, int]:
        """Return the offsets of other pages of an answer of `total` rows, by relation of RFC 8288: those there are."""
        if self.limit is None:
            return {"first": 0}
        last = max(0, total - 1) // self.limit * self.limit
        found = {"first": 0, "last": last}
        if self.offset:
            found["prev"] = min(max(0, self.offset - self.limit), last)
        if self.offset + self.limit < total:
            found["next"] = self.offset + self.limit
        return found


def paged(text: str, page: Page) -> str:
    """Return a SELECT that gives one page of the rows of another. Raises Unreadable if that does not parse."""
    query = parse(text).query
    starts = [one.start for one in (query.limit, query.offset, query.values) if one]
    before = query.offset.number if query.offset else 0
    limit = page.limit
    if query.limit:
        left = max(0, query.limit.number - page.offset)
        limit = left if limit is None else min(limit, left)
    bounds = [f"LIMIT {limit}"] if limit is not None else []
    bounds.append(f"OFFSET {before + page.offset}")
    ordered = text[: min(starts, default=query.end)]
    return f"{ordered}\n{' '.join(bounds)}\n{_values(text, query)}"


def counted(text: str) -> str:
    """Return a SELECT that counts the rows of another as TOTAL. Raises Unreadable if that does not parse."""
    tree = parse(text)
    query = tree.query
    end, values = query.end, ""
    if query.order_by and not (query.limit or query.offset):
        end, values = query.order_by.start, _values(text, query)
    dataset = " ".join(map(tree.slice, query.dataset))  # it may stand in the outermost query alone
    start = query.start
    inner = ""
    for clause in query.dataset:
        inner, start = inner + text[start : clause.start], clause.end
    counted = f"{inner}{text[start:end]}\n{values}"
    return f"{tree.declarations}\nSELECT (COUNT(*) AS ?{TOTAL}) {dataset} {{ {{ {counted}\n}} }}"


def _values(text: str, query: Query) -> str:
    """Return the VALUES that stands behind the bounds of a query."""
    return text[query.values.start : query.values.end] if query.values else ""
