"""The explanation of a slow query over HTTP: its parts in the engine's order, with what they have in the release."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.engine.small_store import THINGS
from tests.web.client import Client
from tests.web.conftest import StartServer
from tests.web.test_explain import PROLOGUE, explain
from tests.web.test_sparql_errors import ask

UNREACHED = {"solutions": None, "milliseconds": None, "stopped": None}


def plan(address: str, query: str, status: int = 200, **parameters: str) -> dict[str, Any]:
    return explain(address, "plan", query, status, **parameters)


def number(address: str, pattern: str) -> int:
    """How many solutions a pattern has."""
    _, _, body = ask(address, f"{PROLOGUE} SELECT (COUNT(*) AS ?n) {{ {pattern} }}")
    return int(json.loads(body)["results"]["bindings"][0]["n"]["value"])


def test_each_part_comes_with_its_solutions_alone_and_with_those_before_it(address: str) -> None:
    query = "SELECT ?c {\n  ?s rdfs:label ?name .\n  ?c eik:inDocument ?d ; eik:statedBy ?s ; a eik:Claim\n}"
    found = plan(address, query)
    assert [step["text"] for step in found["steps"]] == [
        "?c a eik:Claim .",
        "?c eik:inDocument ?d .",
        "?c eik:statedBy ?s .",
        "?s rdfs:label ?name .",
    ]
    before = ""
    for step in found["steps"]:
        before += f" {step['text']}"
        assert step["kind"] == "triple pattern"
        assert step["alone"]["solutions"] == number(address, step["text"]) > 0
        assert step["so_far"]["solutions"] == number(address, before) > 0
        assert step["so_far"]["stopped"] is None
        assert step["milliseconds"] >= 0
        assert step["advice"] == []
    assert [(step["line"], step["column"]) for step in found["steps"]] == [(6, 44), (6, 6), (6, 26), (5, 6)]
    assert [step["method"] for step in found["steps"]] == ["first", *["nested loop"] * 3]
    assert found["result"]["solutions"] == found["steps"][-1]["so_far"]["solutions"]
    assert found["complete"] is True
    assert "does not tell its own" in found["order"]


def test_filters_and_what_follows_the_pattern_are_told(address: str) -> None:
    query = (
        "SELECT DISTINCT ?d { ?c eik:inDocument ?d ; a eik:Claim FILTER NOT EXISTS { ?c eik:nothing ?x } }"
    )
    found = plan(address, query)
    last = found["steps"][-1]
    assert (last["kind"], last["method"], last["alone"]) == ("filter", None, None)
    assert last["so_far"]["solutions"] == number(address, "?c eik:inDocument ?d ; a eik:Claim")
    assert 0 < found["result"]["solutions"] < last["so_far"]["solutions"]


def test_what_is_evaluated_by_itself_is_measured_inside(address: str) -> None:
    inner = "?c a eik:Claim . ?c eik:statedBy ?s ."
    counted = f"SELECT ?d (COUNT(*) AS ?k) {{ ?c eik:inDocument ?d . {inner} }} GROUP BY ?d"
    found = plan(address, f"SELECT * {{ ?d rdfs:label ?n {{ {counted} }} }}")
    subquery = next(step for step in found["steps"] if step["kind"] == "subquery")
    [group] = subquery["inside"]
    assert [step["text"] for step in group] == [
        "?c a eik:Claim .",
        "?c eik:inDocument ?d .",
        "?c eik:statedBy ?s .",
    ]
    assert group[-1]["so_far"]["solutions"] == number(address, f"{inner} ?c eik:inDocument ?d")


@pytest.mark.parametrize(
    ("pattern", "kind", "advice"),
    [
        ("?c a eik:Claim VALUES ?c { UNDEF <x:y> }", "VALUES", "A variable that is UNDEF in one row"),
        ("?c a eik:Claim . ?d a eik:SourceDocument", "triple pattern", "It has no variable in common"),
        (
            "state:belarus eik:memberOf ?b . { ?b rdfs:label ?l . ?b a ?k } UNION { ?s eik:about ?b . ?s a ?k }",
            "UNION",
            "Repeat in each branch what restricts it.",
        ),
        (
            "state:belarus eik:memberOf ?b { SELECT ?b (COUNT(*) AS ?n) { ?s eik:memberOf ?b } GROUP BY ?b }",
            "subquery",
            "Repeat in it what restricts it.",
        ),
        (
            "?c eik:statedBy ?s "
            "OPTIONAL { ?c eik:inDocument ?d . ?d a eik:SourceDocument OPTIONAL { ?d rdfs:label ?s } }",
            "OPTIONAL",
            "Repeat in it what restricts it.",
        ),
    ],
)
def test_advice_is_given_where_it_applies(address: str, pattern: str, kind: str, advice: str) -> None:
    found = plan(address, f"SELECT * {{ {pattern} }}", timeout="10")
    assert any(advice in text for step in found["steps"] if step["kind"] == kind for text in step["advice"])


def test_no_advice_is_given_on_what_costs_nothing(address: str) -> None:
    found = plan(address, "SELECT * { VALUES ?l { 'en' } ?c a eik:Claim OPTIONAL { ?c eik:statedBy ?s } }")
    assert [step["method"] for step in found["steps"]] == ["first", "cartesian product", "nested loop"]
    assert [step["advice"] for step in found["steps"]] == [[], [], []]


def test_a_part_that_the_engine_leaves_out_is_named(address: str) -> None:
    found = plan(address, "SELECT * {\n VALUES ?d { UNDEF }\n ?c eik:inDocument ?d }")
    assert [step["text"] for step in found["steps"]] == ["?c eik:inDocument ?d ."]
    [left_out] = found["left_out"]
    assert (left_out["text"], left_out["line"], left_out["column"]) == ("VALUES ?d { UNDEF }", 5, 2)
    assert "restricts nothing" in left_out["advice"][0]


def test_a_query_that_is_put_into_other_words_is_said_to_be(address: str) -> None:
    words = "put into other words for the engine"
    counted = "SELECT (COUNT(*) AS ?n) { ?s eik:nameVariant ?name }"
    found = plan(address, f"SELECT * {{ GRAPH ?g {{ {counted} }} }}")
    assert words in found["order"]
    assert found["steps"][-1]["so_far"]["solutions"] == found["result"]["solutions"] > 1
    assert words not in plan(address, "SELECT * { GRAPH ?g { ?s eik:nameVariant ?name } }")["order"]


def test_a_query_that_never_ends_is_explained_within_its_time(address: str) -> None:
    found = plan(address, "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", timeout="2")
    first, second, third = found["steps"]
    assert first["so_far"]["solutions"] == number(address, "?a ?b ?c")
    assert (second["so_far"]["solutions"], second["so_far"]["stopped"]) == (None, "time")
    assert "It has no variable in common" in second["advice"][0]
    assert third["so_far"] == UNREACHED
    assert third["alone"] == {**third["alone"], "solutions": first["so_far"]["solutions"], "stopped": None}
    assert (found["result"]["solutions"], found["result"]["stopped"]) == (None, "time")
    assert found["complete"] is False
    assert second["so_far"]["milliseconds"] + found["result"]["milliseconds"] <= 2000


def test_a_part_that_needs_too_much_memory_is_named(start_server: StartServer) -> None:
    server = start_server(evaluators=1, query_memory=2**26, query_deadline=60)
    numbers = " ".join(map(str, range(20)))
    query = f"SELECT DISTINCT * {{ ?a ?b ?c . ?d ?e ?f VALUES ?g {{ {numbers} }} }}"
    found = json.loads(server.get(query=query, explain="plan").body)
    assert found["steps"][-1]["so_far"]["solutions"] == 20 * THINGS**2
    assert (found["result"]["solutions"], found["result"]["stopped"]) == (None, "memory")


def test_the_dataset_of_the_request_counts(address: str) -> None:
    query = "SELECT * { ?c a eik:Claim }"
    assert plan(address, query)["steps"][0]["so_far"]["solutions"] > 0
    found = plan(address, query, 200, **{"default-graph-uri": "x:y"})
    assert found["steps"][0]["so_far"]["solutions"] == found["result"]["solutions"] == 0


def test_an_ask_is_answered_as_well(address: str) -> None:
    assert plan(address, "ASK { ?c a eik:Claim }")["result"]["solutions"] == 1
    assert plan(address, "ASK { ?c a eik:Nothing }")["result"]["solutions"] == 0


@pytest.mark.parametrize(
    ("query", "status", "kind", "said"),
    [
        ("CONSTRUCT WHERE { ?s ?p ?o }", 400, "no-explanation", "only a SELECT or an ASK"),
        ("DESCRIBE <x:y>", 400, "no-explanation", "only a SELECT or an ASK"),
        ("SELECT * { ?s ?p }", 400, "syntax", "Line 4, column 18"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 403, "service", "SERVICE is not allowed"),
        ("INSERT DATA { <x:s> <x:p> <x:o> }", 403, "update", "SPARQL Update"),
        (f"SELECT * {{ {'OPTIONAL { ' * 9} ?s ?p ?o {'}' * 9} }}", 400, "no-explanation", "nested deeper"),
    ],
)
def test_what_has_no_plan_is_refused_with_the_reason(
    address: str, query: str, status: int, kind: str, said: str
) -> None:
    found = plan(address, query, status)
    assert kind in found["type"]
    assert said in found["detail"]


@pytest.mark.parametrize("asked", [{"accept": "text/plain"}, {"format": "text"}])
def test_it_comes_in_words(address: str, asked: dict[str, str]) -> None:
    pattern = "?c eik:inDocument ?d ; a eik:Clam . ?c a eik:Claim { ?a a ?b } UNION { ?a a ?b ; ?c ?d }"
    status, headers, text = ask(address, f"{PROLOGUE}SELECT * {{ {pattern} }}", explain="plan", **asked)
    assert (status, headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    claims = number(address, "?c a eik:Claim")
    assert "\n1. triple pattern in line 4, column 35: ?c a eik:Clam .\n   0 solutions so far" in text
    assert f"({claims:,} solutions alone)" in text
    assert "combined with every solution so far" in text
    assert "\n   4.1. triple pattern" in text
    assert "The query as a whole: 0 solutions, " in text
    assert "Hint: eik:Clam" in text


def test_limits_are_told_in_words(address: str) -> None:
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    _, _, text = ask(address, query, accept="text/plain", explain="plan", timeout="1")
    assert "an unknown number of solutions so far" in text
    assert "stopped by the limit of time after more than 0." in text
    assert "not reached in the time that the query has" in text
    assert "Advice: It has no variable in common" in text


def test_an_empty_answer_is_explained_in_words_as_well(address: str) -> None:
    query = f"{PROLOGUE}SELECT * {{ ?c a eik:Claim ; eik:nothing ?x }}"
    _, headers, text = ask(address, query, accept="text/plain", explain="empty")
    assert headers["Content-Type"] == "text/plain; charset=utf-8"
    assert text.startswith("Nothing in the data fits this triple pattern: ?c eik:nothing ?x .")
    assert "no solution up to the triple pattern in line 4, column 29: ?c eik:nothing ?x ." in text


def test_json_is_what_other_clients_get(address: str) -> None:
    for accept in ("*/*", "text/html", "application/json", "text/csv"):
        _, headers, _ = ask(address, "ASK {}", accept=accept, explain="plan")
        assert headers["Content-Type"] == "application/json"
        assert headers["Cache-Control"] == "no-store"


def test_it_is_explained_in_process_too(site: Client) -> None:
    asked = {"query": f"{PROLOGUE}SELECT * {{ ?c a eik:Claim }}", "explain": "plan"}
    answer = site.send("GET", f"/sparql?{urlencode(asked)}")
    [step] = json.loads(answer.body)["steps"]
    assert (step["method"], step["text"]) == ("first", "?c a eik:Claim .")
