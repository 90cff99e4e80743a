"""The page of a saved query: its table, picture, sources of a row, code and citation; and the list of the queries."""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape
from urllib.parse import quote, urlencode

import pytest
from pyoxigraph import Literal, NamedNode

from server.engine.rows import Row
from server.namespaces import PREFIXES
from server.release import Release
from server.saved.picture import PARTS
from server.saved.query import from_json
from server.web.pages.messages import LANGUAGES
from server.web.pages.queries.row_sources import RowSources, row_sources
from server.web.pages.queries.table import Wanted, table_of
from tests.web.client import Client
from tests.web.pages import Page, get

RESOLUTIONS = "/queries/resolutions-initiated"
MEETINGS = "/queries/visits-to-a-place?place=place:minsk"
DISCREPANCIES = "/queries/discrepancies"


def column(rows: list[list[str]], number: int) -> list[str]:
    return [row[number] for row in rows if len(row) > number]


def test_every_page_opens_with_rows_and_every_declared_picture_is_drawn(
    site: Client, release: Release
) -> None:
    drawn = set()
    queries = from_json(release.queries.read_text("utf-8"))
    for number, query in enumerate(queries):
        text = get(site, f"/queries/{query.name}?lang={LANGUAGES[number % 3]}").text
        assert any(len(row) > 1 for row in Page(text).rows), query.name
        assert query.topic, query.name
        if query.picture:
            assert (
                f'class="drawn {"layers" if query.picture.kind == "network" else query.picture.kind}"' in text
            )
            assert 'id="picture-told"' in text
            drawn.add(query.picture.kind)
        else:
            assert "<svg xmlns" not in text
    assert drawn == {*PARTS}


def test_a_question_that_cannot_be_asked_or_finds_nothing_leads_to_one_that_gives_rows(site: Client) -> None:
    wrong = get(site, f"{RESOLUTIONS}?state=belarus")
    empty = get(site, f"{RESOLUTIONS}?state=state:nowhere")
    assert (wrong.status, empty.status) == (400, 200)
    for page in (wrong, empty):
        assert "An example that gives rows" in Page(page.text).text
        assert RESOLUTIONS in Page(page.text).links
    assert not Page(empty.text).rows
    assert "holds nothing that fits" in Page(empty.text).text


def test_rows_are_sorted_by_what_people_read(site: Client) -> None:
    def years(path: str) -> list[str]:
        page = Page(get(site, path).text)
        return column([row for row in page.rows if row and row[-1].isdecimal()], 5)

    given = years(RESOLUTIONS)
    assert years(f"{RESOLUTIONS}?table-sort=year") == sorted(given)
    assert years(f"{RESOLUTIONS}?table-sort=-year") == sorted(given, reverse=True)
    assert sorted(given) != sorted(given, reverse=True)
    page = get(site, f"{RESOLUTIONS}?table-sort=year").text
    assert 'aria-sort="ascending"' in page
    assert f"{RESOLUTIONS}?table-sort=-year#answer" in Page(page).links


def test_rows_are_filtered_by_words_and_grouped_by_a_column(site: Client) -> None:
    every = Page(get(site, RESOLUTIONS).text)
    page = Page(get(site, f"{RESOLUTIONS}?table-words=chernobyl+1990&table-group=state").text)
    rows = [row for row in page.rows if len(row) > 1]
    assert 0 < len(rows) < len([row for row in every.rows if row])
    assert all("Chernobyl" in " ".join(row) for row in rows)
    assert f"With these words: {len(rows)}" in page.text
    grouped = get(site, f"{RESOLUTIONS}?table-group=state").text
    assert len(re.findall('class="group-head"', grouped)) == len(set(column([r for r in every.rows if r], 3)))
    none = Page(get(site, f"{RESOLUTIONS}?table-words=zzz").text)
    assert "No row has these words." in none.text


