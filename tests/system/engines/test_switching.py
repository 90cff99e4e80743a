"""A new release is served once the engine holds it, under its own address; until then the old one is."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pyoxigraph as ox

from server.engine.remote.loading import mark, quads
from server.engine.remote.products import PRODUCTS
from server.release import Release
from tests.engine.stand_in import StandIn
from tests.launcher import eikg_serve, launched
from tests.web.client import Server, until
from tests.web.conftest import make_current


def test_a_switch_is_one_of_addresses(release: Release, tmp_path: Path) -> None:
    first, second = (tmp_path / "releases" / f"{release.path.name[:16]}-{number:08x}" for number in (1, 2))
    for copy in (first, second):
        shutil.copytree(release.path, copy, copy_function=os.link)
    make_current(first)
    engine = StandIn()
    engine.store.load(
        "".join([*quads(release, PRODUCTS["oxigraph"]), mark(release)]), format=ox.RdfFormat.N_QUADS
    )
    engine.datasets = {first.name}
    settings = {
        "EIKG_ENGINE": engine.address.replace("/query", "/{release}"),
        "EIKG_ENGINE_PRODUCT": "oxigraph",
        "EIKG_RELEASE_CHECK": "0.2",
        "EIKG_CACHE_SIZE": "0",
        "EIKG_REQUEST_LOG": "",
    }
    with launched(eikg_serve("--releases", str(tmp_path)), environment=settings) as started:
        server = Server(started)

        def served() -> str:
            assert server.get("text/csv", query="SELECT ?s { ?s ?p ?o } LIMIT 1").status == 200
            return str(server.send("GET", "/health").json()["release"])

        assert served() == first.name
        make_current(second)
        server.wait_until_it_says("the new release cannot be taken up")
        assert served() == first.name
        engine.datasets.add(second.name)
        until(lambda: served() == second.name)
        asked = server.send("GET", f"/release/{first.name}/sparql?query=ASK%7B%7D")
        assert asked.status == 200, "a permanent link reaches the dataset of its release"
    engine.close()
