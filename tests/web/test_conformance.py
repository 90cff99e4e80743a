from __future__ import annotations

import hashlib
import json
import shutil
import tomllib
from pathlib import Path

import pyoxigraph as ox
from markupsafe import Markup

from server.build.publish.texts import REPORT
from server.integrity import record
from server.release import CONFORMANCE, MANIFEST, Release
from server.sparql.rewriting import RULES
from server.web.pages.conformance import by_outcome, suites, unexplained
from server.web.pages.deviations import DEVIATIONS, Outcome
from tests.conftest import ROOT
from tests.web.client import Client
from tests.web.conftest import make_current
from tests.web.in_process import served_in_process
from tests.web.pages import Page, get


def test_a_release_keeps_the_report_and_its_digest(release: Release) -> None:
    report = release.conformance
    assert report
    assert report.read_bytes() == (ROOT / REPORT).read_bytes()
    assert release.manifest.files[CONFORMANCE] == hashlib.sha256(report.read_bytes()).hexdigest()


def test_the_page_shows_every_suite_and_every_test_that_is_not_passed(site: Client, release: Release) -> None:
    assert release.conformance
    page = get(site, "/conformance").text
    assert len(suites(release.conformance)) > 5
    for suite in suites(release.conformance):
        assert suite.name in page
        assert f"<td>{suite.tests}</td><td>{suite.passed}</td>" in page
        assert all(failure.test in page for failure in suite.failures)


def test_every_group_of_tests_that_are_not_passed_is_explained(release: Release) -> None:
    groups = tomllib.loads((ROOT / "tests/system/conformance/ignored.toml").read_text("utf-8"))
    known = {one.name: one for one in DEVIATIONS}
    assert set(groups) <= set(known)
    assert release.conformance
    failures = [failure for suite in suites(release.conformance) for failure in suite.failures]
    for name, group in groups.items():
        tests = {failure.test for failure in failures if failure.reason == group["reason"]}
        assert tests, name
        assert tests <= set(known[name].w3c), name


def test_every_rewriting_is_told() -> None:
    assert {rule for one in DEVIATIONS for rule in one.rules} >= RULES


def test_every_test_that_is_not_passed_belongs_to_a_deviation(release: Release) -> None:
    assert release.conformance
    found = suites(release.conformance)
    assert unexplained(found) == []
    tests = {
        quad.object.value
        for quad in ox.parse(path=release.conformance)
        if quad.predicate.value.endswith("#test")
    }
    assert {test for one in DEVIATIONS for test in one.w3c} <= tests


def test_a_deviation_is_mended_only_if_its_tests_are_passed_and_its_rules_are_there(release: Release) -> None:
    assert release.conformance
    found = suites(release.conformance)
    failed = {failure.test for suite in found for failure in suite.failures}
    for one in by_outcome(found)[Outcome.MENDED]:
        assert failed.isdisjoint(one.w3c), one.name
        assert RULES.issuperset(one.rules), one.name
    for one in by_outcome(found)[Outcome.OPEN]:
        assert failed.intersection(one.w3c) or not RULES.issuperset(one.rules), one.name


def test_the_tests_of_a_deviation_exist() -> None:
    for one in DEVIATIONS:
        assert one.w3c or one.tests, one.name
        for test in one.tests:
            file, _, name = test.partition("::")
            assert f"\ndef {name}(" in (ROOT / file).read_text("utf-8"), test


def test_the_page_shows_every_deviation_with_its_tests_in_both_languages(site: Client) -> None:
    for number, language in enumerate(("en", "ru")):
        page = get(site, f"/conformance?lang={language}").text
        for one in DEVIATIONS:
            assert f'id="{one.name}"' in page
            assert Markup.escape(one.texts[number]) in page
            assert all(test in page for test in (*one.w3c, *one.tests))


def test_the_report_comes_in_turtle(site: Client, release: Release) -> None:
    assert release.conformance
    for answer in (get(site, "/conformance", Accept="text/turtle"), get(site, "/conformance.ttl")):
        assert answer.body == release.conformance.read_bytes()
        quads = ox.parse(answer.body, format=ox.RdfFormat.TURTLE)
        tests = [quad for quad in quads if quad.predicate.value == "http://www.w3.org/ns/earl#test"]
        assert len(tests) == sum(suite.tests for suite in suites(release.conformance))


def test_a_release_that_was_made_before_there_was_a_report_is_served_without(
    release: Release, tmp_path: Path
) -> None:
    older = tmp_path / "releases" / release.path.name
    shutil.copytree(release.path, older)
    (older / CONFORMANCE).unlink()
    manifest = json.loads((older / MANIFEST).read_text("utf-8"))
    del manifest["files"][CONFORMANCE]
    (older / MANIFEST).write_text(json.dumps(manifest), "utf-8")
    record(older)
    make_current(older)
    with served_in_process(tmp_path) as site:
        page = get(site, "/conformance")
        assert page.status == 200
        assert "holds no report" in Page(page.text).text
        assert get(site, "/conformance.ttl").status == 404
