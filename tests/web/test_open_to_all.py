"""Pages of other sites may read whatever this server gives to programs, headers included."""

from __future__ import annotations

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
