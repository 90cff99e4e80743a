"""The answer to a saved query as a page reads it, in the language in which it says most, and its terms in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from server.engine.rows import Row
from server.languages import by_preference
from server.rdf.terms import Term
from server.saved.paging import Page, paged
from server.saved.query import SavedQuery
from server.web.pages.messages import MESSAGES
from server.web.pages.model.dates import readable_date
from server.web.pages.model.labels import Labels
from server.web.pages.rendering import language, site, word

_FEW_TEXTS: Final = ("be",)
"""Languages in which things have names in the graph, while statements are seldom put into words."""


MOST_ROWS: Final = 5000
"""Rows that a page reads, far more than anybody looks through; files have all."""


@dataclass(frozen=True)
class Answer:
    """A result as a table, `cut` where it has more rows; a yes or no stands in `boolean`."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    boolean: bool | None = None
    cut: bool = False

    @property
    def iris(self) -> set[str]:
        """Every IRI in it."""
        return iris_in(self.rows)


def iris_in(rows: Iterable[Row]) -> set[str]:
    """Return every IRI in some rows."""
    return {term.value for row in rows for term in row.values() if isinstance(term, NamedNode)}


def in_languages(saved: SavedQuery, given: Mapping[str, list[str]]) -> list[dict[str, list[str]]]:
    """Let labels come in the reader's language where the query has a parameter for it and none was chosen.

    In a language with few texts an answer may lack what one in that which stands in for it has: then both are asked.
    """
    chosen = saved.parameter("language")
    if chosen is None or chosen.type != "language" or any(given.get("language", ())):
        return [dict(given)]
    tags = by_preference(language())[: 2 if language() in _FEW_TEXTS else 1]
    return [{**given, "language": [tag]} for tag in tags]


def answer_of(saved: SavedQuery, bounds: Sequence[str]) -> tuple[int, Answer | None]:
    """Return the number of the fullest answer to queries that differ in language, the first of equals, and it."""
    if not bounds:
        return 0, None
    if saved.form == "ASK":
        return 0, Answer((), (), site().graph.boolean(bounds[0]))
    if saved.form == "GRAPH":
        triples = site().graph.triples(bounds[0])
        listed: list[Row] = [
            {"subject": triple.subject, "predicate": triple.predicate, "object": triple.object}
            for triple in islice(triples, MOST_ROWS + 1)
        ]
        return 0, _first(("subject", "predicate", "object"), listed)
    answers = site().answers([paged(bound, Page(MOST_ROWS + 1, 0)) for bound in bounds])
    filled = [sum(map(len, rows)) for rows in answers]
    number = filled.index(max(filled))
    return number, _first(tuple(column.name for column in saved.columns), answers[number])


def _first(columns: tuple[str, ...], rows: Sequence[Row]) -> Answer:
    return Answer(columns, tuple(rows[:MOST_ROWS]), cut=len(rows) > MOST_ROWS)


def code_name(term: Term) -> str:
    """Return what a code that queries give as a value means, in the language of the request; "" for other values."""
    key = f"code_{term.value}" if isinstance(term, Literal) and not term.language else ""
    return word(key) if key in MESSAGES else ""


def as_read(term: Term, names: Labels) -> str:
    """Return what people read for a term."""
    if isinstance(term, NamedNode):
        return names[term.value].text
    if isinstance(term, Literal):
        return code_name(term) or readable_date(term.value)
    return str(term) if isinstance(term, BlankNode) else ""
