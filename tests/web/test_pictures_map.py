"""The map: outlines, projected as on the globe; each state filled as its claims have it; contested entities marked."""

from __future__ import annotations

import re
from math import cos, radians
from typing import Final
from urllib.parse import urlencode

import pytest
from pyoxigraph import Store

from server.namespaces import BASE
from server.web.pages.pictures import map_view
from server.web.pages.pictures.world import FILE, WIDTH, is_there, outlines, projected
from tests.conftest import require_file
from tests.web.client import Client
from tests.web.pages import get
from tests.web.test_pictures import SVG, data, drawn, html, rows, store

__all__ = ["store"]
BODY: Final = "body:sco"


@pytest.fixture(autouse=True)
def _outlines() -> None:
    require_file(FILE, "make test")


def path(**given: str) -> str:
    return f"/pictures/map?{urlencode(given)}"


def areas(site: Client, **given: str) -> dict[str, str]:
    """The thing and the filling of each area of a map."""
    found = {}
    for link in drawn(site, "map", **given).iter(f"{SVG}a"):
        if (link.get("class") or "").startswith("area"):
            [fill] = {shape.get("fill") or "" for shape in link if shape.get("fill")}
            found["/id/" + (link.get("href") or "").partition("/id/")[2]] = fill
    return found


def test_areas_compare_as_on_the_globe() -> None:
    def size(latitude: float) -> float:
        left, right = projected(20, latitude)[0], projected(20.02, latitude)[0]
        top, bottom = projected(20, latitude + 0.01)[1], projected(20, latitude - 0.01)[1]
        return (right - left) * (bottom - top) / cos(radians(latitude))

    sizes = [size(latitude) for latitude in (-50, -20, 0, 35, 53.9, 70)]
    assert max(sizes) / min(sizes) == pytest.approx(1, abs=1e-4)
    assert projected(11, 0)[0] == pytest.approx(WIDTH / 2)


def test_outlines_have_codes_and_stay_on_the_map() -> None:
    listed = outlines(8)
    assert is_there()
    assert len({one.code for one in listed}) == len(listed) > 200
    by_letters = {one.letters: one for one in listed}
    assert by_letters["BLR"].code == "112"
    assert by_letters["RUS"].box.width < WIDTH * 0.6, "not torn apart at the 180th meridian"
    for one in listed:
        assert re.fullmatch(r"(M\d+ \d+l[-\d ]+z)*", one.path)
        assert 0 <= one.box.left <= one.box.right <= WIDTH


def test_a_finer_map_has_the_same_countries_and_more_points() -> None:
    coarse, fine = outlines(16), outlines(4)
    assert [one.code for one in coarse] == [one.code for one in fine]
    assert sum(len(one.path) for one in coarse) < sum(len(one.path) for one in fine)


@pytest.mark.parametrize("date", ["2003-01-01", "2016-03-01", "2024-08-01"])
def test_who_is_drawn_is_who_had_a_status(site: Client, date: str) -> None:
    held = {
        row["lane"]
        for row in data(site, "memberships", of=BODY, asof=date)
        if row["sort"] == "statuses" and row["held"] != "no"
    }
    assert len(held) > 5
    assert {BASE[:-1] + thing for thing in areas(site, of=BODY, asof=date)} == held
    assert {row["state"] for row in data(site, "map", of=BODY, asof=date)} == held


def test_every_state_of_today_has_an_outline(site: Client, store: Store) -> None:
    states = rows(
        store,
        """SELECT DISTINCT ?state { ?state a eik:State . ?a org:member ?state
        FILTER NOT EXISTS { ?change eik:predecessor ?state } }""",
    )
    listed = [row for (body,) in bodies(store) for row in data(site, "map", of=body, view="world")]
    outlined = {row["state"] for row in listed if row["m49"]}
    missing = {state for (state,) in states} & {row["state"] for row in listed} - outlined
    assert len(outlined) > 90
    assert missing == set()


