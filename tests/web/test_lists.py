"""The lists over the release: what is in them is what SPARQL says, and every way to look at one holds its numbers."""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.namespaces import BASE, EIK, OWN, PREFIXES
from server.rdf.iris import readable
from server.web.pages.lists.messages import LIST_WORDS
from tests.conftest import RELEASES
from tests.web.client import Client
from tests.web.in_process import served_in_process
from tests.web.pages import Page, get

PROLOGUE = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
COLUMNS = {
    "State": {"iso2", "iso3", "capital", "memberOf", "region"},
    "Body": {"kind", "acronym", "foundedOn", "seat"},
    "Organisation": {"kind", "acronym", "foundedOn", "locatedIn"},
    "Resolution": {"symbol", "adoptedOn", "adoptedBy", "votesFor", "votesAgainst", "abstentions"},
    "Treaty": {"signedOn", "topic"},
    "Event": {"kind", "date", "locatedIn", "topic"},
    "Membership": {"member", "organization", "status", "during"},
    "Person": {"holdsOffice", "participatedIn"},
    "Document": {"kind", "symbol", "earliest", "about", "topic"},
    "Initiative": {"proponent", "outcome", "proposedOn", "topic"},
    "Sanction": {"target", "imposedBy", "sanctionKind", "during"},
    "Vote": {"voter", "choice", "onResolution"},
    "Claim": {"states", "statedBy", "stance", "asOf"},
    "Segment": {"of_passage"},
    "Discrepancy": {"about", "discrepancyKind", "severity", "betweenClaims"},
}


def listed(site: Client, path: str, **more: str) -> Any:
    query = f"?{urlencode(more)}" if more else ""
    answer = get(site, f"/lists/{path}.json{query}")
    assert answer.status == 200, answer.text
    return answer.json()


def iris(found: Any) -> list[str]:
    return [thing["iri"] for thing in found["things"]]


