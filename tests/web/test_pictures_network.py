"""The network: what the query for ties gives is drawn, filtered and told; sizes are the measures that are published."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from pyoxigraph import Store

from server.namespaces import BASE
from server.web.pages.pictures.network import Network
from server.web.pages.site import Site
from tests.web.client import Client
from tests.web.pages import Page, get
from tests.web.test_pictures import SVG, data, drawn, html, rows, store

__all__ = ["store"]

GRAPH = BASE + "graph/network"
FILTERS: list[dict[str, str]] = [
    {},
    {"document": "doc:leshenyuk-2021"},
    {"from": "2014", "to": "2015-06"},
    {"to": "1950"},
    {"document": "doc:vysotskaya-2018", "from": "2016-02-01"},
]


def path(**given: str) -> str:
    return f"/pictures/network?{urlencode(given)}"


def asked(site: Client, page: str) -> list[dict[str, str]]:
    """What the query gives that the page leads to."""
    links = [link for link in Page(page).links if "/editor?" in link]
    text = parse_qs(urlsplit(unescape(links[0])).query)["text"][0]
    answer = site.get("text/csv", query=text)
    assert answer.status == 200
    return [*csv.DictReader(io.StringIO(answer.text))]


@pytest.mark.parametrize("given", FILTERS)
def test_the_ties_are_those_that_the_query_gives(site: Client, given: dict[str, str]) -> None:
    page = html(site, path(**given))
    wanted = {
        (row["one"], row["other"], row["kind"], row["through"], row["claim"]) for row in asked(site, page)
    }
    listed = data(site, "network", **given)
    told = {(row["actor"], row["other"], row["kind"], row["through"], row["claim"]) for row in listed}
    assert wanted
    assert told == wanted
    ties = {row[:4] for row in told}
    actors = {actor for one, other, *_ in ties for actor in (one, other)}
    assert f"Actors: {len(actors)}, ties: {len(ties)}" in page
    svg = drawn(site, "network", **given)
    links = {BASE + (one.get("href") or "").partition("/id/")[2] for one in svg.iter(f"{SVG}a")}
    assert links == {BASE + actor.partition("/id/")[2] for actor in actors}
    lines = [
        one for one in svg.iter(f"{SVG}path") if not (one.get("d") or "").endswith("h40")
    ]  # the legend's
    assert sum((one.get("d") or "").count("M") for one in lines) == len({row[:3] for row in ties})


def test_only_claims_of_the_document_are_told(site: Client) -> None:
    listed = data(site, "network", document="doc:leshenyuk-2021")
    assert {row["document"] for row in listed} == {f"{BASE}id/document/leshenyuk-2021"}
    assert 'href="/id/claim/reference-' not in html(site, path(document="doc:leshenyuk-2021"))


def test_each_document_is_offered_with_the_number_of_ties_that_it_names(site: Client) -> None:
    ties = {
        (row["document"], row["one"], row["other"], row["kind"], row["through"])
        for row in asked(site, html(site, path()))
    }
    counted = Counter(document.removeprefix(f"{BASE}id/document/") for document, *_ in ties)
    offered = re.findall(r'<option value="doc:([^"]+)">[^<]* \((\d+)\)</option>', html(site, path()))
    assert {document: int(count) for document, count in offered} == counted


def test_the_degree_that_is_published_is_that_of_the_ties(site: Client, store: Store) -> None:
    joined = {
        frozenset((row["actor"], row["other"]))
        for row in data(site, "network")
        if row["actor"] != row["other"]
    }
    counted = Counter(actor for pair in joined for actor in pair)
    published = rows(
        store,
        f"""SELECT ?actor ?degree {{ ?observation qb:dataSet <{GRAPH}#centrality> ;
        <{GRAPH}#actor> ?actor ; <{GRAPH}#degree> ?degree }}""",
    )
    assert {actor: int(degree) for actor, degree in published} == counted


@pytest.mark.parametrize("size", ["degree", "betweenness", "pagerank"])
def test_actors_are_sized_by_the_measure_chosen(site: Client, store: Store, size: str) -> None:
    published = rows(
        store,
        f"""SELECT ?actor ?size {{ ?observation <{GRAPH}#actor> ?actor ; <{GRAPH}#{size}> ?size }}""",
    )
    measured = {actor: float(number) for actor, number in published}
    svg = drawn(site, "network", size=size)
    radii = {}
    for link in svg.iter(f"{SVG}a"):
        [circle] = link.iter(f"{SVG}circle")
        radii[f"{BASE}id/" + (link.get("href") or "").partition("/id/")[2]] = float(circle.get("r") or 0)
    ordered = sorted(radii, key=lambda actor: -measured[actor])
    assert [radii[actor] for actor in ordered] == sorted(radii.values(), reverse=True)
    assert radii[ordered[0]] > 3 * radii[ordered[-1]]


def test_the_table_of_ties_is_paged(site: Client) -> None:
    total = len({(row["actor"], row["other"], row["through"]) for row in data(site, "network")})
    last = -(-total // 100)

    def ties(number: str) -> int:
        page = html(site, path(page=number))
        return page[page.index('<h2 id="ties">') :].count('<th scope="row">')

    assert ties("1") == ties("") == ties("x") == 100
    assert ties(str(last)) == ties("9999") == total - 100 * (last - 1)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"document": "no iri"}, "The parameter document wants an IRI"),
        ({"from": "spring"}, "The parameter from wants a year"),
        ({"to": "2016-02-31"}, "The parameter to wants a year"),
        ({"size": "weight"}, "The parameter size wants one of: degree, betweenness, pagerank"),
    ],
)
def test_a_wrong_filter_is_refused(site: Client, given: dict[str, str], reason: str) -> None:
    answer = get(site, path(**given))
    assert answer.status == 400
    assert reason in answer.text


def test_a_filter_that_leaves_nothing_says_so(site: Client) -> None:
    assert "Nothing ties actors there and then." in html(site, path(document="doc:leshenyuk-2021", to="1500"))


def test_a_release_without_the_network_says_so(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Site, "network", property(lambda self: Network((), {})))
    answer = get(site, path())
    assert answer.status == 404
    assert "holds nothing that this picture could show" in answer.text
