"""The search over the release, as a page, as JSON and while somebody types."""

from __future__ import annotations

import html
import json
import re
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from server.namespaces import BASE
from tests.web.client import Client
from tests.web.pages import Page, get

FORMS = {
    # Russian
    "резолюцией": "resolution/",
    "Лукашенко": "person/alexander-lukashenko",
    "Лукашенкой": "person/alexander-lukashenko",
    "санкциями": "sanction",
    "Минском": "place/minsk",
    "Беларусью": "state/belarus",
    "Россией": "state/russia",
    "Евразийского экономического союза": "body/eaeu",
    "Генеральной Ассамблеи": "organ/un-general-assembly",
    "Совета Безопасности": "organ/un-security-council",
    # Belarusian
    "Беларуссю": "state/belarus",
    "Беларусі": "state/belarus",
    "Мінска": "place/minsk",
    "Мінскам": "place/minsk",
    "Расіяй": "state/russia",
    "Расіі": "state/russia",
    "Украінай": "state/ukraine",
    "Лукашэнкам": "person/alexander-lukashenko",
    "Еўразійскага эканамічнага саюза": "body/eaeu",
    "Генеральнай Асамблеяй": "organ/un-general-assembly",
}

NAMES = {
    "Belrus": "state/belarus",
    "Lukashenco": "person/alexander-lukashenko",
    "Rusia": "state/russia",
    "SCO": "body/sco",
    "ШОС": "body/sco",
    "ШАС": "body/sco",
    "ОДКБ": "body/csto",
    "АДКБ": "body/csto",
    "СНГ": "body/cis",
    "СНД": "body/cis",
    "ЕАЭС": "body/eaeu",
    "ООН": "body/un",
    "ААН": "body/un",
    "A/RES/70/151": "resolution/A-RES-70-151",
    "a-res-70-151": "resolution/A-RES-70-151",
    "BLR": "state/belarus",
    "Q184": "state/belarus",
    "112": "state/belarus",
    f"{BASE}id/state/belarus": "state/belarus",
    "state:belarus": "state/belarus",
    "leshenyuk-2021-083": "claim/leshenyuk-2021-083",
}


def found(site: Client, text: str, **more: str) -> Any:
    return json.loads(get(site, f"/search.json?{urlencode({'q': text, **more})}").text)


def first(answer: Any, most: int = 3) -> list[str]:
    return [hit["iri"].removeprefix(f"{BASE}id/") for hit in answer["hits"][:most]]


@pytest.mark.parametrize("text", FORMS)
def test_forms_of_russian_and_belarusian_words_are_found(site: Client, text: str) -> None:
    assert any(FORMS[text] in iri for iri in first(found(site, text), 5)), first(found(site, text), 5)


@pytest.mark.parametrize("text", NAMES)
def test_names_acronyms_codes_and_typing_errors_lead_to_the_thing(site: Client, text: str) -> None:
    assert first(found(site, text), 1) == [NAMES[text]]


@pytest.mark.parametrize(
    ("text", "iri"),
    [
        ("eik:memberOf", f"{BASE}ontology/memberOf"),
        ("memberOf", f"{BASE}ontology/memberOf"),
        ("observer", f"{BASE}scheme/membership-status/observer"),
        ("status-as-of", f"{BASE}queries/status-as-of"),
    ],
)
def test_terms_concepts_and_saved_questions_are_found(site: Client, text: str, iri: str) -> None:
    assert found(site, text)["hits"][0]["iri"] == iri


def test_words_that_only_a_statement_has_lead_to_it(site: Client) -> None:
    hits = found(site, "strategic buffer")["hits"]
    assert {hit["of"] for hit in hits} <= {"gist", "variant", "label"}
    assert any("vysotskaya-2018" in hit["iri"] for hit in hits)


def test_measurements_of_quality_and_unnamed_nodes_are_not_found_by_words(site: Client) -> None:
    assert all("/graph/" not in hit["iri"] for hit in found(site, "label missing")["hits"])


def test_numbers_of_hits_are_those_of_the_filtered_lists(site: Client) -> None:
    everything = found(site, "sanctions")
    counts = everything["counts"]
    assert sum(counts["kinds"].values()) == everything["total"]
    for name, key in (("kind", "kinds"), ("document", "documents"), ("language", "languages")):
        for value, number in counts[key].items():
            if value:
                assert found(site, "sanctions", **{name: value})["total"] == number, value