def rows(site: Client, query: str) -> list[dict[str, str]]:
    answer = get(site, f"/sparql?query={quote(PROLOGUE + query)}", Accept="application/sparql-results+json")
    assert answer.status == 200, answer.text
    bindings = answer.json()["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in bindings]


def selected(site: Client, query: str) -> list[str]:
    return [row["thing"] for row in rows(site, query)]


def facet(html: str, heading: str) -> dict[str, tuple[int, str]]:
    """The values of a facet by name: the number beside each, and the address that it leads to."""
    part = html.partition(f"<h2>{heading}</h2>")[2].partition("<h2>")[0]
    found = re.findall(r'<a href="([^"]+)"[^>]*>(.*?)</a> <small class="figure">(\d+)', part, re.DOTALL)
    return {re.sub("<[^>]+>", "", name): (int(count), unescape(address)) for address, name, count in found}


def test_every_class_that_has_members_is_listed_with_their_true_number(site: Client) -> None:
    html = get(site, "/lists").text
    told = {
        path: int(count)
        for path, count in re.findall(r'href="/lists/(\w+)"[^>]*>[^<]*</a> <span class="figure">(\d+)', html)
    }
    counted = rows(
        site,
        f"""SELECT ?class (COUNT(DISTINCT ?thing) AS ?n) WHERE {{ ?thing a ?class
        FILTER(STRSTARTS(STR(?class), "{EIK}")) }} GROUP BY ?class""",
    )
    assert told == {row["class"].removeprefix(EIK): int(row["n"]) for row in counted}
    assert len(told) > 60


def test_classes_stand_below_those_that_they_are_kinds_of(site: Client) -> None:
    html = get(site, "/lists").text
    organisations = html.index('href="/lists/Organisation"')
    assert organisations < html.index('href="/lists/IntergovernmentalOrganisation"')
    narrower = Page(get(site, "/lists/Organisation").text).links
    assert {"/lists/Actor", "/lists/Body", "/lists/Organ"} <= {*narrower}
    assert "/lists/IntegrationBody" not in narrower


@pytest.mark.parametrize("name", COLUMNS)
def test_list_has_the_members_that_sparql_finds_and_the_columns_that_matter(site: Client, name: str) -> None:
    found = listed(site, name)
    members = selected(site, f"SELECT DISTINCT ?thing WHERE {{ ?thing a {OWN}:{name} }}")
    assert sorted(iris(found)) == sorted(members)
    assert found["total"] == len(members)
    keys = {column["key"] for column in found["columns"]}
    assert COLUMNS[name] <= keys
    assert len(keys - {"kind", "states"}) <= 7
    assert not keys & {"label", "prefLabel", "altLabel", "gist", "type", "nameVariant", "editorialNote"}


@pytest.mark.parametrize(
    "name", ["Claim", "Membership", "Event", "Vote", "Statement", "Situation", "Segment"]
)
def test_nothing_in_a_list_is_without_a_name(site: Client, name: str) -> None:
    unnamed = [
        thing["iri"] for thing in listed(site, name)["things"] if thing["label"] == readable(thing["iri"])
    ]
    assert unnamed == []


def test_columns_hold_all_values_that_the_graph_gives(site: Client) -> None:
    found = {thing["iri"]: thing for thing in listed(site, "Event")["things"]}
    given: dict[str, set[str]] = {}
    for row in rows(site, f"SELECT ?thing ?date WHERE {{ ?thing a {OWN}:Event ; {OWN}:date ?date }}"):
        given.setdefault(row["thing"], set()).add(row["date"])
    assert any(len(dates) > 1 for dates in given.values())
    for iri, dates in given.items():
        assert {value["value"] for value in found[iri]["date"]} == dates


def test_members_that_only_a_rule_finds_are_listed(site: Client) -> None:
    asserted = selected(
        site,
        f"SELECT DISTINCT ?thing WHERE {{ GRAPH ?g {{ ?thing a {OWN}:Actor }} FILTER(?g != graph:inferred) }}",
    )
    assert len(asserted) < listed(site, "Actor")["total"]


def test_kind_is_the_narrowest_class(site: Client) -> None:
    things = {thing["iri"]: thing for thing in listed(site, "Organisation")["things"]}
    assert [value["label"] for value in things[f"{BASE}id/body/eaeu"]["kind"]] == ["Integration body"]


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("State", {"text": "belarus"}),
        ("State", {"text": "БЕЛАРУСЬ"}),
        ("State", {"text": "united states", "sort": "-iso3"}),
        ("State", {"memberOf": "body:un", "region": "place:asia"}),
        ("Membership", {"text": "belarus", "status": "membership-status:observer"}),
        ("Membership", {"document": "doc:reference-memberships", "sort": "during"}),
        ("Organisation", {"kind": f"{OWN}:IntegrationBody"}),
        ("Organisation", {"kind": f"{OWN}:IntergovernmentalOrganisation", "text": "united"}),
        ("Event", {"document": "doc:vysotskaya-2018", "sort": "-date"}),
        ("Claim", {"stance": "stance:predicts", "document": "doc:vysotskaya-2018"}),
        ("Claim", {"text": "sanctions \\ \"eu"}),
        ("Segment", {"text": "leshenyuk-2021-08"}),
        ("Resolution", {"sort": "-votesFor"}),
        ("Initiative", {"outcome": "outcome:adopted"}),
    ],
)  # fmt: skip
def test_query_of_a_list_gives_the_same_things(site: Client, name: str, asked: dict[str, str]) -> None:
    found = listed(site, name, **asked)
    given = selected(site, found["query"])
    assert sorted(given) == sorted(iris(found))
    assert len(given) == found["total"]


def test_some_lists_of_those_are_not_empty(site: Client) -> None:
    assert listed(site, "State", text="БЕЛАРУСЬ")["total"] > 0
    assert listed(site, "State", memberOf="body:un", region="place:asia")["total"] > 0
    assert listed(site, "Organisation", kind=f"{OWN}:IntegrationBody")["total"] > 0
    assert listed(site, "Claim", stance="stance:predicts", document="doc:vysotskaya-2018")["total"] > 0


def test_query_opens_in_the_editor(site: Client) -> None:
    links = Page(get(site, "/lists/Treaty?text=union").text).links
    (editor,) = [link for link in links if link.startswith("/editor?text=")]
    text = parse_qs(urlsplit(editor).query)["text"][0]
    assert text == listed(site, "Treaty", text="union")["query"]


def test_each_word_of_the_filter_must_be_found_in_names_values_or_address(site: Client) -> None:
    voters = [
        thing["voter"][0]["iri"] for thing in listed(site, "Vote", text="Ukrainian a/res/2391")["things"]
    ]
    assert voters == [f"{BASE}id/state/ukrainian-ssr"]
    assert listed(site, "Vote", text="ukrainian nosuchword")["total"] == 0


def numbers(found: Any, key: str) -> list[float | None]:
    return [
        max(float(value["value"]) for value in thing[key]) if key in thing else None
        for thing in found["things"]
    ]


