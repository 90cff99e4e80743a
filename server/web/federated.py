"""Answers to queries with SERVICE: of the moment, so nobody can cite or keep them."""

from __future__ import annotations

from flask import Response

from server.endpoint.problems import Problem, Slug
from server.engine import Job, Pool
from server.federation import Federation
from server.web.results import asker, respond


def federated(pool: Pool, job: Job, federation: Federation, explain: str | None) -> Response:
    """The answer to a query with SERVICE. Raises EngineError and Problem."""
    if explain is not None:
        detail = "A query with SERVICE cannot be explained: what other endpoints hold is not known here."
        raise Problem(Slug.EXPLANATION, 400, detail)
    response = respond(pool, federation.joined(pool, job, asker()))
    for name in ("ETag", "Link"):
        response.headers.pop(name, None)
    response.headers["Cache-Control"] = "no-store"
    return response
