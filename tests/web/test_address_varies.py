"""What names the address of this server says in Vary what that is read from, so that no cache gives it to others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from server.release import Release
from tests.conftest import RELEASES
from tests.web.client import Client
from tests.web.in_process import served_in_process

ELSEWHERE = "elsewhere.example"
NAMING = (
    "/",
    "/cite.json?iri=state:belarus",
    "/id/state/belarus",
    "/llms-full.txt",
    "/llms.txt",
    "/opensearch.xml",
    "/pictures/map.svg?of=body:sco",
    "/pictures/memberships.svg?of=body:sco",
    "/pictures/network.svg",
    "/pictures/resolutions.svg",
    "/queries/members-of-a-body",
    "/releases?format=atom",
    "/robots.txt",
    "/sitemap.xml",
    "/suggest?q=union",
)
"""Addresses whose answers name it: all that were found by asking every address of /openapi.json and of the pages."""


@pytest.fixture(scope="module")
def behind(release: Release) -> Iterator[Client]:
    """A server behind a proxy on this machine that is believed about the address."""
    with served_in_process(RELEASES, trusted_proxies="127.0.0.1") as client:
        yield client


@pytest.mark.parametrize("accept", ["*/*", "text/html"])
@pytest.mark.parametrize("target", NAMING)
def test_what_names_the_address_varies_with_what_tells_it(behind: Client, target: str, accept: str) -> None:
    for _ in range(2):  # made, and kept
        answer = behind.send("GET", target, {"Accept": accept, "X-Forwarded-Host": ELSEWHERE})
        assert answer.status == 200
        vary = {one.strip().lower() for one in ", ".join(answer.headers.get_all("Vary", [])).split(",")}
        named = ELSEWHERE.encode() in answer.body or ELSEWHERE in str(answer.headers)
        assert named, "take it off the list"
        assert {"host", "x-forwarded-host", "x-forwarded-proto"} <= vary
