"""How a dataset and a query are put for an engine elsewhere, and when it is let alone: without any engine."""

from __future__ import annotations

import pytest

from server.engine import Dataset, QueryRefused
from server.engine.errors import EngineUnreachable
from server.engine.remote.circuit import Circuit
from server.engine.remote.graphs import NOTHING, UNION, Holdings, View, view
from server.engine.remote.products import PRODUCTS
from server.engine.remote.wording import worded
from server.release import ASSERTED_GRAPH, INFERRED_GRAPH

DOCUMENT = "https://w3id.org/eikg/id/document/one"
HOLDINGS = Holdings(("x:a", "x:b", INFERRED_GRAPH), (ASSERTED_GRAPH, DOCUMENT))
HIDDEN = HOLDINGS.hidden


@pytest.mark.parametrize(
    ("product", "dataset", "graphs", "expected"),
    [
        ("fuseki", None, True, View((), (), HIDDEN)),
        ("virtuoso", None, True, View((UNION,), (), HIDDEN)),
        ("rdf4j", None, False, View((UNION,), (), HIDDEN)),
        ("rdf4j", None, True, View((UNION,), HOLDINGS.graphs)),
        ("fuseki", Dataset(("x:a",)), True, View(("x:a",))),
        ("virtuoso", Dataset(("x:a",)), True, View(("x:a",), (NOTHING,))),
        ("oxigraph", Dataset((), ("x:a",)), True, View((NOTHING,), ("x:a",))),
        ("oxigraph", Dataset((ASSERTED_GRAPH,)), False, View((ASSERTED_GRAPH,))),
        ("oxigraph", Dataset((ASSERTED_GRAPH,)), True, View((ASSERTED_GRAPH,), ("x:a", "x:b"))),
        (
            "virtuoso",
            Dataset((ASSERTED_GRAPH,)),
            True,
            View((ASSERTED_GRAPH,), (), HIDDEN | {INFERRED_GRAPH}),
        ),
        ("oxigraph", Dataset((DOCUMENT,)), True, View((DOCUMENT,), ("x:claim",))),
        ("fuseki", Dataset(("x:a", "x:b")), False, View(("x:a", "x:b"))),
        ("fuseki", Dataset((UNION,)), False, View((NOTHING,))),
    ],
)
def test_a_dataset_is_asked_for_by_names(
    product: str, dataset: Dataset | None, graphs: bool, expected: View
) -> None:
    holdings = HOLDINGS
    assert view(dataset, PRODUCTS[product], holdings, graphs, lambda _: ["x:claim"]) == expected


@pytest.mark.parametrize("product", ["oxigraph", "rdf4j", "virtuoso"])
def test_several_graphs_that_would_be_counted_twice_are_refused(product: str) -> None:
    with pytest.raises(QueryRefused):
        view(Dataset(("x:a", "x:b")), PRODUCTS[product], HOLDINGS, False, lambda _: ())


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT * { ?s ?p ?o }", "SELECT * { ?s ?p ?o }"),
        ("SELECT * { GRAPH <x:a> { ?s ?p ?o } }", "SELECT * { GRAPH <x:a> { ?s ?p ?o } }"),
        ("SELECT * { GRAPH <x:h> { ?s ?p ?o } }", f"SELECT * {{ GRAPH <{NOTHING}> {{ ?s ?p ?o }} }}"),
        (
            "SELECT * { GRAPH ?g { ?s ?p ?o GRAPH ?h { } } }",
            "SELECT * { { GRAPH ?g { ?s ?p ?o { GRAPH ?h { } FILTER (?h NOT IN (<x:h>)) } } "
            "FILTER (?g NOT IN (<x:h>)) } }",
        ),
        (
            "ASK { FILTER EXISTS { GRAPH $g { ?s ?p ?o } } }",
            "ASK { FILTER EXISTS { { GRAPH $g { ?s ?p ?o } FILTER ($g NOT IN (<x:h>)) } } }",
        ),
    ],
)
def test_graphs_that_are_hidden_are_not_found(query: str, expected: str) -> None:
    assert worded(query, frozenset(["x:h"]), False, True) == expected


def test_clauses_of_the_dataset_are_not_sent() -> None:
    assert worded("SELECT * FROM <x:a> FROM NAMED <x:b> { ?s ?p ?o }", frozenset(), True, False).split() == (
        ["SELECT", "*", "{", "?s", "?p", "?o", "}"]
    )


def test_a_query_that_cannot_be_read_is_not_sent() -> None:
    with pytest.raises(QueryRefused, match="LATERAL"):
        worded("SELECT * { GRAPH ?g { ?s ?p ?o } LATERAL { ?s ?p ?x } }", frozenset(["x:h"]), False, True)


def test_a_circuit_opens_after_failures_in_a_row_and_one_call_decides() -> None:
    now = 0.0
    circuit = Circuit(2, 10, lambda: now)
    circuit.enter()
    circuit.failed()
    circuit.enter()
    circuit.succeeded()
    for _ in range(2):
        circuit.enter()
        circuit.failed()
    with pytest.raises(EngineUnreachable) as refused:
        circuit.enter()
    assert refused.value.retry_after == 10
    now = 10.0
    circuit.enter()
    assert not circuit.may_try(), "another call while one decides"
    circuit.left()
    circuit.enter()
    circuit.failed()
    assert not circuit.may_try(), "the one that decided failed"
    now = 20.0
    circuit.enter()
    circuit.succeeded()
    assert circuit.reachable
    circuit.enter()