def test_numbers_are_sorted_as_numbers_both_ways_and_nothing_comes_last(site: Client) -> None:
    down = numbers(listed(site, "Resolution", sort="-votesFor"), "votesFor")
    known = [number for number in down if number is not None]
    assert known == sorted(known, reverse=True)
    assert known[0] > 99
    assert down[len(known) :] == [None] * (len(down) - len(known))
    up = listed(site, "Resolution", sort="votesFor")
    assert numbers(up, "votesFor")[-1] is None
    assert iris(up)[0] != iris(listed(site, "Resolution", sort="-votesFor"))[0]


def test_names_are_sorted_in_the_alphabet_of_the_reader(site: Client) -> None:
    answer = get(site, "/lists/State.json?lang=ru").json()
    labels = [thing["label"] for thing in answer["things"]]
    assert labels[0].startswith("А")
    assert labels == sorted(labels, key=lambda label: label.casefold().replace("ё", "е\uffff"))
    assert [
        thing["iri"] for thing in get(site, "/lists/State.json?lang=ru&sort=-label").json()["things"]
    ] == [thing["iri"] for thing in answer["things"]][::-1]


def test_head_of_a_column_sorts_by_it_and_then_the_other_way_round(site: Client) -> None:
    html = get(site, "/lists/Resolution?text=belarus").text
    assert 'aria-sort="ascending"' in html
    assert "/lists/Resolution?text=belarus&sort=adoptedOn" in Page(html).links
    sorted_up = get(site, "/lists/Resolution?sort=adoptedOn").text
    assert "/lists/Resolution?sort=-adoptedOn" in Page(sorted_up).links
    assert 'aria-sort="descending"' in get(site, "/lists/Resolution?sort=-adoptedOn").text


@pytest.mark.parametrize(
    ("name", "heading", "asked"),
    [
        ("Membership", "Status", {}),
        ("Membership", "Status", {"organization": "body:un"}),
        ("Event", "Kind", {"text": "minsk"}),
        ("Claim", "Document", {"stance": "stance:asserts"}),
        ("Discrepancy", "Severity", {}),
    ],
)
def test_number_beside_a_value_is_how_many_things_it_leaves(
    site: Client, name: str, heading: str, asked: dict[str, str]
) -> None:
    values = facet(get(site, f"/lists/{name}?{urlencode(asked)}").text, heading)
    assert len(values) > 1
    for count, address in values.values():
        assert listed(site, name, **dict(parse_qs_flat(address)))["total"] == count


def parse_qs_flat(address: str) -> list[tuple[str, str]]:
    return [(name, values[0]) for name, values in parse_qs(urlsplit(address).query).items()]


def test_chosen_value_can_be_let_go_and_the_others_of_its_column_keep_their_numbers(site: Client) -> None:
    before = facet(get(site, "/lists/Discrepancy").text, "Severity")
    name, (count, address) = next(iter(before.items()))
    after = facet(get(site, address).text, "Severity")
    assert {value: number for value, (number, _) in after.items()} == {
        value: number for value, (number, _) in before.items()
    }
    assert after[name] == (count, "/lists/Discrepancy")


def test_documents_of_a_thing_are_those_whose_claims_speak_of_it(site: Client) -> None:
    things = {thing["iri"]: thing for thing in listed(site, "Body")["things"]}
    for body in ("eaeu", "un", "nato"):
        iri = f"{BASE}id/body/{body}"
        speaking = rows(
            site,
            f"""SELECT DISTINCT ?d WHERE {{ ?g {OWN}:inDocument ?d
            {{ GRAPH ?g {{ <{iri}> ?p ?o }} }} UNION {{ GRAPH ?g {{ ?s ?q <{iri}> }} }} }}""",
        )
        assert {one["iri"] for one in things[iri]["documents"]} == {row["d"] for row in speaking}


def test_documents_of_a_discrepancy_are_those_of_its_claims(site: Client) -> None:
    given: dict[str, set[str]] = {}
    for row in rows(
        site,
        f"""SELECT ?thing ?d WHERE {{ ?thing a {OWN}:Discrepancy ; {OWN}:betweenClaims|{OWN}:settledBy ?claim .
        ?claim {OWN}:inDocument ?d }}""",
    ):
        given.setdefault(row["thing"], set()).add(row["d"])
    found = listed(site, "Discrepancy")["things"]
    assert {thing["iri"]: {one["iri"] for one in thing["documents"]} for thing in found} == given
    of_one = listed(site, "Discrepancy", document="doc:leshenyuk-2021")
    assert sorted(iris(of_one)) == sorted(selected(site, of_one["query"]))
    assert 0 < of_one["total"] < len(given)


