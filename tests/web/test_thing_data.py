"""What programs get of a thing, of citations and of the list of saved queries, in JSON."""

from __future__ import annotations

from typing import Any

import pytest

from server.release import Release
from server.saved.query import from_json
from tests.web.client import Client

SCO = "/thing.json?iri=body:sco"


def told(site: Client, path: str) -> Any:
    answer = site.send("GET", path)
    assert answer.status == 200, answer.text
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    return answer.json()


def test_a_thing_is_told_by_section_with_its_claims(site: Client) -> None:
    whole = told(site, SCO)
    assert whole["iri"] == "https://w3id.org/eikg/id/body/sco"
    assert "values" not in whole
    sizes = {one["section"]: one["statements"] for one in whole["sections"]}
    section = told(site, f"{SCO}&section=memberships&lang=ru")
    assert section["label"] == "Шанхайская организация сотрудничества"
    assert sizes["memberships"] >= len(section["situations"]) > 0
    (first, *_) = section["situations"]
    assert {"claim", "document", "speaker", "stance", "passages"} == {*first["sources"][0]}
    assert first["times"] or first["as"]


def test_situations_are_those_of_a_date(site: Client) -> None:
    path = f"{SCO}&section=memberships"
    always, then = (told(site, path + more)["situations"] for more in ("", "&asof=2003"))
    assert 0 < len(then) < len(always)
    assert {one["held"] for one in then} <= {"surely", "as-last-known", "perhaps"}


def test_a_claim_is_told_with_what_it_states(site: Client) -> None:
    stated = told(site, "/thing.json?iri=claim:leshenyuk-2021-083")["states"]
    assert {one["property"].rpartition("/")[2] for one in stated} >= {"proponent"}


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/thing.json", 400, "iri"),
        ("/thing.json?iri=Belarus", 400, "cannot be read"),
        ("/thing.json?iri=body:sko", 404, "Nothing is known"),
        ("/thing.json?iri=body:sco&section=none", 404, "it has facts"),
        ("/thing.json?iri=body:sco&asof=never", 400, "2016-03"),
        ("/cite.json?iri=https://example.org/", 404, "none of this graph"),
        ("/cite.json?iri=body:sko", 404, "Nothing is known"),
        ("/cite.json?iri=https://w3id.org/eikg/sparql", 400, "has no query"),
        ("/queries.json?topic=none", 400, "no topic"),
        ("/queries/members-of-a-body.json?body=body:eaeu&explain=plan", 400, "explain=sources"),
        ("/queries/body-with-members.jsonld?explain=sources&limit=1", 400, "Only a table has pages"),
    ],
)
def test_what_is_wrong_is_a_problem(site: Client, path: str, status: int, said: str) -> None:
    answer = site.send("GET", path)
    assert (answer.status, answer.media_type) == (status, "application/problem+json")
    assert said in answer.json()["detail"]


def test_a_citation_is_that_of_the_page(site: Client, release: Release) -> None:
    cited = told(site, "/cite.json?iri=body:sco&lang=be")
    page = site.send("GET", "/id/body/sco?lang=be", {"Accept": "text/html"}).text
    assert cited["permanent"].partition("?")[2] in page
    assert cited["csl"]["title"] in page
    assert cited["text"].startswith(cited["csl"]["title"])
    assert cited["release"] == release.path.name


def test_saved_queries_are_listed_with_what_they_take(site: Client, release: Release) -> None:
    listed = {one["name"]: one for one in told(site, "/queries.json")["queries"]}
    saved = from_json(release.queries.read_text("utf-8"))
    assert {*listed} == {one.name for one in saved}
    for one in saved:
        assert [given["name"] for given in listed[one.name]["parameters"]] == [
            given.name for given in one.parameters
        ]
    few = told(site, "/queries.json?topic=sanctions&words=history")
    assert [one["name"] for one in few["queries"]] == ["sanction-history"]


def test_rows_of_a_saved_query_tell_on_what_they_stand(site: Client) -> None:
    path = "/queries/members-of-a-body.json?body=body:eaeu&limit=2"
    rows = told(site, path)["results"]["bindings"]
    explained = told(site, f"{path}&explain=sources")
    assert explained["results"]["bindings"] == rows
    assert explained["total"] > 2
    assert all(one["claims"] for one in explained["sources"])
