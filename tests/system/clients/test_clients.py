"""Every client and every feature, and the matrix that they make."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.system.clients.client import Client, World
from tests.system.clients.features import Cell, Feature
from tests.system.clients.kinds.comunica import Comunica
from tests.system.clients.kinds.curl import Curl
from tests.system.clients.kinds.jena import Jena
from tests.system.clients.kinds.oxigraph import Oxigraph
from tests.system.clients.kinds.rdf4j import Rdf4j
from tests.system.clients.kinds.rdflib_store import Rdflib
from tests.system.clients.kinds.sparqlwrapper import SparqlWrapper
from tests.system.clients.kinds.virtuoso import Virtuoso
from tests.system.clients.matrix import PATH, Column, Matrix, read, write

KINDS: tuple[type[Client], ...] = (SparqlWrapper, Rdflib, Comunica, Jena, Rdf4j, Virtuoso, Oxigraph, Curl)


@pytest.fixture(scope="module")
def shown() -> Matrix:
    """What this run showed."""
    return {}


@pytest.fixture(scope="module")
def client(request: pytest.FixtureRequest, world: World, shown: Matrix) -> Iterator[Client]:
    """A client; without what it needs its tests are skipped, and fail under EIKG_REQUIRE_ALL."""
    client: Client = request.param(world)
    shown[client.name] = Column(client.version, {})
    with ExitStack() as stack:
        stack.callback(client.close)
        yield client


@pytest.mark.parametrize("feature", Feature, ids=lambda feature: str(feature.name.lower()))
@pytest.mark.parametrize("client", KINDS, ids=lambda kind: str(kind.name), indirect=True, scope="module")
def test_feature(client: Client, feature: Feature, shown: Matrix) -> None:
    cells: dict[Feature, Cell] = shown[client.name].cells  # type: ignore[assignment]
    cells[feature] = client.show(feature)


def test_the_matrix_is_read_as_it_was_written() -> None:
    text = PATH.read_text("utf-8")
    assert {kind.name for kind in KINDS} == {*read(text)}
    assert write(read(text)) == text


def test_the_matrix_is_of_this_run(shown: Matrix) -> None:
    kept = read(PATH.read_text("utf-8")) if PATH.exists() else {}
    writing = bool(os.environ.get("EIKG_WRITE_MATRIX"))
    found = dict(kept)
    for kind in KINDS:
        column = shown.get(kind.name)
        if column is None or len(column.cells) < len(Feature):
            continue  # it is not here, or not all of it was tried
        known = kind.pinned or writing or kind.name not in kept
        found[kind.name] = column if known else Column(kept[kind.name].version, column.cells)
    text = write({kind.name: found[kind.name] for kind in KINDS if kind.name in found})
    if writing:
        PATH.write_text(text, "utf-8")
    assert PATH.read_text("utf-8") == text, "run `make clients` and commit what it writes"
