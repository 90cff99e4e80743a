"""What a mistaken or hostile visitor gets from pages: what was wrong and what is allowed, and none of it at length."""

from __future__ import annotations

import pytest

from tests.web.client import Client
from tests.web.pages import BROWSER, Page, get

LONG = "x" * 2000


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/lists/Membership?status=state:nothing", 404, "Nothing in this list has status=state:nothing"),
        ("/lists/State?document=doc:nothing", 404, "Nothing in this list has document=doc:nothing"),
        ("/lists/tied?property=eik:about&to=state:nothing", 404, "Nothing here fits"),
        ("/lists/tied?property=eik:nothing&to=state:belarus", 404, "Nothing here fits"),
        ("/lists/tied?property=eik:capital&to=state:belarus", 200, "Nothing here fits"),
        ("/discrepancies?about=state:nothing", 404, "about=state:nothing"),
        ("/discrepancies?document=doc:nothing", 404, "document=doc:nothing"),
        ("/discrepancies?about=nothing", 400, "about=nothing"),
        ("/discrepancies?kind=state:belarus", 400, "kind=state:belarus"),
        (
            "/pictures/network?document=doc:nothing",
            404,
            "No tie comes from https://w3id.org/eikg/id/document/nothing",
        ),
    ],
)
def test_what_there_is_not_is_told(site: Client, path: str, status: int, said: str) -> None:
    answer = get(site, path)
    assert (answer.status, said in Page(answer.text).text) == (status, True)


@pytest.mark.parametrize(
    "path",
    [
        f"/lists/State?sort={LONG}",
        f"/lists/State?page={LONG}",
        f"/lists/State?document=doc:{LONG}",
        f"/discrepancies?kind={LONG}",
        f"/pictures/map.{LONG}",
        f"/pictures/{LONG}",
        f"/docs/{LONG}",
        f"/problem/{LONG}",
        f"/queries/{LONG}",
        f"/queries/status-as-of.{LONG}",
        f"/id/state/{LONG}",
    ],
)
def test_long_values_are_not_repeated_whole(site: Client, path: str) -> None:
    answer = get(site, path)
    assert answer.status in (400, 404)
    text = Page(answer.text).text
    assert "x…" in text
    assert "x" * 100 not in text


@pytest.mark.parametrize(
    "path", ["/", "/lists", "/lists/State", "/pictures/map", "/search", "/id/state/belarus"]
)
def test_other_methods_are_told_which_there_are(site: Client, path: str) -> None:
    answer = site.send("POST", path, {"Accept": BROWSER}, b"")
    assert answer.status == 405
    assert {"GET", "HEAD"} <= set((answer.headers["Allow"] or "").split(", "))


@pytest.mark.parametrize("host", ["example.org:99999", "example.org:x", "exa mple.org", "a/b"])
def test_a_host_that_cannot_be_is_refused(site: Client, host: str) -> None:
    answer = get(site, "/opensearch.xml", Host=host)
    assert answer.status == 400
    assert "http:/" not in answer.text.replace("http://127", "")


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/lists/State", "text/csv"),
        ("/lists/State", "application/json"),
        ("/pictures/map", "text/csv"),
        ("/pictures/map", "image/svg+xml"),
    ],
)
def test_accept_names_what_a_suffix_names(site: Client, path: str, media_type: str) -> None:
    suffix = media_type.partition("/")[2].partition("+")[0]
    answer, by_suffix = get(site, path, Accept=media_type), get(site, f"{path}.{suffix}")
    assert answer.media_type == media_type
    assert answer.body == by_suffix.body
    assert "Accept" in (answer.headers["Vary"] or "")
    assert get(site, path).media_type == "text/html"
    assert get(site, path, Accept="image/png").status == 406
