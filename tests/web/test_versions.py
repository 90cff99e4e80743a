"""Recorded versions of the ontology: their IRIs, and the history of a term from version to version."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from server.namespaces import EIK
from tests.project import eikg, replace, write_project
from tests.web.client import Client
from tests.web.in_process import served_in_process
from tests.web.pages import Page, get

MODULE = "ontology/modules/base.ttl"
CLAIM = "eik:Claim\n    a owl:Class ;\n    .\n"
ALLIANCE = "\neik:Alliance\n    a owl:Class ;\n    rdfs:subClassOf eik:Actor ;\n    .\n"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Version 0.1.0 is recorded; version 0.2.0 adds a class and makes another a subclass; it is not recorded."""
    root = write_project(tmp_path_factory.mktemp("versions") / "project")
    assert eikg(root, "version", "--record").returncode == 0
    document = "eik:Document\n    a owl:Class ;"
    replace(root, MODULE, CLAIM, CLAIM + ALLIANCE)
    replace(root, MODULE, document, f"{document}\n    rdfs:subClassOf eik:Actor ;")
    replace(root, MODULE, '"0.1.0"', '"0.2.0"')
    assert eikg(root, "format", MODULE).returncode == 0
    result = eikg(root, "build")
    assert result.returncode == 0, result.stderr
    return root


@pytest.fixture(scope="module")
def site(project: Path) -> Iterator[Client]:
    with served_in_process(project / ".eikg") as client:
        yield client


@pytest.mark.parametrize(
    ("term", "shown"),
    [
        ("Alliance", ["version 0.2.0 added · the current version"]),
        ("Document", ["version 0.1.0 added", "version 0.2.0 changed · the current version"]),
        # Its restrictions are blank nodes, whose names differ from reading to reading.
        ("Membership", ["version 0.1.0 added"]),
    ],
)
def test_term_shows_when_it_was_added_and_changed(site: Client, term: str, shown: list[str]) -> None:
    text = Page(get(site, f"/ontology/{term}").text).text
    history = text.partition("History ")[2].partition(" This page as")[0]
    assert history == " ".join(shown)


def test_recorded_version_is_served_beside_the_current_one(site: Client) -> None:
    old, new = (get(site, f"/ontology/{version}", Accept="text/turtle") for version in ("0.1.0", "0.2.0"))
    terms = [{str(quad.subject) for quad in parse(answer.body, RdfFormat.TURTLE)} for answer in (old, new)]
    assert f"<{EIK}Membership>" in terms[0] & terms[1]
    assert f"<{EIK}Alliance>" in terms[1] - terms[0]
    page = get(site, "/ontology/0.1.0")
    assert page.status == 200
    assert "/ontology/0.2.0" in Page(page.text).links
    assert page.headers["Link"] == '</ontology>; rel="latest-version"'
    assert get(site, "/ontology/0.1.1").status == 404


def test_record_that_does_not_parse_stops_the_build(project: Path) -> None:
    broken = project / "ontology/versions/0.0.1.nt"
    broken.write_text("this is no triple\n", encoding="utf-8")
    try:
        result = eikg(project, "build")
    finally:
        broken.unlink()
    assert result.returncode == 1
    assert "ontology/versions/0.0.1.nt" in result.stderr
    assert "Traceback" not in result.stderr
