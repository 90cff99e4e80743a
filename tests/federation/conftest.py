from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.federation.generator import PROLOGUE
from tests.federation.remotes import Recorder, oxigraph
from tests.web.client import Server
from tests.web.conftest import StartServer, small_release, start_server

__all__ = ["small_release", "start_server"]

REMOTE = """
@prefix : <http://example.org/> .
@prefix thing: <http://example.org/thing/> .
thing:1 :label "one"@en, "один"@ru ; :code "ONE" ; :next thing:2 ; :value 1 .
thing:2 :label "two"@en ; :code "TWO" ; :next thing:3 ; :value 02 .
thing:3 :label "three"@en ; :next thing:4, thing:1 ; :value 3 .
thing:4 :note "no label" ; :value 5 .
thing:999 :label "elsewhere"@en ; :next thing:1 ; :value 999 .
thing:5 :part [ :label "a part"@en ] ; :next thing:5 .
"""
"""What the other endpoint holds of the things of the small release, and of one that this does not have."""


ONE, TWO = "http://one.example/sparql", "http://two.example/sparql"
"""Endpoints whose calls are recorded."""


def ask(server: Server, query: str, **parameters: str) -> tuple[int, str]:
    """The status and the rows, in CSV, or the problem."""
    answer = server.get("text/csv, application/problem+json;q=0.1", query=PROLOGUE + query, **parameters)
    return answer.status, answer.text.replace("\r\n", "\n")


@pytest.fixture(scope="module")
def recorders() -> Iterator[tuple[Recorder, Recorder]]:
    first = Recorder(REMOTE)
    second = Recorder("<http://example.org/thing/2> <http://example.org/label> 'other' .")
    yield first, second
    first.close()
    second.close()


@pytest.fixture
def one(recorders: tuple[Recorder, Recorder]) -> Recorder:
    recorders[0].forget()
    return recorders[0]


@pytest.fixture
def two(recorders: tuple[Recorder, Recorder]) -> Recorder:
    recorders[1].forget()
    return recorders[1]


def pins(recorders: tuple[Recorder, Recorder]) -> str:
    return f"{ONE}=127.0.0.1:{recorders[0].port}, {TWO}=127.0.0.1:{recorders[1].port}"


@pytest.fixture(scope="module")
def server(start_server: StartServer, recorders: tuple[Recorder, Recorder]) -> Server:
    return start_server(federation=pins(recorders), federation_block=2, federation_cache=0, evaluators=1)


@pytest.fixture(scope="session")
def remote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of another endpoint."""
    with oxigraph(tmp_path_factory.mktemp("oxigraph") / "store", REMOTE) as port:
        yield f"http://127.0.0.1:{port}/query"
