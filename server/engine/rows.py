"""Running a query through the pool and getting terms instead of bytes, for the server's own pages."""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox

from server.engine.job import SERVER, Asker, Job
from server.engine.pool import Pool
from server.rdf.terms import Term

Row = dict[str, Term]
"""Variable name → term; an unbound variable is absent."""


def select_rows(pool: Pool, query: str, timeout: float | None = None, asker: Asker = SERVER) -> list[Row]:
    """The rows of a SELECT, in order. Raises EngineError, and TypeError if the query is no SELECT."""
    return job_rows(pool, Job(query, timeout=timeout), asker)


def select_many(
    pool: Pool, queries: Sequence[str], timeout: float | None = None, asker: Asker = SERVER
) -> list[list[Row]]:
    """The rows of several SELECTs, in order, all in one round trip to an evaluator. Raises as `select_rows` does."""
    return [select_rows(pool, query, timeout, asker) for query in queries]


def job_rows(pool: Pool, job: Job, asker: Asker = SERVER) -> list[Row]:
    """The rows of a job with a SELECT, in order. Raises as `select_rows` does."""
    solutions = ox.parse_query_results(_bytes(pool, job, asker), format=ox.QueryResultsFormat.JSON)
    if not isinstance(solutions, ox.QuerySolutions):
        raise TypeError("not a SELECT")
    names = [variable.value for variable in solutions.variables]
    return [
        {name: term for name, term in zip(names, solution, strict=True) if term is not None}
        for solution in solutions
    ]


def ask(pool: Pool, query: str, timeout: float | None = None, asker: Asker = SERVER) -> bool:
    """The answer to an ASK. Raises as `select_rows` does."""
    job = Job(query, timeout=timeout)
    answer = ox.parse_query_results(_bytes(pool, job, asker), format=ox.QueryResultsFormat.JSON)
    if not isinstance(answer, ox.QueryBoolean):
        raise TypeError("not an ASK")
    return bool(answer)


def construct_triples(
    pool: Pool, query: str, timeout: float | None = None, asker: Asker = SERVER
) -> list[ox.Triple]:
    """The triples of a CONSTRUCT or DESCRIBE. Raises as `select_rows` does."""
    body = _bytes(pool, Job(query, timeout=timeout), asker)
    return [quad.triple for quad in ox.parse(body, format=ox.RdfFormat.N_TRIPLES)]


def _bytes(pool: Pool, job: Job, asker: Asker) -> bytes:
    with pool.submit(job, asker) as result:
        return b"".join(result)
