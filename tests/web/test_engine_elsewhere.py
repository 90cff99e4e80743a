"""A server in front of another engine: which it refuses, what it announces, what visitors see when the engine fails."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack

import pyoxigraph as ox
import pytest

from server.endpoint.wrong_answers import ENGINE_HINT, EngineRefused
from server.engine.remote.loading import mark, quads
from server.engine.remote.products import PRODUCTS
from server.release import Release
from tests.conftest import RELEASES
from tests.engine.stand_in import StandIn
from tests.web.client import Client
from tests.web.in_process import served_in_process

WRONG = "depositaries-and-parties"
"""A saved query that the engine answers wrongly."""


@pytest.fixture(scope="module")
def engine(release: Release) -> Iterator[StandIn]:
    found = StandIn()
    text = "".join([*quads(release, PRODUCTS["oxigraph"]), mark(release)])
    found.store.load(text, format=ox.RdfFormat.N_QUADS)
    found.wrong = "?treaty eik:depositary"
    yield found
    found.close()


@pytest.fixture(scope="module")
def front(engine: StandIn) -> Iterator[Client]:
    with ExitStack() as stack:
        yield stack.enter_context(served_in_process(RELEASES, **settings(engine), engine_accept=WRONG))


@pytest.fixture
def client(front: Client, engine: StandIn) -> Client:
    engine.forget()
    return front


def settings(engine: StandIn) -> dict[str, object]:
    return {
        "engine": engine.address,
        "engine_product": "oxigraph",
        "engine_failures": 2,
        "engine_pause": 60.0,
        "cache_size": 0,
    }


def test_an_engine_that_is_wrong_on_a_saved_query_is_refused(engine: StandIn) -> None:
    with (
        pytest.raises(EngineRefused, match=f"1 saved queries otherwise than recorded: {WRONG}"),
        ExitStack() as stack,
    ):
        stack.enter_context(served_in_process(RELEASES, **settings(engine)))


def test_what_is_accepted_is_announced(client: Client) -> None:
    page = client.send("GET", "/conformance", {"Accept": "text/html"}).text
    assert f'<a href="/queries/{WRONG}">{WRONG}</a>' in page
    assert client.get("text/csv", query="ASK {}").headers["EIKG-Hint"] == ENGINE_HINT
    assert client.send("GET", f"/queries/{WRONG}.csv").headers["EIKG-Hint"] == ENGINE_HINT


def test_pages_answers_explanations_and_entity_tags_are_there(client: Client) -> None:
    assert client.send("GET", "/id/state/belarus", {"Accept": "text/html"}).status == 200
    answer = client.get("text/csv", query="SELECT ?s { ?s a ?c } LIMIT 1")
    again = client.send(
        "GET",
        "/sparql?query=SELECT+%3Fs+%7B+%3Fs+a+%3Fc+%7D+LIMIT+1",
        {"Accept": "text/csv", "If-None-Match": answer.headers["ETag"]},
    )
    assert (answer.status, again.status) == (200, 304)
    explained = client.get(query="SELECT ?s { ?s a <x:none> }", explain="empty").json()
    assert explained["empty"]


def test_an_engine_that_fails_is_told_of_and_let_alone(client: Client, engine: StandIn) -> None:
    """The last test: the circuit stays open."""
    engine.always = "drop"
    for _ in range(3):
        answer = client.get("text/csv", query="ASK {}")
        problem = json.loads(answer.body)
        assert (answer.status, problem["type"].rpartition("/")[2]) == (503, "unavailable")
        assert int(answer.headers["Retry-After"]) >= 1
    assert client.send("GET", "/health/ready").status == 503
    assert client.send("GET", "/health").status == 200
    figures = client.send("GET", "/metrics").text
    assert "eikg_engine_circuit_open 1.0" in figures
    assert 'eikg_engine_calls_total{outcome="spared"}' in figures
