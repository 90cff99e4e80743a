"""How two things are connected: paths by the rule that the docs give, as pages, JSON, CSV and the saved query."""

from __future__ import annotations

import csv
import io
import json
from typing import Any
from urllib.parse import urlencode

import pytest

from server.namespaces import BASE, PREFIXES
from server.web.pages.connections import paths as searching
from server.web.pages.connections.paths import paths
from tests.web.client import Client
from tests.web.pages import Page, get

STATE, BODY, PERSON = (PREFIXES[prefix] for prefix in ("state", "body", "person"))
STATES = {"one": "state:belarus", "other": "state:ireland"}


def neighbours(*pairs: str) -> dict[str, frozenset[str]]:
    """A graph of nodes of one letter, by its edges."""
    nodes = sorted({*"".join(pairs)})
    return {one: frozenset({*"".join(pair for pair in pairs if one in pair)} - {one}) for one in nodes}


def told(site: Client, **given: str) -> Any:
    """What the JSON says."""
    answer = get(site, f"/connections.json?{urlencode(given)}")
    assert answer.status == 200
    return json.loads(answer.text)


def nodes(path: Any) -> list[str]:
    """The nodes of a path in the JSON, in order."""
    return [path["steps"][0]["from"]["iri"], *(step["to"]["iri"] for step in path["steps"])]


def stated_in(found: Any) -> set[tuple[str, ...]]:
    """What the JSON says, in rows as the saved query gives them."""
    return {
        (
            str(len(path["steps"])),
            path["steps"][0]["to"]["iri"] if len(path["steps"]) > 1 else "",
            str(number),
            *(statement[name] for name in ("subject", "property", "object")),
            *(claim[name] for name in ("claim", "speaker", "stance")),
        )
        for path in found["paths"]
        for number, step in enumerate(path["steps"], 1)
        for link in step["links"]
        for statement in link["statements"]
        for claim in statement["claims"]
    }


def rows_of_the_saved_query(site: Client, given: dict[str, str]) -> set[tuple[str, ...]]:
    answer = get(site, f"/queries/connections.csv?{urlencode(given)}")
    assert answer.status == 200
    return {tuple(row) for row in [*csv.reader(io.StringIO(answer.text))][1:]}


def test_paths_come_by_length_and_then_by_what_links_the_fewest() -> None:
    graph = neighbours("am", "mz", "an", "nz", "nk", "nl", "ap", "pq", "qz")
    assert paths(graph, "a", "z", 4, 9).paths == (
        ("a", "m", "z"),
        ("a", "n", "z"),
        ("a", "p", "q", "z"),
    )
    assert paths(graph, "a", "z", 2, 9).paths == (("a", "m", "z"), ("a", "n", "z"))


def test_a_detour_is_no_path_but_the_link_of_the_ends_does_not_count() -> None:
    graph = neighbours("az", "am", "mz", "mn", "nz")
    assert paths(graph, "a", "z", 4, 9).paths == (("a", "z"), ("a", "m", "z"))


def test_a_path_has_four_steps_at_most() -> None:
    graph = neighbours("ab", "bc", "cd", "de", "ef")
    assert paths(graph, "a", "e", 9, 9).paths == (("a", "b", "c", "d", "e"),)
    assert not paths(graph, "a", "f", 9, 9).paths


def test_what_is_left_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = neighbours("am", "mz", "an", "nz", "ao", "oz")
    found = paths(graph, "a", "z", 4, 2)
    assert (len(found.paths), found.more, found.complete) == (2, True, True)
    assert not paths(graph, "a", "z", 4, 3).more
    monkeypatch.setattr(searching, "TRIED", 2)
    found = paths(graph, "a", "z", 4, 3)
    assert (len(found.paths), found.more, found.complete) == (2, True, False)


@pytest.mark.parametrize(
    ("one", "other"),
    [("state:belarus", "state:ireland"), ("person:vladimir-makei", "body:sco"), ("state:belarus", "body:eu")],
)
def test_the_saved_query_gives_the_same_for_one_and_two_steps(site: Client, one: str, other: str) -> None:
    given = {"one": one, "other": other}
    found = told(site, **given, steps="2")
    assert not found["more"]
    assert stated_in(found)
    assert rows_of_the_saved_query(site, given) == stated_in(found)


LIMITS = [
    {"document": "doc:vysotskaya-2018"},
    {"document": "doc:kremlin-support-2013", "from": "2013-01-01", "to": "2013-12-31"},
    {"from": "2016-01-01"},
    {"to": "2010-12-31"},
]


@pytest.mark.parametrize("limits", LIMITS, ids=lambda limits: "-".join(limits))
@pytest.mark.parametrize(
    ("one", "other"),
    [("state:belarus", "body:eu"), ("state:belarus", "state:ireland")],
    ids=["eu", "ireland"],
)
def test_the_saved_query_is_narrowed_down_as_the_page_is(
    site: Client, one: str, other: str, limits: dict[str, str]
) -> None:
    given = {"one": one, "other": other, **limits}
    assert stated_in(told(site, **given, steps="2")) == rows_of_the_saved_query(site, given)


