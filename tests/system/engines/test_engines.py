"""Each engine, really run: loaded, checked, and behind a server whose answers are those of the embedded engine."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote

import pytest

from server.endpoint.wrong_answers import ENGINE_HINT
from server.release import Release
from server.saved.query import from_json
from tests.conftest import ROOT
from tests.launcher import EIKG, NotStarted, eikg_serve, launched
from tests.system.engines.engines import ENGINES, Engine
from tests.web.client import Answer, HttpClient

PAGES = (
    "/",
    "/id/state/belarus",
    "/discrepancies",
    "/lists",
    "/search?text=Minsk",
    "/pictures/memberships.csv",
    "/connections.csv?one=state:belarus&other=state:ireland",
    "/why?s=state:belarus&p=a&o=eik:Actor",
)
DOCUMENT = "https://w3id.org/eikg/id/document/kremlin-support-2013"


@dataclass
class Front:
    """A server in front of an engine, and the variables by which it found it."""

    engine: Engine
    variables: dict[str, str]
    client: HttpClient
    address: str

    @cached_property
    def report(self) -> dict[str, Any]:
        """What `eikg engine check` says of the engine."""
        done = eikg("engine", "check", "--json", variables=self.variables)
        (found,) = json.loads(done.stdout)["engines"]
        assert done.returncode == any(one["group"] == "saved" for one in found["wrong"])
        return dict(found)

    @property
    def wrong(self) -> set[str]:
        """The saved queries that it answers otherwise than recorded."""
        return {one["query"].partition(".")[0] for one in self.report["wrong"] if one["group"] == "saved"}

    def get(self, path: str) -> Answer:
        """An answer; an engine that goes on with queries that were given up may need a while for the next."""
        end = time.monotonic() + (0 if self.engine.right else 120)
        while (answer := self.client.send("GET", path)).status == 503 and time.monotonic() < end:
            time.sleep(1)
        return answer


@pytest.fixture(scope="module", params=ENGINES, ids=lambda kind: kind.name)
def front(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    engine: Engine = request.param(tmp_path_factory.mktemp(request.param.name))
    with engine.running() as variables:
        variables |= {"EIKG_QUERY_DEADLINE": str(engine.deadline), "EIKG_REQUEST_LOG": ""}
        done = eikg("engine", "load", variables=variables)
        assert done.returncode == 0, done.stderr
        accepted = {} if engine.right else {"EIKG_ENGINE_ACCEPT": "*"}
        with launched(eikg_serve(), environment={**variables, **accepted}) as server:
            yield Front(engine, variables, HttpClient(server.port), server.address)


@pytest.fixture
def embedded(address: str) -> HttpClient:
    return HttpClient(int(address.rpartition(":")[2]))


def eikg(*arguments: str, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **variables}
    return subprocess.run(
        [EIKG, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=environment,
        timeout=550,
    )


def test_the_check_tells_right_from_wrong(front: Front) -> None:
    assert bool(front.wrong) is not front.engine.right, front.report["wrong"]
    assert front.report["asked"] > 300
    assert sum(front.report["right"].values()) + len(front.report["wrong"]) == front.report["asked"]
    assert sum(front.report["right"].values()) > front.report["asked"] / 2


def test_an_engine_that_is_wrong_is_refused_or_announced(front: Front) -> None:
    if front.engine.right:
        assert "EIKG-Hint" not in front.get("/sparql?query=ASK%7B%7D").headers
        return
    with (
        pytest.raises(NotStarted, match="otherwise than recorded"),
        launched(eikg_serve(), environment=front.variables),
    ):
        pass
    assert front.get("/sparql?query=ASK%7B%7D").headers["EIKG-Hint"] == ENGINE_HINT
    page = front.get("/conformance").text
    # Rows in another order are told by the check, and are no reason to refuse the engine.
    wrong = {
        one["query"].partition(".")[0]
        for one in front.report["wrong"]
        if one["group"] == "saved" and not one["difference"].startswith("the rows are the expected ones")
    }
    told = {name for name in wrong if f'href="/queries/{name}"' in page}
    assert told
    assert len(told) >= len(wrong) / 2, "but for those that took too long at one time and not at the other"


def test_saved_queries_are_answered_as_by_the_embedded_engine(
    front: Front, embedded: HttpClient, release: Release
) -> None:
    if not front.engine.right:
        pytest.skip("which saved queries such an engine answers rightly, and in time, the check tells")
    asked = 0
    for query in from_json(release.queries.read_text("utf-8")):
        if query.form != "SELECT" or not query.complete or query.name in front.wrong:
            continue
        found, wanted = (
            front.get(f"/queries/{query.name}.csv"),
            embedded.send("GET", f"/queries/{query.name}.csv"),
        )
        assert found.status == wanted.status == 200, query.name
        assert rows(found.text) == rows(wanted.text), query.name
        asked += 1
    assert asked > 10


def rows(text: str) -> list[list[str]]:
    return sorted(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_those_of_the_embedded_engine(path: str, front: Front, embedded: HttpClient) -> None:
    if not front.engine.right:
        pytest.skip("an engine that answers saved queries wrongly may do so with those of pages")
    found, wanted = front.get(path), embedded.send("GET", path)
    assert found.status == wanted.status == 200
    here = f"http://127.0.0.1:{embedded.port}"
    assert sorted(found.text.split()) == sorted(wanted.text.replace(here, front.address).split())


@pytest.mark.parametrize(
    "dataset",
    ["", "https://w3id.org/eikg/graph/asserted", DOCUMENT, f"{DOCUMENT}/everything"],
    ids=["everything", "asserted", "document", "whole document"],
)
@pytest.mark.parametrize("pattern", ["{ ?s ?p ?o }", "{ GRAPH ?g { ?s ?p ?o } }"], ids=["default", "named"])
def test_the_rules_of_datasets_hold(dataset: str, pattern: str, front: Front, embedded: HttpClient) -> None:
    given = f"&default-graph-uri={quote(dataset, safe='')}" if dataset else ""
    path = f"/sparql?format=csv&query={quote(f'SELECT (COUNT(*) AS ?n) {pattern}')}{given}"
    found, wanted = front.get(path), embedded.send("GET", path)
    assert (found.status, found.text) == (200, wanted.text)


def test_the_engine_is_ready_and_counted(front: Front) -> None:
    assert front.get("/health/ready").json()["status"] == "ready"
    assert 'eikg_engine_calls_total{outcome="answered"}' in front.get("/metrics").text


def test_a_query_ends_at_its_deadline(front: Front) -> None:
    query = quote("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STR(?a) < STR(?i)) }")
    answer = front.client.send("GET", f"/sparql?timeout=1&query={query}")
    assert (answer.status, answer.json()["type"].rpartition("/")[2]) == (503, "deadline")
    assert front.get("/sparql?query=ASK%7B%7D").status == 200
