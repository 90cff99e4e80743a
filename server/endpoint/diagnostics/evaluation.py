"""Evaluating what an explanation asks: as many queries as it needs, all within the time of one."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import pyoxigraph as ox

from server.endpoint.problems import HttpProblem, Slug
from server.engine import Client, Job, Pool, Row
from server.sparql.scanner import Unreadable

WHOLE = ("application/sparql-results+json", None)


@dataclass(frozen=True)
class Evaluation:
    """Evaluates queries on the dataset of a job through a pool, until `end` by the monotonic clock."""

    pool: Pool
    job: Job
    client: Client
    end: float

    @classmethod
    def of(cls, pool: Pool, job: Job, client: Client) -> Evaluation:
        """Evaluate for as long as the job itself might take."""
        limit = pool.limits.query_deadline
        seconds = limit if job.timeout is None else min(job.timeout, limit)
        return cls(pool, job, client, time.monotonic() + seconds)

    def ask(self, query: str) -> bool:
        """Whether a pattern has a solution. Raises EngineError."""
        found = self._parsed(query)
        if not isinstance(found, ox.QueryBoolean):
            raise TypeError("not an ASK")
        return bool(found)

    def rows(self, query: str) -> tuple[list[str], list[Row]]:
        """The variables and the rows of a SELECT. Raises EngineError."""
        found = self._parsed(query)
        if not isinstance(found, ox.QuerySolutions):
            raise TypeError("not a SELECT")
        names = [variable.value for variable in found.variables]
        rows = [{n: term for n, term in zip(names, row, strict=True) if term is not None} for row in found]
        return names, rows

    def _parsed(self, query: str) -> ox.QuerySolutions | ox.QueryBoolean:
        left = max(0.05, self.end - time.monotonic())
        solutions, graph = WHOLE
        job = replace(self.job, query=query, solutions_format=solutions, graph_format=graph, timeout=left)
        with self.pool.submit(job, self.client) as result:
            return ox.parse_query_results(b"".join(result), format=ox.QueryResultsFormat.JSON)


def not_splittable(error: Unreadable | str) -> HttpProblem:
    """The problem of a query of a shape that cannot be explained."""
    return HttpProblem(Slug.EXPLANATION, 400, f"The query cannot be explained: {error}.")
