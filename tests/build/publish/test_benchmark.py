"""The benchmark's answers are those that the endpoint gives."""

from __future__ import annotations

import json

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from server.build.publish.benchmark import benchmark_texts
from server.faults import InvalidInput
from server.release import BENCHMARK
from server.saved.benchmark import Asked
from server.saved.query import Texts

THING, LABEL, GRAPH = (NamedNode(f"urn:x:{name}") for name in ("thing", "label", "graph"))
QUADS = [Quad(THING, LABEL, Literal("a", language="en"), GRAPH)]
TEXTS = Texts({"en": "What?", "ru": "Что?", "be": "Што?"})


def asked(query: str) -> dict[str, str]:
    return benchmark_texts(QUADS, [], [Asked("benchmark/document/01-what", TEXTS, query)])


def test_a_query_is_answered_as_by_the_endpoint_which_puts_it_into_other_words() -> None:
    texts = asked("SELECT (GROUP_CONCAT(?label) AS ?labels) { ?thing <urn:x:label> ?label }")
    [question] = json.loads(texts[BENCHMARK])["questions"]
    assert question["answer"]["results"]["bindings"] == [{"labels": {"type": "literal", "value": "a"}}]


def test_a_query_that_the_endpoint_refuses_is_a_fault_of_its_file() -> None:
    with pytest.raises(InvalidInput) as refused:
        asked("SELECT * { ?s ?p ?o LATERAL { SELECT (COUNT(?x + 1) AS ?n) { ?s ?p ?x } } }")
    [fault] = refused.value.faults
    assert (fault.file, fault.rule) == ("queries/benchmark/document/01-what.rq", "query-refused")
