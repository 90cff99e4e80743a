"""What the endpoint passes of the W3C's test suites, and every known deviation: /conformance, or the report in EARL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import pyoxigraph as ox
from flask import Blueprint, Response, abort, make_response, request

from server.endpoint.formats import HTML, TURTLE
from server.endpoint.negotiation import best, media_ranges
from server.engine import reading_release
from server.namespaces import PREFIXES
from server.release import CONFORMANCE
from server.web.answers import open_to_all
from server.web.pages.deviations import DEVIATIONS, Deviation, Outcome
from server.web.pages.rendering import page, site, word

blueprint: Final = Blueprint("conformance", __name__)
_EARL: Final = "http://www.w3.org/ns/earl#"


@dataclass(frozen=True)
class Failure:
    """A test that is not passed: its IRI, and why."""

    test: str
    reason: str


@dataclass(frozen=True)
class Suite:
    """A suite: how many tests it has, how many of them are passed, and the others."""

    name: str
    tests: int
    passed: int
    failures: tuple[Failure, ...]


@blueprint.get("/conformance", defaults={"suffix": ""})
@blueprint.get("/conformance<any('.ttl'):suffix>")
def conformance(suffix: str) -> Response:
    """The report, for a person or in Turtle."""
    offered = ((form, form.media_types) for form in (HTML, TURTLE))
    form = TURTLE if suffix else best(media_ranges(request.headers.get("Accept")), offered)
    if form is None:
        abort(406, word("not_acceptable", formats=f"{HTML.media_type}, {TURTLE.media_type}"))
    report = site().release.conformance
    if form is TURTLE:
        if report is None:
            abort(404, word("conformance_none"))
        with reading_release(CONFORMANCE):
            text = report.read_bytes()
        response = Response(text, content_type=TURTLE.content_type)
        return open_to_all(response)
    found = suites(report) if report else ()
    return make_response(
        page(
            "conformance.html",
            suites=found,
            deviations=by_outcome(found),
            rest=unexplained(found),
            wrong=site().wrong,
        )
    )


def by_outcome(found: Iterable[Suite]) -> dict[Outcome, list[Deviation]]:
    """The known deviations by what became of them, as the suites of a report show it."""
    failed = {failure.test for suite in found for failure in suite.failures}
    listed: dict[Outcome, list[Deviation]] = {outcome: [] for outcome in Outcome}
    for one in DEVIATIONS:
        listed[one.in_report(failed)].append(one)
    return listed


def unexplained(found: Iterable[Suite]) -> list[Failure]:
    """The tests that are not passed for another reason than a known deviation, as in releases of other versions."""
    explained = {test for one in DEVIATIONS for test in one.w3c}
    return [failure for suite in found for failure in suite.failures if failure.test not in explained]


@lru_cache(maxsize=4)  # a release never changes
def suites(report: Path) -> tuple[Suite, ...]:
    """The suites of a report, in its order. Raises ReleaseDamaged."""
    store = ox.Store()
    with reading_release(CONFORMANCE):
        store.load(path=report, format=ox.RdfFormat.TURTLE)
    rows = store.query(
        f"""PREFIX earl: <{_EARL}> PREFIX dcterms: <{PREFIXES["dcterms"]}>
        SELECT ?suite ?test ?outcome ?reason {{
          ?assertion dcterms:isPartOf ?suite ; earl:test ?test ; earl:result ?result .
          ?result earl:outcome ?outcome OPTIONAL {{ ?result earl:info ?reason }}
        }} ORDER BY ?suite ?test"""
    )
    assert isinstance(rows, ox.QuerySolutions)  # noqa: S101 - a SELECT yields nothing else
    tests: Counter[str] = Counter()
    failures: dict[str, list[Failure]] = {}
    for suite, test, outcome, reason in rows:
        tests[suite.value] += 1
        if outcome.value != _EARL + "passed":
            failures.setdefault(suite.value, []).append(Failure(test.value, reason.value if reason else ""))
    return tuple(
        Suite(name, count, count - len(failures.get(name, ())), tuple(failures.get(name, ())))
        for name, count in tests.items()
    )
