"""The engines that are proven behind the server, each as a process of its own, with the settings that lead to it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Final
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.conftest import require_file, require_tool
from tests.launcher import Launched, launched
from tests.ports import reserve
from tests.system import virtuoso
from tests.system.bench.systems.fuseki import Fuseki as MeasuredFuseki
from tests.system.clients.kinds import java

_INI: Final = f"""\
{virtuoso.FILES}
[Parameters]
ServerPort = 127.0.0.1:{{sql_port}}
DisableUnixSocket = 1
MaxClientConnections = 50
ServerThreads = 50
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
DirsAllowed = {{folder}}
{virtuoso.HTTP}
[SPARQL]
ResultSetMaxRows = 1000000
MaxQueryExecutionTime = 10
"""


class Engine(ABC):
    """An engine. `folder` is one of its own; `right`: it answers every saved query as recorded.

    `deadline`, in seconds, is less for one that would take any time for some of them.
    """

    name: str
    right: bool = True
    deadline: int = 150

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @abstractmethod
    def version(self) -> str:
        """Its version."""

    @abstractmethod
    def run(self) -> Iterator[dict[str, str]]:
        """Start it, give the variables by which `eikg` finds it, and end it. Skips the test where it is missing."""

    @contextmanager
    def running(self) -> Iterator[dict[str, str]]:
        """The engine as long as the context lasts."""
        for variables in self.run():
            yield {"EIKG_ENGINE_PRODUCT": self.name, **variables}


class Oxigraph(Engine):
    """The native server of Oxigraph, one dataset a process."""

    name = "oxigraph"

    def version(self) -> str:
        return version("oxigraph")

    def run(self) -> Iterator[dict[str, str]]:
        program = Path(sys.executable).with_name("oxigraph")
        require_file(program, "the package oxigraph")
        options = ["serve", "--location", str(self.folder), "--timeout-s", "30"]
        with launched(lambda port: [str(program), *options, "--bind", f"127.0.0.1:{port}"]) as server:
            yield {
                "EIKG_ENGINE": f"{server.address}/query",
                "EIKG_ENGINE_DATA": f"{server.address}/store",
            }


class Fuseki(Engine):
    """Apache Jena Fuseki, with a dataset for each release."""

    name = "fuseki"

    def version(self) -> str:
        return MeasuredFuseki(self.folder).version()

    def run(self) -> Iterator[dict[str, str]]:
        measured = MeasuredFuseki(self.folder)
        if missing := measured.missing():
            pytest.skip(missing)
        with launched(measured.empty, environment=measured.environment(), folder=self.folder) as server:
            yield {
                "EIKG_ENGINE": f"{server.address}/{{release}}/query",
                "EIKG_ENGINE_DATA": f"{server.address}/{{release}}/data",
            }


class Rdf4j(Engine):
    """RDF4J's server in Jetty, with a repository for each release."""

    name = "rdf4j"
    right = False

    def version(self) -> str:
        return java.version("rdf4j-server")

    def run(self) -> Iterator[dict[str, str]]:
        program = require_tool("java", "default-jdk-headless and maven")
        parts = [java.JAVA / "target/server" / name for name in ("jetty-runner.jar", "rdf4j-http-server.war")]
        for part in parts:
            require_file(part, "`make clients`, with maven and default-jdk-headless")
        places = [f"-Djava.io.tmpdir={self.folder}", f"-Dorg.eclipse.rdf4j.appdata.basedir={self.folder}"]
        runner, application = map(str, parts)

        def command(port: int) -> list[str]:
            options = ["--host", "127.0.0.1", "--port", str(port)]
            return [program, "-Xmx2g", *places, "-jar", runner, *options, application]

        with launched(command, folder=self.folder) as server:
            yield {
                "EIKG_ENGINE": f"{server.address}/repositories/{{release}}",
                "EIKG_ENGINE_DATA": f"{server.address}/repositories/{{release}}/statements",
            }


class Virtuoso(Engine):
    """Virtuoso, an instance for a release."""

    name = "virtuoso"
    right = False
    deadline = 5

    def version(self) -> str:
        return virtuoso.version(shutil.which("virtuoso-t") or "virtuoso-t")

    def run(self) -> Iterator[dict[str, str]]:
        program = require_tool("virtuoso-t", "virtuoso-opensource-7")
        require_tool("isql-vt", "virtuoso-opensource-7")
        sql_port = reserve()

        def command(port: int) -> list[str]:
            text = _INI.format(port=port, sql_port=sql_port, folder=self.folder)
            (self.folder / "virtuoso.ini").write_text(text)
            return [program, "+foreground", "+configfile", "virtuoso.ini"]

        with launched(command, folder=self.folder, ready=_answers) as server:
            yield {
                "EIKG_ENGINE": f"{server.address}/sparql",
                "EIKG_ENGINE_DATA": f"isql://dba:dba@127.0.0.1:{sql_port}{self.folder}",
            }
            subprocess.run(
                ["isql-vt", f"127.0.0.1:{sql_port}", "dba", "dba", "exec=shutdown;"],
                capture_output=True,
                check=False,
            )


def _answers(server: Launched) -> bool:
    try:
        with urlopen(f"{server.address}/sparql?query=ASK%7B%7D", timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


ENGINES: Final = (Oxigraph, Fuseki, Rdf4j, Virtuoso)