def test_long_list_comes_page_by_page(site: Client) -> None:
    seen: list[str] = []
    path: str | None = "/lists/State"
    while path:
        html = get(site, path).text
        seen += re.findall(r'<th scope="row"><a href="([^"]+)"', html)
        following = re.search(r'href="([^"]+)" rel="next"', html)
        path = unescape(following[1]) if following else None
    assert [f"{BASE[:-1]}{one}" for one in seen] == iris(listed(site, "State"))
    assert "1 to 50 of" in Page(get(site, "/lists/State").text).text
    assert "101 to" in Page(get(site, "/lists/State?page=3").text).text


def test_csv_is_the_whole_filtered_list_with_iris_and_labels(site: Client) -> None:
    answer = get(site, "/lists/State.csv?memberOf=body:un&sort=-iso3")
    assert answer.media_type == "text/csv"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    table = [*csv.DictReader(io.StringIO(answer.text))]
    found = listed(site, "State", memberOf="body:un", sort="-iso3")
    assert [row["iri"] for row in table] == iris(found)
    assert len(table) > 50
    belarus = next(row for row in table if row["label"] == "Belarus")
    assert (belarus["iso3"], belarus["capital"], belarus["capital_iri"]) == (
        "BLR",
        "Minsk",
        f"{BASE}id/place/minsk",
    )
    assert f"{BASE}id/body/eaeu" in belarus["memberOf_iri"].split(" | ")


def test_programs_get_the_language_that_they_ask_for(site: Client) -> None:
    labels = {
        thing["iri"]: thing["label"]
        for thing in get(site, "/lists/State.json", Accept_Language="ru").json()["things"]
    }
    assert labels[f"{BASE}id/state/belarus"] == "Беларусь"


def test_values_that_differ_stand_with_the_documents_that_give_them(site: Client) -> None:
    html = get(site, "/lists/Event?text=rapporteur+2013").text
    cell = re.search(r"2013-06-13</span>.*?</td>", html, re.DOTALL)
    assert cell
    assert "2013-06-11 … 2013-06-20" in cell[0]
    assert {"/id/document/reference-events", "/id/document/kremlin-support-2013"} <= {*Page(cell[0]).links}
    assert "own page" in Page(html).text


def test_what_a_document_only_predicts_is_marked(site: Client) -> None:
    found = listed(site, "Statement")
    stances = {
        value["stance"].rpartition("/")[2]
        for thing in found["things"]
        for values in thing.values()
        if isinstance(values, list)
        for value in values
        if "stance" in value
    }
    assert stances <= {"predicts", "recommends", "denies"}
    assert "predicts" in stances


def test_what_a_property_ties_to_a_thing_is_a_list(site: Client) -> None:
    found = listed(site, "tied", property=f"{OWN}:memberOf", to="body:un")
    members = selected(site, f"SELECT DISTINCT ?thing WHERE {{ ?thing {OWN}:memberOf body:un }}")
    assert sorted(iris(found)) == sorted(members)
    assert sorted(selected(site, found["query"])) == sorted(members)
    html = get(site, f"/lists/tied?property={OWN}:memberOf&to=body:un&sort=-label").text
    assert f"property={OWN}:memberOf&to=body:un" in next(one for one in Page(html).links if "page=2" in one)
    assert "United Nations" in Page(html).headings[0]
    assert f'name="property" value="{OWN}:memberOf"' in html


def test_things_with_blank_nodes_for_values_are_a_list(site: Client) -> None:
    asked = {"property": "rdf:type", "to": "owl:Class"}
    found = listed(site, "tied", **asked)
    assert found["total"] == len(selected(site, "SELECT ?thing { ?thing a owl:Class FILTER(ISIRI(?thing)) }"))
    assert get(site, f"/lists/tied?{urlencode(asked)}").status == 200


def test_pages_lead_to_the_lists(site: Client) -> None:
    tiles = [link for link in Page(get(site, "/").text).links if link.startswith("/lists/")]
    assert "/lists/State" in tiles
    assert "/lists/State" in Page(get(site, "/ontology/State").text).links
    tied = [link for link in Page(get(site, "/id/body/un").text).links if link.startswith("/lists/tied?")]
    assert tied
    assert get(site, tied[0]).status == 200
    kinds = Page(get(site, f"/search?q=belarus&kind={quote(EIK + 'State')}").text).links
    assert "/lists/State" in kinds


