"""Virtuoso, in a folder of its own. Its own default graph repeats a triple that stands in two graphs, so the union is
loaded as one more graph, which `default-graph-uri` names in every request.
"""

from __future__ import annotations

import shutil
import subprocess
from typing import Final

from tests.launcher import launched
from tests.ports import reserve
from tests.system import virtuoso
from tests.system.bench.systems.system import Data, System

_UNION: Final = "urn:x-bench:union"
_LONGEST_LOAD: Final = 120.0
_INI: Final = f"""\
{virtuoso.FILES}
[Parameters]
ServerPort = 127.0.0.1:{{sql_port}}
DisableUnixSocket = 1
MaxClientConnections = 50
ServerThreads = 50
NumberOfBuffers = 85000
MaxDirtyBuffers = 65000
DirsAllowed = .
{virtuoso.HTTP}
[SPARQL]
ResultSetMaxRows = 1000000
MaxQueryCostEstimationTime = 100000
MaxQueryExecutionTime = 60
"""
"""More buffers (as its documentation advises for 1 GB), more connections and longer results than its defaults allow."""


class Virtuoso(System):
    """`virtuoso-t` over a database that is loaded beforehand."""

    name = "Virtuoso"
    path = f"/sparql?default-graph-uri={_UNION}"

    def version(self) -> str:
        return virtuoso.version(self._program())

    def missing(self) -> str | None:
        found = all(map(shutil.which, ("virtuoso-t", "isql-vt")))
        return None if found else "virtuoso-t and isql-vt are not installed (Debian: virtuoso-opensource-7)"

    def prepare(self, data: Data) -> None:
        triples = data.with_union.read_text("utf-8").splitlines(keepends=True)
        quads = data.quads.read_text("utf-8").count("\n")
        (self.folder / "union.nt").write_text("".join(triples[quads:]), "utf-8")
        shutil.copy(data.quads, self.folder / "data.nq")
        with launched(
            lambda sql_port: self._configured(reserve(), sql_port),
            folder=self.folder,
            ready=lambda server: self._sql(server.port, "status();", check=False).returncode == 0,
        ) as server:
            self._sql(server.port, "DB.DBA.TTLP(file_open('data.nq'), '', 'urn:x-bench:nothing', 512);")
            self._sql(server.port, f"DB.DBA.TTLP(file_open('union.nt'), '', '{_UNION}', 0);")
            self._sql(server.port, "checkpoint;")
            self._sql(server.port, "shutdown;", check=False)
            server.process.wait(_LONGEST_LOAD)

    def command(self, data: Data, port: int) -> list[str]:
        (self.folder / "virtuoso.lck").unlink(missing_ok=True)  # of one that was killed
        return self._configured(port, reserve())

    def _configured(self, port: int, sql_port: int) -> list[str]:
        (self.folder / "virtuoso.ini").write_text(_INI.format(port=port, sql_port=sql_port))
        return [self._program(), "+foreground", "+configfile", "virtuoso.ini"]

    def _sql(self, port: int, text: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        command = ["isql-vt", f"127.0.0.1:{port}", "dba", "dba", f"exec={text}", "ERRORS=STDOUT"]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)
        if check and (done.returncode or "***" in done.stdout):
            raise RuntimeError(f"Virtuoso refused {text!r}: {done.stdout.strip()} {done.stderr.strip()}")
        return done

    def _program(self) -> str:
        return shutil.which("virtuoso-t") or "virtuoso-t"