def test_a_long_table_comes_in_pages(site: Client) -> None:
    first, second = (Page(get(site, f"{DISCREPANCIES}?table-page={number}").text) for number in (1, 2))
    assert len(first.rows) - 1 == len(second.rows) - 1 == 200
    assert first.rows[1] != second.rows[1]
    assert f"{DISCREPANCIES}?table-page=2#answer" in first.links


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("table-sort=planet", "table-sort names no column; there are: resolution, title"),
        ("table-group=planet", "table-group names no column"),
        ("table-page=9", "The last page of this table is 1."),
        ("table-page=x", "table-page is no number from 1 on."),
        ("row-sources=99", "The answer has no row 99; the last is"),
        ("table-words=" + "a" * 201, "At most 8 words of 200 characters in all"),
        ("table-words=" + "a+" * 9, "At most 8 words of 200 characters in all"),
    ],
)
def test_a_wish_that_cannot_be_followed_is_400_with_the_reason(site: Client, given: str, told: str) -> None:
    answer = get(site, f"{RESOLUTIONS}?{given}")
    assert answer.status == 400
    assert told in unescape(Page(answer.text).text)


def test_a_page_takes_no_more_values_than_the_api_though_they_are_empty(site: Client) -> None:
    for number, status in ((50, 200), (51, 400)):
        given = "&".join(["force="] * number)
        for accept in ("text/html", "text/csv"):
            assert get(site, f"/queries/force-of-proposals?{given}", Accept=accept).status == status


def test_heads_are_in_the_language_of_the_reader_and_stand_in_each_cell_for_narrow_screens(
    site: Client,
) -> None:
    text = get(site, f"{RESOLUTIONS}?lang=be").text
    assert 'data-head="год прыняцця"' in text or 'data-head="год' in text
    assert 'data-head="year' not in text


def test_the_sources_of_a_row_are_told_with_document_and_speaker(site: Client) -> None:
    text = get(site, f"{RESOLUTIONS}?row-sources=1").text
    told = text.split('class="sources-of"', 1)[1].partition("</tr>")[0]
    claims = re.findall(r'href="(/id/claim/[^"]+)"', told)
    query = unescape(text.split('<pre class="sparql"', 1)[1].partition("<code>")[2].partition("</code>")[0])
    asked = get(site, f"/sparql?{urlencode({'query': query, 'explain': 'sources'})}").json()
    wanted = {claim.rpartition("/")[2] for claim in asked["sources"][0]["claims"]}
    assert {claim.rpartition("/")[2] for claim in claims} == wanted
    assert len(wanted) > 1
    assert "Oleg N. Leshenyuk" in told
    assert 'class="sources-of"' not in get(site, RESOLUTIONS).text


def test_the_sources_of_another_row_are_not_told_for_those_of_a_row() -> None:
    explained = {
        "results": {"bindings": [{"x": {"type": "literal", "value": "other"}}]},
        "sources": [{"claims": ["https://example.org/claim"], "graphs": [], "files": [], "complete": True}],
    }

    def told(value: str) -> RowSources | None:
        with pytest.raises(StopIteration) as ended:
            next(row_sources(explained, {"x": Literal(value)}))
        found: RowSources | None = ended.value.value
        return found

    assert told("this") is None
    row = told("other")
    assert row
    assert [source.graph for source in row.sources] == ["https://example.org/claim"]


def test_a_script_sorts_by_the_order_of_the_server() -> None:
    rows: list[Row] = [{"n": Literal(10), "d": Literal("2013-06~")}, {"n": Literal(9.5)}, {"d": Literal("x")}]
    table = table_of(rows, Wanted(), str)
    assert [table.ranks[number].get("n") for number in (1, 2, 3)] == [1, 0, None]
    for column, descending in (("n", False), ("n", True), ("d", False)):
        given = table_of(rows, Wanted(sort=column, descending=descending), str)
        (group,) = given.groups
        ranked = [table.ranks[one.number].get(column) for one in group.rows]
        told = [rank for rank in ranked if rank is not None]
        assert told == sorted(told, reverse=descending)
        assert ranked[len(told) :] == [None] * (len(rows) - len(told))
    assert not table_of(rows, Wanted(group="n"), str).ranks


