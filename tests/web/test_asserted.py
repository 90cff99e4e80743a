"""Leaving out what was inferred, over HTTP on the real release."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from pyoxigraph import Literal, QuerySolutions, RdfFormat, Store

from server.namespaces import PREFIXES
from server.release import ASSERTED_GRAPH, Release
from tests.web.client import Client
from tests.web.pages import get

COUNT = "SELECT (COUNT(*) AS ?n) {} {{ ?s ?p ?o }}"
MEMBER = f"ASK {{ <{PREFIXES['state']}belarus> <{PREFIXES['eik']}memberOf> <{PREFIXES['body']}eaeu> }}"


def answer(site: Client, query: str, **parameters: str) -> str:
    named = {name.replace("_", "-"): value for name, value in parameters.items()}
    return get(site, f"/sparql?{urlencode({'query': query, **named})}", Accept="text/csv").text


def test_a_standard_parameter_or_clause_leaves_out_what_was_inferred(site: Client, release: Release) -> None:
    counts = release.manifest.counts
    assert 0 < counts["asserted"] < counts["triples"]
    assert answer(site, COUNT.format("")).split() == ["n", str(counts["triples"])]
    for found in (
        answer(site, COUNT.format(""), default_graph_uri=ASSERTED_GRAPH),
        answer(site, COUNT.format(f"FROM <{ASSERTED_GRAPH}>")),
    ):
        assert found.split() == ["n", str(counts["asserted"])]


def test_a_shortcut_that_only_a_rule_draws_is_gone_then(site: Client) -> None:
    assert answer(site, MEMBER).strip() == "true"
    assert answer(site, MEMBER, default_graph_uri=ASSERTED_GRAPH).strip() == "false"


def test_no_pattern_finds_it_beside_the_graphs(site: Client) -> None:
    assert answer(site, f"ASK {{ GRAPH <{ASSERTED_GRAPH}> {{ ?s ?p ?o }} }}").strip() == "false"


def test_the_service_description_offers_it(site: Client, release: Release) -> None:
    store = Store()
    store.load(get(site, "/sparql", Accept="text/turtle").body, RdfFormat.TURTLE)
    sd, void = PREFIXES["sd"], PREFIXES["void"]
    query = f"""SELECT ?n {{ ?service <{sd}availableGraphs>/<{sd}namedGraph> ?named .
        ?named <{sd}name> <{ASSERTED_GRAPH}> ; <{sd}graph>/<{void}triples> ?n }}"""
    found = store.query(query)
    assert isinstance(found, QuerySolutions)
    assert [row["n"] for row in found] == [Literal(release.manifest.counts["asserted"])]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_it_has_a_page(site: Client, language: str) -> None:
    found = get(site, f"/graph/asserted?lang={language}")
    assert found.status == 200
    assert {"en": "What is stated", "ru": "Сказанное"}[language] in found.text
