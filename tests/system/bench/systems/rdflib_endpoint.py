"""rdflib-endpoint: rdflib behind FastAPI, all data in memory. Its default graph is the union of all graphs as a set."""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path
from typing import Final

from tests.system.bench.systems.system import Data, System

_COMMAND: Final = Path(sys.executable).with_name("rdflib-endpoint")


class RdflibEndpoint(System):
    """`rdflib-endpoint serve`, which reads the data anew at every start."""

    name = "rdflib-endpoint"
    path = "/"

    def version(self) -> str:
        return f"{version('rdflib-endpoint')} (rdflib {version('rdflib')})"

    def missing(self) -> str | None:
        return None if _COMMAND.exists() else "the package rdflib-endpoint is not installed"

    def command(self, data: Data, port: int) -> list[str]:
        return [str(_COMMAND), "serve", "--host", "127.0.0.1", "--port", str(port), str(data.quads)]
