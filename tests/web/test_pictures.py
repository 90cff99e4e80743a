"""The pictures: what is drawn is what the graph says, and the table, the CSV and the query say the same."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit
from xml.etree import ElementTree

import pytest
from pyoxigraph import QuerySolutions, Store

from server.namespaces import BASE, PREFIXES
from server.release import Release
from server.web.pages.pictures import map_view
from server.web.pages.pictures.messages import WORDS
from server.web.pages.pictures.subjects import Subjects
from server.web.pages.site import Site
from tests.web.client import Client
from tests.web.pages import Page, get

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def store(release: Release) -> Store:
    return Store.read_only(str(release.store))


def rows(store: Store, query: str) -> list[tuple[str, ...]]:
    found = store.query("".join(f"PREFIX {p}: <{iri}>\n" for p, iri in PREFIXES.items()) + query)
    assert isinstance(found, QuerySolutions)
    return [tuple("" if term is None else term.value for term in row) for row in found]


def html(site: Client, path: str) -> str:
    answer = get(site, path)
    assert answer.status == 200, answer.text
    return answer.text


def address(name: str, **given: str) -> str:
    return f"/pictures/{name}" + (f"?{urlencode(given)}" if given else "")


def data(site: Client, name: str, **given: str) -> list[dict[str, str]]:
    answer = get(site, address(f"{name}.csv", **given))
    assert (answer.status, answer.media_type) == (200, "text/csv")
    return [*csv.DictReader(io.StringIO(answer.text))]


def drawn(site: Client, name: str, **given: str) -> ElementTree.Element:
    answer = get(site, address(f"{name}.svg", **given))
    assert (answer.status, answer.media_type) == (200, "image/svg+xml")
    return ElementTree.fromstring(answer.body)  # noqa: S314 - what this server wrote


def held(page: str) -> Iterator[tuple[str, str]]:
    """The lane and the certainty of all that the page lists as having held."""
    listed = page[page.index('<ul class="then">') :].split("</ul>")[0]
    for item in re.findall(r"<li [^>]*?(hidden)?>(.*?)</li>", listed, re.DOTALL):
        if not item[0]:
            [lane] = re.findall(r'<a href="([^"]+)"', item[1])
            [level] = re.findall(r"data-level>([^<]+)", item[1])
            yield BASE[:-1] + lane, level


def test_the_list_leads_to_every_picture(site: Client) -> None:
    links = Page(html(site, "/pictures")).links
    for link in (one for one in links if one.startswith("/pictures/")):
        assert get(site, link).status == 200
    assert "/pictures/memberships" in links


@pytest.mark.parametrize("key", WORDS)
def test_every_word_is_said_in_three_languages(key: str) -> None:
    assert len(WORDS[key]) == 3
    assert all(WORDS[key])
    assert len({tuple(sorted(re.findall(r"\{\w+\}", text))) for text in WORDS[key]}) == 1


@pytest.mark.parametrize("of", ["body:sco", "state:belarus", "body:eu"])
def test_every_status_that_a_claim_gives_is_in_the_data_and_in_the_table(
    site: Client, store: Store, of: str
) -> None:
    said = rows(
        store,
        f"""SELECT DISTINCT ?claim ?thing {{
        {{ ?thing org:organization {of} }} UNION {{ ?thing org:member {of} }}
        GRAPH ?claim {{ ?thing eik:status|eik:during ?value }} ?claim eik:inDocument ?document }}""",
    )
    listed = [row for row in data(site, "memberships", of=of) if row["sort"] == "statuses"]
    assert {(row["claim"], row["thing"]) for row in listed} == set(said)
    page = html(site, address("memberships", of=of))
    for claim, thing in said:
        assert f'href="{claim.removeprefix(BASE[:-1])}"' in page
        assert f'href="{thing.removeprefix(BASE[:-1])}"' in page


def test_every_change_of_a_restriction_is_drawn_where_it_is_dated(site: Client, store: Store) -> None:
    said = rows(
        store,
        """SELECT DISTINCT ?change ?date { ?change eik:ofSanction/(eik:target|eik:imposedBy) state:belarus
        OPTIONAL { ?change eik:date ?date } }""",
    )
    listed = [row for row in data(site, "memberships", of="state:belarus") if row["sort"] == "changes"]
    assert {(row["thing"], row["period"]) for row in listed} == set(said)
    links = [one.get("href") for one in drawn(site, "memberships", of="state:belarus").iter(f"{SVG}a")]
    assert {change for change, date in said if date} <= {
        (link or "").replace(urlsplit(link or "").netloc, "w3id.org/eikg").replace("http:", "https:")
        for link in links
    }


@pytest.mark.parametrize("date", ["2016-01-15", "2015-06-01", "2024-07-04", "1974-05-01"])
def test_what_held_on_a_date_is_what_the_saved_query_says(site: Client, date: str) -> None:
    asked = get(site, f"/queries/status-as-of.csv?{urlencode({'member': 'state:belarus', 'date': date})}")
    level = {"certain": "surely", "as-last-known": "as-last-known", "possible": "perhaps"}
    wanted = {
        (row["body"], row["status"], row["period"], level[row["certainty"]])
        for row in csv.DictReader(io.StringIO(asked.text))
    }
    listed = data(site, "memberships", of="state:belarus", asof=date)
    given = {
        (row["lane"], row["kind"], row["period"], row["held"])
        for row in listed
        if row["sort"] == "statuses" and row["held"] != "no"
    }
    assert wanted
    assert given == wanted
    page = html(site, address("memberships", of="state:belarus", asof=date))
    things = {
        (row["thing"], row["period"], row["lane"], row["held"]) for row in listed if row["held"] != "no"
    }
    assert Counter((lane, word.replace(" ", "-")) for lane, word in held(page)) == Counter(
        (lane, word) for _, _, lane, word in things
    )


def test_what_documents_say_differently_is_drawn_twice_and_marked(site: Client) -> None:
    listed = [row for row in data(site, "memberships", of="body:sco") if row["lane_name"] == "Saudi Arabia"]
    periods = {row["period"] for row in listed if row["kind_name"] == "dialogue partner"}
    assert len(periods) == 2
    assert all(row["discrepancies"] for row in listed if row["kind_name"] == "dialogue partner")
    svg = drawn(site, "memberships", of="body:sco")
    marked = [
        one
        for one in svg.iter(f"{SVG}a")
        if "Saudi Arabia: dialogue partner" in (one.get("aria-label") or "")
        and "≠" in "".join(one.itertext())
    ]
    assert len(marked) == 2
    assert "/id/discrepancy/saudi-arabia-sco-2022-or-2023" in html(
        site, address("memberships", of="body:sco")
    )


def test_the_default_is_the_body_with_the_most_affiliations(site: Client, store: Store) -> None:
    [(body,)] = rows(
        store,
        """SELECT ?body { ?a a eik:Affiliation ; org:organization ?body }
        GROUP BY ?body ORDER BY DESC(COUNT(DISTINCT ?a)) LIMIT 1""",
    )
    assert 'href="/editor?text=' in html(site, "/pictures/memberships")
    assert data(site, "memberships") == data(site, "memberships", of=body)


def test_a_drawing_stands_alone(site: Client) -> None:
    svg = drawn(site, "memberships", of="body:sco", asof="2016-03")
    text = ElementTree.tostring(svg, encoding="unicode")
    assert "var(--" not in text
    assert "light-dark" not in text
    assert "<script" not in text
    patterns = {one.get("id") for one in svg.iter(f"{SVG}pattern")}
    used = set(re.findall(r"url\(#([^)]+)\)", text))
    assert used == patterns
    assert used
    for link in svg.iter(f"{SVG}a"):
        assert (link.get("href") or "").startswith("http")
    shown = {row["thing"] for row in data(site, "memberships", of="body:sco") if row["period"]}
    links = {(one.get("href") or "").partition("/id/")[2] for one in svg.iter(f"{SVG}a")}
    assert {thing.partition("/id/")[2] for thing in shown} <= links


def test_the_queries_lead_into_the_editor_and_give_the_data(site: Client) -> None:
    page = html(site, address("memberships", of="state:belarus"))
    texts = [
        parse_qs(urlsplit(unescape(link)).query)["text"][0] for link in Page(page).links if "/editor?" in link
    ]
    listed = data(site, "memberships", of="state:belarus")
    counted = Counter(row["sort"] for row in listed)
    assert len(texts) == len(counted) == 3
    for text, sort in zip(texts, ("statuses", "restrictions", "changes"), strict=True):
        answer = site.get("text/csv", query=text)
        assert answer.status == 200
        claims = {(row["thing"], row["claim"]) for row in csv.DictReader(io.StringIO(answer.text))}
        assert claims == {(row["thing"], row["claim"]) for row in listed if row["sort"] == sort}


def test_pages_speak_the_language_of_the_reader(site: Client) -> None:
    page = Page(html(site, address("memberships", of="body:sco", lang="ru")))
    assert page.language == "ru"
    assert "Членство и другие статусы" in page.text
    assert "наблюдатель" in page.text


@pytest.mark.parametrize(
    ("path", "status", "reason"),
    [
        ("/pictures/nothing", 404, "nothing"),
        ("/pictures/memberships.png", 404, "csv, svg"),
        (address("memberships", of="no iri"), 400, "The parameter of wants an IRI"),
        (address("memberships", of="urn:" + "x" * 3000), 404, "Nothing is said"),
        (address("memberships", of=BASE + "id/state/atlantis"), 404, "Nothing is said"),
        (address("memberships.csv", of=BASE + "id/state/atlantis"), 404, "Nothing is said"),
        (address("memberships", asof="2016-13"), 400, "The parameter asof wants a year"),
        (address("memberships", asof="soon"), 400, "The parameter asof wants a year"),
        (address("memberships", asof="2016-1X"), 400, "The parameter asof wants a year"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_the_reason(
    site: Client, path: str, status: int, reason: str
) -> None:
    answer = get(site, path)
    assert answer.status == status
    assert reason in answer.text


@pytest.mark.parametrize("name", ["memberships", "map"])
def test_a_release_without_affiliations_says_so(
    site: Client, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(map_view, "is_there", lambda: True)
    monkeypatch.setattr(Site, "subjects", property(lambda self: Subjects({}, {}, (), (), {})))
    answer = get(site, address(name))
    assert answer.status == 404
    assert "holds nothing that this picture could show" in answer.text


@pytest.mark.parametrize("date", ["0001", "1500-01-01", "9999-12-31"])
def test_a_date_far_away_leaves_the_line_of_time_as_it_is(site: Client, date: str) -> None:
    far, near = (
        re.findall(r'data-first="([^"]+)" data-last="([^"]+)"', html(site, address("memberships", asof=asof)))
        for asof in (date, "2016")
    )
    assert far == near != []


def test_pages_carry_no_style_and_no_script_of_their_own(site: Client) -> None:
    page = html(site, address("memberships", of="state:belarus", asof="2016-03"))
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=", page)
