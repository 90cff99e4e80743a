from __future__ import annotations

import pyoxigraph as ox

from server.web.conformance import suites
from tests.web.pages import get


def test_the_page_shows_every_suite_and_why_a_test_is_not_passed(address: str) -> None:
    page = get(address, "/conformance").text
    for suite in suites():
        assert suite.name in page
        assert f"<td>{suite.tests}</td><td>{suite.passed}</td>" in page
        assert all(failure.test in page and failure.reason for failure in suite.failures)


def test_the_report_comes_in_turtle(address: str) -> None:
    for answer in (get(address, "/conformance", Accept="text/turtle"), get(address, "/conformance.ttl")):
        quads = ox.parse(answer.body, format=ox.RdfFormat.TURTLE)
        tests = [quad for quad in quads if quad.predicate.value == "http://www.w3.org/ns/earl#test"]
        assert len(tests) == sum(suite.tests for suite in suites())
