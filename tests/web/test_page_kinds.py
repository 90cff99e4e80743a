"""Every route has its kind of page among those that are tried, and what holds for each of them."""

from __future__ import annotations

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
