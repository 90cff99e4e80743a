"""What crawlers and browsers look for: robots.txt, the sitemap, OpenSearch and the icon."""

from __future__ import annotations

from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

from server.engine import Pool
from server.release import Release
from server.saved.query import from_json
from server.settings import Settings
from server.web.app import create_app
from server.web.pages.sitemap import NOT_CRAWLED, PAGES
from tests.web.client import Client
from tests.web.page_kinds import WITHOUT_PAGES
from tests.web.pages import Page, get

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
HOST = "127.0.0.1:8000"


def xml(site: Client, path: str, media_type: str = "application/xml") -> ElementTree.Element:
    answer = get(site, path)
    assert (answer.status, answer.media_type) == (200, media_type)
    return ElementTree.fromstring(answer.body)  # noqa: S314 - it is our own


def listed(site: Client) -> list[str]:
    """The paths of all pages in all parts."""
    found: list[str] = []
    for part in xml(site, "/sitemap.xml").iter(f"{SITEMAP}loc"):
        address = urlsplit(str(part.text))
        assert address.netloc == HOST
        entries = [str(one.text) for one in xml(site, address.path).iter(f"{SITEMAP}loc")]
        assert 0 < len(entries) <= 50_000
        assert {urlsplit(one).netloc for one in entries} == {HOST}
        found += (urlsplit(one).path for one in entries)
    return found


def test_the_sitemap_lists_every_thing_document_and_question_once(site: Client, release: Release) -> None:
    paths = listed(site)
    assert len(paths) == len(set(paths))
    assert {"/", "/about", "/docs", "/id/state/belarus", "/id/document/leshenyuk-2021"} <= set(paths)
    assert {f"/queries/{one.name}" for one in from_json(release.queries.read_text("utf-8"))} <= set(paths)
    counted = site.get(
        "application/sparql-results+json",
        query="SELECT (COUNT(DISTINCT ?c) AS ?n) { ?c a <https://w3id.org/eikg/ontology/Claim> }",
    ).json()["results"]["bindings"][0]["n"]["value"]
    assert sum(path.startswith("/id/claim/") for path in paths) == int(counted)


def test_what_the_sitemap_lists_is_there_and_may_be_asked_for(site: Client) -> None:
    paths = listed(site)
    assert not [path for path in paths if path.startswith(NOT_CRAWLED)]
    for path in [*paths[:40], *paths[40::400]]:
        assert get(site, path).status == 200, path


def test_an_unknown_part_is_404(site: Client) -> None:
    for name in ("things-0", "things-99", "x", "pages.xml"):
        assert get(site, f"/sitemap/{name}.xml").status == 404


def test_a_page_of_its_own_is_in_the_sitemap_or_not_for_crawlers(release: Release) -> None:
    with Pool(release.store, size=1) as pool:
        rules = [*create_app(release, pool, Settings()).url_map.iter_rules()]
    fixed = {rule.rule.rstrip("/") or "/" for rule in rules if rule.arguments == {*(rule.defaults or ())}}
    pages = {path for path in fixed - WITHOUT_PAGES if not path.startswith(NOT_CRAWLED)}
    assert pages == {*PAGES, "/docs"}


def test_robots_may_read_pages_and_ask_no_queries(site: Client) -> None:
    answer = get(site, "/robots.txt")
    lines = answer.text.splitlines()
    assert answer.media_type == "text/plain"
    assert "User-agent: *" in lines
    assert {"Disallow: /sparql", "Disallow: /fragments", "Disallow: /search"} <= set(lines)
    assert f"Sitemap: http://{HOST}/sitemap.xml" in lines
    assert "Disallow: /" not in lines


@pytest.mark.parametrize(("language", "word"), [("en", "Search"), ("ru", "Поиск"), ("be", "Пошук")])
def test_a_browser_learns_how_to_search(site: Client, language: str, word: str) -> None:
    home = get(site, f"/?lang={language}").text
    address = f"/opensearch.xml?lang={language}"
    assert f'<link rel="search" type="application/opensearchdescription+xml" href="{address}"' in home
    found = xml(site, address, "application/opensearchdescription+xml")
    texts = {one.tag.removeprefix(SEARCH): str(one.text) for one in found}
    assert texts["ShortName"] == "EIKG"
    assert texts["Description"].startswith(word)
    assert texts["Language"] == language
    templates = {one.get("type"): str(one.get("template")) for one in found.iter(f"{SEARCH}Url")}
    assert set(templates) == {"text/html", "application/x-suggestions+json"}
    for media_type in ("text/html", "application/x-suggestions+json"):
        template = templates[media_type]
        assert template.startswith(f"http://{HOST}/")
        answer = get(site, template.removeprefix(f"http://{HOST}").format(searchTerms="minsk"))
        assert (answer.status, answer.media_type) == (200, media_type)
        found_there = answer.json()[1] if "json" in media_type else Page(answer.text).text
        assert {"en": "Minsk", "ru": "Минск", "be": "Мінск"}[language] in found_there
    icon = urlsplit(texts["Image"])
    assert get(site, f"{icon.path}?{icon.query}").media_type == "image/svg+xml"


def test_the_icon_is_found_by_a_page_and_by_who_reads_none(site: Client) -> None:
    page = get(site, "/about").text
    (icon,) = (url for url in Page(page).loaded if "favicon" in url)
    assert f'<link rel="icon" href="{icon}" type="image/svg+xml">' in page
    drawing = get(site, icon)
    assert drawing.media_type == "image/svg+xml"
    ElementTree.fromstring(drawing.body)  # noqa: S314 - it is our own
    asked = get(site, "/favicon.ico")
    assert (asked.status, asked.headers["Location"]) == (308, icon)
