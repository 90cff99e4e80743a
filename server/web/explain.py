"""The parameter `explain` of the endpoint."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, replace

from flask import Response

from server.endpoint.diagnostics import EXPLANATIONS
from server.endpoint.diagnostics.evaluation import Evaluation
from server.endpoint.formats import RESULTS_JSON
from server.endpoint.problems import Problem, Slug
from server.engine import Job, Pool
from server.sparql.suggestions import Hint
from server.web.results import asker


def explained(pool: Pool, job: Job, kind: str, hints: Iterable[Hint]) -> Response:
    """An explanation in JSON, of a query that can be evaluated; with the hints for its names. Raises EngineError."""
    if kind not in EXPLANATIONS:
        names = " or ".join(f"`{name}`" for name in EXPLANATIONS)
        raise Problem(Slug.REQUEST, 400, f"The parameter `explain` must be {names}.")
    evaluation = Evaluation.of(pool, job, asker())
    # Evaluated as it is first: what is wrong with it is its own fault, not that of the parts made of it.
    pool.submit(
        replace(job, solutions_format=job.solutions_format or RESULTS_JSON.media_type), asker()
    ).close()
    document = EXPLANATIONS[kind](job.query, evaluation)
    document["hints"] = [asdict(hint) for hint in hints]
    response = Response(
        json.dumps(document, ensure_ascii=False, indent=1) + "\n", content_type="application/json"
    )
    response.headers["Cache-Control"] = "no-store"
    return response
