"""Every query of a document gives the answer that stands below it, at the endpoint and on the page itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from server.release import Release
from server.web.pages.docs.documents import address_of, documents
from tests.conftest import RELEASES
from tests.documentation.examples import matches
from tests.documentation.markdown import DOCS, PAGES, relative
from tests.documentation.recorded import Recorded, recorded, shows, table_of
from tests.web.client import Client
from tests.web.in_process import served_in_process

WITH_QUERIES = [path for path in PAGES if "```sparql" in path.read_text("utf-8")]


@pytest.fixture(scope="module")
def client(release: Release) -> Iterator[Client]:
    with served_in_process(RELEASES) as found:
        yield found


def test_the_tutorial_has_ten_steps_each_with_a_query() -> None:
    steps = [path for path in WITH_QUERIES if path.parent == DOCS / "tutorial" and path.stem != "README"]
    assert len(steps) == 10
    assert {DOCS / "fast-queries.md", DOCS / "from-wikidata.md"} <= {*WITH_QUERIES}


@pytest.mark.parametrize("path", WITH_QUERIES, ids=relative)
def test_a_query_gives_the_answer_that_the_document_shows(client: Client, path: Path) -> None:
    for one in recorded(path.read_text("utf-8")):
        given = answer(client, one, "application/sparql-results+json" if one.table else "text/plain")
        if one.table:
            table = table_of(given)
            assert "ORDER BY" in one.query or len(table) == 3, f"line {one.line}: rows without an order"
            assert shows(one.table, table), f"line {one.line}: the answer is\n" + "\n".join(table)
        else:
            assert one.text, f"line {one.line}: no answer is shown"
            assert matches(one.text, given.decode()), f"line {one.line}: the answer is\n{given.decode()}"


def answer(client: Client, one: Recorded, accept: str) -> bytes:
    target = f"/sparql?{urlencode({'query': one.query})}" + (f"&{one.parameters}" if one.parameters else "")
    return client.send("GET", target, {"accept": accept}).body


@pytest.mark.parametrize("path", WITH_QUERIES, ids=relative)
def test_a_query_is_answered_on_its_page(client: Client, path: Path) -> None:
    address = address_of(relative(path))
    shown = [*recorded(path.read_text("utf-8"))]
    examples = documents()[address].examples
    assert [one.text for one in examples] == [one.query.rstrip("\n") for one in shown]
    for example, one in zip(examples, shown, strict=True):
        if not example.runs_in_place:
            continue
        page = client.send("GET", f"{address}?run={example.number}", {"accept": "text/html"})
        html = page.body.decode().partition(f'id="query-{example.number}"')[2].partition('role="status">')[2]
        html = html.partition('<div class="example"')[0]
        if one.table:
            assert page.status == 200
            rows = len(table_of(answer(client, one, "application/sparql-results+json"))) - 2
            assert f"Rows: {rows}" in html
            assert html.partition("</table>")[0].count("<tr>") == 1 + min(rows, 20)
        else:
            assert page.status == int(one.text[:3]), "a query that runs in place has rows, or is refused"
            assert f'<strong lang="en">{one.text.partition(chr(10))[0]}</strong>' in html


def test_nothing_is_answered_that_was_not_asked(client: Client) -> None:
    page = client.send("GET", "/docs/tutorial/first-pattern", {"accept": "text/html"}).body.decode()
    assert '<p class="small" role="status"></p>' in page
    assert "Rows:" not in page


@pytest.mark.parametrize("number", ["0", "99", "", "one", "1e0", "-1"])
def test_a_query_that_a_document_does_not_have_is_not_found(client: Client, number: str) -> None:
    assert client.send("GET", f"/docs/tutorial/first-pattern?run={number}").status == 404
