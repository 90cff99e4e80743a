"""The endpoints that the tests of federated queries name, as servers on loopback under those names."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from urllib.request import Request, urlopen

from tests.federation.remotes import oxigraph
from tests.system.conformance.archive import files
from tests.system.conformance.comparison import rdf
from tests.system.conformance.store import Store, serving

CLOSED = 1
"""A port that nothing listens on."""

PLAIN = ("http://example.org/sparql", "http://example2.org/sparql")
CALLING = "http://example1.org/sparql"
"""The endpoint that is sent patterns with SERVICE in them: another server of this project."""

MISSING = ("http://invalid.endpoint.org/sparql", "https://w3id.org/eikg/g")
"""Endpoints that are named where there are none; the second is what `<g>` means here."""


@contextmanager
def federated() -> Iterator[Store]:
    """A scratch dataset that may call the endpoints of the tests; nothing that one answers is kept."""
    with ExitStack() as stack:
        ports = {iri: stack.enter_context(oxigraph(_folder(stack), "")) for iri in PLAIN}
        pins = {**ports, **dict.fromkeys(MISSING, CLOSED)}
        own_name = {"EIKG_PUBLIC_URL": CALLING.removesuffix("/sparql")}  # a scratch dataset takes no other
        calling = stack.enter_context(serving(**_settings(pins), **own_name))
        pins[CALLING] = int(calling.address.rpartition(":")[2])
        store = stack.enter_context(serving(**_settings(pins)))
        store.endpoints = {iri: partial(_load, port) for iri, port in ports.items()}
        store.endpoints[CALLING] = partial(calling.load, graphs=())
        yield store


def _folder(stack: ExitStack) -> Path:
    return Path(stack.enter_context(tempfile.TemporaryDirectory())) / "store"


def _settings(pins: Mapping[str, int]) -> dict[str, str]:
    entries = " ".join(f"{iri}=127.0.0.1:{port}" for iri, port in pins.items())
    return {"EIKG_FEDERATION": entries, "EIKG_FEDERATION_CACHE": "0"}


def _load(port: int, data: Sequence[str]) -> None:
    quads = [quad for iri in data for quad in rdf(files()[iri], iri)]
    body = "".join(f"{quad} .\n" for quad in quads).encode()
    address = f"http://127.0.0.1:{port}/store?default"
    urlopen(Request(address, body, {"Content-Type": "text/turtle"}, method="PUT")).close()