def test_numbers_of_home_are_those_of_the_lists(site: Client) -> None:
    html = get(site, "/").text
    tiles = re.findall(r'<a href="/lists/(\w+)">[^<]*</a> <span class="figure">(\d+)', html)
    assert len(tiles) > 10
    for name, count in tiles[::4]:
        assert listed(site, name)["total"] == int(count)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/lists/State?sort=nothing", "capital"),
        ("/lists/State?page=0", "the last one is 3"),
        ("/lists/State?page=4", "the last one is 3"),
        ("/lists/State?page=9999999999", "the last one is 3"),
        ("/lists/State?page=x", "the last one is 3"),
        ("/lists/State?region=nowhere", "is no IRI"),
        ("/lists/State?document=http://x.example/%3Cb%3E", "is no IRI"),
        (f"/lists/State?text={'a' * 201}", "200 characters"),
        (f"/lists/State?text={'+'.join('abcdefghi')}", "8 words"),
        ("/lists/tied", "is no IRI"),
        (f"/lists/tied?property={OWN}:memberOf", "is no IRI"),
    ],
)
def test_what_cannot_be_listed_is_explained(site: Client, path: str, said: str) -> None:
    answer = get(site, path)
    assert answer.status == 400
    assert said in Page(answer.text).text
    place, _, query = path.partition("?")
    if "page" not in query:
        problem = get(site, f"{place}.json?{query}", Accept="application/json")
        assert problem.status == 400
        assert problem.media_type == "application/problem+json"
        assert said in json.loads(problem.text)["detail"]


@pytest.mark.parametrize(
    "path", ["/lists/Nothing", "/lists/memberOf", "/lists/State.xlsx", "/lists/tied.xml", "/lists/a/b"]
)
def test_what_is_no_list_is_not_there(site: Client, path: str) -> None:
    assert get(site, path).status == 404


def test_list_of_nothing_says_so(site: Client) -> None:
    page = get(site, f"/lists/tied?property={OWN}:capital&to=body:un")
    assert page.status == 200
    assert "Nothing here fits." in Page(page.text).text
    assert listed(site, "tied", property=f"{OWN}:capital", to="body:un")["total"] == 0


@pytest.mark.parametrize("suffix", ["", ".csv", ".json"])
def test_list_of_what_is_tied_to_nothing_known_is_not_there(site: Client, suffix: str) -> None:
    assert get(site, f"/lists/tied{suffix}?property={OWN}:memberOf&to=body:none").status == 404


@pytest.mark.parametrize("suffix", ["", ".json"])
def test_a_filter_by_what_nobody_knows_finds_nothing(site: Client, suffix: str) -> None:
    answer = get(site, f"/lists/State{suffix}?document=https://example.org/unknown")
    assert answer.status == 404
    assert "https://example.org/unknown" in answer.text


def test_longer_list_than_may_be_is_refused(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.web.pages.lists.reading.MOST", 5)
    answer = get(site, f"/lists/tied?property={OWN}:memberOf&to=body:eaeu&lang=en")
    assert answer.status == 200
    answer = get(site, f"/lists/tied?property={OWN}:memberOf&to=body:csto")
    assert answer.status == 400
    assert "more than" in Page(answer.text).text


def test_filter_with_markup_is_shown_as_text(site: Client) -> None:
    html = get(site, f"/lists/State?text={quote('<script>alert(1)</script>')}").text
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(["State", "Membership", "Vote", "tied"]),
    suffix=st.sampled_from(["", ".csv", ".json"]),
    asked=st.dictionaries(
        st.sampled_from(
            ["text", "sort", "page", "document", "region", "kind", "status", "property", "to", "lang"]
        ),
        st.text(max_size=30) | st.sampled_from([f"{OWN}:memberOf", "body:un", "-label", "2", "place:asia"]),
        max_size=4,
    ),
)
def test_no_parameters_make_the_server_fail(
    site: Client, name: str, suffix: str, asked: dict[str, str]
) -> None:
    assert get(site, f"/lists/{name}{suffix}?{urlencode(asked, errors='replace')}").status in (200, 400, 404)


def test_words_are_there_in_three_languages_with_the_same_places() -> None:
    for key, texts in LIST_WORDS.items():
        assert len(texts) == 3, key
        assert all(texts), key
        assert len({frozenset(re.findall(r"\{\w+\}", text)) for text in texts}) == 1, key


def test_list_speaks_the_language_of_the_reader(site: Client) -> None:
    page = Page(get(site, "/lists/Membership?lang=ru").text)
    assert "Участник" in page.text
    assert "Organization" not in page.text
    assert "Member " not in page.text


def test_lists_are_charged_to_whoever_asks() -> None:
    with served_in_process(RELEASES, client_seconds=1, rate_window=3600.0, rate_exempt="") as client:
        for number in range(2000):
            answer = client.send("GET", f"/lists/Claim.json?text=a+{number}", source="127.0.0.2")
            if answer.status != 200:
                break
        assert answer.status == 429
        assert client.send("GET", "/lists/Vote.json", source="127.0.0.3").status == 200
