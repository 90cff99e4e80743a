"""What the clients meet: a server behind a tap, a scratch dataset, and another endpoint."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pyoxigraph as ox
import pytest

from server.release import Release
from tests.conftest import RELEASES
from tests.launcher import eikg_serve, launched
from tests.ports import reserve
from tests.system.clients import queries
from tests.system.clients.answers import Oracle
from tests.system.clients.client import World
from tests.system.clients.tap import tapped
from tests.system.conformance import store


@pytest.fixture(scope="module")
def world(release: Release) -> Iterator[World]:
    paths = {"Oxigraph": "query", "Jena": "notes/sparql", "RDF4J": "repositories/notes", "Virtuoso": "sparql"}
    notes = {name: f"http://127.0.0.1:{reserve()}/{path}" for name, path in paths.items()}
    settings = {
        "EIKG_REQUEST_LOG": "",
        "EIKG_RESULT_BUFFER": "50000",  # so that an answer has begun long before its deadline
        "EIKG_QUERY_DEADLINE": "6",  # for the clients that cannot send a time of their own
        "EIKG_FEDERATION": " ".join(notes.values()),
    }
    with ExitStack() as stack:
        server = stack.enter_context(launched(eikg_serve("--releases", str(RELEASES)), environment=settings))
        stack.enter_context(noting(notes["Oxigraph"]))
        tap = stack.enter_context(tapped(server.port))
        scratch = stack.enter_context(store.serving(EIKG_REQUEST_LOG=""))
        oracle = Oracle(ox.Store.read_only(str(release.path / "store")))
        yield World(tap, f"{scratch.address}/sparql", oracle, notes)


@contextmanager
def noting(endpoint: str) -> Iterator[None]:
    """Oxigraph's native server, with the notes."""
    program = str(Path(sys.executable).with_name("oxigraph"))
    parts = urlsplit(endpoint)
    with launched(lambda _: [program, "serve", "--bind", parts.netloc], port=parts.port) as server:
        body = queries.NOTES_TURTLE.encode()
        with urlopen(Request(f"{server.address}/store?default", body, {"Content-Type": "text/turtle"})):
            yield
