"""Real server processes for the tests of the endpoint."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from server.release import GraphEntry, Manifest
from tests.conftest import ROOT
from tests.engine.small_store import ALL, ODD, THINGS, write
from tests.web.client import Server, free_port

DOCUMENTS = "https://w3id.org/eikg/graph/documents"


@pytest.fixture(scope="session")
def small_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("release")
    write(path / "store")
    sizes = {ALL: THINGS, ODD: THINGS // 2, DOCUMENTS: 7}
    manifest = Manifest(
        digest="0" * 64,
        created=None,
        versions={},
        counts={"triples": THINGS},
        graphs={iri: GraphEntry(triples, "") for iri, triples in sizes.items()},
        files={},
    )
    (path / "manifest.json").write_text(manifest.to_json())
    return path


StartServer = Callable[..., Server]


@pytest.fixture(scope="module")
def start_server(small_release: Path) -> Iterator[StartServer]:
    """Starts a server process with settings given by name, as `query_deadline=1`."""
    with ExitStack() as stack:

        def start(**settings: float) -> Server:
            port = int(settings.pop("port", 0)) or free_port()
            environment = {f"EIKG_{name.upper()}": str(value) for name, value in settings.items()}
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.web.endpoint", str(small_release)],
                cwd=ROOT,
                env={**os.environ, **environment, "EIKG_PORT": str(port)},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            server = Server(process, port)
            stack.callback(server.end)
            server.wait_until_ready()
            return server

        yield start


@pytest.fixture(scope="module")
def endpoint(start_server: StartServer) -> Server:
    """A server with limits that no test of this module should meet."""
    return start_server(evaluators=2, query_deadline=60, query_memory=2**28)
