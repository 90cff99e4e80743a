"""A small query alone, and beside one that never ends."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from typing import Final

from tests.system.bench import load
from tests.system.bench.load import NUMBER, prepared, request_file
from tests.system.bench.processes import settle
from tests.system.bench.results import Results
from tests.system.bench.systems import Server

_ASK: Final = (
    "ASK { <https://w3id.org/eikg/id/state/belarus> <https://w3id.org/eikg/ontology/memberOf> ?body "
    f'BIND("{NUMBER}" AS ?request) }}'
)
_HOSTILE: Final = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i "
    f'FILTER(STR(?c) = CONCAT(STR(?f), STR(?i), "{NUMBER}")) }}'
)
"""The product of three times all triples, with a condition that no index helps with."""
_JSON: Final = "application/sparql-results+json"
_AHEAD: Final = 0.5
_ROUNDS: Final = 5
"""More than of the mix: one moment at which the machine was slow makes a 99th percentile."""

_PATIENCE: Final = 30.0
"""Seconds that a system may take, at most, until it does nothing before another is measured."""


def measure(results: Results, servers: Sequence[Server]) -> None:
    """Rounds of an ASK over one connection, alone and beside the hostile query of another client."""
    for _ in range(_ROUNDS):
        for server in servers:
            for other in servers:
                settle(other.pid, _PATIENCE)  # one that was just started anew is busy for a while
            figures = results.system(server.system.name)
            with request_file([prepared(server.system.path, _ASK, _JSON)]) as file:
                figures.ask_alone.append(load.run(server.base, file, 1, results.seconds))
                with _beside(server) as answered:
                    figures.ask_beside.append(load.run(server.base, file, 1, results.seconds))
                    figures.hostile_answered |= answered.is_set()
            if not settle(server.pid, 2):
                server.restart()  # it goes on with the query, though its client has left


@contextmanager
def _beside(server: Server) -> Iterator[threading.Event]:
    """The hostile query under way; the event says that its client was answered, so that it hindered nobody any more."""
    path = prepared(server.system.path, _HOSTILE, _JSON).path
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("GET", path, headers={"Accept": _JSON})
    answered = threading.Event()

    def wait() -> None:
        with suppress(OSError, HTTPException, AttributeError, ValueError):
            connection.getresponse()
            answered.set()

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    answered.wait(_AHEAD)
    try:
        yield answered
    finally:
        if connection.sock is not None:
            connection.sock.shutdown(2)
        connection.close()
        thread.join()
