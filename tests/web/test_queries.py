"""The saved queries as pages and as an API, over real HTTP, on the real release."""

from __future__ import annotations

import csv
import io
import json
from html import unescape

import pytest

from server.release import Release
from server.saved.query import from_json
from tests.web.client import Client
from tests.web.pages import Page, get

RESOLUTIONS = "/queries/resolutions-initiated"


def test_list_names_every_query_of_the_release(site: Client, release: Release) -> None:
    english, russian = (Page(get(site, f"/queries?lang={tag}").text) for tag in ("en", "ru"))
    for query in from_json(release.queries.read_text("utf-8")):
        assert f"/queries/{query.name}" in english.links
        assert " ".join(query.question["en"].split()) in english.text
        assert " ".join(query.question["ru"].split()) in russian.text


def test_every_query_has_a_page_that_answers(site: Client, release: Release) -> None:
    for query in from_json(release.queries.read_text("utf-8")):
        answer = get(site, f"/queries/{query.name}")
        page = Page(answer.text)
        assert answer.status == 200, query.name
        assert query.title["en"] in page.headings
        assert "Answer" in page.headings, query.name
        assert ("This is the answer for an example" in page.text) == (not query.complete), query.name
        alone = [link for link in page.links if link.startswith(f"/queries/{query.name}.")]
        assert len(alone) >= 4
        for link in alone if query.form != "SELECT" else alone[:1]:
            assert get(site, link).status == 200, link
        if query.form == "SELECT":
            rows = json.loads(get(site, alone[0]).body)["results"]["bindings"]
            assert f"Rows: {len(rows)}" in page.text, query.name


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        ("text/csv", "csv"),
        ("application/sparql-results+json", "json"),
        ("application/sparql-results+xml;q=0.9, text/html;q=0.8", "xml"),
        ("text/tab-separated-values", "tsv"),
    ],
)
def test_the_address_of_a_query_answers_in_the_format_asked_for(
    site: Client, accept: str, suffix: str
) -> None:
    given = "?state=state:belarus"
    answer = site.send("GET", RESOLUTIONS + given, {"Accept": accept})
    alone = get(site, f"{RESOLUTIONS}.{suffix}{given}")
    assert (answer.status, answer.body) == (200, alone.body)
    assert answer.headers["Content-Type"] == alone.headers["Content-Type"]
    assert "accept" in answer.headers["Vary"].lower()


def test_the_address_of_a_query_is_a_page_for_whoever_takes_anything_and_refuses_other_formats(
    site: Client,
) -> None:
    assert site.send("GET", RESOLUTIONS, {"Accept": "*/*"}).headers["Content-Type"].startswith("text/html")
    assert site.send("GET", RESOLUTIONS).headers["Content-Type"].startswith("text/html")
    refused = site.send("GET", RESOLUTIONS, {"Accept": "image/png"})
    assert refused.status == 406
    assert "text/csv" in refused.text
    without = site.send("GET", "/queries/visits-to-a-place", {"Accept": "text/csv"})
    assert (without.status, json.loads(without.body)["status"]) == (400, 400)


