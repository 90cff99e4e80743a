"""Running queries through the pool and getting terms instead of bytes, for the server's own pages.

The queries may use every prefix of the project without declaring it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pyoxigraph as ox

from server.engine.blocking import Pool
from server.engine.errors import ResultTooLarge
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


def job_rows(pool: Pool, job: Job, client: Client = SERVER, most: int | None = None) -> list[Row]:
    """The rows of a job with a SELECT, in order; `most` as in `Pool.fetch`. Raises as `select_rows` does."""
    return _rows(pool.fetch(job, client, most=most))


def ask(pool: Pool, query: str, timeout: float | None = None, client: Client = SERVER) -> bool:
    """The answer to an ASK. Raises as `select_rows` does."""
    return boolean_of(pool.fetch(Job(query, timeout=timeout, prefixes=True), client))


def construct_triples(
    pool: Pool, query: str, timeout: float | None = None, client: Client = SERVER
) -> list[ox.Triple]:
    """The triples of a CONSTRUCT or DESCRIBE. Raises as `select_rows` does."""
    return triples_of(pool.fetch(Job(query, timeout=timeout, prefixes=True), client))


Table = tuple[list[str], list[ox.QuerySolution]]
"""Variables and solutions."""


def parsed(result: bytes, form: ox.QueryResultsFormat = ox.QueryResultsFormat.JSON) -> bool | Table:
    """What the results of a SELECT or an ASK hold. Raises ResultTooLarge for a value that no parser here takes."""
    found = _read(result, form)
    if found is None:
        raise _value_too_large()
    return found


def table_of(result: bytes, form: ox.QueryResultsFormat = ox.QueryResultsFormat.JSON) -> Table:
    """The variables and solutions of a SELECT's results. Raises ResultTooLarge, and TypeError for those of an ASK."""
    found = parsed(result, form)
    if isinstance(found, bool):
        raise TypeError("not a SELECT")
    return found


def rows_of(result: bytes) -> tuple[list[str], list[Row]]:
    """The variables and rows of a SELECT's results in JSON. Raises as `table_of` does."""
    names, solutions = table_of(result)
    return names, [
        {name: term for name, term in zip(names, solution, strict=True) if term is not None}
        for solution in solutions
    ]


def boolean_of(result: bytes) -> bool:
    """The answer in an ASK's results in JSON. Raises TypeError for those of a SELECT."""
    found = parsed(result)
    if not isinstance(found, bool):
        raise TypeError("not an ASK")
    return found


def triples_of(result: bytes) -> list[ox.Triple]:
    """The triples of a graph in N-Triples. Raises ResultTooLarge."""
    found = _triples(result)
    if found is None:
        raise _value_too_large()
    return found


def _rows(result: bytes) -> list[Row]:
    return rows_of(result)[1]


def _value_too_large() -> ResultTooLarge:
    return ResultTooLarge("the result has a value of more than 16,777,216 bytes, too large to be read here")


# The parsers have a buffer of 16 MiB. They must not leave their thread, as they would with a traceback that leads to
# them, so the error is raised by whoever calls these.


def _read(result: bytes, form: ox.QueryResultsFormat) -> bool | Table | None:
    try:
        found = ox.parse_query_results(result, format=form)
        if isinstance(found, ox.QuerySolutions):
            return [variable.value for variable in found.variables], [*found]
        return bool(found)
    except MemoryError:
        return None


def _triples(result: bytes) -> list[ox.Triple] | None:
    try:
        return [quad.triple for quad in ox.parse(result, format=ox.RdfFormat.N_TRIPLES)]
    except MemoryError:
        return None
