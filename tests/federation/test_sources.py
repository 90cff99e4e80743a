"""What the rows of a query with SERVICE stand on: the endpoints by name, and the graphs of what is here."""

from __future__ import annotations

import json
from typing import Any

from tests.engine.small_store import ALL, ODD
from tests.federation.conftest import ONE, TWO, ask
from tests.federation.remotes import Listener, Recorder, always, answering
from tests.web.client import Server
from tests.web.conftest import StartServer


def explain(server: Server, query: str) -> Any:
    status, text = ask(server, query, explain="sources")
    assert status == 200, text
    return json.loads(text)


def test_a_row_names_the_endpoint_and_the_graphs(server: Server, one: Recorder) -> None:
    found = explain(server, f"SELECT ?n ?l {{ thing:3 :number ?n SERVICE <{ONE}> {{ thing:3 :label ?l }} }}")
    [row], [source] = found["results"]["bindings"], found["sources"]
    assert (row["n"]["value"], row["l"]["value"]) == ("3", "three")
    assert (source["endpoints"], source["graphs"], source["detail"]) == ([ONE], sorted((ALL, ODD)), None)
    assert [one["kind"] for one in found["patterns"]] == ["triple pattern", "SERVICE"]
    assert len(one.queries) == 1


def test_only_rows_that_it_gave_a_part_of_name_an_endpoint(server: Server) -> None:
    query = f"SELECT ?s ?l {{ VALUES ?s {{ thing:3 thing:7 }} OPTIONAL {{ SERVICE <{ONE}> {{ ?s :label ?l }} }} }}"
    found = explain(server, query)
    told = dict(
        zip((row["s"]["value"] for row in found["results"]["bindings"]), found["sources"], strict=True)
    )
    assert told["http://example.org/thing/3"]["endpoints"] == [ONE]
    assert told["http://example.org/thing/7"]["endpoints"] == []
    assert told["http://example.org/thing/7"]["detail"].startswith("No triple carries it")


def test_each_branch_and_each_name_of_an_endpoint_is_its_own(server: Server) -> None:
    query = f"SELECT ?e ?l {{ VALUES ?e {{ <{ONE}> <{TWO}> }} SERVICE ?e {{ thing:2 :label ?l }} }}"
    found = explain(server, query)
    names = [row["e"]["value"] for row in found["results"]["bindings"]]
    assert sorted(names) == [ONE, TWO]
    assert [source["endpoints"] for source in found["sources"]] == [[name] for name in names]


def test_a_group_a_subquery_and_exists_name_it_too(server: Server) -> None:
    for query in (
        f"SELECT (COUNT(*) AS ?n) {{ SERVICE <{ONE}> {{ ?s :label ?l }} }}",
        f"SELECT ?s {{ ?s :number 3 {{ SELECT ?s {{ SERVICE <{ONE}> {{ ?s :label ?l }} }} }} }}",
        f"SELECT ?s {{ ?s :number 3 FILTER EXISTS {{ SERVICE <{ONE}> {{ ?s :label ?l }} }} }}",
        f"CONSTRUCT {{ ?s :said ?l }} {{ ?s :number 3 SERVICE <{ONE}> {{ ?s :label ?l }} }}",
    ):
        found = explain(server, query)
        assert [source["endpoints"] for source in found["sources"]] == [[ONE]], query


def test_one_that_gave_nothing_as_silent_allows_is_not_named(
    start_server: StartServer, one: Recorder
) -> None:
    gone = Listener(always(answering(status="500 Broken")))
    server = start_server(federation=f"{ONE}=127.0.0.1:{one.port} {TWO}=127.0.0.1:{gone.port}", evaluators=1)
    both = " ".join(f"SERVICE SILENT <{iri}> {{ ?s :label ?l }}" for iri in (ONE, TWO))
    found = explain(server, f"SELECT ?s ?l {{ ?s :number 3 {both} }}")
    assert [source["endpoints"] for source in found["sources"]] == [[ONE]]
    gone.close()
