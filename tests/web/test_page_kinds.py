"""Every route has its kind of page among those that are tried, and what holds for each of them."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from server.release import Release
from tests.documentation.test_served import routes
from tests.web.client import Client
from tests.web.page_kinds import EXAMPLES, PAGES, WITHOUT_PAGES
from tests.web.pages import Page, get


def test_every_route_is_tried_or_answers_programs(release: Release) -> None:
    assert {*routes(release)} == {*PAGES} | WITHOUT_PAGES


@pytest.mark.parametrize("path", EXAMPLES)
def test_an_example_is_a_whole_page(site: Client, path: str) -> None:
    answer = get(site, path)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.text.rstrip().endswith("</html>")
    assert Page(answer.text).headings[0]
    assert answer.status < 500


@pytest.mark.parametrize(
    "path", ["/about", "/lists/Person.csv", "/id/state/belarus", "/search.json?q=minsk", "/docs"]
)
def test_head_tells_no_other_length_than_get(site: Client, path: str) -> None:
    whole, head = (site.send(method, path, {"Accept": "*/*"}) for method in ("GET", "HEAD"))
    assert (head.status, head.body) == (whole.status, b"")
    assert whole.body
    assert head.headers.get("Content-Length", str(len(whole.body))) == str(len(whole.body))


@pytest.mark.parametrize(
    "path", ["/lists/Person.csv", "/lists/State.json", "/suggest?q=bel", "/search.json?q=bel"]
)
def test_what_is_in_the_readers_language_is_kept_apart_by_cookie(site: Client, path: str) -> None:
    answer = site.send("GET", path)
    assert {"accept-language", "cookie"} <= {one.strip().lower() for one in answer.headers["Vary"].split(",")}
    in_russian = site.send("GET", path, {"Cookie": "lang=ru"})
    assert in_russian.body != answer.body


@pytest.mark.parametrize("name", ["memberships", "map", "network", "resolutions"])
def test_a_drawing_stands_alone(site: Client, name: str) -> None:
    answer = site.send("GET", f"/pictures/{name}.svg")
    assert (answer.status, answer.media_type) == (200, "image/svg+xml")
    root = ElementTree.fromstring(answer.body)  # noqa: S314 - it is our own
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "var(--" not in answer.text
    assert "#18232d" in answer.text, "the colour of ink by day"


def test_a_page_of_a_release_loads_what_all_pages_load(site: Client, release: Release) -> None:
    page = Page(get(site, f"/release/{release.path.name}/fragments").text)
    loaded = [path for path in page.loaded if "static" in path]
    assert loaded
    assert all(path.startswith("/static/") for path in loaded)
    assert {get(site, path).status for path in loaded} == {200}
