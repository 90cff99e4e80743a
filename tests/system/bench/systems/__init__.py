"""The systems that are measured side by side, each as a user would run it, over the same quads."""

from __future__ import annotations

from tests.system.bench.systems.fuseki import Fuseki
from tests.system.bench.systems.ours import Eikg
from tests.system.bench.systems.oxigraph import Oxigraph
from tests.system.bench.systems.rdflib_endpoint import RdflibEndpoint
from tests.system.bench.systems.system import Data, Server, System, data_of
from tests.system.bench.systems.virtuoso import Virtuoso

__all__ = ["SYSTEMS", "Data", "Server", "System", "data_of"]

SYSTEMS: tuple[type[System], ...] = (Eikg, Oxigraph, RdflibEndpoint, Virtuoso, Fuseki)
"""The first is this server; the second is its engine's own server."""
