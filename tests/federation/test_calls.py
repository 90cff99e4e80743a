"""How other endpoints are called, and what the answer says of itself."""

from __future__ import annotations

import json

import pyoxigraph as ox
import pytest

from server.namespaces import BASE
from tests.conftest import require_module
from tests.federation.conftest import ONE, TWO, ask, pins
from tests.federation.generator import PROLOGUE
from tests.federation.remotes import Recorder
from tests.web.client import Server, until
from tests.web.conftest import StartServer


def test_an_endpoint_is_asked_for_what_is_needed_in_blocks(server: Server, one: Recorder) -> None:
    status, text = ask(
        server, f"SELECT ?s ?l {{ ?s :number ?n FILTER(?n < 3) SERVICE <{ONE}> {{ ?s :label ?l }} }}"
    )
    assert (status, sorted(text.splitlines()[1:])) == (
        200,
        [
            "http://example.org/thing/1,one",
            "http://example.org/thing/1,один",
            "http://example.org/thing/2,two",
        ],
    )
    sent = [query.partition("VALUES (?s)")[2].partition("{ ?s :label")[0] for query in one.queries]
    things = sorted(name.partition(">")[0] for text in sent for name in text.split("thing/")[1:])
    assert (len(sent), things) == (2, ["0", "1", "2"])


def test_within_exists_nothing_is_sent(server: Server, one: Recorder) -> None:
    ask(
        server, f"ASK {{ ?s :number 1 FILTER EXISTS {{ ?s :number ?n SERVICE <{ONE}> {{ ?s :label ?l }} }} }}"
    )
    assert [query for query in one.queries if "VALUES" in query] == []
    assert one.queries


def test_nothing_is_asked_for_where_nothing_is_needed(server: Server, one: Recorder) -> None:
    status, _ = ask(server, f"SELECT * {{ ?s :number 10000 SERVICE <{ONE}> {{ ?s :label ?l }} }}")
    assert (status, one.queries) == (200, [])


@pytest.mark.parametrize("function", ["RAND()", "NOW()", "BNODE()", "STRUUID()"])
def test_what_is_another_each_time_is_not_used(server: Server, one: Recorder, function: str) -> None:
    ask(server, f"SELECT * {{ ?s :number 1 BIND({function} AS ?x) SERVICE <{ONE}> {{ ?s :label ?l }} }}")
    assert [query for query in one.queries if "VALUES" in query] == []
    assert one.queries


def test_it_is_a_form_by_post_that_asks_for_json_as_it_is(server: Server, one: Recorder) -> None:
    ask(server, f"SELECT * {{ SERVICE <{ONE}> {{ ?s :label ?l }} }}")
    (headers,) = one.headers
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert headers["Host"] == "one.example"
    assert headers["Accept"].startswith("application/sparql-results+json")
    assert headers["Accept-Encoding"] == "identity"
    assert headers["User-Agent"].startswith("eikg/")
    assert {"Authorization", "Cookie", "Referer", "X-Forwarded-For"}.isdisjoint(headers)


def test_an_answer_is_kept_for_its_time(
    start_server: StartServer, recorders: tuple[Recorder, Recorder], one: Recorder
) -> None:
    server = start_server(federation=pins(recorders), federation_kept=1, evaluators=1)
    query = f"SELECT * {{ SERVICE <{ONE}> {{ ?s :label ?l }} }}"
    first = ask(server, query)
    assert ask(server, query) == first, "blank nodes and all"
    assert len(one.queries) == 1
    until(lambda: ask(server, query)[0] == 200 and len(one.queries) == 2)


def test_a_variable_ranges_over_the_list_and_is_bound(server: Server) -> None:
    _, text = ask(server, "SELECT ?e ?l { SERVICE ?e { thing:2 :label ?l } }")
    assert sorted(text.splitlines()[1:]) == [f"{ONE},two", f"{TWO},other"]


def test_a_variable_that_is_bound_calls_what_it_names(server: Server, one: Recorder, two: Recorder) -> None:
    _, text = ask(server, f"SELECT ?e ?l {{ VALUES ?e {{ <{TWO}> }} SERVICE ?e {{ thing:2 :label ?l }} }}")
    assert text.splitlines()[1:] == [f"{TWO},other"]
    assert (len(one.queries), len(two.queries)) == (0, 1)


def test_a_variable_may_have_other_bindings_for_each_endpoint(
    server: Server, one: Recorder, two: Recorder
) -> None:
    rows = f"(<{ONE}> thing:1) (<{TWO}> thing:2) (<{TWO}> thing:1)"
    _, text = ask(server, f"SELECT ?l {{ VALUES (?e ?s) {{ {rows} }} SERVICE ?e {{ ?s :label ?l }} }}")
    assert sorted(text.splitlines()[1:]) == ["one", "other", "один"]
    assert ["thing/2" in query for query in one.queries] == [False]


def test_the_variable_of_the_endpoint_in_its_own_pattern(start_server: StartServer) -> None:
    recorder = Recorder(f"<x:a> <x:b> <{ONE}>, <x:c> .")
    server = start_server(federation=f"{ONE}=127.0.0.1:{recorder.port}", evaluators=1)
    _, text = ask(server, "SELECT * { SERVICE ?e { ?s ?p ?e } }")
    assert text.splitlines()[1:] == [f"x:a,x:b,{ONE}"]
    recorder.close()


