"""What the clients meet: a server behind a tap, a scratch dataset, and another endpoint."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

import pyoxigraph as ox
import pytest

from server.release import Release
from tests.clients import queries
from tests.clients.answers import Oracle
from tests.clients.client import World
from tests.clients.tap import tapped
from tests.conformance import store
from tests.conftest import RELEASES, ROOT
from tests.web.client import accepts, free_port, until

BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def world(release: Release) -> Iterator[World]:
    paths = {"Oxigraph": "query", "Jena": "notes/sparql", "RDF4J": "repositories/notes", "Virtuoso": "sparql"}
    notes = {name: f"http://127.0.0.1:{free_port()}/{path}" for name, path in paths.items()}
    settings = {
        "EIKG_REQUEST_LOG": "",
        "EIKG_RESULT_BUFFER": "50000",  # so that an answer has begun long before its deadline
        "EIKG_QUERY_DEADLINE": "6",  # for the clients that cannot send a time of their own
        "EIKG_FEDERATION": " ".join(notes.values()),
    }
    port = free_port()
    command = [str(BIN / "eikg"), "serve", "--port", str(port), "--releases", str(RELEASES)]
    with ExitStack() as stack:
        stack.enter_context(running(command, port, settings))
        stack.enter_context(noting(notes["Oxigraph"]))
        tap = stack.enter_context(tapped(port))
        scratch = stack.enter_context(store.serving(EIKG_REQUEST_LOG=""))
        oracle = Oracle(ox.Store.read_only(str(release.path / "store")))
        yield World(tap, f"{scratch.address}/sparql", oracle, notes)


@contextmanager
def running(command: Sequence[str], port: int, settings: Mapping[str, str]) -> Iterator[None]:
    """A server process that takes connections, until it is not needed any more."""
    environment = {**os.environ, **settings}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as server:
        try:
            until(lambda: accepts(port) or server.poll() is not None)
            assert server.poll() is None, f"{command[0]} did not start"
            yield
        finally:
            server.terminate()


@contextmanager
def noting(endpoint: str) -> Iterator[None]:
    """Oxigraph's native server, with the notes."""
    root, _, _ = endpoint.rpartition("/")
    address = root.removeprefix("http://")
    port = int(address.rpartition(":")[2])
    with running([str(BIN / "oxigraph"), "serve", "--bind", address], port, {}):
        body = queries.NOTES_TURTLE.encode()
        with urlopen(Request(f"{root}/store?default", body, {"Content-Type": "text/turtle"})):
            yield
