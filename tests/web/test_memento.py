"""From what was asked for to the release that was current at a time, and back (RFC 7089), over HTTP."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from server.integrity import record
from server.release import MANIFEST, Release
from tests.web.client import Answer, Client
from tests.web.conftest import make_current
from tests.web.in_process import served_in_process
from tests.web.pages import get

OLD, NEW, UNDATED = "a" * 16, "b" * 16, "c" * 16
DATES = {OLD: "2024-05-06T07:08:09Z", NEW: "2026-05-06T07:08:09Z", UNDATED: None}
WRITTEN = {OLD: "Mon, 06 May 2024 07:08:09 GMT", NEW: "Wed, 06 May 2026 07:08:09 GMT"}
PATHS = [
    "/sparql?query=" + quote("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") + "&format=csv",
    "/queries/status-as-of.csv?date=2015-01-01",
    "/fragments?subject=" + quote("https://w3id.org/eikg/id/state/belarus", safe=""),
    "/fragments/quads?page=2",
]


@pytest.fixture(scope="module")
def dated(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A server over three releases of the same data: an old one, the current one, and one without a date."""
    folder = tmp_path_factory.mktemp("dated")
    for name, created in DATES.items():
        path = folder / "releases" / name
        shutil.copytree(release.path, path)
        manifest = json.loads((path / MANIFEST).read_text("utf-8"))
        manifest.update(created=created, digest=name * 4)
        (path / MANIFEST).write_text(json.dumps(manifest), "utf-8")
        record(path)
    make_current(folder / "releases" / NEW)
    with served_in_process(folder) as client:
        yield client


def links(answer: Answer) -> dict[str, str]:
    return {
        relation: target
        for target, relation in re.findall(r'<([^>]*)>; rel="([^"]*)"', answer.headers["Link"])
    }


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        (None, NEW),
        ("Thu, 31 Dec 2099 00:00:00 GMT", NEW),
        (WRITTEN[NEW], NEW),
        ("Wed, 06 May 2026 07:08:08 GMT", OLD),
        (WRITTEN[OLD], OLD),
        ("Thu, 01 Jan 1970 00:00:00 GMT", OLD),
    ],
)
def test_the_time_gate_leads_to_the_release_of_that_time(
    dated: Client, path: str, asked: str | None, led_to: str
) -> None:
    headers = {"Accept_Datetime": asked} if asked else {}
    gate = get(dated, f"/timegate{path}", **headers)
    assert (gate.status, gate.body) == (302, b"")
    assert gate.headers["Location"] == f"/release/{led_to}{path}"
    assert "accept-datetime" in ", ".join(gate.headers.get_all("Vary", [])).lower()
    assert "Memento-Datetime" not in gate.headers
    assert links(gate)["original"] == path
    assert links(gate)["timemap"] == "/releases"
    memento = get(dated, gate.headers["Location"], Accept="*/*")
    assert memento.status == 200
    assert memento.headers["Memento-Datetime"] == WRITTEN[led_to]
    assert memento.headers["Cache-Control"].endswith("immutable")


@pytest.mark.parametrize("path", PATHS)
def test_originals_and_mementos_lead_to_one_another(dated: Client, path: str) -> None:
    original = get(dated, path, Accept="text/csv, text/turtle")
    assert "Memento-Datetime" not in original.headers
    assert "datetime" not in ", ".join(original.headers.get_all("Vary", [])).lower()
    gate = get(dated, links(original)["timegate"], Accept_Datetime=WRITTEN[OLD])
    memento = get(dated, gate.headers["Location"], Accept="text/csv, text/turtle")
    assert memento.headers["Memento-Datetime"] == WRITTEN[OLD]
    found = links(memento)
    assert found["timegate"] == links(original)["timegate"]
    assert get(dated, found["original"], Accept="text/csv, text/turtle").body == original.body
    listed = get(dated, found["timemap"], Accept="application/link-format").text
    assert f'</release/{OLD}/sparql>; rel="memento"; datetime="{WRITTEN[OLD]}"' in listed
    assert '</timegate/sparql>; rel="timegate"' in listed
    again = get(dated, gate.headers["Location"], Accept="text/csv, text/turtle")
    assert again.headers["Memento-Datetime"] == WRITTEN[OLD]


def test_a_release_without_a_date_is_no_memento(dated: Client) -> None:
    answer = get(dated, f"/release/{UNDATED}{PATHS[0]}")
    assert answer.status == 200
    assert "Memento-Datetime" not in answer.headers
    assert "original" not in links(answer)


def test_bad_times_and_unknown_gates_are_refused(dated: Client) -> None:
    for header in ("yesterday", "2024-01-01", "Mon, 06 May 2024 07:08:09 +0200", "x" * 5000):
        answer = get(dated, f"/timegate{PATHS[0]}", Accept_Datetime=header, Accept="application/json")
        assert (answer.status, answer.media_type) == (400, "application/problem+json")
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    for path in ("/timegate", "/timegate/", "/timegate/id/state/belarus", "/timegate/timegate/sparql"):
        assert get(dated, path).status == 404


def test_a_long_query_has_no_more_links_than_a_header_may_hold(dated: Client) -> None:
    for size in (1000, 3000, 5500):
        query = quote("ASK { ?s ?p '" + "x" * size + "' }")
        for prefix in ("", f"/release/{OLD}", "/timegate"):
            answer = get(dated, f"{prefix}/sparql?query={query}", Accept="*/*")
            assert answer.status in (200, 302)
            assert len(answer.headers["Link"]) < 7500