def test_links_of_a_step_are_bounded_and_counted(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = told(site, one="state:belarus", other="body:eu", steps="2")
    monkeypatch.setattr("server.web.pages.connections.data._LINKS", 1)
    monkeypatch.setattr("server.web.pages.connections.data._LINKS_OF_ONE_STEP", 2)
    part = told(site, one="state:belarus", other="body:eu", steps="2")
    assert max(step["count"] for path in whole["paths"] for step in path["steps"]) > 2
    for path, cut in zip(whole["paths"], part["paths"], strict=True):
        most = 2 if len(path["steps"]) == 1 else 1
        for step, bounded in zip(path["steps"], cut["steps"], strict=True):
            assert bounded["count"] == step["count"] == len(step["links"])
            assert bounded["links"] == step["links"][:most]


def test_two_states_are_connected_by_what_they_did_together_with_the_claims_and_the_speaker(
    site: Client,
) -> None:
    page = get(site, f"/connections?{urlencode(STATES)}").text
    assert "Belarusian–Irish ministerial consultations" in page
    assert "Unnamed analyst (article of July 2013)" in page
    assert {"/id/claim/kremlin-support-2013-010-a", "/id/body/osce"} <= {*Page(page).links}
    assert "2013-07-09" in page


def test_places_sessions_and_statements_connect_nothing(site: Client) -> None:
    inner = {
        node.removeprefix(BASE + "id/").partition("/")[0]
        for path in told(site, one="state:belarus", other="person:miklos-haraszti")["paths"]
        for node in nodes(path)[1:-1]
    }
    assert inner
    assert not inner & {"place", "statement", "claim", "segment", "quantity"}
    assert "id/event/unga-" not in json.dumps(
        told(site, one="state:belarus", other="organ:un-general-assembly")
    )


def test_a_document_and_a_time_leave_what_it_says_and_what_was_then(site: Client) -> None:
    document = PREFIXES["doc"] + "kremlin-support-2013"
    found = told(site, **STATES, document="doc:kremlin-support-2013")
    claims = [
        claim
        for path in found["paths"]
        for step in path["steps"]
        for link in step["links"]
        for statement in link["statements"]
        for claim in statement["claims"]
    ]
    assert {claim["document"] for claim in claims} == {document}
    assert len(told(site, **STATES)["paths"]) > len(found["paths"]) > 0
    [path] = [
        one
        for one in told(site, **STATES, **{"from": "2013-07", "to": "2013-07"}, steps="2")["paths"]
        if "consultations" in nodes(one)[1]
    ]
    assert nodes(path)[2] == STATE + "ireland"
    later = told(site, **STATES, **{"from": "2014", "to": "2014"}, steps="2")["paths"]
    assert all("consultations" not in nodes(one)[1] for one in later)


def test_what_is_to_be_avoided_is_on_no_path(site: Client) -> None:
    given = {"one": "state:belarus", "other": "state:mozambique"}
    assert any(BODY + "un" in nodes(path) for path in told(site, **given)["paths"])
    found = told(site, **given, without="body:un")["paths"]
    assert found
    assert not any(BODY + "un" in nodes(path) for path in found)
    page = get(site, f"/connections?{urlencode({**given, 'without': 'body:un'})}").text
    assert f"/connections?{urlencode(given, safe=':').replace('&', '&amp;')}" in page


def test_the_csv_has_a_row_for_each_claim(site: Client) -> None:
    answer = get(site, f"/connections.csv?{urlencode(STATES)}")
    rows = [*csv.DictReader(io.StringIO(answer.text))]
    claims = sum(
        len(statement["claims"])
        for path in told(site, **STATES)["paths"]
        for step in path["steps"]
        for link in step["links"]
        for statement in link["statements"]
    )
    assert len(rows) == claims > 0
    assert rows[0]["from_name"] == "Belarus"


def test_a_thing_can_be_named_in_any_language(site: Client) -> None:
    found = told(site, one="Беларусь", other="Ireland")
    assert (found["one"], found["other"]) == (STATE + "belarus", STATE + "ireland")


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"one": "state:belarus"}, "parameter other is empty"),
        ({"one": "state:belarus", "other": "Belarus"}, "the same thing"),
        ({"one": "state:belarus", "other": "xyzzy"}, "“xyzzy”"),
        ({**STATES, "steps": "5"}, "from 1 to 4"),
        ({**STATES, "from": "then"}, "parameter from"),
        ({**STATES, "document": "a b"}, "parameter document"),
        ({**STATES, "without": ["body:un"] * 21}, "20 times"),
        ({"without": ["body:un"]}, "one"),
    ],
)
def test_what_means_nothing_is_refused_with_the_reason(
    site: Client, given: dict[str, str | list[str]], reason: str
) -> None:
    for path in ("/connections", "/connections.json", "/connections.csv"):
        answer = get(site, f"{path}?{urlencode(given, doseq=True)}")
        assert answer.status == 400
        assert reason in answer.text


def test_a_thing_leads_to_its_connections(site: Client) -> None:
    page = get(site, "/id/state/ireland").text
    assert 'action="/connections"' in page
    assert 'name="one" value="state:ireland"' in page
    assert 'action="/connections"' not in get(site, "/id/place/minsk").text
    assert "/connections" in Page(get(site, "/").text).links
    assert "/connections" in Page(get(site, "/pictures").text).links
