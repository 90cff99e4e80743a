"""Each engine, really run: loaded, checked, and behind a server whose answers are those of the embedded engine."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

import pytest

from server.release import Release
from server.saved.query import from_json
from tests.conftest import ROOT
from tests.launcher import EIKG, eikg_serve, launched
from tests.system.engines.engines import ENGINES, Engine
from tests.web.client import HttpClient

PAGES = (
    "/",
    "/id/state/belarus",
    "/id/state/belarus.ttl",
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

    client: HttpClient
    address: str
    engine: Engine
    variables: dict[str, str]


@pytest.fixture(scope="module", params=ENGINES, ids=lambda kind: kind.name)
def front(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    engine = request.param(tmp_path_factory.mktemp(request.param.name))
    with engine.running() as variables:
        done = eikg("engine", "load", variables=variables)
        assert done.returncode == 0, done.stderr
        with launched(eikg_serve(), environment={"EIKG_REQUEST_LOG": "", **variables}) as server:
            yield Front(HttpClient(server.port), server.address, engine, variables)


def eikg(*arguments: str, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **variables}
    return subprocess.run(
        [EIKG, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=environment,
        timeout=280,
    )


def test_the_check_names_what_is_wrong(front: Front) -> None:
    done = eikg("engine", "check", "--json", variables=front.variables)
    (report,) = json.loads(done.stdout)["engines"]
    wrong = {one["query"].partition(".")[0] for one in report["wrong"] if one["group"] == "saved"}
    assert wrong == {name.strip() for name in front.engine.accepted.split(",") if name}
    assert report["asked"] > 300
    assert sum(report["right"].values()) > 0.9 * report["asked"]


def embedded_at(address: str) -> HttpClient:
    return HttpClient(int(address.rpartition(":")[2]))


def test_saved_queries_are_answered_as_by_the_embedded_engine(
    front: Front, address: str, release: Release
) -> None:
    embedded = embedded_at(address)
    for query in from_json(release.queries.read_text("utf-8")):
        if query.form != "SELECT" or not query.complete or query.name in front.engine.accepted:
            continue
        found, wanted = (one.send("GET", f"/queries/{query.name}.csv") for one in (front.client, embedded))
        assert found.status == wanted.status == 200
        assert rows(found.text) == rows(wanted.text), query.name


def rows(text: str) -> list[list[str]]:
    return sorted(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_those_of_the_embedded_engine(path: str, front: Front, address: str) -> None:
    found, wanted = front.client.send("GET", path), embedded_at(address).send("GET", path)
    assert found.status == wanted.status == 200
    assert sorted(found.text.split()) == sorted(wanted.text.replace(address, front.address).split())


@pytest.mark.parametrize(
    "dataset",
    ["", "https://w3id.org/eikg/graph/asserted", DOCUMENT, f"{DOCUMENT}/everything"],
    ids=["everything", "asserted", "document", "whole document"],
)
@pytest.mark.parametrize("pattern", ["{ ?s ?p ?o }", "{ GRAPH ?g { ?s ?p ?o } }"], ids=["default", "named"])
def test_the_rules_of_datasets_hold(dataset: str, pattern: str, front: Front, address: str) -> None:
    given = f"&default-graph-uri={quote(dataset, safe='')}" if dataset else ""
    path = f"/sparql?format=csv&query={quote(f'SELECT (COUNT(*) AS ?n) {pattern}')}{given}"
    found, wanted = front.client.send("GET", path), embedded_at(address).send("GET", path)
    assert (found.status, found.text) == (200, wanted.text)


def test_the_engine_is_ready_and_counted(front: Front) -> None:
    assert json.loads(front.client.send("GET", "/health/ready").text)["status"] == "ready"
    assert 'eikg_engine_calls_total{outcome="answered"}' in front.client.send("GET", "/metrics").text


def test_a_query_ends_at_its_deadline(front: Front) -> None:
    query = quote("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STR(?a) < STR(?i)) }")
    answer = front.client.send("GET", f"/sparql?timeout=1&query={query}")
    assert (answer.status, json.loads(answer.text)["type"].rpartition("/")[2]) == (503, "deadline")
    assert front.client.send("GET", "/sparql?query=ASK%7B%7D").status == 200
