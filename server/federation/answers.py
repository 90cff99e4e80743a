"""Reading what another endpoint answered: rows of terms, checked and written as this endpoint's queries take them."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import pyoxigraph as ox

from server.engine.errors import RemoteFailed
from server.rdf.terms import UNDEF, for_query

DEEPEST: Final = 16
"""Brackets inside one another; many more of them bring the parser down, and this process with it."""

_STRING: Final = rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)'
"""A string of JSON, or what would be one if the text went on: each byte is looked at once, whatever the text."""

_JSON_STRING: Final = re.compile(_STRING, re.DOTALL)
_SOME: Final = re.compile(rb'(?:[^"]++|%s){1,4096}+' % _STRING, re.DOTALL)
"""A stretch of the text, as other threads have to wait for as long as one is looked for."""

_NO_BRACKETS: Final = bytes(code for code in range(256) if code not in b"[]{}")


@dataclass(frozen=True)
class Answer:
    """Solutions: the names of the columns, and in each row a term as SPARQL writes it, or UNDEF."""

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @cached_property
    def length(self) -> int:
        """Characters of its terms."""
        return sum(sum(map(len, row)) for row in self.rows)

    @property
    def size(self) -> int:
        """Bytes of memory that it takes, about."""
        return 200 + len(self.rows) * (100 + 60 * len(self.names)) + self.length


def read(endpoint: str, body: bytes, most_rows: int) -> Answer:
    """The solutions in a body of SPARQL 1.1 Query Results JSON. Raises RemoteFailed."""
    if _too_deep(body):
        raise RemoteFailed(endpoint, "sent what breaks off, or has brackets inside one another too deep")
    origin = uuid.uuid4().hex  # blank nodes of two answers are never the same
    rows: list[tuple[str, ...]] = []
    try:
        found = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
        if not isinstance(found, ox.QuerySolutions):
            raise RemoteFailed(endpoint, "sent a yes or no where a table of solutions was asked for")
        names = tuple(variable.value for variable in found.variables)
        for solution in found:
            if len(rows) >= most_rows:
                raise RemoteFailed(endpoint, f"sent more than {most_rows:,} rows; ask it for less")
            rows.append(tuple(UNDEF if term is None else for_query(term, origin) for term in solution))
    except (SyntaxError, ValueError) as error:
        reason = re.sub(r"[^ -~]", "?", str(error))[:120]
        raise RemoteFailed(endpoint, f"sent what is no table of solutions: {reason}") from None
    return Answer(names, tuple(rows))


def _too_deep(body: bytes) -> bool:
    stretches = (_JSON_STRING.sub(b"", found[0]) for found in _SOME.finditer(body))
    brackets = b"".join(stretch.translate(None, _NO_BRACKETS) for stretch in stretches)
    for _ in range(DEEPEST):
        brackets = brackets.replace(b"{}", b"").replace(b"[]", b"")
    return bool(brackets)
