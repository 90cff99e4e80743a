from __future__ import annotations

import json
from copy import copy

import pytest

from server.endpoint.problems import HttpProblem, Slug, of_error, render
from server.engine import errors

ERRORS = [
    (errors.TooManyLookups(1000), 503),
    (errors.ClientSpent(7, "seconds", "60 seconds of evaluation within 60 seconds"), 429),
    (errors.QuerySyntaxError("“x” cannot stand here", 3, 4), 400),
    (errors.QueryTooDeep("too deep"), 400),
    (errors.QueryRefused("no", 3, 4), 400),
    (errors.ServiceRefused("no"), 403),
    (errors.UpdateRefused("no"), 403),
    (errors.LoadRefused("no"), 403),
    (errors.DatasetConflict("no"), 400),
    (errors.DefaultGraphFixed("no"), 409),
    (errors.NotExpressible("no"), 406),
    (errors.GraphNameInvalid("no"), 400),
    (errors.EvaluationFailed("no"), 400),
    (errors.FormatUnavailable("graph"), 406),
    (errors.DeadlineExceeded(2.0), 503),
    (errors.MemoryExceeded("no"), 503),
    (errors.ResultTooLarge("no"), 413),
    (errors.RemoteFailed("http://example.org/sparql", "failed"), 502),
    (errors.RemoteFailed("http://example.org/sparql", "was late", late=True), 504),
    (errors.PoolBusy(7), 503),
    (errors.FederationBusy(7), 503),
    (errors.ClientBusy(7), 429),
    (errors.EvaluatorDied("/secret/path"), 503),
    (errors.EngineUnreachable(7), 503),
    (errors.EngineFailed("no"), 503),
    (errors.StoreFailed("no"), 503),
    (errors.OutcomeUnknown("/secret/path"), 503),
    (errors.ReleaseDamaged("store"), 503),
    (errors.Abandoned("left"), 503),
]


@pytest.mark.parametrize(("error", "status"), ERRORS)
def test_every_error_of_the_engine_is_a_problem(error: errors.EngineError, status: int) -> None:
    problem = of_error(error)
    document = problem.document()
    assert (problem.status, document["status"]) == (status, status)
    assert document["detail"]
    assert ("Retry-After" in problem.headers) == (status in (413, 429, 503))
    assert "/secret/path" not in json.dumps(document)


def test_no_error_of_the_engine_is_forgotten() -> None:
    def leaves(kind: type[errors.EngineError]) -> set[type[errors.EngineError]]:
        below = kind.__subclasses__()
        return set().union(*map(leaves, below)) if below else {kind}

    of_requests = {kind for kind in leaves(errors.EngineError) if kind.__module__ == errors.__name__}
    assert of_requests == {type(error) for error, _ in ERRORS}


@pytest.mark.parametrize(("error", "status"), ERRORS)
def test_errors_survive_the_way_from_the_evaluator(error: errors.EngineError, status: int) -> None:
    decoded = errors.decode_error(json.loads(json.dumps(errors.encode_error(error))))
    for back in (decoded, copy(error)):
        assert type(back) is type(error)
        assert str(back) == str(error)
        assert vars(back) == vars(error)


def test_a_syntax_error_gives_its_place() -> None:
    document = of_error(errors.QuerySyntaxError("“x” cannot stand here", 3, 4)).document()
    assert (document["line"], document["column"]) == (3, 4)


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        (None, "application/problem+json"),
        ("application/sparql-results+xml", "application/problem+json"),
        ("text/plain", "text/plain; charset=utf-8"),
        ("text/html,*/*;q=0.8", "text/html; charset=utf-8"),
    ],
)
def test_a_problem_is_rendered_as_it_is_liked(accept: str | None, content_type: str) -> None:
    members = {
        "offered": ["<i>"],
        "hints": [{"written": "<i>", "message": "is none"}],
        "allowed": {"type": "integer", "minimum": 1, "enum": ["<i>", {"of": [None]}]},
        "near": [{"iri": "x:<i>", "label": "<i>"}],
    }
    rendered = render(HttpProblem(Slug.REQUEST, 400, "It was <b>.", members), accept)
    assert rendered.content_type == content_type
    for told in (b"is none", b"integer", b"minimum", b"near"):
        assert told in rendered.body
    if content_type.startswith("text/html"):
        assert b"<b>" not in rendered.body
        assert b"<i>" not in rendered.body
    else:
        assert b"It was <b>." in rendered.body
