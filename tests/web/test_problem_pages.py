"""Every type of a problem document is the address of a page that explains it."""

from __future__ import annotations

import json

import pytest

from server.endpoint.problem_kinds import KINDS, Slug
from server.namespaces import BASE
from tests.web.client import Client
from tests.web.pages import Page, get


@pytest.mark.parametrize("slug", Slug)
def test_every_kind_has_a_page_in_both_languages(site: Client, slug: Slug) -> None:
    kind = KINDS[slug]
    for which, language in enumerate(("en", "ru")):
        answer = get(site, f"/problem/{slug}?lang={language}")
        page = Page(answer.text)
        assert answer.status == 200
        assert page.language == language
        assert page.headings[0] == kind.title[which]
        assert kind.meaning[which] in page.text
        assert kind.remedy[which] in page.text


def test_type_of_a_real_problem_leads_to_its_page(site: Client) -> None:
    document = json.loads(get(site, "/sparql?query=SELECT", Accept="application/problem+json").body)
    assert document["type"].startswith(BASE + "problem/")
    page = Page(get(site, document["type"].removeprefix(BASE.rstrip("/"))).text)
    assert page.headings[0] == document["title"]
    assert document["type"] in page.text


def test_kinds_are_listed_and_no_other_exists(site: Client) -> None:
    links = Page(get(site, "/problem").text).links
    assert {f"/problem/{slug}" for slug in Slug} <= set(links)
    assert get(site, "/problem/no-such-kind").status == 404


def test_who_asks_for_a_file_and_takes_anything_is_told_as_a_program(site: Client) -> None:
    for accept, media_type in (("*/*", "application/problem+json"), ("text/html, */*;q=0.8", "text/html")):
        answer = site.send("GET", "/nothing-here.json", {"Accept": accept})
        assert (answer.status, answer.media_type) == (404, media_type)
