"""Resolutions and what led to them: each step is what claims say, drawn from the earlier on the left to the later."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from pyoxigraph import Store

from server.namespaces import BASE
from server.web.pages.pictures.layers import draw
from server.web.pages.pictures.origins import Step
from tests.web.client import Client
from tests.web.pages import Page, get
from tests.web.test_pictures import SVG, data, drawn, html, rows, store

__all__ = ["store"]


def path(**given: str) -> str:
    return f"/pictures/resolutions?{urlencode(given)}"


def steps(*pairs: tuple[str, str]) -> list[Step]:
    return [Step(earlier, later, "tie", ()) for earlier, later in pairs]


def test_what_is_earlier_stands_further_left() -> None:
    found = draw(steps(("a", "b"), ("b", "c"), ("a", "c"), ("x", "c")), {}, str)
    places = {box.iri: box.x for box in found.boxes}
    assert places["a"] < places["b"] < places["c"]
    assert places["x"] < places["c"]
    assert len(found.arrows) == 4
    assert all(box.x + box.width <= found.width and box.y + box.height <= found.height for box in found.boxes)


def test_no_two_boxes_cover_each_other() -> None:
    found = draw(steps(("a", "c"), ("b", "c"), ("p", "q"), ("a", "d")), {}, lambda iri: iri * 40)
    for one in found.boxes:
        for other in found.boxes:
            if one is not other and one.x == other.x:
                assert one.y + one.height <= other.y or other.y + other.height <= one.y


def test_a_circle_is_drawn_too() -> None:
    found = draw(steps(("a", "b"), ("b", "a")), {}, str)
    assert {box.iri for box in found.boxes} == {"a", "b"}
    assert len(found.arrows) == 2


def test_each_step_to_a_resolution_is_told_with_its_claims(site: Client, store: Store) -> None:
    said = rows(
        store,
        """SELECT DISTINCT ?earlier ?later ?tie ?claim {
        VALUES ?kind { eik:Resolution eik:DraftResolution } ?later a ?kind
        { VALUES ?tie { eik:developedFrom eik:reaffirms eik:initiatedBy eik:coAuthoredBy eik:reactionTo }
        GRAPH ?claim { ?later ?tie ?earlier } }
        UNION { ?stage eik:stageOf ?earlier ; eik:stageKind ?tie . GRAPH ?claim { ?stage eik:about ?later } }
        ?claim eik:inDocument ?document }""",
    )
    listed = data(site, "resolutions")
    told = {(row["earlier"], row["later"], row["tie"], row["claim"]) for row in listed}
    assert len(said) > 10
    assert set(said) <= told
    page = html(site, path())
    for claim in {row["claim"] for row in listed}:
        assert f'href="{claim.removeprefix(BASE[:-1])}"' in page
    svg = drawn(site, "resolutions")
    things = {row[name] for row in listed for name in ("earlier", "later")}
    links = {f"{BASE}id/" + (one.get("href") or "").partition("/id/")[2] for one in svg.iter(f"{SVG}a")}
    assert links == things
    arrows = [one for one in svg.iter(f"{SVG}path") if one.get("marker-end")]
    assert len(arrows) == len({(row["earlier"], row["later"], row["tie"]) for row in listed})


def test_what_does_not_lead_to_a_resolution_is_left_out(site: Client, store: Store) -> None:
    resolutions = {
        iri
        for (iri,) in rows(store, "SELECT ?r { VALUES ?k { eik:Resolution eik:DraftResolution } ?r a ?k }")
    }
    listed = data(site, "resolutions")
    reached, before = set(resolutions), {(row["earlier"], row["later"]) for row in listed}
    while more := {earlier for earlier, later in before if later in reached} - reached:
        reached |= more
    assert {later for _, later in before} <= reached


def test_the_query_gives_what_is_drawn_and_a_document_filters_it(site: Client) -> None:
    given = {"document": "doc:leshenyuk-2021"}
    page = html(site, path(**given))
    [link] = [link for link in Page(page).links if "/editor?" in link]
    answer = site.get("text/csv", query=parse_qs(urlsplit(unescape(link)).query)["text"][0])
    asked = {
        (row["earlier"], row["later"], row["tie"], row["claim"])
        for row in csv.DictReader(io.StringIO(answer.text))
    }
    listed = data(site, "resolutions", **given)
    assert {row["document"] for row in listed} == {f"{BASE}id/document/leshenyuk-2021"}
    assert {(row["earlier"], row["later"], row["tie"], row["claim"]) for row in listed} <= asked
    assert len(listed) < len(data(site, "resolutions"))


def test_a_date_is_told_as_exactly_as_it_is_known(site: Client) -> None:
    days = {row["earlier"]: row["earlier_day"] for row in data(site, "resolutions")}
    assert days[f"{BASE}id/initiative/extradition-and-punishment-of-war-criminals"] == "1946"
    assert all(re.fullmatch(r"(\d{4}(-\d\d(-\d\d)?)?( – [\d…-]+)?)?", day) for day in days.values())


@pytest.mark.parametrize(
    ("given", "status", "reason"),
    [
        ({"document": "no iri"}, 400, "The parameter document wants an IRI"),
        ({"document": "doc:nobody-wrote-it"}, 200, "Nothing says there what led to a resolution."),
    ],
)
def test_a_wrong_document_is_answered(site: Client, given: dict[str, str], status: int, reason: str) -> None:
    answer = get(site, path(**given))
    assert answer.status == status
    assert reason in answer.text
