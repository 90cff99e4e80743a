"""What the page of a saved query shows of its answer: the table that is wanted, its picture, the sources of a row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import request

from server.endpoint.problems import HttpProblem
from server.saved.paging import Page, paged
from server.saved.query import SavedQuery
from server.web.pages.model.labels import Labels
from server.web.pages.queries.answer import Answer, as_read
from server.web.pages.queries.drawings import Drawing, drawing_of
from server.web.pages.queries.row_sources import RowSources, row_sources
from server.web.pages.queries.table import PARAMETERS, InvalidTable, Table, Wanted, table_of, wanted_of
from server.web.pages.rendering import labels, site


@dataclass(frozen=True)
class Shown:
    """The part of a page that depends on the answer. `untold` says that the sources of the row cannot be told."""

    path: str
    wanted: Wanted
    table: Table
    labels: Labels
    drawing: Drawing | None
    sources: RowSources | None
    untold: bool

    def here(self, **changed: Any) -> str:
        """Return the address of this page with other wishes for its table, from its first page on."""
        return self._address(replace(self.wanted, page=1, sources=0, **changed))

    def page_address(self, number: int) -> str:
        """Return the address of a page of this table."""
        return self._address(replace(self.wanted, page=number, sources=0))

    def sources_address(self, row: int) -> str:
        """Return the address that tells the sources of a row, or, with 0, of none."""
        return self._address(replace(self.wanted, sources=row))

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The parameters of the query as they stand in the address."""
        return [(name, value) for name, value in request.args.items(multi=True) if name not in PARAMETERS]

    def _address(self, wanted: Wanted) -> str:
        given = urlencode([*self.kept, *wanted.parameters().items()], safe=":")
        return f"{self.path}?{given}" if given else self.path


def shown_of(saved: SavedQuery, found: Answer, bound: str, iris: set[str]) -> Shown:
    """Return what the page shows of an answer to `bound`; `iris` want a label, too. Raises InvalidTable."""
    wanted = wanted_of(request.args, found.columns)
    names = labels(found.iris | iris)
    table = table_of(found.rows, wanted, lambda term: as_read(term, names))
    sources, untold = _sources(bound, found, wanted)
    if sources:
        named = {iri for one in sources.sources for iri in one.named}
        names = labels(found.iris | iris | named)
    drawing = (
        drawing_of(saved.picture, found.rows, lambda term: as_read(term, names)) if saved.picture else None
    )
    return Shown(f"/queries/{saved.name}", wanted, table, names, drawing, sources, untold)


def _sources(bound: str, found: Answer, wanted: Wanted) -> tuple[RowSources | None, bool]:
    if not wanted.sources:
        return None, False
    if wanted.sources > len(found.rows):
        raise InvalidTable("table_bad_row", number=wanted.sources, last=len(found.rows))
    try:
        document = site().graph.sources(paged(bound, Page(1, wanted.sources - 1)), site().proofs)
    except HttpProblem:
        return None, True
    told = site().graph.read(row_sources(document, found.rows[wanted.sources - 1]))
    return told, told is None