def test_the_page_shows_what_and_why_and_goes_on(site: Client) -> None:
    answer = get(site, "/search?q=Belrus")
    page = Page(answer.text)
    assert "/id/state/belarus" in page.links
    assert "looked for: belarus" in page.text
    assert "has similar words" in page.text
    [following] = [link for link in page.links if "page=2" in link]
    assert "/id/state/belarus" not in Page(get(site, following).text).links
    assert "Найдено" in Page(get(site, "/search?q=Belrus&lang=ru").text).text


def test_one_find_is_listed_and_not_opened(site: Client) -> None:
    answer = get(site, "/search?q=" + quote("A/RES/70/151"))
    assert answer.status == 200
    assert "/id/resolution/A-RES-70-151" in Page(answer.text).links


def test_a_saved_question_is_opened_on_this_server(site: Client) -> None:
    assert "/queries/status-as-of" in Page(get(site, "/search?q=status-as-of").text).links


def test_nothing_found_and_nothing_asked_are_told(site: Client) -> None:
    assert "Nothing has that name" in Page(get(site, "/search?q=qqqqqq").text).text
    assert get(site, "/search").status == 200
    assert found(site, "")["hits"] == []


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 40, "²"])
def test_a_page_that_there_is_not_is_a_page_all_the_same(site: Client, page: str) -> None:
    assert get(site, "/search?q=belarus&page=" + quote(page)).status == 200


def test_suggestions_are_those_of_opensearch(site: Client) -> None:
    answer = get(site, "/suggest?lang=ru&q=" + quote("белар"))
    assert answer.headers["Content-Type"].startswith("application/x-suggestions+json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    text, names, kinds, addresses = json.loads(answer.text)
    assert (text, len(names)) == ("белар", len(kinds))
    assert names[0] == "Беларусь"
    assert addresses[0].endswith("/id/state/belarus")
    as_iris = json.loads(get(site, "/suggest?as=iri&q=belar").text)
    assert as_iris[3][0] == f"{BASE}id/state/belarus"


@pytest.mark.parametrize("tag", ["en", "ru"])
def test_what_home_offers_to_search_for_is_found_first(site: Client, tag: str) -> None:
    page = get(site, f"/?lang={tag}").text
    offered = re.findall(r'<a href="(/search\?q=[^"]+)"[^>]*>([^<]+)</a>', page)
    kinds = []
    for address, name in offered:
        (first, *_) = json.loads(
            get(site, f"{address.replace('/search?', '/search.json?')}&lang={tag}").body
        )["hits"]
        assert first["label"] == html.unescape(name)
        kinds.append(first["kind"])
    assert len(kinds) == len({*kinds}) == 5


def test_where_nothing_is_found_there_are_ways_on(site: Client) -> None:
    page = Page(get(site, "/search?q=xqzvbnm+plorf").text)
    assert {"/lists", "/queries", "/discrepancies", "/lists/State"} <= set(page.links)
    assert {"The nearest names", "What can be searched for", "Look through"} <= set(page.headings)
    assert sum(link.startswith("/id/") for link in page.links) > 3
    some = Page(get(site, "/search?q=Minsk+xqzvbnm").text)
    assert "/id/place/minsk" in some.links  # shares a word
    assert "/lists" in page.links


def test_where_a_filter_leaves_nothing_the_search_without_it_is_offered(site: Client) -> None:
    kind = quote(f"{BASE}ontology/Vote")
    links = Page(get(site, f"/search?q=Minsk&kind={kind}").text).links
    assert "/search?q=Minsk" in links
    assert "/search?q=Minsk" not in Page(get(site, "/search?q=xqzvbnm").text).links


def test_codes_of_documents_in_hits_are_explained(site: Client) -> None:
    text = get(site, "/search?q=SCO").text
    title = "Priorities of the foreign policy of the Republic of Belarus"
    assert re.search(rf'href="/id/document/belarus-facts" title="{title}">Bf</a>', text)
    assert re.search(rf"<b>Bf</b> {title}</a>", text)
