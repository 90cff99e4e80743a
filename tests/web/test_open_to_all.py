"""Pages of other sites may read whatever this server gives to programs, headers included."""

from __future__ import annotations

import json

import pytest

from server.endpoint.http import OPEN_TO_ALL
from tests.web.client import Client
from tests.web.pages import get


@pytest.mark.parametrize(
    "path",
    [
        "/id/body/sco.ttl",
        "/ontology.ttl",
        "/docs.md",
        "/docs/files/README.md",
        "/why?s=body:sco&p=rdf:type&o=eik:Organisation",
        "/queries/status-as-of.csv",
        "/pictures/map.csv",
        "/releases",
        "/conformance.ttl",
    ],
)
def test_data_and_its_headers_are_open_to_pages_of_other_sites(site: Client, path: str) -> None:
    answer = get(site, path, Accept="application/json, text/turtle;q=0.5, */*;q=0.1")
    for name, value in OPEN_TO_ALL:
        assert answer.headers[name.decode()] == value.decode(), (path, answer.status)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/labels.json", 400),
        ("/connections.json", 400),
        ("/connections.csv?one=state:belarus&other=planet:mars", 400),
        ("/lists/State.json?sort=planet", 400),
        ("/lists/Nothing.json", 404),
        ("/lists/State.xlsx", 404),
        ("/id/state/nowhere.ttl", 404),
        ("/pictures/nothing.csv", 404),
        ("/search.json?q=a&page=x", 400),
    ],
)
def test_whoever_asks_for_a_file_is_told_what_is_wrong_by_a_problem_that_other_sites_may_read(
    site: Client, path: str, status: int
) -> None:
    answer = get(site, path, Accept="*/*")
    assert (answer.status, answer.media_type) == (status, "application/problem+json")
    assert json.loads(answer.text)["status"] == status
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_whoever_reads_pages_is_told_by_a_page(site: Client) -> None:
    answer = get(site, "/id/state/nowhere.ttl", Accept="text/html,*/*;q=0.8")
    assert (answer.status, answer.media_type) == (404, "text/html")
