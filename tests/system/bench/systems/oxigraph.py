"""The native server of the engine that this server embeds, over a copy of the release's store."""

from __future__ import annotations

import shutil
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Final

from tests.system.bench.systems.system import Data, System

_OXIGRAPH: Final = Path(sys.executable).with_name("oxigraph")


class Oxigraph(System):
    """`oxigraph serve-read-only`; its default graph is the union that the build wrote out."""

    name = "Oxigraph"
    path = "/query"

    def version(self) -> str:
        return version("oxigraph")

    def missing(self) -> str | None:
        return None if _OXIGRAPH.exists() else "the package oxigraph is not installed"

    def prepare(self, data: Data) -> None:
        shutil.copytree(data.release.store, self.folder / "store")

    def command(self, data: Data, port: int) -> list[str]:
        return [str(_OXIGRAPH), "serve-read-only", "--location", "store", "--bind", f"127.0.0.1:{port}"]
