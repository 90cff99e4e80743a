"""The benchmark of the release: the endpoint gives the rows that it publishes, and what is held is not to be had."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import Any

import pyoxigraph as ox
import pytest

from server.languages import LANGUAGES
from server.namespaces import BASE
from server.release import Release
from server.saved.query import from_json
from tests.web.client import Client
from tests.web.pages import get


@pytest.fixture(scope="module")
def shown(site: Client) -> list[dict[str, Any]]:
    return list(get(site, "/benchmark.json").json()["questions"])


@pytest.fixture(scope="module")
def held(site: Client) -> list[dict[str, Any]]:
    return list(get(site, "/benchmark-held.json").json()["questions"])


def digest(rows: list[dict[str, Any]]) -> str:
    values = sorted({cell["value"] for row in rows for cell in row.values()})
    return hashlib.sha256("\n".join(values).encode()).hexdigest()


def test_each_question_is_asked_in_every_language_and_has_a_number_of_its_own(
    shown: list[dict[str, Any]], held: list[dict[str, Any]]
) -> None:
    questions = [*shown, *held]
    assert len(questions) >= 60
    assert len({one["id"] for one in questions}) == len(questions)
    assert all(list(one["question"]) == list(LANGUAGES) for one in questions)
    assert len({text for one in questions for text in one["question"].values()}) == 3 * len(questions)


def test_the_endpoint_gives_the_rows_of_each_question_that_is_shown(
    site: Client, shown: list[dict[str, Any]]
) -> None:
    for one in shown:
        answer = site.post(one["query"]["sparql"], "application/sparql-query").json()
        rows, published = answer["results"]["bindings"], one["answer"]["results"]["bindings"]
        assert published, one["name"]
        assert answer["head"]["vars"] == one["answer"]["head"]["vars"], one["name"]
        assert Counter(map(canonical, rows)) == Counter(map(canonical, published)), one["name"]
        assert one["sha256"] == digest(rows), one["name"]


def canonical(row: dict[str, Any]) -> str:
    return json.dumps(row, sort_keys=True)


def test_of_those_that_are_held_neither_query_nor_rows_can_be_had(
    site: Client, release: Release, held: list[dict[str, Any]]
) -> None:
    assert len(held) >= 20
    assert all(set(one) == {"id", "question", "sha256"} for one in held)
    saved = {query.question["en"] for query in from_json(release.queries.read_text("utf-8"))}
    assert not {one["question"]["en"] for one in held} & saved, "the page of a saved query shows its rows"
    store = ox.Store()
    store.load(get(site, "/benchmark.ttl").body, format=ox.RdfFormat.TURTLE)
    nodes = [ox.NamedNode(f"{BASE}benchmark#{one['id']}") for one in held]
    for node, one in zip(nodes, held, strict=True):
        assert {
            quad.predicate.value.rpartition("/")[2] for quad in store.quads_for_pattern(node, None, None)
        } == {
            "22-rdf-syntax-ns#type",
            "isPartOf",
            "name",
            "terms#checksum",
        }
        assert store.query(
            f"""PREFIX spdx: <http://spdx.org/rdf/terms#>
            ASK {{ {node} spdx:checksum/spdx:checksumValue ?value FILTER(STR(?value) = "{one["sha256"]}") }}"""
        )


def test_the_rdf_has_the_rows_of_the_json(site: Client, shown: list[dict[str, Any]]) -> None:
    store = ox.Store()
    store.load(get(site, "/benchmark.ttl").body, format=ox.RdfFormat.TURTLE)
    found = store.query(
        """PREFIX rs: <http://www.w3.org/2001/sw/DataAccess/tests/result-set#>
        PREFIX schema: <https://schema.org/> PREFIX sh: <http://www.w3.org/ns/shacl#>
        SELECT ?question ?query (COUNT(?cell) AS ?cells) {
          ?question a schema:Question ; sh:select ?query ; schema:acceptedAnswer/rs:solution/rs:binding ?cell .
          ?cell rs:variable ?variable ; rs:value ?value } GROUP BY ?question ?query"""
    )
    assert isinstance(found, ox.QuerySolutions)
    cells = {row["question"].value: (row["query"].value, int(row["cells"].value)) for row in found}
    assert cells == {
        f"{BASE}benchmark#{one['id']}": (
            one["query"]["sparql"],
            sum(map(len, one["answer"]["results"]["bindings"])),
        )
        for one in shown
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_asks_every_question_in_the_language_of_the_reader(
    site: Client, shown: list[dict[str, Any]], held: list[dict[str, Any]], language: str
) -> None:
    text = get(site, f"/benchmark?lang={language}").text
    for one in (*shown, *held):
        assert f'<tr id="{one["id"]}">' in text
    assert held[0]["question"][language] in text


def test_accept_chooses_the_form(site: Client) -> None:
    for accept, path in (("application/json", "/benchmark.json"), ("text/turtle", "/benchmark.ttl")):
        answer = get(site, "/benchmark", Accept=accept)
        assert answer.media_type == accept
        assert answer.body == get(site, path).body
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert get(site, "/benchmark", Accept="image/png").status == 406