def test_nobody_can_cite_or_keep_the_answer(server: Server) -> None:
    query = f"SELECT * {{ SERVICE <{ONE}> {{ ?s ?p ?o }} }}"
    for answer in (
        server.get(query=query),
        server.get("*/*", "HEAD", query=query),
        server.post(query, "application/sparql-query"),
        server.post(query, "application/sparql-query", if_none_match="*"),
    ):
        assert answer.status == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert {"ETag", "Link"}.isdisjoint(answer.headers)
    assert server.get(query="ASK {}").headers["ETag"]


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv", "arrow"])
def test_every_format_of_a_table(server: Server, form: str) -> None:
    if form == "arrow":
        require_module("pyarrow")
    answer = server.get(query=f"{PROLOGUE} SELECT * {{ SERVICE <{ONE}> {{ ?s :label ?l }} }}", format=form)
    assert answer.status == 200
    assert "один".encode() in answer.body


def test_every_form_of_query(server: Server) -> None:
    pattern = f"SERVICE <{ONE}> {{ thing:2 :label ?l }}"
    assert ask(server, f"ASK {{ {pattern} }}", format="json")[1].count("true") == 1
    graph = server.get("text/turtle", query=f"{PROLOGUE} CONSTRUCT {{ thing:2 :name ?l }} {{ {pattern} }}")
    assert '"two"@en' in graph.text
    described = server.get(
        "text/turtle", query=f"{PROLOGUE} DESCRIBE ?s {{ ?s :number 3 SERVICE <{ONE}> {{ ?s :label ?l }} }}"
    )
    assert "thing" in described.text


def test_why_it_is_empty_is_not_told_and_nobody_called(server: Server, one: Recorder) -> None:
    status, text = ask(server, f"SELECT * {{ SERVICE <{ONE}> {{ ?s ?p ?o }} }}", explain="empty")
    assert (status, "SERVICE" in text, one.queries) == (400, True, [])


def test_a_query_that_is_wrong_calls_nobody_and_is_told_where(server: Server, one: Recorder) -> None:
    status, text = ask(server, f"SELECT * {{\n SERVICE <{ONE}> {{ ?s :label ?l ?k }}\n}}")
    problem = json.loads(text)
    assert (status, problem["line"], problem["token"], one.queries) == (400, 4, "?k", [])
    assert problem["excerpt"][slice(*problem["marked"])] == "?k"
    status, text = ask(server, "SELECT * { SERVICE nowhere:x { ?s ?p ?o } }")
    assert (status, json.loads(text)["token"]) == (400, "nowhere:x")


def test_an_endpoint_off_the_list_calls_nobody_and_names_those_on_it(server: Server, one: Recorder) -> None:
    query = (
        f"SELECT * {{ SERVICE <{ONE}> {{ ?s ?p ?o }} SERVICE SILENT <http://three.example/> {{ ?s ?p ?o }} }}"
    )
    status, text = ask(server, query)
    problem = json.loads(text)
    assert (status, problem["type"], one.queries) == (403, f"{BASE}problem/service-refused", [])
    assert all(name in problem["detail"] for name in (ONE, TWO, "http://three.example/"))


def test_terms_of_every_kind_come_back_as_they_were(start_server: StartServer) -> None:
    literals = [
        '"',
        "\\",
        "\\u0041",
        "a\r\nb\tc",
        "\x01\x7f\u2028\U0001f600",
        "''' \"\"\" }",
        "# SERVICE <x:y> {",
        "\\\\\\",
    ]
    recorder = Recorder()
    terms: list[ox.NamedNode | ox.BlankNode | ox.Literal] = [
        *map(ox.Literal, literals),
        *(ox.Literal(text, language="en") for text in literals),
        *(ox.Literal(text, datatype=ox.NamedNode("x:type#SERVICE'")) for text in literals),
        ox.Literal("-1.5e300", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#double")),
        ox.NamedNode("mailto:a#SERVICE'{"[:-1]),
        ox.NamedNode("http://example.org/ä#'?x=1&y=%20"),
    ]
    for number, term in enumerate(terms):
        recorder.store.add(ox.Quad(ox.NamedNode("x:s"), ox.NamedNode(f"x:p{number}"), term))
    server = start_server(federation=f"{ONE}=127.0.0.1:{recorder.port}", evaluators=1)
    answer = server.get(query=f"SELECT ?o {{ SERVICE <{ONE}> {{ ?s ?p ?o }} }} # SERVICE")
    assert answer.status == 200, answer.text
    found = ox.parse_query_results(answer.body, format=ox.QueryResultsFormat.JSON)
    assert isinstance(found, ox.QuerySolutions)
    assert {str(row["o"]) for row in found} == {str(quad.object) for quad in recorder.store}
    recorder.close()


def test_long_answers_are_joined_with_one_another_and_with_what_is_here(start_server: StartServer) -> None:
    rows = 3000
    recorder = Recorder(
        "\n".join(
            f"<http://example.org/thing/{row}> <x:next> <http://example.org/thing/{row + 1}> ."
            for row in range(rows)
        )
    )
    server = start_server(federation=f"{ONE}=127.0.0.1:{recorder.port}", evaluators=1)
    services = f"SERVICE <{ONE}> {{ ?s <x:next> ?t }} SERVICE <{ONE}> {{ ?t <x:next> ?u }}"
    assert ask(server, f"SELECT (COUNT(*) AS ?n) {{ {services} }}")[1].split() == ["n", str(rows - 1)]
    assert ask(server, f"SELECT (COUNT(*) AS ?n) {{ {services} ?u :number ?v }}")[1].split() == ["n", "298"]
    recorder.close()


def test_blank_nodes_become_names_and_stay_the_same_within_an_answer(server: Server) -> None:
    _, text = ask(
        server, f"SELECT ?p ?q {{ SERVICE <{ONE}> {{ thing:5 :part ?p . ?q :label 'a part'@en }} }}"
    )
    (row,) = text.splitlines()[1:]
    first, second = row.split(",")
    assert first == second
    assert first.startswith(f"{BASE}.well-known/genid/")
