from __future__ import annotations

import json
import re

from server.release import Release
from tests.web.client import Client
from tests.web.pages import Page, get


def test_the_releases_are_listed_as_page_json_and_time_map(site: Client, release: Release) -> None:
    listed = json.loads(get(site, "/releases", Accept="application/json").body)["releases"]
    current = next(entry for entry in listed if entry["current"])
    assert (current["name"], current["digest"]) == (release.path.name, release.manifest.digest)
    assert [entry["created"] for entry in listed] == sorted(
        (entry["created"] for entry in listed), reverse=True
    )
    page = Page(get(site, "/releases").text)
    assert {entry["endpoint"] for entry in listed} <= set(page.links)
    links = get(site, "/releases", Accept="application/link-format")
    assert links.media_type == "application/link-format"
    mementos = re.findall(
        r'<([^>]+)>; rel="memento"; datetime="[A-Z][a-z]{2}, \d\d \w+ \d{4} [\d:]+ GMT"', links.text
    )
    assert mementos == [entry["endpoint"] for entry in listed]


def test_a_release_shows_its_manifest_and_answers_queries_under_its_name(
    site: Client, release: Release
) -> None:
    shown = get(site, f"/release/{release.path.name}")
    assert shown.json()["digest"] == release.manifest.digest
    assert shown.headers["Cache-Control"].endswith("immutable")
    for name in ("0" * 16, "..", "current"):
        assert get(site, f"/release/{name}").status == 404
    answer = get(site, "/queries/status-as-of.csv")
    found = re.search(r'<([^>]+)>; rel="canonical"', answer.headers["Link"])
    assert found
    assert get(site, found[1]).body == answer.body
    assert get(site, f"/release/{release.path.name}/id/state/belarus").status == 404
