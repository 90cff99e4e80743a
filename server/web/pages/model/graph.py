"""How pages ask the graph: queries through the engine's pool, with terms serialised into them, never pasted.

The queries may use every prefix of the project without declaring it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from time import monotonic
from typing import Any, Final

from flask import Response, g, has_request_context
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from server.endpoint.arrow import TABULAR
from server.endpoint.diagnostics import explain_sources
from server.endpoint.diagnostics.patterns import Evaluation
from server.endpoint.formats import GRAPHS, Format
from server.engine import Job, Pool, ask, construct_triples, select_many
from server.engine.reading import Reader, T, read
from server.engine.rows import Row
from server.web.answers import client, result_at_address
from server.why.proofs import Proofs

_LEAST: Final = 0.0001
"""Seconds that a question is given when the time of its request is over: the evaluator then says so itself."""


class Graph:
    """The release behind a pool, asked in process; every method may raise an EngineError.

    All that one request asks has `timeout` seconds together. Outside of a request the server asks for itself, each time
    within the deadline of the pool.
    """

    def __init__(self, pool: Pool, timeout: float) -> None:
        self._pool = pool
        self._timeout = timeout

    def read(self, reader: Reader[T]) -> T:
        """Return what a reader finds, in as many round trips to an evaluator as it has stages."""
        return read(reader, self._many)

    def rows(self, query: str) -> list[Row]:
        """Return the rows of a SELECT query; raises TypeError for a query of another form."""
        return self._many([query])[0]

    def knows(self, iri: str) -> bool:
        """Tell whether anything is said of an IRI, or with it as the property; raises ValueError for no IRI."""
        node = NamedNode(iri)
        return bool(self.rows(f"SELECT * WHERE {{ {{ {node} ?p ?o }} UNION {{ ?s {node} ?o }} }} LIMIT 1"))

    def boolean(self, query: str) -> bool:
        """Return the answer to an ASK query; raises TypeError for a query of another form."""
        return ask(self._pool, query, self._remaining(), client())

    def triples(self, query: str) -> list[Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE query."""
        return construct_triples(self._pool, query, self._remaining(), client())

    def sources(self, query: str, proofs: Proofs) -> dict[str, Any]:
        """Return what each row of a SELECT stands on, as `explain=sources` tells it. May raise HttpProblem, too."""
        job = Job(query, timeout=self._remaining())
        return explain_sources(query, Evaluation.of(self._pool, job, client(), proofs))

    def _many(self, queries: Sequence[str]) -> list[list[Row]]:
        return select_many(self._pool, queries, self._remaining(), client())

    def _remaining(self) -> float | None:
        if not has_request_context():
            return None
        end: float = g.setdefault("deadline", monotonic() + self._timeout)
        return max(end - monotonic(), _LEAST)

    def respond(
        self, query: str, form: Format, change: Callable[[Response], Response] = lambda response: response
    ) -> Response:
        """Answer the request with the result of a query, streamed in a format; one of another form gives 406.

        `change` makes of the result what is sent.
        """
        solutions = form.media_type if form in TABULAR else None
        graph = form.media_type if form in GRAPHS else None
        job = Job(query, solutions, graph, timeout=self._timeout, prefixes=True)
        return result_at_address(self._pool, job, change)


def is_iri(given: str) -> bool:
    """Tell whether a text is a well-formed IRI."""
    try:
        NamedNode(given)
    except ValueError:
        return False
    return True


def values(iris: Iterable[str]) -> str:
    """Return IRIs as the terms of a VALUES block; IRIs that are not well formed are left out."""
    terms = []
    for iri in sorted(set(iris)):
        try:
            terms.append(str(NamedNode(iri)))
        except ValueError:
            continue
    return " ".join(terms)


def text(row: Row, name: str) -> str:
    """Return the IRI or lexical form of a bound variable, or an empty string."""
    term = row.get(name)
    return term.value if isinstance(term, NamedNode | BlankNode | Literal) else ""
