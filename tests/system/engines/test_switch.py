"""A server before an engine takes a new release up once the engine holds it; until then it goes on with the old one."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from server.release import Release, current
from tests.conftest import RELEASES
from tests.launcher import EIKG
from tests.system.engines.engines import Fuseki
from tests.system.fleet.servers import OneServer, servers
from tests.system.soak.releases import changed, copy_of
from tests.web.client import HttpClient

NAME = quote(
    "SELECT ?name { <https://w3id.org/eikg/id/state/belarus> <http://www.w3.org/2000/01/rdf-schema#label> ?name "
    'FILTER(LANG(?name) = "en") }'
)


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> list[Release]:
    """Two releases that answer differently."""
    folder = tmp_path_factory.mktemp("releases")
    first = copy_of(current(RELEASES), folder)
    # The loader counts what has arrived: of each claim and of the documents, which have the same statements.
    return [first, changed(first, folder, left_out=0)]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The variables that lead to an engine that holds a dataset for each release."""
    with Fuseki(tmp_path_factory.mktemp("fuseki")).running() as variables:
        # The second release is the first one, changed, with the answers that were recorded of the first one.
        yield {**variables, "EIKG_ENGINE_ACCEPT": "*"}


def load(release: Release, variables: dict[str, str]) -> None:
    command: list[str | Path] = [
        EIKG,
        "engine",
        "load",
        "--releases",
        release.path.parent.parent,
        "--release",
        release.path.name,
    ]
    environment = {**os.environ, **variables}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr


def name_of_belarus(server: OneServer, release: str = "") -> str:
    answer = HttpClient(server.port).send("GET", f"{release}/sparql?format=csv&query={NAME}")
    assert answer.status == 200, answer.text
    return answer.text.split("\r\n")[1]


def test_a_release_is_switched_once_the_engine_holds_it(
    engine: dict[str, str], releases: list[Release], tmp_path: Path
) -> None:
    first, second = releases
    load(first, engine)
    with servers(1, tmp_path, releases, **engine) as (server,):
        assert name_of_belarus(server) == "Belarus"

        server.point(second)
        server.signal(signal.SIGHUP)
        deadline = time.monotonic() + 60
        advice = f"run `eikg engine load --release {second.path.name}`"
        while advice not in server.said() and time.monotonic() < deadline:
            time.sleep(0.05)
        assert advice in server.said()
        assert server.health("live")["release"] == first.path.name
        assert name_of_belarus(server) == "Belarus"

        load(second, engine)
        server.switch(second)
        assert name_of_belarus(server) == "Belarus (changed)"
        assert name_of_belarus(server, f"/release/{first.path.name}") == "Belarus"
