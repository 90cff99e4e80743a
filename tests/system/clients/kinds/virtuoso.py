"""Virtuoso, in a folder of its own: it asks by SERVICE, and is asked."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from tempfile import mkdtemp
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from tests.conftest import require_tool
from tests.launcher import Launched, start
from tests.system import virtuoso
from tests.system.clients import queries
from tests.system.clients.answers import Answer, read
from tests.system.clients.client import FORM, JSON, Call, World, absent
from tests.system.clients.features import Failed
from tests.system.clients.service import ByService

PACKAGE = "virtuoso-opensource-7-bin"
SETTINGS = f"""\
{virtuoso.FILES}
[Parameters]
ServerPort = 127.0.0.1:{{sql}}
DisableUnixSocket = 1
NumberOfBuffers = 4000

[HTTPServer]
ServerPort = 127.0.0.1:{{http}}
"""
COMMANDS = f"""\
grant select on "DB.DBA.SPARQL_SINV_2" to "SPARQL";
grant execute on "DB.DBA.SPARQL_SINV_IMP" to "SPARQL";
SPARQL INSERT DATA {{ GRAPH <http://example.org/notes> {{ {queries.NOTES_TURTLE.replace(chr(10), " ")} }} }};
"""
"""Federation is for whoever may use these two; and the notes."""


class Virtuoso(ByService):
    """The server of Debian's package, on loopback."""

    name = "Virtuoso"
    pinned = False
    slow = queries.PRODUCT  # it cannot send EXISTS

    def __init__(self, world: World) -> None:
        super().__init__(world)
        program, isql = require_tool("virtuoso-t", PACKAGE), require_tool("isql-vt", PACKAGE)
        self.version = virtuoso.version(program)
        self._folder = Path(mkdtemp())
        http = urlsplit(world.notes[self.name]).port

        def command(sql: int) -> list[str]:
            (self._folder / "virtuoso.ini").write_text(SETTINGS.format(sql=sql, http=http))
            return [program, "+foreground", "+configfile", "virtuoso.ini"]

        self._server = start(command, self._folder / "said", folder=self._folder, ready=_online)
        try:
            sql = self._server.port
            ask = [isql, f"127.0.0.1:{sql}", "dba", "dba", "ERRORS=STDOUT", f"exec={COMMANDS}"]
            answer = subprocess.run(ask, capture_output=True, text=True, check=True).stdout
            assert "Error" not in answer, answer
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._server.close()
        shutil.rmtree(self._folder)

    def evaluate(self, query: str) -> Answer:
        address = f"{self.world.notes[self.name]}?{urlencode({'query': query})}"
        try:
            with urlopen(Request(address, headers={"Accept": JSON}), timeout=60) as response:
                return read(response.read(), JSON)
        except HTTPError as error:
            raise Failed(f"{error} {error.read().decode()}") from error

    def form(self) -> str:
        self.same(Call(queries.LONG))
        assert (self.request.method, self.request.content_type) == ("POST", FORM)
        return "a long query"

    discovery = absent("`LOAD SERVICE` fails before it asks")

    def service_from(self) -> str:
        super().service_from()
        return "one request for each solution" * (len(self.world.tap.requests) == len(queries.NOTES))


def _online(server: Launched) -> bool:
    """Its own words say that it is ready; before that connections are taken and closed."""
    return "Server online" in server.said()
