"""Apache Jena Fuseki over an in-memory dataset, from the one jar that Maven fetches."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Final

from tests.system.bench.systems.system import Data, System

_VERSION: Final = "5.6.0"
_ARTIFACT: Final = "org.apache.jena:jena-fuseki-server"
_JAR: Final = (
    Path.home()
    / f".m2/repository/org/apache/jena/jena-fuseki-server/{_VERSION}/jena-fuseki-server-{_VERSION}.jar"
)


class Fuseki(System):
    """`fuseki-server --file`, which reads the data, with the union as default graph, at every start."""

    name = "Fuseki"
    path = "/ds/sparql"

    def version(self) -> str:
        return _VERSION

    def missing(self) -> str | None:
        if shutil.which("java") is None:
            return "java is not installed"
        if not _JAR.exists() and shutil.which("mvn"):
            get = [
                "mvn",
                "--quiet",
                "dependency:get",
                "-Dtransitive=false",
                f"-Dartifact={_ARTIFACT}:{_VERSION}",
            ]
            subprocess.run(get, cwd=self.folder, capture_output=True, timeout=300, check=False)
        return None if _JAR.exists() else f"Maven could not fetch {_ARTIFACT}:{_VERSION}"

    def command(self, data: Data, port: int) -> list[str]:
        options = ["--port", str(port), "--localhost", "--file", str(data.with_union), "/ds"]
        return ["java", "-Xmx4g", "-jar", str(_JAR), *options]

    def empty(self, port: int) -> list[str]:
        """What to run to have it answer without a dataset, which can be made by its administration."""
        return ["java", "-Xmx2g", "-jar", str(_JAR), "--port", str(port), "--localhost"]

    def environment(self) -> dict[str, str]:
        return {"FUSEKI_BASE": str(self.folder)}
