"""The list of discrepancies, the same as data, the page of one, and what other pages show of them, over real HTTP."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from itertools import pairwise
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from server.namespaces import BASE, EIK
from tests.web.client import Client
from tests.web.pages import Page, get

PREFIXES = f"PREFIX eik: <{EIK}> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n"
KIND = "discrepancy-kind:"
FILTERS = [
    {},
    {"kind": f"{KIND}contradiction"},
    {"kind": f"{KIND}precision"},
    {"kind": f"{BASE}scheme/discrepancy-kind/coarser-date"},
    {"scope": "documents"},
    {"scope": "reference"},
    {"scope": "within"},
    {"severity": "severity:high"},
    {"settled": "yes"},
    {"settled": "no", "scope": "documents"},
    {"about": "state:belarus"},
    {"document": ["doc:leshenyuk-2021", "doc:vysotskaya-2018"]},
    {"document": "doc:vysotskaya-2018", "kind": f"{KIND}within-document", "settled": "no"},
]


def asked(site: Client, query: str) -> list[dict[str, str]]:
    answer = get(site, f"/sparql?{urlencode({'query': query})}", Accept="application/sparql-results+json")
    rows = json.loads(answer.text)["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in rows]


def counted(site: Client, pattern: str) -> int:
    [row] = asked(site, f"{PREFIXES}SELECT (COUNT(DISTINCT ?d) AS ?n) {{ ?d a eik:Discrepancy {pattern} }}")
    return int(row["n"])


def told(site: Client, **given: Any) -> Any:
    return json.loads(get(site, f"/discrepancies.json?{urlencode(given, doseq=True)}").text)


def total(text: str) -> int:
    found = re.search(r"<strong>\d+–\d+ of (\d+)</strong>", text)
    return int(found[1]) if found else 0


def walked(site: Client, path: str) -> list[str]:
    """The discrepancies that the list shows from a page on, in its order."""
    found = []
    while path:
        text = get(site, path).text
        found += re.findall(r'<h3>\s*<a href="(/id/discrepancy/[^"]+)"', text)
        [path] = re.findall(r'<a href="([^"]+)" rel="next">', text) or [""]
        path = html.unescape(path)
    return found


@pytest.mark.parametrize("given", FILTERS, ids=lambda given: urlencode(given, doseq=True) or "all")
def test_page_data_and_its_own_query_hold_the_same_discrepancies(site: Client, given: dict[str, Any]) -> None:
    path = f"?{urlencode(given, doseq=True)}"
    text = get(site, f"/discrepancies{path}").text
    [query] = re.findall(r"<pre[^>]*><code>(SELECT|PREFIX.*?)</code></pre>", text, re.DOTALL)
    by_query = {row["discrepancy"] for row in asked(site, html.unescape(query))}
    assert by_query
    rows = list(csv.DictReader(io.StringIO(get(site, f"/discrepancies.csv{path}").text)))
    data = told(site, **given)
    assert {row["discrepancy"] for row in rows} == by_query
    assert len(rows) == len(by_query)
    assert [one["discrepancy"] for one in data["discrepancies"]] == [row["discrepancy"] for row in rows]
    assert data["total"] == total(text) == len(by_query)
    assert [BASE + path[1:] for path in walked(site, f"/discrepancies{path}")] == [
        row["discrepancy"] for row in rows
    ]


def test_numbers_of_filters_are_those_of_sparql(site: Client) -> None:
    assert total(get(site, "/discrepancies").text) == counted(site, "")
    for given, pattern in (
        ({"settled": "yes"}, "; eik:settledBy ?c"),
        ({"settled": "no"}, "FILTER NOT EXISTS { ?d eik:settledBy ?c }"),
        ({"severity": "severity:low"}, f"; eik:severity <{BASE}scheme/severity/low>"),
        (
            {"kind": f"{KIND}precision"},
            f"; eik:discrepancyKind/skos:broader* <{BASE}scheme/discrepancy-kind/precision>",
        ),
        (
            {"document": "doc:reference-events"},
            f"; eik:betweenClaims/eik:inDocument <{BASE}id/document/reference-events>",
        ),
        (
            {"scope": "within"},
            "FILTER NOT EXISTS { ?d eik:betweenClaims/eik:inDocument ?a, ?b FILTER(?a != ?b) }",
        ),
    ):
        assert told(site, **given)["total"] == counted(site, pattern) > 0, given


@pytest.mark.parametrize("path", ["/discrepancies", "/discrepancies?document=doc:vysotskaya-2018&settled=no"])
def test_each_choice_leads_to_as_many_as_it_says(site: Client, path: str) -> None:
    text = get(site, path).text
    facets = text.partition('<aside class="facets"')[2].partition("</aside>")[0]
    choices = re.findall(
        r'<a href="([^"]+)"( aria-current="true")? rel="nofollow">.*?</a> <small[^>]*>(\d+)', facets
    )
    assert len(choices) > 20
    for address, chosen, number in choices[::4]:
        found = total(get(site, html.unescape(address)).text)
        if chosen:
            assert int(number) == total(text)
        else:
            assert int(number) == found > 0, address


def test_contradictions_between_documents_come_first_and_precision_stands_apart(site: Client) -> None:
    text = get(site, "/discrepancies").text
    headings = Page(text).headings
    assert headings[1] == "Contradictions between documents"
    last = get(site, f"/discrepancies?page={-(-total(text) // 20)}").text
    assert Page(last).headings[1].startswith("Precision")
    for one in told(site, kind=f"{KIND}precision")["discrepancies"]:
        assert one["sort"] == "precision"
    first = told(site)["discrepancies"][0]
    assert (first["sort"], first["scope"]) == ("contradiction", "documents")
    by_sort = [one["sort"] for one in told(site)["discrepancies"]]
    assert by_sort == sorted(by_sort, key=["contradiction", "out_of_date", "naming", "precision"].index)


def test_an_entry_says_what_is_at_issue_value_against_value_and_by_whom(site: Client) -> None:
    page = Page(get(site, "/discrepancies?about=initiative:helsinki-2").text)
    assert "Helsinki-2: new Helsinki process aim" in page.text.replace("› ", "")
    assert "a conference on global security" in page.text
    assert "open a new dialogue between all who are interested" in page.text
    assert "Oleg N. Leshenyuk, 2021: § 117, § 118 report" in page.text.replace("\u00a0", " ").replace(
        " ,", ","
    )
    assert {"/id/segment/leshenyuk-2021-118", "/id/segment/vysotskaya-2018-011"} <= set(page.links)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("kind=nothing", 400),
        ("kind=" + "x" * 5000, 400),
        ("kind=%3Cb%3E%22%7D", 400),
        ("kind=state:belarus", 400),
        ("scope=x", 400),
        ("settled=maybe", 400),
        ("severity=%00", 400),
        ("about=x", 400),
        ("about=urn:x", 404),
        ("document=doc:none", 404),
        ("&".join(["document=doc:vysotskaya-2018"] * 6), 400),
        ("page=0", 400),
        ("page=x", 400),
        ("page=%C2%B2", 400),
        ("page=" + "9" * 40, 400),
        ("page=9999", 404),
    ],
)
def test_a_filter_or_page_that_means_nothing_is_refused_with_advice(
    site: Client, path: str, status: int
) -> None:
    answer = get(site, f"/discrepancies?{path}")
    assert answer.status == status
    assert "Traceback" not in answer.text
    advice = "its last one is " if path == "page=9999" else "the list without filters"
    assert advice in Page(answer.text).text
    assert "<b>" not in answer.text.partition("<main")[2]
    assert "x" * 400 not in answer.text.partition("<main")[2]
    if not path.startswith("page"):
        for suffix in ("csv", "json"):
            refused = get(site, f"/discrepancies.{suffix}?{path}", Accept="application/json")
            assert refused.status == status
            kind = {400: "request", 404: "not-found"}[status]
            assert json.loads(refused.text)["type"].endswith(f"/problem/{kind}")


def test_filters_that_exclude_one_another_leave_an_empty_list(site: Client) -> None:
    answer = get(site, f"/discrepancies?kind={KIND}precision&scope=within&severity=severity:high")
    assert answer.status == 200
    assert "No disagreement fits" in Page(answer.text).text
    assert "/discrepancies" in Page(answer.text).links


@pytest.mark.parametrize("name", ["about", "document"])
def test_what_is_known_but_nowhere_at_issue_leaves_an_empty_list(site: Client, name: str) -> None:
    answer = get(site, f"/discrepancies?{name}=place:minsk")
    assert answer.status == 200
    page = Page(answer.text)
    assert "No disagreement fits" in page.text
    assert "Minsk" in page.text
    assert "/discrepancies" in page.links
    assert told(site, **{name: "place:minsk"})["discrepancies"] == []


def test_data_can_be_read_by_any_page_and_speaks_the_language_asked_for(site: Client) -> None:
    answer = get(site, "/discrepancies.json?lang=ru&about=initiative:helsinki-2")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    labels = [one["label"] for one in json.loads(answer.text)["discrepancies"]]
    assert "«Хельсинки-2»: диалог крупнейших игроков или конференция" in labels
    assert get(site, "/discrepancies.csv").media_type == "text/csv"


def test_the_list_is_data_for_whoever_asks_for_data(site: Client) -> None:
    for accept, suffix in (("text/csv", "csv"), ("application/json", "json")):
        answer = get(site, "/discrepancies?settled=yes", Accept=accept)
        assert answer.body == get(site, f"/discrepancies.{suffix}?settled=yes").body
        assert "Accept" in answer.headers["Vary"]
    assert get(site, "/discrepancies", Accept="*/*").media_type == "text/html"


def test_pages_are_walked_in_the_order_of_the_list(site: Client) -> None:
    order = ["/" + one["discrepancy"].removeprefix(BASE) for one in told(site)["discrepancies"]]
    for place in (0, 1, len(order) - 1):
        walk = get(site, order[place]).text.partition('<nav class="paging"')[2].partition("</nav>")[0]
        assert Page(walk).links == [
            one for one in order[max(place - 1, 0) : place + 2] if one != order[place]
        ]


def test_sides_in_json_are_the_claims_of_the_graph(site: Client) -> None:
    given = {
        (one["discrepancy"], claim["claim"])
        for one in told(site)["discrepancies"]
        for side in one["sides"]
        for claim in side["claims"]
    }
    rows = asked(site, f"{PREFIXES}SELECT DISTINCT ?d ?c {{ ?d a eik:Discrepancy ; eik:betweenClaims ?c }}")
    assert given == {(row["d"], row["c"]) for row in rows}


def test_every_discrepancy_has_a_page_with_each_of_its_claims_and_passages(site: Client) -> None:
    rows = asked(
        site,
        f"{PREFIXES}SELECT DISTINCT ?d ?c ?p {{ ?d eik:betweenClaims ?c OPTIONAL {{ ?c eik:passage ?p }} }}",
    )
    for iri in sorted({row["d"] for row in rows})[::5]:
        answer = get(site, "/" + iri.removeprefix(BASE))
        assert answer.status == 200
        links = {BASE + link[1:] for link in Page(answer.text).links}
        wanted = {row[name] for row in rows if row["d"] == iri for name in ("c", "p") if name in row}
        assert wanted <= links, iri


def test_a_page_has_a_column_a_side_and_says_what_settles_it(site: Client) -> None:
    answer = get(site, "/id/discrepancy/csce-1973-or-1975")
    page = Page(answer.text)
    assert answer.text.count('<section class="side"') == 2
    assert page.headings[0] == "Start of the CSCE: 1973 or 1975"
    assert ["1973-07-03", "1975-07-03"] in map(sorted, page.rows)
    assert "Settles it" in page.text
    assert "/id/claim/reference-organisations-csce" in page.links
    assert "#side1" in page.links
    assert "kind of discrepancy in a date" in page.text
    for said in ("By whom", "Document", "Stance", "Record", "Checked against"):
        assert said in page.text
    unsettled = Page(get(site, "/id/discrepancy/leshenyuk-2021-status-of-the-republics").text).text
    assert "Nothing that has been read settles it" in unsettled
    assert "self-proclaimed" in unsettled
    assert "“non-state participant” of the talks" in unsettled


def test_precision_is_shown_as_such_with_the_more_exact_side(site: Client) -> None:
    text = Page(get(site, "/id/discrepancy/vysotskaya-2018-minsk-1-month-only").text).text
    assert "Precision: one source is more exact" in text
    assert "more exact" in text.partition("2014-09-05")[2]
    contradiction = Page(get(site, "/id/discrepancy/csce-1973-or-1975").text).text
    assert "more exact" not in contradiction


def test_a_page_leads_to_the_other_disagreements_and_to_questions_that_answer(site: Client) -> None:
    page = Page(get(site, "/id/discrepancy/leshenyuk-2021-helsinki-2-dialogue-or-conference").text)
    others = [link for link in page.links if link.startswith("/discrepancies?about=")]
    assert others == ["/discrepancies?about=initiative:helsinki-2"]
    number = counted(site, f"; eik:about <{BASE}id/initiative/helsinki-2>")
    assert f"Other disagreements about it: {number - 1}" in page.text
    assert total(get(site, others[0]).text) == number
    questions = [link for link in page.links if link.startswith("/queries/")]
    assert len(questions) == 4
    for link in questions:
        answer = get(site, link)
        assert answer.status == 200
        if "settled" not in link:
            assert "helsinki-2-dialogue-or-conference" in answer.text


def test_a_discrepancy_stays_the_same_in_rdf(site: Client) -> None:
    path = "/id/discrepancy/csce-1973-or-1975"
    turtle = get(site, f"{path}.ttl")
    assert turtle.media_type == "text/turtle"
    assert "eik:betweenClaims" in turtle.text
    assert get(site, path, Accept="text/turtle").body == turtle.body
    assert 'rel="alternate"' in get(site, path).headers["Link"]
    assert get(site, "/id/discrepancy/none").status == 404


def test_a_disputed_value_leads_to_the_discrepancy(site: Client) -> None:
    text = get(site, "/id/body/csce").text
    badge = '<a class="disputed contradiction" href="/id/discrepancy/csce-1973-or-1975"'
    assert text.count(badge) == 2
    assert badge in text.partition("1973-07-03")[2].partition("</li>")[0]
    assert 'class="disputed precision"' in get(site, "/id/initiative/helsinki-2").text
    assert "disputed" not in get(site, "/id/state/albania").text


def test_home_shows_one_disagreement_with_its_sides_and_leads_to_all(site: Client) -> None:
    text = get(site, "/").text
    section = text.partition('<section class="worked"')[2].partition("</section>")[0]
    page = Page(section)
    [shown] = {link for link in page.links if link.startswith("/id/discrepancy/")}
    [one] = [one for one in told(site)["discrepancies"] if one["discrepancy"] == BASE + shown[1:]]
    assert (one["sort"], one["scope"]) == ("contradiction", "documents")
    assert section.count('class="version"') == len(one["sides"]) >= 2
    assert f"All {counted(site, '')} disagreements" in page.text
    passages = {
        "/" + passage.removeprefix(BASE)
        for side in one["sides"]
        for claim in side["claims"]
        for passage in claim.get("passages", ())
    }
    assert passages <= set(page.links)


@pytest.mark.parametrize("path", ["/discrepancies", "/id/discrepancy/d09", "/id/discrepancy/d01"])
def test_pages_speak_russian_and_load_nothing_but_their_own(site: Client, path: str) -> None:
    answer = get(site, f"{path}?lang=ru")
    page = Page(answer.text)
    assert page.language == "ru"
    assert not re.search(r"\b(Settled|Open|Version|By whom|Passage|severity)\b", page.text)
    assert "style=" not in answer.text
    assert [url for url in page.loaded if not url.startswith("/")] == []
    levels = [int(level) for level in re.findall(r"<h([1-6])", answer.text)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_links_of_the_list_lead_somewhere(site: Client) -> None:
    links = sorted(
        {link for link in Page(get(site, "/discrepancies?page=2").text).links if link.startswith("/")}
    )
    assert len(links) > 60
    assert {
        link: status
        for link in links[::6]
        if (status := get(site, quote(link, safe="/?&=:%#")).status) >= 400
    } == {}
