"""Saved queries as an API: pages of an answer, values that have rows, problems that lead on, nested answers."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest

from server.release import Release
from server.saved.offers import offered_in
from server.saved.query import SavedQuery, from_json
from server.search.words import MOST
from tests.web.client import Answer, Client

PARTNERS = "/queries/discrepancies"


def get(site: Client, path: str) -> Answer:
    return site.send("GET", path, {"Accept": "*/*"})


def rows(answer: Answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.text)))[1:]


def links(answer: Answer) -> dict[str, str]:
    return {
        relation: address
        for address, relation in re.findall(r'<([^>]+)>; rel="(first|prev|next|last)"', str(answer.headers))
    }


@pytest.fixture(scope="module")
def queries(release: Release) -> tuple[SavedQuery, ...]:
    return from_json(release.queries.read_text("utf-8"))


def test_pages_that_lead_to_one_another_are_the_whole_answer(site: Client, release: Release) -> None:
    whole = rows(get(site, f"{PARTNERS}.csv"))
    found, address, seen = [], f"{PARTNERS}.csv?limit=40", []
    while address:
        answer = get(site, address)
        assert answer.headers["X-Total-Count"] == str(len(whole))
        found += rows(answer)
        seen.append(links(answer))
        address = seen[-1].get("next", "")
    assert len(seen) > 2
    assert found == whole
    assert "prev" not in seen[0]
    assert rows(get(site, seen[0]["last"])) == whole[-len(rows(answer)) :]
    assert all(one.startswith(f"/release/{release.path.name}/") for page in seen for one in page.values())
    assert seen[-1]["prev"].endswith(f"offset={40 * (len(seen) - 2)}")


def test_a_page_in_json_tells_the_total_however_often_it_is_asked(site: Client) -> None:
    for _ in range(2):
        document = json.loads(get(site, f"{PARTNERS}.json?limit=1&offset=2").body)
        total = len(rows(get(site, f"{PARTNERS}.csv")))
        assert document["head"]["page"] == {"total": total, "limit": 1, "offset": 2}
        assert len(document["results"]["bindings"]) == 1


def test_a_page_behind_the_last_is_empty_and_leads_back(site: Client) -> None:
    answer = get(site, f"{PARTNERS}.csv?limit=10&offset=999999")
    assert rows(answer) == []
    assert rows(get(site, links(answer)["prev"]))


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("limit=0", "limit"),
        ("limit=x", "limit"),
        ("limit=10001", "limit"),
        ("limit=1&limit=2", "limit"),
        ("offset=-1", "offset"),
        ("kind=x", "kind"),
        ("language=-", "language"),
        ("planet=mars", "planet"),
    ],
)
def test_a_problem_names_the_parameter_and_what_it_may_be(site: Client, query: str, name: str) -> None:
    answer = get(site, f"{PARTNERS}.json?{query}")
    problem = json.loads(answer.body)
    assert (answer.status, answer.media_type) == (400, "application/problem+json")
    assert problem["parameter"] == name
    assert problem["allowed"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_a_query_answers_by_default_or_says_why_not_with_examples_that_give_rows(
    site: Client, queries: tuple[SavedQuery, ...]
) -> None:
    for query in queries:
        suffix = "nt" if query.form == "GRAPH" else "csv"
        answer = get(site, f"/queries/{query.name}.{suffix}")
        if query.complete:
            assert answer.status == 200
            assert len(answer.text.splitlines()) > (query.form == "SELECT"), query.name
            continue
        problem = json.loads(answer.body)
        assert (answer.status, problem["reason"]) == (400, "required")
        for address in problem["examples"]:
            assert rows(get(site, address)), address
        if "values" in problem:
            assert json.loads(get(site, problem["values"]).body)["values"], query.name
        else:
            assert query.parameter(problem["parameter"]) not in offered_in(query)


def values(site: Client, text: str, tag: str = "en") -> list[str]:
    path = f"/queries/members-of-a-body/values/body?text={text}&lang={tag}"
    return [one["label"] for one in json.loads(get(site, path).body)["values"]]


def test_values_are_found_in_any_language_while_somebody_types(site: Client) -> None:
    english = values(site, "normandy")
    assert english == values(site, "norm") != []
    assert len(values(site, "%D0%9D%D0%BE%D1%80%D0%BC%D0%B0%D0%BD%D0%B4")) == 1
    assert values(site, "no-such-thing") == []
    assert values(site, "normandy", "ru") != english


def test_of_a_text_as_many_words_are_read_as_a_search_reads(site: Client) -> None:
    assert values(site, "+".join(["norm"] * MOST + ["nothing"])) == values(site, "norm")
    assert values(site, "+".join(["norm"] * (MOST - 1) + ["nothing"])) == []


def test_a_parameter_without_a_list_and_an_unknown_query_are_not_found(site: Client) -> None:
    for path in ("status-as-of/values/date", "status-as-of/values/x", "nonesuch/values/x", "nonesuch.csv"):
        answer = get(site, f"/queries/{path}")
        assert (answer.status, answer.media_type) == (404, "application/problem+json")
        assert json.loads(answer.body)["type"].endswith("/problem/not-found")


@pytest.mark.parametrize(
    "path", [PARTNERS, f"{PARTNERS}.json", f"{PARTNERS}/values/kind"], ids=["own", "suffix", "values"]
)
def test_pages_of_other_sites_may_ask(site: Client, path: str) -> None:
    answer = site.send("OPTIONS", path, {"Origin": "https://example.org"})
    assert answer.status == 204
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    refused = site.send("DELETE", path, {"Accept": "application/json"})
    assert (refused.status, refused.media_type) == (405, "application/problem+json")
    assert "GET" in refused.headers["Allow"]


def test_a_page_is_not_sent_again_to_who_has_it(site: Client) -> None:
    path = f"{PARTNERS}.csv?limit=3"
    tag = get(site, path).headers["ETag"]
    again = site.send("GET", path, {"If-None-Match": tag})
    assert (again.status, again.body) == (304, b"")
    assert get(site, f"{PARTNERS}.csv?limit=4").headers["ETag"] != tag
    assert 'rel="canonical"' in str(again.headers)


def test_a_table_comes_in_every_format_of_the_endpoint(site: Client) -> None:
    arrow = get(site, f"{PARTNERS}.arrow")
    assert (arrow.status, arrow.media_type) == (200, "application/vnd.apache.arrow.stream")


def nested(site: Client, path: str) -> list[dict[str, Any]]:
    document = json.loads(get(site, path).body)
    found: list[dict[str, Any]] = document.get("@graph", [document])
    return found


def test_a_frame_makes_of_a_graph_nested_objects(site: Client) -> None:
    (body,) = nested(site, "/queries/body-with-members.jsonld")
    assert body["name"] == {"en": "Normandy Format"}
    members = {one["member"]["name"]["en"] for one in body["memberships"]}
    assert {"Ukraine", "France"} <= members
    sides = nested(site, "/queries/sides-of-a-discrepancy.jsonld")[0]["claims"]
    assert all(side["speaker"]["id"] and (side.get("passage") or side["record"]) for side in sides)
    assert any("record" in side for side in sides)


def test_a_graph_has_no_pages(site: Client) -> None:
    answer = get(site, "/queries/body-with-members.ttl?limit=1")
    assert (answer.status, json.loads(answer.body)["parameter"]) == (400, "limit")


def test_head_asks_for_no_nesting(site: Client) -> None:
    answer = site.send("HEAD", "/queries/body-with-members.jsonld", {"Accept": "*/*"})
    assert (answer.status, answer.body) == (200, b"")


def test_values_are_offered_for_what_else_is_given_however_it_is_spelt(site: Client) -> None:
    """Letters that have other lengths as capitals move no offset."""
    path = f"/queries/sayings-of-a-speaker/values/about?speaker=https://x.org/{'%C3%9F' * 30}"
    assert json.loads(get(site, path).body)["values"] == []


@pytest.mark.parametrize("accept", ["text/html", "text/plain", "application/json"])
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/queries/status-as-of.csv?date=yesterday", 400),
        ("/queries/members-of-a-body.csv?limit=x&body=body:eaeu", 400),
        ("/queries/treaty-history/values/treaty?limit=x", 400),
        ("/queries/central-actors.json?nothing=1", 400),
        ("/verify?limit=x&s=state:belarus", 400),
        ("/thing.json?iri=state:belaru", 404),
    ],
)
def test_a_problem_is_told_in_whatever_the_client_takes(
    site: Client, path: str, status: int, accept: str
) -> None:
    assert site.send("GET", path, {"Accept": accept}).status == status
