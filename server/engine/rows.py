"""Running queries through the pool and getting terms instead of bytes, for the server's own pages.

The queries may use every prefix of the project without declaring it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pyoxigraph as ox

from server.engine.blocking import Pool
from server.engine.job import SERVER, Client, Job
from server.rdf.terms import Term

Row = dict[str, Term]
"""Variable name → term; an unbound variable is absent."""


def select_rows(pool: Pool, query: str, timeout: float | None = None, client: Client = SERVER) -> list[Row]:
    """The rows of a SELECT, in order. Raises EngineError, and TypeError if the query is no SELECT."""
    return job_rows(pool, Job(query, timeout=timeout, prefixes=True), client)


def select_many(
    pool: Pool, queries: Sequence[str], timeout: float | None = None, client: Client = SERVER
) -> list[list[Row]]:
    """The rows of several SELECTs, in order, all in one round trip to an evaluator. Raises as `select_rows` does."""
    if len(queries) < 2:
        return [select_rows(pool, query, timeout, client) for query in queries]
    job = replace(Job(queries[0], timeout=timeout, prefixes=True), more=tuple(queries[1:]))
    return [_rows(result) for result in pool.fetch(job, client).split(b"\0")[:-1]]


def job_rows(pool: Pool, job: Job, client: Client = SERVER) -> list[Row]:
    """The rows of a job with a SELECT, in order. Raises as `select_rows` does."""
    return _rows(pool.fetch(job, client))


def ask(pool: Pool, query: str, timeout: float | None = None, client: Client = SERVER) -> bool:
    """The answer to an ASK. Raises as `select_rows` does."""
    answer = _parsed(pool.fetch(Job(query, timeout=timeout, prefixes=True), client))
    if not isinstance(answer, ox.QueryBoolean):
        raise TypeError("not an ASK")
    return bool(answer)


def construct_triples(
    pool: Pool, query: str, timeout: float | None = None, client: Client = SERVER
) -> list[ox.Triple]:
    """The triples of a CONSTRUCT or DESCRIBE. Raises as `select_rows` does."""
    body = pool.fetch(Job(query, timeout=timeout, prefixes=True), client)
    return [quad.triple for quad in ox.parse(body, format=ox.RdfFormat.N_TRIPLES)]


def _rows(result: bytes) -> list[Row]:
    solutions = _parsed(result)
    if not isinstance(solutions, ox.QuerySolutions):
        raise TypeError("not a SELECT")
    names = [variable.value for variable in solutions.variables]
    return [
        {name: term for name, term in zip(names, solution, strict=True) if term is not None}
        for solution in solutions
    ]


def _parsed(result: bytes) -> ox.QuerySolutions | ox.QueryBoolean:
    return ox.parse_query_results(result, format=ox.QueryResultsFormat.JSON)