def bodies(store: Store) -> list[tuple[str, ...]]:
    return rows(store, "SELECT DISTINCT ?body { ?a a eik:Affiliation ; org:organization ?body }")


def test_two_statuses_of_one_state_are_both_drawn(site: Client) -> None:
    belarus = "/id/state/belarus"
    assert re.fullmatch(r"url\(#pattern-\d+-\d+\)", areas(site, of=BODY, asof="2015")[belarus])
    assert re.fullmatch(r"url\(#pattern-\d+\)", areas(site, of=BODY, asof="2018")[belarus])


def test_what_is_contested_is_marked_and_leads_to_who_says_what(site: Client, store: Store) -> None:
    svg = drawn(site, "map", of="body:cica", view="world")
    marked = [one.get("aria-label") or "" for one in svg.iter(f"{SVG}a") if one.get("class") == "contested"]
    assert any(label.startswith("Palestine") for label in marked)
    page = html(site, path(of="body:cica"))
    note = page[page.index('<h2 id="contested">') :]
    said = rows(
        store,
        """SELECT DISTINCT ?claim ?status { ?thing a eik:ContestedEntity .
        GRAPH ?claim { ?thing eik:givenStatus ?status } ?claim eik:inDocument ?document }""",
    )
    assert len(said) > 5
    for claim, status in said:
        assert f'href="{claim.removeprefix(BASE[:-1])}"' in note
        assert status in note
    assert 'href="#contested"' in page


def test_a_map_shows_the_part_of_the_world_where_they_are(site: Client) -> None:
    part, world = (
        float((drawn(site, "map", of="body:eu", view=view).get("viewBox") or "").split()[2])
        for view in ("around", "world")
    )
    assert part < world / 3
    assert world == WIDTH


@pytest.mark.parametrize(
    ("given", "status", "reason"),
    [
        ({"view": "moon"}, 400, "The parameter view wants one of: around, world"),
        ({"of": "nothing at all"}, 400, "The parameter of wants an IRI"),
        ({"of": "state:belarus"}, 404, "Nothing is said"),
        ({"asof": "yesterday"}, 400, "The parameter asof wants a year"),
    ],
)
def test_what_cannot_be_drawn_is_refused(
    site: Client, given: dict[str, str], status: int, reason: str
) -> None:
    answer = get(site, path(**given))
    assert answer.status == status
    assert reason in answer.text


def test_without_outlines_the_page_says_so(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(map_view, "is_there", lambda: False)
    answer = get(site, path(of=BODY))
    assert answer.status == 404
    assert "not installed" in answer.text


def test_the_map_speaks_the_language_of_the_reader(site: Client) -> None:
    page = html(site, path(of=BODY, lang="ru"))
    assert "карта членов" in page
    assert "Спорное: кто что говорит" in page


def test_contested_entities_that_have_no_status_there_are_folded(site: Client) -> None:
    page = html(site, path(of="body:cica"))
    note = page[page.index('<h2 id="contested">') :]
    first, folded = note.split('<details class="folded">')[:2]
    in_body = {row["state"] for row in data(site, "map", of="body:cica")}
    assert f"{BASE}id/contested-entity/palestine" in in_body
    assert "/id/contested-entity/palestine" in first
    assert "lugansk" in folded
    assert "lugansk" not in first


@pytest.mark.parametrize("of", ["body:sco", "body:brics", "body:cica", "body:un"])
def test_date_shown_without_one_is_no_day_on_which_something_begins_or_ends(site: Client, of: str) -> None:
    for picture in ("map", "memberships"):
        page = html(site, f"/pictures/{picture}?of={of}")
        (day,) = re.findall(r'name="asof" value="([^"]+)"', page)
        assert not any(day in row["period"] for row in data(site, picture, of=of))
        assert "on which nothing begins or ends" in page
        assert "on which nothing begins or ends" not in html(site, f"/pictures/{picture}?of={of}&asof={day}")