def test_a_page_reads_so_many_rows_and_says_that_there_are_more(
    site: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.web.pages.queries.answer.MOST_ROWS", 3)
    page = Page(get(site, f"{RESOLUTIONS}?table-sort=year").text)
    assert len([row for row in page.rows if row]) == 3
    assert "The first 3 rows are shown; the files have all of them." in page.text


def test_code_and_citation_carry_the_parameters_and_lead_back(site: Client) -> None:
    text = get(site, f"{RESOLUTIONS}?state=state:belarus").text
    codes = dict(re.findall(r'data-code="(\w+)"><code>(.*?)</code>', text, re.DOTALL))
    assert [*codes] == ["curl", "sparqlwrapper", "rdflib", "r", "javascript"]
    assert "state=state:belarus" in unescape(codes["curl"])
    assert all("id/state/belarus&gt;" in codes[key] for key in ("sparqlwrapper", "rdflib"))
    assert all("state=state%3Abelarus" in codes[key] for key in ("r", "javascript"))
    permanent = re.search(r'<dd><a href="(http[^"]*/release/[^"]*)"', text)
    assert permanent
    _, release, path = unescape(permanent[1]).partition("/release/")
    kept = get(site, release + path)
    assert kept.status == 200
    assert kept.body == get(site, f"{RESOLUTIONS}.csv?state=state:belarus").body
    assert f"url = {{{unescape(permanent[1])}}}" in unescape(text)


def test_the_list_is_searched_by_words_of_any_language_by_topic_and_by_competency_question(
    site: Client, release: Release
) -> None:
    def names(given: str) -> set[str]:
        links = Page(get(site, f"/queries?{given}").text).links
        return {link.removeprefix("/queries/") for link in links if link.startswith("/queries/")}

    queries = from_json(release.queries.read_text("utf-8"))
    assert names("") == {query.name for query in queries}
    assert names("topic=sanctions") == {query.name for query in queries if query.topic == "sanctions"}
    assert names("words=Q29") == {query.name for query in queries if "Q29" in query.answers}
    assert "sanction-history" in names(f"words={quote('санкциями')}&lang=en")
    assert names("words=zzz") == set()
    assert "No question has these words." in Page(get(site, "/queries?words=zzz").text).text
    assert get(site, "/queries?topic=weather").status == 400


def test_pages_say_which_answers_the_build_found_as_expected(site: Client, release: Release) -> None:
    text = Page(get(site, "/queries").text).text
    page = Page(get(site, RESOLUTIONS).text).text
    if release.answers is None:
        assert "expected rows" not in page
    else:
        found = json.loads(release.answers.read_text("utf-8"))
        assert text.count("Gives its expected rows") == sum(not one["failed"] for one in found)
        assert "Gives its expected rows" in page
    assert "Answers competency question Q01" in page


def test_the_table_of_the_page_is_that_of_the_csv(site: Client) -> None:
    rows = list(csv.reader(io.StringIO(get(site, "/queries/central-actors.csv").text)))[1:]
    shown = [row for row in Page(get(site, "/queries/central-actors").text).rows if row]
    assert [row[1:6] for row in shown] == [row[1:] for row in rows]


def test_dates_of_every_length_are_sorted_by_their_first_year() -> None:
    edtf = NamedNode(f"{PREFIXES['edtf']}EDTF")
    texts = ("2023", "1991-12-08", "[1995..]", "2014-09~")
    rows: list[Row] = [{"when": Literal(text, datatype=edtf)} for text in texts]
    table = table_of(rows, Wanted(sort="when"), str)
    assert [one.row["when"].value for group in table.groups for one in group.rows] == [  # type: ignore[union-attr]
        "1991-12-08",
        "[1995..]",
        "2014-09~",
        "2023",
    ]


def test_what_is_called_a_number_and_is_none_is_sorted_behind_those_that_are() -> None:
    numbers = [Literal(text, datatype=NamedNode(PREFIXES["xsd"] + "integer")) for text in ("10", "none", "9")]
    rows: list[Row] = [{"x": number} for number in numbers]
    ranks = table_of(rows, Wanted(), lambda term: str(term)).ranks
    assert [ranks[number]["x"] for number in (1, 2, 3)] == [1, 2, 0]
