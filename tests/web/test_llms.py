"""What language models are told of the release is true: each pattern has an answer, each address is there."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from server.engine import EngineError
from server.namespaces import PREFIXES
from tests.web.client import Client
from tests.web.pages import get

PATTERNS = 10


@pytest.fixture(scope="module")
def full(site: Client) -> str:
    answer = get(site, "/llms-full.txt")
    assert (answer.status, answer.media_type) == (200, "text/plain")
    return answer.text


def test_the_full_form_is_read_from_the_data_once(
    site: Client, full: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise EngineError("the data is asked again")

    monkeypatch.setattr("server.web.pages.model.graph.Graph.read", refuse)
    assert get(site, "/llms-full.txt?again").text == full


def test_the_short_form_is_short_and_its_addresses_are_there(site: Client) -> None:
    answer = get(site, "/llms.txt")
    assert answer.media_type == "text/plain"
    assert len(answer.body) < 6_000
    assert re.match(r"# .+\n\n> .+\n", answer.text), "a title and a summary, as llmstxt.org has it"
    addresses = re.findall(r"\]\((http[^)]+)\)", answer.text)
    assert len(addresses) > 10
    for address in addresses:
        parts = urlsplit(address)
        assert get(site, f"{parts.path}?{parts.query}").status == 200, address


@pytest.mark.parametrize("number", range(PATTERNS))
def test_each_pattern_has_an_answer_and_gets_no_hint(site: Client, full: str, number: int) -> None:
    queries = re.findall(r"```sparql\n(.*?)```", full, re.DOTALL)
    assert len(queries) == PATTERNS
    answer = site.get("application/sparql-results+json", query=queries[number])
    assert answer.status == 200, answer.text
    assert answer.json()["results"]["bindings"]
    assert "EIKG-Hint" not in answer.headers


def test_the_whole_guide_tells_every_prefix_term_and_question(site: Client, full: str) -> None:
    assert len(full.encode()) < 60_000
    assert all(f"- `{prefix}:` {iri}\n" in full for prefix, iri in PREFIXES.items())
    rows = site.get(
        "text/csv",
        query=f"""PREFIX owl: <{PREFIXES["owl"]}> PREFIX skos: <{PREFIXES["skos"]}>
        SELECT (STRAFTER(STR(?term), "/ontology/") AS ?name) {{ ?term a owl:Class ; skos:definition ?text
        FILTER(STRSTARTS(STR(?term), "{PREFIXES["eik"]}") && LANG(?text) = "en")
        FILTER NOT EXISTS {{ ?term owl:deprecated true }} }}""",
    ).text.splitlines()[1:]
    assert len(rows) > 50
    assert [name for name in rows if f"- `eik:{name}`" not in full] == []
    assert re.search(r"- `eik:Claim` \(\d+\): ", full)
    assert "- `recommendations`: " in full


def test_a_forecast_is_found_as_what_it_is_and_not_among_what_is_put_forward(site: Client, full: str) -> None:
    put_forward, forecasts = (
        {row["gist"]["value"] for row in site.get(None, query=query).json()["results"]["bindings"]}
        for query in re.findall(r"```sparql\n(.*?)```", full, re.DOTALL)[2:4]
    )
    assert forecasts
    assert not put_forward & forecasts
