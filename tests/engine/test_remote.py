"""Another engine behind the same evaluators: what reaches it, and what becomes of its failures."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pyoxigraph as ox
import pytest

from server.engine import (
    ASSERTED,
    Dataset,
    DeadlineExceeded,
    EvaluationFailed,
    Job,
    Pool,
    QueryRefused,
    QuerySyntaxError,
    ResultTooLarge,
    ServiceRefused,
    UpdateRefused,
    select_rows,
)
from server.engine.errors import EngineFailed, EngineUnreachable
from server.engine.remote.loading import mark, quads
from server.engine.remote.pool import RemotePool
from server.engine.remote.products import PRODUCTS
from server.release import NoRelease, Release
from server.settings import Settings, SettingsError
from tests.engine.stand_in import StandIn

DOCUMENT = "https://w3id.org/eikg/id/document/kremlin-support-2013"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
GRAPHS = "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }"


@pytest.fixture(scope="module")
def engine(release: Release) -> Iterator[StandIn]:
    found = StandIn()
    text = "".join([*quads(release, PRODUCTS["oxigraph"]), mark(release)])
    found.store.load(text, format=ox.RdfFormat.N_QUADS)
    yield found
    found.close()


@pytest.fixture(scope="module")
def settings(engine: StandIn) -> Settings:
    return Settings(
        engine=engine.address,
        engine_product="oxigraph",
        engine_failures=2,
        engine_pause=0.5,
        query_deadline=20,
    )


@pytest.fixture(scope="module")
def opened(release: Release, engine: StandIn, settings: Settings) -> Iterator[Pool]:
    with closing(Pool.opening(RemotePool(release, settings, 2))) as found:
        yield found


@pytest.fixture
def pool(opened: Pool, engine: StandIn) -> Pool:
    engine.forget()
    return opened


@pytest.fixture(scope="module")
def embedded(release: Release) -> Iterator[Pool]:
    with closing(Pool(release.store, size=1)) as found:
        yield found


def number(pool: Pool, query: str, dataset: Dataset | None = None) -> int:
    body = json.loads(pool.fetch(Job(query, dataset=dataset)))
    return int(body["results"]["bindings"][0]["n"]["value"])


@pytest.mark.parametrize("query", [COUNT, GRAPHS])
@pytest.mark.parametrize(
    "dataset",
    [
        None,
        ASSERTED,
        Dataset((DOCUMENT,)),
        Dataset((f"{DOCUMENT}/everything",)),
        Dataset((), (DOCUMENT,)),
        Dataset(("urn:x-eikg:union",)),
        Dataset(("https://example.org/none",)),
    ],
)
def test_a_dataset_is_that_of_the_embedded_engine(
    query: str, dataset: Dataset | None, pool: Pool, embedded: Pool
) -> None:
    assert number(pool, query, dataset) == number(embedded, query, dataset)


@pytest.mark.parametrize(
    "clauses",
    [f"FROM <{DOCUMENT}>", f"FROM NAMED <{DOCUMENT}>", "FROM <https://w3id.org/eikg/graph/asserted>"],
)
def test_from_is_a_dataset_and_no_address(clauses: str, pool: Pool, engine: StandIn, embedded: Pool) -> None:
    query = f"SELECT (COUNT(*) AS ?n) {clauses} {{ {{ ?s ?p ?o }} UNION {{ GRAPH ?g {{ ?s ?p ?o }} }} }}"
    assert number(pool, query) == number(embedded, query)
    assert all("FROM" not in form["query"][0] for form in engine.forms)


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{DOCUMENT}> {{ ?s ?p ?o }} }}",
        "SELECT (COUNT(*) AS ?n) { GRAPH <urn:x-eikg:release> { ?s ?p ?o } }",
        "SELECT (COUNT(*) AS ?n) { VALUES ?g { <urn:x-eikg:release> } GRAPH ?g { ?s ?p ?o } }",
        "SELECT (COUNT(*) AS ?n) { ?s a ?c OPTIONAL { GRAPH ?g { ?s a ?c } } FILTER(!BOUND(?g)) }",
    ],
)
def test_what_the_engine_holds_beside_the_release_is_not_found(
    query: str, pool: Pool, embedded: Pool
) -> None:
    assert number(pool, query) == number(embedded, query)


@pytest.mark.parametrize(
    "accept", ["text/csv", "application/sparql-results+xml", "text/tab-separated-values"]
)
def test_a_table_has_every_format(accept: str, pool: Pool, embedded: Pool) -> None:
    query = 'SELECT ?a ?b ?c { VALUES (?a ?b ?c) { ("x,\\"y" 1 <x:y>) (UNDEF "z"@en-GB 1.5) } } ORDER BY ?a'
    assert pool.fetch(Job(query, accept)) == embedded.fetch(Job(query, accept))


@pytest.mark.parametrize("accept", ["text/turtle", "application/rdf+xml", "application/n-triples"])
def test_a_graph_has_every_format(accept: str, pool: Pool, embedded: Pool) -> None:
    query = f"CONSTRUCT {{ <{DOCUMENT}> ?p ?o }} {{ <{DOCUMENT}> ?p ?o FILTER isIRI(?o) }}"
    found, wanted = (each.fetch(Job(query, None, accept)) for each in (pool, embedded))
    assert sorted(found.splitlines()) == sorted(wanted.splitlines())


def test_pages_ask_several_queries_at_once(pool: Pool) -> None:
    rows = pool.fetch(Job("ASK {}", more=("SELECT (1 AS ?a) {}",))).split(b"\0")
    assert [json.loads(row)["head"] for row in rows[:-1]] == [{}, {"vars": ["a"]}]
    assert select_rows(pool, "SELECT ?b { state:belarus eik:memberOf ?b }")


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("SELECT * { ?s ?p }", QuerySyntaxError),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", ServiceRefused),
        ("INSERT DATA { <x:a> <x:b> <x:c> }", UpdateRefused),
        ("SELECT * FROM <http://127.0.0.1:1/a> FROM <http://127.0.0.1:1/b> { ?s ?p ?o }", QueryRefused),
    ],
)
def test_what_is_refused_never_reaches_the_engine(
    query: str, error: type[Exception], pool: Pool, engine: StandIn
) -> None:
    with pytest.raises(error):
        pool.fetch(Job(query))
    assert not engine.forms


def test_no_workaround_of_the_embedded_engine_is_sent(pool: Pool, engine: StandIn) -> None:
    query = "SELECT ?s { ?s a ?c MINUS { ?s a ?d FILTER(?c = ?d) } } LIMIT 1"
    pool.fetch(Job(query))
    assert engine.forms[0]["query"][0].endswith(query)


def test_a_query_that_reached_no_engine_is_sent_again(pool: Pool, engine: StandIn) -> None:
    engine.faults.extend(("drop", "503"))
    assert pool.fetch(Job("ASK {}"))
    assert len(engine.forms) == 3
    first, second, third = engine.times
    assert third - second > second - first > 0


@pytest.mark.parametrize("fault", ["400", "500"])
def test_a_query_that_the_engine_refuses_is_not_sent_again(fault: str, pool: Pool, engine: StandIn) -> None:
    engine.faults.append(fault)
    with pytest.raises(EvaluationFailed if fault == "400" else EngineFailed, match="as the test wants it"):
        pool.fetch(Job("ASK {}"))
    assert len(engine.forms) == 1


@pytest.mark.parametrize(
    "query", ["SELECT * { ?s ?p ?o } LIMIT 5000", "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 5000"]
)
def test_half_an_answer_is_none(query: str, pool: Pool, engine: StandIn) -> None:
    engine.faults.append("half")
    with pytest.raises(EngineFailed):
        pool.fetch(Job(query, "text/csv"))
    assert pool.fetch(Job("ASK {}"))


def test_rows_that_the_engine_leaves_out_are_missed(pool: Pool, engine: StandIn) -> None:
    engine.headers["X-SPARQL-MaxRows"] = "10000"
    with pytest.raises(ResultTooLarge, match="cuts"):
        pool.fetch(Job("SELECT * { ?s ?p ?o } LIMIT 5"))


def test_a_query_ends_at_its_deadline_and_the_engine_is_left(pool: Pool, engine: StandIn) -> None:
    engine.faults.append("hang")
    with pytest.raises(DeadlineExceeded):
        pool.fetch(Job("ASK {}", timeout=0.3))
    assert engine.left.wait(10)


def test_the_deadline_is_handed_on(release: Release, engine: StandIn, settings: Settings) -> None:
    engine.forget()
    with closing(Pool.opening(RemotePool(release, replace(settings, engine_product="fuseki"), 1))) as pool:
        pool.fetch(Job("ASK {}", timeout=3))
    assert engine.forms[-1]["timeout"] == ["4"]


def test_a_query_that_the_engine_gave_up_late_is_no_reason_to_let_it_alone(
    pool: Pool, engine: StandIn
) -> None:
    engine.faults.extend(("late 503",) * 3)
    for _ in range(3):
        with pytest.raises(EngineFailed):
            pool.fetch(Job("ASK {}"))
    assert len(engine.forms) == 3
    assert pool.fetch(Job("ASK {}"))


def test_nothing_is_kept_of_questions_that_are_answered(pool: Pool) -> None:
    for _ in range(3):
        pool.fetch(Job("ASK {}"))
    assert not pool.pool._answers  # type: ignore[attr-defined]


def test_an_engine_that_fails_is_let_alone_and_tried_again(
    release: Release, engine: StandIn, settings: Settings
) -> None:
    engine.forget()
    with closing(Pool.opening(RemotePool(release, settings, 2))) as pool:
        engine.forget()
        engine.always = "drop"
        for _ in range(2):
            with pytest.raises(EngineUnreachable):
                pool.fetch(Job("ASK {}"))
        assert not pool.alive()
        asked = len(engine.forms)
        with pytest.raises(EngineUnreachable) as found:
            pool.fetch(Job("ASK {}"))
        assert found.value.retry_after >= 1
        assert len(engine.forms) == asked, "an engine that fails was asked"
        engine.forget()

        async def until_reached() -> None:
            async with asyncio.timeout(30):
                while not pool.alive():
                    await asyncio.sleep(0.05)
                    pool.pool.tend()

        pool.run(until_reached())
        assert pool.fetch(Job("ASK {}"))


def test_what_answers_in_another_json_is_no_engine(
    release: Release, engine: StandIn, settings: Settings
) -> None:
    engine.forget()
    engine.always = "login"
    with pytest.raises(EngineFailed, match="cannot be read"):
        Pool.opening(RemotePool(release, settings, 1))
    engine.forget()


def test_an_engine_that_holds_another_release_is_refused(
    release: Release, engine: StandIn, settings: Settings
) -> None:
    engine.forget()
    other = StandIn()
    with closing(other), pytest.raises(NoRelease, match="eikg engine load"):
        Pool.opening(RemotePool(release, replace(settings, engine=other.address), 1))


@pytest.mark.parametrize("wrong", [{"engine": "nowhere"}, {"engine_product": "other"}])
def test_settings_that_lead_to_no_engine_are_refused(
    wrong: dict[str, str], release: Release, settings: Settings
) -> None:
    with pytest.raises(SettingsError, match="EIKG_ENGINE"):
        RemotePool(release, replace(settings, **wrong), 1)  # type: ignore[arg-type]


def test_no_engine_is_no_release(release: Release, settings: Settings) -> None:
    gone = StandIn()
    gone.close()
    with pytest.raises(EngineUnreachable):
        Pool.opening(RemotePool(release, replace(settings, engine=gone.address), 1))
