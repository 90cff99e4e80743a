"""Leaving out what was inferred, over HTTP on the real release."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from pyoxigraph import Literal, QuerySolutions, RdfFormat, Store

from server.namespaces import PREFIXES
from server.release import ASSERTED_GRAPH, Release
from tests.web.pages import get

COUNT = "SELECT (COUNT(*) AS ?n) {} {{ ?s ?p ?o }}"
MEMBER = f"ASK {{ <{PREFIXES['state']}belarus> <{PREFIXES['eik']}memberOf> <{PREFIXES['body']}eaeu> }}"


def answer(address: str, query: str, **parameters: str) -> str:
    named = {name.replace("_", "-"): value for name, value in parameters.items()}
    return get(address, f"/sparql?{urlencode({'query': query, **named})}", Accept="text/csv").text


def test_a_standard_parameter_or_clause_leaves_out_what_was_inferred(address: str, release: Release) -> None:
    counts = release.manifest.counts
    assert 0 < counts["asserted"] < counts["triples"]
    assert answer(address, COUNT.format("")).split() == ["n", str(counts["triples"])]
    for found in (
        answer(address, COUNT.format(""), default_graph_uri=ASSERTED_GRAPH),
        answer(address, COUNT.format(f"FROM <{ASSERTED_GRAPH}>")),
    ):
        assert found.split() == ["n", str(counts["asserted"])]


def test_a_shortcut_that_only_a_rule_draws_is_gone_then(address: str) -> None:
    assert answer(address, MEMBER).strip() == "true"
    assert answer(address, MEMBER, default_graph_uri=ASSERTED_GRAPH).strip() == "false"


def test_no_pattern_finds_it_beside_the_graphs(address: str) -> None:
    assert answer(address, f"ASK {{ GRAPH <{ASSERTED_GRAPH}> {{ ?s ?p ?o }} }}").strip() == "false"


def test_the_service_description_offers_it(address: str, release: Release) -> None:
    store = Store()
    store.load(get(address, "/sparql", Accept="text/turtle").body, RdfFormat.TURTLE)
    sd, void = PREFIXES["sd"], PREFIXES["void"]
    query = f"""SELECT ?n {{ ?service <{sd}availableGraphs>/<{sd}namedGraph> ?named .
        ?named <{sd}name> <{ASSERTED_GRAPH}> ; <{sd}graph>/<{void}triples> ?n }}"""
    found = store.query(query)
    assert isinstance(found, QuerySolutions)
    assert [row["n"] for row in found] == [Literal(release.manifest.counts["asserted"])]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_it_has_a_page(address: str, language: str) -> None:
    found = get(address, f"/graph/asserted?lang={language}")
    assert found.status == 200
    assert {"en": "What is stated", "ru": "Сказанное"}[language] in found.text
