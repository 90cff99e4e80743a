"""The queries that stand in documents: found in the Markdown, and answered where they stand.

A query is a fenced block whose language is `sparql`. Behind it may stand what else is asked of the endpoint, as
`explain=plan&format=text`; such a query, and one that gives no table, is answered by /sparql alone, at an address of
its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from server.endpoint.problems import HttpProblem, of_error
from server.engine.errors import QueryError
from server.engine.rows import Row
from server.sparql.parser import parse
from server.sparql.tree import Assignment, Query, Variable
from server.web.pages.model.graph import Graph

LANGUAGE: Final = "sparql"
"""The language of the fenced blocks that are queries."""

_MOST_ROWS: Final = 20


@dataclass(frozen=True)
class Example:
    """A query of a document: its place among them, its text, further parameters of the request as a query string."""

    number: int
    text: str
    parameters: str = ""

    @property
    def query(self) -> Query:
        """The query as the grammar reads it."""
        return parse(self.text).query

    @property
    def runs_in_place(self) -> bool:
        """Whether the page can show its answer: a table with columns that the query names, or a yes or no."""
        query = self.query
        return not self.parameters and (query.form == "ASK" or (query.form == "SELECT" and not query.is_star))

    @property
    def address(self) -> str:
        """Where /sparql gives the answer."""
        return f"/sparql?{urlencode({'query': self.text})}{'&' if self.parameters else ''}{self.parameters}"

    @property
    def editor(self) -> str:
        """Where it stands in the editor, to be changed."""
        return f"/editor?{urlencode({'text': self.text})}"


@dataclass(frozen=True)
class Answer:
    """A table of `count` rows, of which `rows` holds the first; or a yes or no; or what was wrong."""

    columns: tuple[str, ...] = ()
    rows: Sequence[Row] = ()
    count: int = 0
    boolean: bool | None = None
    problem: HttpProblem | None = None


def example_of(info: str, text: str, number: int) -> Example | None:
    """Return the query of a fenced block, given by what stands behind its fence and in it; None if it is no query."""
    language, _, parameters = info.strip().partition(" ")
    return Example(number, text.rstrip("\n"), parameters.strip()) if language == LANGUAGE else None


def answer_to(example: Example, graph: Graph) -> Answer:
    """Return the answer to a query that runs in place. A limit that it meets raises EngineError."""
    query = example.query
    try:
        if query.form == "ASK":
            return Answer(boolean=graph.boolean(example.text))
        rows = graph.rows(example.text)
    except QueryError as error:
        return Answer(problem=of_error(error))
    return Answer(tuple(_names(query)), rows[:_MOST_ROWS], len(rows))


def _names(query: Query) -> Iterator[str]:
    for column in query.columns:
        match column:
            case Variable(name=name) | Assignment(variable=Variable(name=name)):
                yield name
