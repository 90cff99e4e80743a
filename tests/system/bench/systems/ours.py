"""This server, with the settings that it has when nothing is set."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from server import __version__
from tests.conftest import ROOT
from tests.system.bench.systems.system import Data, System

_EIKG: Final = str(Path(sys.executable).with_name("eikg"))


class Eikg(System):
    """`eikg serve` over the release."""

    name = "this server"

    def version(self) -> str:
        return __version__

    def command(self, data: Data, port: int) -> list[str]:
        releases = data.release.path.parent.parent
        return [_EIKG, "serve", "--port", str(port), "--root", str(ROOT), "--releases", str(releases)]

    def environment(self) -> dict[str, str]:
        return {"EIKG_REQUEST_LOG": ""}  # no other system writes a line for each request