def table(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_page_shows_the_rows_with_labels_and_links(site: Client) -> None:
    page = Page(get(site, RESOLUTIONS).text)
    rows = [row for row in page.rows if row]
    header, *plain = table(get(site, f"{RESOLUTIONS}.csv").text)
    state = header.index("state")
    assert len(rows) == len(plain) >= 4
    assert f"Rows: {len(plain)}" in page.text
    assert rows[0][state] == "Byelorussian Soviet Socialist Republic"
    assert plain[0][state] == "https://w3id.org/eikg/id/state/byelorussian-ssr"
    assert "/id/resolution/A-RES-3-I" in page.links


def test_parameter_changes_the_answer_and_stays_in_the_links(site: Client) -> None:
    page = Page(get(site, f"{RESOLUTIONS}?state=state:belarus").text)
    assert all("Belarus" in row for row in page.rows if row)
    assert 0 < len(page.rows) < len(Page(get(site, RESOLUTIONS).text).rows)
    assert f"{RESOLUTIONS}.csv?state=state%3Abelarus" in page.links
    assert "/editor?saved=resolutions-initiated&state=state%3Abelarus" in page.links
    editor = get(site, "/editor?saved=resolutions-initiated&state=state%3Abelarus").text
    settings = json.loads(editor.split('id="settings">')[1].split("</script>")[0])
    assert "VALUES ?state { <https://w3id.org/eikg/id/state/belarus> }" in settings["query"]


def test_labels_come_in_the_language_of_the_reader_unless_another_is_chosen(site: Client) -> None:
    russian = "Выдача и наказание военных преступников (A/RES/3(I), 1946)"
    assert russian in table(get(site, f"{RESOLUTIONS}.csv?language=ru").text)[1]
    title = table(get(site, f"{RESOLUTIONS}.csv").text)[0].index("title")
    followed = Page(get(site, f"{RESOLUTIONS}?lang=ru").text).rows[1]
    chosen = Page(get(site, f"{RESOLUTIONS}?lang=ru&language=en").text).rows[1]
    assert followed[title] == russian
    assert chosen[title].startswith("Extradition and Punishment of War Criminals")


@pytest.mark.parametrize(
    ("suffix", "media_type"),
    [
        ("json", "application/sparql-results+json"),
        ("xml", "application/sparql-results+xml"),
        ("csv", "text/csv"),
        ("tsv", "text/tab-separated-values"),
    ],
)
def test_answer_alone_in_every_format(site: Client, suffix: str, media_type: str) -> None:
    answer = get(site, f"{RESOLUTIONS}.{suffix}")
    assert (answer.status, answer.media_type) == (200, media_type)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "A-RES-3-I" in answer.text


def test_several_values_are_asked_together(site: Client) -> None:
    both = get(site, f"{RESOLUTIONS}.csv?state=state:belarus&state=state:byelorussian-ssr").text
    assert list(csv.reader(io.StringIO(both))) == list(
        csv.reader(io.StringIO(get(site, f"{RESOLUTIONS}.csv").text))
    )


@pytest.mark.parametrize(
    ("path", "message"),
    [
        (f"{RESOLUTIONS}%s?state=belarus", "is no IRI"),
        (f"{RESOLUTIONS}%s?language=1", "is no language tag"),
        (f"{RESOLUTIONS}%s?planet=mars", "has no such parameter; it has: state, language"),
        (f"{RESOLUTIONS}%s?state=state:belarus%%3E%%7D%%20%%23", "is no IRI"),
    ],
)
def test_wrong_parameter_is_400_with_the_reason(site: Client, path: str, message: str) -> None:
    page = get(site, path % "")
    assert page.status == 400
    assert message in Page(page.text).text
    alone = get(site, path % ".json", Accept="application/json")
    assert (alone.status, alone.media_type) == (400, "application/problem+json")
    assert message in alone.json()["detail"]


def test_page_of_a_query_that_needs_a_value_answers_for_its_example_and_says_so(site: Client) -> None:
    page = get(site, "/queries/who-says").text
    assert "This is the answer for an example. Choose a value of your own: " in Page(page).text
    (link,) = [link for link in Page(page).links if link.startswith("/queries/who-says.csv?")]
    asked = get(site, link.replace(".csv", "")).text
    assert "This is the answer for an example" not in asked
    assert Page(asked).rows == Page(page).rows
    other = Page(get(site, "/queries/who-says?subject=resolution:A-RES-3-I").text)
    assert "/id/document/leshenyuk-2021" in other.links
    assert Page(get(site, "/queries/who-says?subject=").text).rows == Page(page).rows


def test_program_that_gives_no_value_is_told_how(site: Client) -> None:
    answer = get(site, "/queries/who-says.csv", Accept="application/json")
    assert answer.status == 400
    problem = answer.json()
    assert "is required" in problem["detail"]
    assert problem["detail"].endswith(problem["example"])
    assert get(site, problem["example"]).status == 200


def test_page_shows_the_query_that_it_answers(site: Client) -> None:
    def text(path: str) -> str:
        return unescape(get(site, path).text.split('<pre class="sparql"', 1)[1].partition("</pre>")[0])

    assert "VALUES ?state { <https://w3id.org/eikg/id/state/belarus> }" in text(
        f"{RESOLUTIONS}?state=state:belarus"
    )
    assert "id/state/belarus" not in text(RESOLUTIONS)
    assert 'VALUES ?language { "ru" }' in text(f"{RESOLUTIONS}?lang=ru")
    assert "id/resolution/A-RES-3-I>" in text("/queries/who-says?subject=resolution:A-RES-3-I")
    assert "<" in text(f"{RESOLUTIONS}?planet=mars")  # what is refused is shown as it stands


def test_formats_of_an_answer_are_those_of_the_answer_that_is_shown(site: Client) -> None:
    page = Page(get(site, f"{RESOLUTIONS}?lang=ru").text)
    (link,) = [link for link in page.links if link.startswith(f"{RESOLUTIONS}.csv")]
    header, *rows = table(get(site, link).text)
    assert [row[header.index("title")] for row in rows] == [
        row[header.index("title")] for row in page.rows if row
    ]


@pytest.mark.parametrize(
    "path", ["/queries/nothing", "/queries/nothing.csv", f"{RESOLUTIONS}.png", f"{RESOLUTIONS}.ttl"]
)
def test_unknown_query_or_format_is_404(site: Client, path: str) -> None:
    assert get(site, path).status == 404
