"""The pages of documents and passages: what was read out of each, filtered, and the ways from one to the next."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from pyoxigraph import QuerySolutions, Store

from server.namespaces import BASE, EIK
from server.release import Release
from tests.web.client import Client
from tests.web.pages import get

DOCUMENT = f"{BASE}id/document/stakhovsky-valdai"
STANCE = f"{BASE}scheme/stance/predicts"
SPEAKER = f"{BASE}id/person/alexander-lukashenko"


@pytest.fixture(scope="module")
def store(release: Release) -> Store:
    return Store.read_only(str(release.store))


def passages(store: Store, conditions: str = "") -> list[str]:
    """The passages of the document, in order, that meet conditions on ?claim and ?s."""
    rows = store.query(f"""PREFIX eik: <{EIK}>
        SELECT DISTINCT ?s ?n {{ ?s eik:inDocument <{DOCUMENT}> ; eik:position ?n . {conditions} }} ORDER BY ?n""")
    assert isinstance(rows, QuerySolutions)
    return [row["s"].value.removeprefix(BASE[:-1]) for row in rows]


def strip(page: str) -> tuple[list[str], list[str]]:
    """The passages that the strip of a document's page leaves in and those that it leaves out."""
    found = re.findall(
        r'<li( class="left-out")?><a class="(?:covered|marked|open)" href="(/id/segment/[^"?]+)', page
    )
    return [path for out, path in found if not out], [path for out, path in found if out]


def html(site: Client, path: str) -> str:
    answer = get(site, path)
    assert answer.status == 200
    return answer.text


def path(iri: str, **given: str) -> str:
    return iri.removeprefix(BASE[:-1]) + (f"?{urlencode(given)}" if given else "")


def test_a_document_lists_what_was_read_out_of_each_passage(site: Client, store: Store) -> None:
    page = html(site, path(DOCUMENT))
    assert strip(page) == (passages(store), [])
    listed = page[page.index('<ol class="read">') :].split("</ol>")[0]
    read = re.findall(r'<a class="number" href="([^"]+)"', listed)
    assert read == passages(store, "?claim eik:passage ?s")
    claims = store.query(
        f"""SELECT DISTINCT ?claim ?s {{
        ?s <{EIK}inDocument> <{DOCUMENT}> ; <{EIK}position> ?n . ?claim <{EIK}passage> ?s }}"""
    )
    assert isinstance(claims, QuerySolutions)
    wanted = sorted(row["claim"].value.removeprefix(BASE[:-1]) for row in claims)
    assert sorted(re.findall(r'href="(/id/claim/[^"]+)"', listed)) == wanted


@pytest.mark.parametrize(
    ("given", "condition"),
    [
        ({"stance": STANCE}, f"?claim eik:passage ?s ; eik:stance <{STANCE}>"),
        ({"speaker": SPEAKER}, f"?claim eik:passage ?s ; eik:statedBy <{SPEAKER}>"),
        (
            {"stance": f"{BASE}scheme/stance/quotes", "speaker": SPEAKER},
            f"?claim eik:passage ?s ; eik:statedBy <{SPEAKER}> ; eik:stance <{BASE}scheme/stance/quotes>",
        ),
    ],
)
def test_passages_are_filtered_and_walked_by_stance_and_speaker(
    site: Client, store: Store, given: dict[str, str], condition: str
) -> None:
    wanted = passages(store, condition)
    assert 0 < len(wanted) < len(passages(store))
    shown, left_out = strip(html(site, path(DOCUMENT, **given)))
    assert shown == wanted
    assert sorted(shown + left_out) == sorted(passages(store))
    walked, here = [wanted[0]], wanted[0]
    while following := re.findall(
        r'href="([^"?]+)[^"]*" rel="next"', html(site, f"{here}?{urlencode(given)}")
    ):
        here = following[0]
        walked.append(here)
    assert walked == wanted
    back = re.findall(r'href="([^"?]+)[^"]*" rel="prev"', html(site, f"{here}?{urlencode(given)}"))
    assert back == wanted[-2:-1]


def test_the_figures_of_a_filter_count_claims(site: Client, store: Store) -> None:
    page = html(site, path(DOCUMENT, speaker=SPEAKER))
    shown = dict(re.findall(r'<a href="[^"]*"[^>]*>([^<]+)</a> <small class="figure">(\d+)</small>', page))
    rows = store.query(f"""SELECT ?name (COUNT(DISTINCT ?claim) AS ?n) {{
        ?claim <{EIK}passage>/<{EIK}inDocument> <{DOCUMENT}> ; <{EIK}statedBy> <{SPEAKER}> ; <{EIK}stance> ?stance .
        ?stance <http://www.w3.org/2004/02/skos/core#prefLabel> ?name FILTER(LANG(?name) = "en") }} GROUP BY ?name""")
    assert isinstance(rows, QuerySolutions)
    counted = {row["name"].value: row["n"].value for row in rows}
    assert counted
    assert counted.items() <= shown.items()


def test_a_passage_that_the_filter_leaves_out_leads_to_the_nearest_that_it_keeps(
    site: Client, store: Store
) -> None:
    wanted = passages(store, f"?claim eik:passage ?s ; eik:stance <{STANCE}>")
    every = passages(store)
    outside = next(one for one in every[every.index(wanted[0]) :] if one not in wanted)
    page = html(site, f"{outside}?{urlencode({'stance': STANCE})}")
    earlier = [one for one in wanted if every.index(one) < every.index(outside)]
    assert re.findall(r'href="([^"?]+)[^"]*" rel="prev"', page) == earlier[-1:]
    assert re.search(r"Passage \d+ of", page) is None


@pytest.mark.parametrize("tag", ["en", "ru"])
def test_a_passage_says_why_its_text_is_missing_and_where_it_can_be_read(site: Client, tag: str) -> None:
    page = html(site, f"/id/segment/stakhovsky-valdai-016?lang={tag}")
    why = {"en": "The text is not shown", "ru": "Текст не показан"}[tag]
    assert why in page
    assert 'href="https://valdaiclub.com/' in page


def test_a_filter_that_is_no_iri_is_refused_with_the_reason(site: Client) -> None:
    for given in ("not an iri", "x" * 600, "urn:" + "x" * 600):
        answer = get(site, path(DOCUMENT, stance=given))
        assert answer.status == 400
        assert "The parameter stance wants an IRI" in answer.text
